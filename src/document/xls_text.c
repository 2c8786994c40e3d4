/* Strings of .xls: 8 or 16 bits a character, in runs of fonts, cut over CONTINUE records of 8 KB at any character,
 * with a fresh byte of flags after each cut (2.5.293 XLUnicodeRichExtendedString).
 */
#include <string.h>

#include "document/glyph.h"
#include "document/xls.h"

#define MAX_STRINGS 300000

/* A place in a record and those that continue it. */
struct cursor {
    struct bytes book;
    gsize at, end;
    bool over;
};

static bool go_on(struct cursor *cursor)
{
    struct record next;
    if (cursor->over || !xls_record(cursor->book, cursor->end, &next) || next.type != RECORD_CONTINUE) {
        cursor->over = true;
        return false;
    }
    cursor->at = next.at;
    cursor->end = next.end;
    return true;
}

static guint take(struct cursor *cursor)
{
    while (cursor->at >= cursor->end)
        if (!go_on(cursor))
            return 0;
    return bytes_8(cursor->book, cursor->at++);
}

static guint take_16(struct cursor *cursor)
{
    guint low = take(cursor);
    return low | take(cursor) << 8;
}

static void skip(struct cursor *cursor, gsize count)
{
    while (count > 0 && !cursor->over) {
        gsize here = MIN(count, cursor->end - cursor->at);
        cursor->at += here;
        count -= here;
        if (count > 0)
            go_on(cursor);
    }
}

/* The units as UTF-8, and at which byte each unit that begins a run stands. */
static void take_units(struct cursor *cursor, guint count, bool wide, struct xls_text *text, GArray *places)
{
    gunichar high = 0;
    for (guint i = 0; i < count && !cursor->over; i++) {
        if (cursor->at >= cursor->end) {
            if (!go_on(cursor))
                return;
            wide = take(cursor) & 1;
        }
        gunichar unit = wide ? take_16(cursor) : take(cursor);
        gsize place = text->text->len;
        if (places)
            g_array_append_val(places, place);
        if (unit >= 0xDC00 && unit < 0xE000 && high) {
            g_string_append_unichar(text->text, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
            high = 0;
            continue;
        }
        high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
        if (unit >= 0xD800 && unit < 0xE000 && !high)
            unit = 0xFFFD;
        if (!high)
            g_string_append_unichar(text->text, unit ? unit : ' ');
    }
}

static void take_runs(struct cursor *cursor, guint count, struct xls_text *text, const GArray *places)
{
    text->runs = g_array_new(FALSE, FALSE, sizeof(struct xls_run));
    for (guint i = 0; i < count && !cursor->over; i++) {
        guint at = take_16(cursor);
        struct xls_run run = {0, take_16(cursor)};
        if (at < places->len) {
            run.at = g_array_index(places, gsize, at);
            g_array_append_val(text->runs, run);
        }
    }
}

static struct xls_text *new_text(void)
{
    struct xls_text *text = g_new0(struct xls_text, 1);
    text->text = g_string_new(NULL);
    return text;
}

static struct xls_text *take_text(struct cursor *cursor, guint count)
{
    struct xls_text *text = new_text();
    guint flags = take(cursor);
    guint runs = flags & 8 ? take_16(cursor) : 0;
    guint32 extra = flags & 4 ? take_16(cursor) : 0;
    if (flags & 4)
        extra |= take_16(cursor) << 16;
    g_autoptr(GArray) places = runs ? g_array_new(FALSE, FALSE, sizeof(gsize)) : NULL;
    take_units(cursor, count, flags & 1, text, places);
    if (places)
        take_runs(cursor, runs, text, places);
    skip(cursor, extra);
    return text;
}

struct xls_text *xls_read_text(struct bytes book, const struct record *record, gsize at, guint count)
{
    struct cursor cursor = {book, MIN(record->at + at, record->end), record->end, false};
    return take_text(&cursor, count);
}

void xls_read_shared(struct xls *xls, const struct record *record)
{
    struct cursor cursor = {xls->book, MIN(record->at + 8, record->end), record->end, false};
    while (xls->strings->len < MAX_STRINGS) {
        guint count = take_16(&cursor);
        if (cursor.over)
            return;
        g_ptr_array_add(xls->strings, take_text(&cursor, count));
    }
}

void xls_text_free(struct xls_text *text)
{
    if (!text)
        return;
    g_string_free(text->text, TRUE);
    if (text->runs)
        g_array_unref(text->runs);
    g_free(text);
}

/* There is no font 4: the numbers go from 3 to 5. */
static const struct xls_font *font_at(const struct xls *xls, guint number)
{
    guint index = number > 4 ? number - 1 : number;
    return index < xls->fonts->len ? &g_array_index(xls->fonts, struct xls_font, index) : NULL;
}

static void append_part(const struct xls *xls, struct paragraph *paragraph, const char *text, gsize length, guint font)
{
    const struct xls_font *look = font_at(xls, font);
    g_autofree char *part = g_strndup(text, length);
    if (look && *look->symbol)
        paragraph_symbols(paragraph, look->symbol, part, look->style);
    else
        paragraph_append(paragraph, part, look ? look->style : 0);
}

void xls_append(struct xls *xls, struct paragraph *paragraph, const struct xls_text *text, guint format)
{
    if (text->text->len > xls->room) {
        if (!xls->counts.full)
            count_warn(xls->document, &xls->counts, "文字过多，其余未读");
        return;
    }
    xls->room -= text->text->len;
    guint count = text->runs ? text->runs->len : 0;
    guint font = format < xls->formats->len ? g_array_index(xls->formats, struct xls_format, format).font : 0;
    gsize at = 0;
    for (guint i = 0; i <= count; i++) {
        const struct xls_run *run = i < count ? &g_array_index(text->runs, struct xls_run, i) : NULL;
        gsize next = run ? CLAMP(run->at, at, text->text->len) : text->text->len;
        append_part(xls, paragraph, text->text->str + at, next - at, font);
        at = next;
        font = run ? run->font : font;
    }
}
