/* Atoms from runs, cells and plain text. A reader may have left a box or a tick in a text run; it is told from text
 * here once more, because a missed tick costs more than a second look.
 */
#include "form/flat.h"

#include "base/text.h"

struct flat *flat_create(void)
{
    struct flat *flat = g_new0(struct flat, 1);
    flat->atoms = g_array_new(FALSE, FALSE, sizeof(struct atom));
    return flat;
}

void flat_free(struct flat *flat)
{
    if (!flat)
        return;
    g_array_unref(flat->atoms);
    g_free(flat);
}

int flat_length(const struct flat *flat)
{
    return (int)flat->atoms->len;
}

const struct atom *flat_at(const struct flat *flat, int index)
{
    return index >= 0 && index < flat_length(flat) ? &g_array_index(flat->atoms, struct atom, index) : NULL;
}

static void add(struct flat *flat, struct atom atom)
{
    if (flat->atoms->len < FLAT_MAX)
        g_array_append_val(flat->atoms, atom);
}

static enum atom_kind glyph_kind(gunichar c)
{
    switch (c) {
    case 0x25A1: /* □ */
    case 0x2610: /* ☐ */
    case 0x25FB: /* ◻ */
    case 0x25A2: /* ▢ */
    case 0x25CB: /* ○ */
    case 0x25EF: /* ◯ */
    case 0x2B1C: /* ⬜ */
    case 0x274F: /* ❏ */
    case 0x2751: /* ❑ */
        return ATOM_BOX_OFF;
    case 0x2611: /* ☑ */
    case 0x2612: /* ☒ */
    case 0x25A0: /* ■ */
    case 0x25CF: /* ● */
    case 0x25FC: /* ◼ */
    case 0x2705: /* ✅ */
    case 0x25C9: /* ◉ */
    case 0x25A3: /* ▣ */
    case 0x2B1B: /* ⬛ */
        return ATOM_BOX_ON;
    case 0x221A: /* √ */
    case 0x2713: /* ✓ */
    case 0x2714: /* ✔ */
        return ATOM_TICK;
    case 0x00D7: /* × */
    case 0x2715: /* ✕ */
    case 0x2716: /* ✖ */
    case 0x2717: /* ✗ */
    case 0x2718: /* ✘ */
    case 0x2573: /* ╳ */
        return ATOM_CROSS;
    default:
        return ATOM_TEXT;
    }
}

static bool is_number(const char *p)
{
    while (*p == ' ')
        p++;
    return g_ascii_isdigit(*p);
}

void flat_add_text(struct flat *flat, const char *text, unsigned style)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        struct atom atom = {.c = g_utf8_get_char(p), .style = (guint8)style, .origin = MARK_GLYPH};
        if (atom.c == '\r') {
            if (p[1] == '\n')
                continue;
            atom.c = '\n';
        }
        /* "1000×800" is a size, not a crossed-out choice; ○ stands for 零 between digits. */
        enum atom_kind kind = glyph_kind(atom.c);
        const struct atom *last = flat_at(flat, flat_length(flat) - 1);
        bool figure = last && g_unichar_isdigit(last->c) && is_number(g_utf8_next_char(p));
        atom.kind = (guint8)(figure ? ATOM_TEXT : kind);
        add(flat, atom);
    }
}

static void add_mark(struct flat *flat, const struct run *run)
{
    struct atom atom = {.style = (guint8)run->style, .origin = (guint8)run->origin};
    atom.c = run->text && *run->text ? g_utf8_get_char_validated(run->text, -1) : 0x25A1;
    if (atom.c >= 0x110000)
        atom.c = 0x25A1;
    const struct atom *last = flat_at(flat, flat_length(flat) - 1);
    bool figure = last && g_unichar_isdigit(last->c) && run->state == MARK_UNKNOWN && run->origin == MARK_GLYPH;
    atom.kind = run->state == MARK_UNKNOWN ? (figure ? ATOM_TEXT : ATOM_CROSS)
                : run->state == MARK_OFF   ? ATOM_BOX_OFF
                : run->tick                ? ATOM_TICK
                                           : ATOM_BOX_ON;
    add(flat, atom);
}

void flat_add_paragraph(struct flat *flat, const struct paragraph *paragraph)
{
    for (guint i = 0; i < paragraph->runs->len; i++) {
        const struct run *run = paragraph->runs->pdata[i];
        if (run->is_mark)
            add_mark(flat, run);
        else if (run->text)
            flat_add_text(flat, run->text, run->style);
    }
}

void flat_add_cell(struct flat *flat, const struct cell *cell)
{
    bool first = true;
    for (guint i = 0; i < cell->blocks->len; i++) {
        const struct block *block = cell->blocks->pdata[i];
        if (block->kind != BLOCK_PARAGRAPH)
            continue;
        if (!first)
            add(flat, (struct atom){.c = '\n'});
        flat_add_paragraph(flat, block->paragraph);
        first = false;
    }
}

void flat_add_range(struct flat *flat, const struct flat *from, int begin, int end)
{
    for (int i = MAX(begin, 0); i < end && i < flat_length(from); i++)
        add(flat, *flat_at(from, i));
}

