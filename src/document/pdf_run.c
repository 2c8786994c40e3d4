/* Pieces of text that belong together wherever borders stand.
 *
 * A word that is too long for its cell is written on over the next one. poppler keeps the characters that one piece of
 * text draws one after the other: those that abut on one line are a run, and a run stands where it begins. What is
 * written on past the edge of the table follows the box or the word that it abuts.
 */
#include <math.h>

#include "document/pdf_place.h"

#define ABUT 0.2   /* of a character's height: in one run */
#define BEHIND 0.7 /* of a character's height: a word after its box */

static double height(const struct pdf_item *item)
{
    return item->box.y2 - item->box.y1;
}

static bool is_plain(const struct pdf_item *item)
{
    return !item->mark && !item->field && !item->gone && !g_unichar_isspace(g_utf8_get_char(item->text));
}

static bool on_line(const struct pdf_item *a, const struct pdf_item *b)
{
    return fabs(a->box.y1 + a->box.y2 - b->box.y1 - b->box.y2) < 0.3 * (height(a) + height(b)) / 2;
}

guint pdf_run_end(const struct pdf_page *page, guint first)
{
    const struct pdf_item *items = (const struct pdf_item *)(const void *)page->items->data;
    guint end = first + 1;
    while (end < page->items->len && is_plain(&items[end - 1]) && is_plain(&items[end]) &&
           on_line(&items[end - 1], &items[end]) &&
           fabs(items[end].box.x1 - items[end - 1].box.x2) < ABUT * height(&items[end]))
        end++;
    return end;
}

const struct pdf_item *pdf_run_before(const struct pdf_page *page, const struct pdf_item *item)
{
    const struct pdf_item *best = NULL;
    for (guint i = 0; i < page->items->len; i++) {
        const struct pdf_item *other = &g_array_index(page->items, struct pdf_item, i);
        double gap = item->box.x1 - other->box.x2;
        if (other == item || other->gone || !(other->mark || is_plain(other)) || other->box.x1 >= item->box.x1)
            continue;
        bool level = fabs(other->box.y1 + other->box.y2 - item->box.y1 - item->box.y2) < height(item);
        if (level && gap < BEHIND * height(item) && gap > -ABUT * height(item) &&
            (!best || other->box.x2 > best->box.x2))
            best = other;
    }
    return best;
}
