/* Cutting a choice into tokens. Spaces are kept as gaps: in "□是 √否" only they tell whose the tick is. */
#include "form/marks-token.h"

#include <string.h>

#include "base/text.h"
#include "form/marks.h"
#include "ruleset/ruleset.h"

struct cut {
    const struct flat *flat;
    int from, to;
    int *owner; /* option + 1 of each atom from `from`; 0: none */
};

static bool joins(const struct atom *atom)
{
    return atom && atom->kind == ATOM_TEXT && atom_fold(atom) && atom->c != 'v' && atom->c != 'V' && atom->c != 0x5BF9;
}

/* One character such as 是 is also part of words: it must stand alone. */
static bool stands_alone(const struct cut *cut, const char *label, int start, int end)
{
    static const char negations[] = "不没未非无别";
    const struct atom *before = start > cut->from ? flat_at(cut->flat, start - 1) : NULL;
    const struct atom *after = end < cut->to ? flat_at(cut->flat, end) : NULL;
    if (before && before->kind == ATOM_TEXT && g_utf8_strchr(negations, -1, before->c))
        return false;
    if (g_utf8_strlen(label, -1) == 1)
        return !joins(before) && !joins(after);
    if ((guchar)*label < 0x80)
        return !(before && before->c < 0x80 && g_ascii_isalnum((char)before->c)) &&
               !(after && after->c < 0x80 && g_ascii_isalnum((char)after->c));
    return true;
}

static void claim(struct cut *cut, const char *label, int option)
{
    int at = cut->from, start, end;
    while (at < cut->to && (end = flat_find(cut->flat, at, cut->to, label, &start)) > 0) {
        bool free = stands_alone(cut, label, start, end);
        for (int i = start; i < end && free; i++)
            free = !cut->owner[i - cut->from];
        for (int i = start; i < end && free; i++)
            cut->owner[i - cut->from] = option + 1;
        at = free ? end : start + 1;
    }
}

struct wanted {
    const char *label;
    int option;
    glong length;
};

static gint compare_wanted(gconstpointer a, gconstpointer b)
{
    return (gint)(((const struct wanted *)b)->length - ((const struct wanted *)a)->length);
}

/* The longest labels first: 不同意 before 同意. */
static void claim_options(struct cut *cut, const GPtrArray *options)
{
    g_autoptr(GArray) labels = g_array_new(FALSE, FALSE, sizeof(struct wanted));
    for (guint i = 0; i < options->len; i++) {
        const struct option_rule *rule = options->pdata[i];
        for (guint j = 0; rule->labels && rule->labels[j]; j++) {
            struct wanted wanted = {rule->labels[j], (int)i, g_utf8_strlen(rule->labels[j], -1)};
            if (wanted.length <= cut->to - cut->from)
                g_array_append_val(labels, wanted);
        }
    }
    g_array_sort(labels, compare_wanted);
    for (guint i = 0; i < labels->len; i++) {
        const struct wanted *wanted = &g_array_index(labels, struct wanted, i);
        claim(cut, wanted->label, wanted->option);
    }
}

static enum token_kind mark_kind(const struct atom *atom)
{
    static const enum token_kind kinds[] = {
        [ATOM_TEXT] = TOKEN_TEXT, [ATOM_BOX_OFF] = TOKEN_OFF, [ATOM_BOX_ON] = TOKEN_ON,
        [ATOM_TICK] = TOKEN_TICK, [ATOM_CROSS] = TOKEN_CROSS,
    };
    if (atom->kind != ATOM_TEXT)
        return kinds[atom->kind];
    return strchr("vV", atom->c < 0x80 && atom->c ? (int)atom->c : '!') || atom->c == 0x5BF9 || atom->c == 0x2228 ||
                   atom->c == 0x02C7 || atom->c == 0xFF56 || atom->c == 0xFF36
               ? TOKEN_TICK
               : TOKEN_TEXT;
}

/* A letter or 对 is a tick only where it is no part of a word. */
static bool is_letter_tick(const struct cut *cut, int i)
{
    const struct atom *before = i > cut->from ? flat_at(cut->flat, i - 1) : NULL;
    const struct atom *after = i + 1 < cut->to ? flat_at(cut->flat, i + 1) : NULL;
    bool left = before && joins(before) && !cut->owner[i - 1 - cut->from];
    bool right = after && joins(after) && !cut->owner[i + 1 - cut->from];
    return !left && !right;
}

/* "（ ）", "(√)", "[x]": brackets as boxes. TOKEN_TEXT for a remark. */
static enum token_kind bracket_kind(const struct cut *cut, int open, int close)
{
    const struct atom *inside = NULL;
    for (int i = open + 1; i < close; i++) {
        const struct atom *atom = flat_at(cut->flat, i);
        if (atom_is_space(atom) || atom->c == '_' || (atom->style & STYLE_FLOATING))
            continue;
        if (inside)
            return TOKEN_TEXT;
        inside = atom;
    }
    if (!inside)
        return TOKEN_OFF;
    enum token_kind kind = mark_kind(inside);
    if (kind == TOKEN_TICK)
        return inside->style & STYLE_STRIKE ? TOKEN_OFF : TOKEN_ON;
    bool x = inside->c == 'x' || inside->c == 'X';
    if (x)
        return flat_at(cut->flat, open)->c == '[' ? TOKEN_ON : TOKEN_CROSS;
    return kind;
}

static int gap_of(const struct atom *atom)
{
    return atom->c == '\n' ? 5 : atom->c == '\t' ? 3 : 1;
}