struct flat *flat_slice(const struct flat *flat, int begin, int end)
{
    struct flat *slice = flat_create();
    flat_add_range(slice, flat, begin, end);
    return slice;
}

bool flat_opens_title(const struct flat *flat)
{
    int i = 0, length = flat_length(flat);
    while (i < length && atom_is_space(flat_at(flat, i)))
        i++;
    return i < length && flat_at(flat, i)->c == 0x300A;
}

char *flat_text(const struct flat *flat, int begin, int end)
{
    GString *text = g_string_new(NULL);
    for (int i = MAX(begin, 0); i < end && i < flat_length(flat); i++)
        g_string_append_unichar(text, flat_at(flat, i)->c);
    return g_string_free(text, FALSE);
}

char *flat_fold(const struct flat *flat, int begin, int end)
{
    g_autofree char *text = flat_text(flat, begin, end);
    return text_fold(text);
}

bool flat_blank(const struct flat *flat, int begin, int end)
{
    for (int i = MAX(begin, 0); i < end && i < flat_length(flat); i++) {
        const struct atom *atom = flat_at(flat, i);
        if (atom->kind != ATOM_TEXT || (!atom_is_space(atom) && atom->c != '_' && atom->c != 0xFF3F))
            return false;
    }
    return true;
}

bool flat_has_marks(const struct flat *flat, int begin, int end)
{
    for (int i = MAX(begin, 0); i < end && i < flat_length(flat); i++)
        if (flat_at(flat, i)->kind != ATOM_TEXT)
            return true;
    return false;
}

bool atom_is_space(const struct atom *atom)
{
    gunichar c = atom->c;
    return atom->kind == ATOM_TEXT && (g_unichar_isspace(c) || c == 0x3000 || c == 0x00A0 || c == 0x200B ||
                                       c == 0xFEFF || c == 0x200E || c == 0x200F || c == 0x2060);
}

bool atom_is_colon(const struct atom *atom)
{
    gunichar c = atom->c;
    return atom->kind == ATOM_TEXT &&
           (c == ':' || c == 0xFF1A || c == 0x2236 || c == 0xFE55 || c == 0xFE13 || c == '=' || c == 0xFF1D);
}

gunichar atom_fold(const struct atom *atom)
{
    gunichar c = atom->c;
    if (atom->kind != ATOM_TEXT)
        return 0;
    if (text_is_han(c) && c < 0xF900)
        return text_simplified(c);
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 0x80) {
        char buffer[8] = "";
        g_unichar_to_utf8(c, buffer);
        g_autofree char *nfkc = g_utf8_normalize(buffer, -1, G_NORMALIZE_ALL_COMPOSE);
        if (nfkc && *nfkc)
            c = g_utf8_get_char(nfkc);
    }
    if (g_unichar_isspace(c) || c == 0x200B || c == 0xFEFF || c == 0x200E || c == 0x200F || c == 0x2060 ||
        g_unichar_ispunct(c) || g_unichar_iscntrl(c))
        return 0;
    return g_unichar_tolower(c);
}

int atom_bracket(const struct atom *atom)
{
    if (atom->kind != ATOM_TEXT)
        return 0;
    switch (atom->c) {
    case '(':
    case 0xFF08: /* （ */
    case '[':
    case 0xFF3B: /* ［ */
    case 0x3010: /* 【 */
    case 0x3014: /* 〔 */
        return 1;
    case ')':
    case 0xFF09: /* ） */
    case ']':
    case 0xFF3D: /* ］ */
    case 0x3011: /* 】 */
    case 0x3015: /* 〕 */
        return -1;
    default:
        return 0;
    }
}

int flat_find(const struct flat *flat, int begin, int end, const char *fold, int *start)
{
    for (int s = begin; s < end; s++) {
        gunichar first = atom_fold(flat_at(flat, s));
        if (atom_bracket(flat_at(flat, s)) > 0) {
            int close = flat_close(flat, s, end);
            if (close > 0)
                s = close;
            continue;
        }
        if (!first || first != g_utf8_get_char(fold))
            continue;
        const char *want = fold;
        int i = s;
        for (; i < end && *want; i++) {
            const struct atom *atom = flat_at(flat, i);
            int close = atom_bracket(atom) > 0 ? flat_close(flat, i, end) : -1;
            if (atom->kind != ATOM_TEXT)
                break;
            if (close > 0) {
                i = close;
                continue;
            }
            gunichar c = atom_fold(atom);
            if (c && c != g_utf8_get_char(want))
                break;
            want = c ? g_utf8_next_char(want) : want;
        }
        if (!*want) {
            *start = s;
            return i;
        }
    }
    return -1;
}

int flat_close(const struct flat *flat, int open, int end)
{
    int depth = 0;
    for (int i = open; i < end && i < open + 200; i++) {
        depth += atom_bracket(flat_at(flat, i));
        if (depth <= 0)
            return i;
    }
    return -1;
}

int flat_line_end(const struct flat *flat, int from, int end)
{
    while (from < end && flat_at(flat, from)->c != '\n')
        from++;
    return from;
}
