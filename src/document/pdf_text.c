/* Characters to lines, lines to paragraphs.
 *
 * The order of a PDF's characters is whatever its program liked, so they are sorted by line, then from left to right.
 * A line of a cell that went on because there was no room (the first word of the next would not have fitted) is joined
 * to it: an address in two lines is one address.
 */
#include <string.h>

#include "document/pdf_place.h"
#include "document/pdf_row.h"

#define SAME_LINE 0.45 /* of a character's height */
#define WIDE_GAP 0.5   /* of a character's height: words apart */
#define TAB_GAP 2.5
#define DRAWN_SPACE 0.35

static double middle(const struct pdf_item *item)
{
    return (item->box.y1 + item->box.y2) / 2;
}

static double height(const struct pdf_item *item)
{
    return item->box.y2 - item->box.y1;
}

static bool is_space(const struct pdf_item *item)
{
    return !item->field && g_unichar_isspace(g_utf8_get_char(item->text));
}

static int by_height(gconstpointer a, gconstpointer b)
{
    double left = middle(*(struct pdf_item *const *)a), right = middle(*(struct pdf_item *const *)b);
    return left < right ? -1 : left > right;
}

static int by_left(gconstpointer a, gconstpointer b)
{
    const struct pdf_item *left = *(struct pdf_item *const *)a, *right = *(struct pdf_item *const *)b;
    if (left->box.x1 != right->box.x1)
        return left->box.x1 < right->box.x1 ? -1 : 1;
    return left < right ? -1 : left > right; /* as the file has them */
}

static void line_free(struct pdf_row *line)
{
    g_ptr_array_unref(line->items);
    g_free(line);
}

/* Sorts a line and takes white space off its ends; false when nothing is left. */
static bool finish_line(struct pdf_row *line)
{
    g_ptr_array_sort(line->items, by_left);
    while (line->items->len > 0 && is_space(line->items->pdata[line->items->len - 1]))
        g_ptr_array_set_size(line->items, (gint)line->items->len - 1);
    while (line->items->len > 0 && is_space(line->items->pdata[0]))
        g_ptr_array_remove_index(line->items, 0);
    if (line->items->len == 0)
        return false;
    line->box = ((struct pdf_item *)line->items->pdata[0])->box;
    for (guint i = 0; i < line->items->len; i++) {
        const struct pdf_box *box = &((struct pdf_item *)line->items->pdata[i])->box;
        line->box.x2 = MAX(line->box.x2, box->x2);
        line->box.y1 = MIN(line->box.y1, box->y1);
        line->box.y2 = MAX(line->box.y2, box->y2);
    }
    return true;
}

static void close_line(GPtrArray *lines, struct pdf_row *line)
{
    if (line && finish_line(line))
        g_ptr_array_add(lines, line);
    else if (line)
        line_free(line);
}

/* White space is put to lines that others make: alone it makes none. */
GPtrArray *pdf_rows(GPtrArray *items)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    struct pdf_row *line = NULL;
    double at = 0, size = 0;
    g_ptr_array_sort(items, by_height);
    for (guint i = 0; i < items->len; i++) {
        const struct pdf_item *item = items->pdata[i];
        if (!line || middle(item) - at > SAME_LINE * MAX(size, 1)) {
            close_line(lines, line);
            line = g_new0(struct pdf_row, 1);
            line->items = g_ptr_array_new();
            at = middle(item);
            size = height(item);
        }
        g_ptr_array_add(line->items, items->pdata[i]);
    }
    close_line(lines, line);
    return lines;
}

/* True for the space that a program only draws between Chinese and Latin letters: nobody typed it. Typed spaces are
 * wider, or stand between two of a kind. */
static bool is_drawn_space(const struct pdf_row *line, guint i)
{
    if (i == 0 || i + 1 >= line->items->len || !is_space(line->items->pdata[i]))
        return false;
    const struct pdf_item *before = line->items->pdata[i - 1], *behind = line->items->pdata[i + 1];
    gunichar left = g_utf8_get_char(before->text), right = g_utf8_get_char(behind->text);
    bool mixed =
        (g_unichar_iswide(left) && g_ascii_isalnum(right)) || (g_ascii_isalnum(left) && g_unichar_iswide(right));
    return mixed && behind->box.x1 - before->box.x2 < DRAWN_SPACE * MIN(height(before), height(behind));
}

/* Paragraphs ----------------------------------------------------------------------------------------------- */

static void flush(struct paragraph *paragraph, GString *text, const struct pdf_item *look)
{
    if (text->len == 0)
        return;
    if (look->font)
        paragraph_symbols(paragraph, look->font, text->str, look->style);
    else
        paragraph_append(paragraph, text->str, look->style);
    g_string_truncate(text, 0);
}

static bool looks_like(const struct pdf_item *a, const struct pdf_item *b)
{
    return a->style == b->style && a->font == b->font;
}

/* The space between two characters that nobody typed: a wide one is a tab. */
static const char *gap_between(const struct pdf_item *before, const struct pdf_item *item)
{
    if (!before)
        return "";
    double gap = (item->box.x1 - before->box.x2) / MAX(MIN(height(before), height(item)), 1);
    return gap > TAB_GAP ? "\t" : gap > WIDE_GAP && !is_space(before) && !is_space(item) ? " " : "";
}

static void append_line(struct paragraph *paragraph, const struct pdf_row *line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const struct pdf_item *look = line->items->pdata[0], *before = NULL;
    for (guint i = 0; i < line->items->len; i++) {
        const struct pdf_item *item = line->items->pdata[i];
        if (is_drawn_space(line, i))
            continue;
        const char *gap = gap_between(before, item);
        if (!looks_like(look, item) || item->mark) {
            flush(paragraph, text, look);
            look = item;
        }
        if (text->len > 0)
            g_string_append(text, gap);
        else
            paragraph_append(paragraph, gap, 0);
        before = item;
        if (item->mark) {
            paragraph_mark(paragraph, item->on ? MARK_ON : MARK_OFF, item->origin, false, item->text, item->style);
            continue;
        }
        g_string_append(text, item->text);
    }
    flush(paragraph, text, look);
}

void pdf_paragraphs(struct document *document, struct counts *counts, GPtrArray *items, const struct pdf_box *within,
                    GPtrArray *blocks)
{
    g_autoptr(GPtrArray) lines = pdf_rows(items);
    struct block *block = NULL;
    for (guint i = 0; i < lines->len; i++) {
        const struct pdf_row *line = lines->pdata[i], *before = i > 0 ? lines->pdata[i - 1] : NULL;
        enum pdf_break parted = block && before ? pdf_break_of(before, line, within) : PDF_BREAK;
        if (parted != PDF_BREAK) {
            if (parted == PDF_SPACE)
                paragraph_append(block->paragraph, " ", 0);
        } else {
            if (block)
                count_paragraph(document, counts, blocks, block);
            block = block_paragraph();
        }
        append_line(block->paragraph, line);
    }
    if (block)
        count_paragraph(document, counts, blocks, block);
}