static void push(struct tokens *tokens, struct token token, int *gap)
{
    token.gap = *gap;
    *gap = 0;
    struct token *last = tokens->list->len ? &g_array_index(tokens->list, struct token, tokens->list->len - 1) : NULL;
    bool same = last && last->kind == token.kind && !token.gap &&
                (token.kind == TOKEN_TEXT || (token.kind == TOKEN_OPTION && last->option == token.option));
    if (same) {
        last->to = token.to;
        last->style &= token.style;
    } else {
        g_array_append_val(tokens->list, token);
    }
}

/* "□是 □否  否": the same words once more are typed, not printed. */
static bool same_words(const struct cut *cut, const struct token *a, const struct token *b)
{
    g_autofree char *x = flat_fold(cut->flat, a->from, a->to), *y = flat_fold(cut->flat, b->from, b->to);
    return !strcmp(x, y);
}

/* Printed twice (最美抗疫瞬间 摄影图片) an option is still one, as long as nothing but its own words lies between. */
static void merge_repeats(const struct cut *cut, struct tokens *tokens)
{
    for (guint i = 1; i < tokens->list->len;) {
        struct token *a = &g_array_index(tokens->list, struct token, i - 1);
        struct token *b = &g_array_index(tokens->list, struct token, i);
        bool same = a->kind == TOKEN_OPTION && b->kind == TOKEN_OPTION && a->option == b->option;
        if (same && !(b->gap && same_words(cut, a, b))) {
            a->to = b->to;
            g_array_remove_index(tokens->list, i);
        } else {
            i++;
        }
    }
}

/* "□√是", "√□是" are one box that is ticked; in "□是√□否" the tick belongs to the option that it touches. */
static void join_boxes(struct tokens *tokens)
{
    for (guint i = 1; i < tokens->list->len;) {
        struct token *a = &g_array_index(tokens->list, struct token, i - 1);
        struct token *b = &g_array_index(tokens->list, struct token, i);
        const struct token *before = i > 1 ? a - 1 : NULL;
        bool box_tick = (a->kind == TOKEN_OFF || a->kind == TOKEN_ON) &&
                        (b->kind == TOKEN_TICK || (b->kind == TOKEN_CROSS && a->kind == TOKEN_OFF)) && !b->gap;
        bool tick_box = a->kind == TOKEN_TICK && b->kind == TOKEN_OFF && !b->gap &&
                        (!before || a->gap || before->kind != TOKEN_OPTION);
        if (box_tick || tick_box) {
            a->crossed = b->kind == TOKEN_CROSS || (a->kind == TOKEN_ON && a->crossed);
            a->kind = TOKEN_ON;
            a->to = b->to;
            a->ocr = a->ocr || b->ocr;
            g_array_remove_index(tokens->list, i);
        } else {
            i++;
        }
    }
}

void tokens_read(struct tokens *tokens, const struct flat *flat, int from, int to, const GPtrArray *options)
{
    *tokens = (struct tokens){.list = g_array_new(FALSE, FALSE, sizeof(struct token))};
    from = MAX(from, 0);
    to = MIN(MIN(to, flat_length(flat)), from + 4000);
    if (to <= from)
        return;
    g_autofree int *owner = g_new0(int, (gsize)(to - from));
    struct cut cut = {flat, from, to, owner};
    claim_options(&cut, options);
    tokens->indented = flat_at(flat, from)->c == '\t';
    int gap = 0;
    for (int i = from; i < to && tokens->list->len < 500; i++) {
        const struct atom *atom = flat_at(flat, i);
        struct token token = {.kind = mark_kind(atom), .from = i, .to = i + 1, .style = atom->style};
        token.ocr = atom->kind != ATOM_TEXT && atom->origin == MARK_OCR;
        token.crossed = atom->kind == ATOM_BOX_ON && atom->c == 0x2612;
        if (atom->style & STYLE_FLOATING) {
            tokens->floating = tokens->floating || token.kind != TOKEN_TEXT;
            continue;
        }
        int close = atom_bracket(atom) > 0 && !owner[i - from] ? flat_close(flat, i, to) : -1;
        if (close > 0) {
            token.kind = bracket_kind(&cut, i, close);
            token.to = close + 1;
            i = close;
            g_autoptr(Flat) inside = flat_slice(flat, token.from + 1, close);
            int option = token.kind == TOKEN_TEXT && close - token.from <= 4 ? marks_option(inside, options) : -1;
            if (option >= 0) { /* "□是 □否（否）" */
                token.kind = TOKEN_OPTION;
                token.option = option;
                token.from++;
                token.to--;
                gap++;
            }
            if (token.kind != TOKEN_TEXT)
                push(tokens, token, &gap);
            continue;
        }
        if (owner[i - from]) {
            token.kind = TOKEN_OPTION;
            token.option = owner[i - from] - 1;
            if (!atom_is_space(atom))
                push(tokens, token, &gap);
            continue;
        }
        if (atom->kind != ATOM_TEXT) {
            if (!(atom->style & STYLE_STRIKE))
                push(tokens, token, &gap);
            continue;
        }
        if (token.kind == TOKEN_TICK && !is_letter_tick(&cut, i))
            token.kind = TOKEN_TEXT;
        if (token.kind == TOKEN_TEXT && !atom_fold(atom))
            gap += gap_of(atom);
        else
            push(tokens, token, &gap);
    }
    merge_repeats(&cut, tokens);
    join_boxes(tokens);
}

void tokens_clear(struct tokens *tokens)
{
    g_clear_pointer(&tokens->list, g_array_unref);
}
