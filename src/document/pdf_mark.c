/* Boxes to be ticked that are drawn rather than written, and ticks that are drawn or typed over boxes.
 *
 * A little square of four lines is a box; ink inside it is a tick. A tick typed into a square or over a □, and a stroke
 * of ink that somebody drew over one with a PDF reader, turn that box on. What was only seen is less certain than what
 * was written: its marks come with the origin of recognised pictures.
 */
#include <math.h>
#include <string.h>

#include "document/glyph.h"
#include "document/pdf_place.h"

#define SAME 6
#define BOX_SIDE 36 /* a square up to here is a box to be ticked */
#define INK 0.06    /* of its inside is dark when it is ticked */
#define MAX_BOXES 2000

/* Little squares ------------------------------------------------------------------------------------------ */

static double ink(const struct pdf_page *page, const struct pdf_box *box)
{
    int dark = 0, all = 0, margin = 4;
    for (int y = MAX((int)box->y1 + margin, 0); y < box->y2 - margin && y < page->height; y++)
        for (int x = MAX((int)box->x1 + margin, 0); x < box->x2 - margin && x < page->width; x++, all++)
            dark += page->grey[(gsize)y * (gsize)page->width + (gsize)x] < 128;
    return all ? (double)dark / all : 0;
}

static bool holds(const struct pdf_box *box, const struct pdf_box *other)
{
    double x = (other->x1 + other->x2) / 2, y = (other->y1 + other->y2) / 2;
    return x >= box->x1 && x <= box->x2 && y >= box->y1 && y <= box->y2;
}

static bool near(double a, double b)
{
    return fabs(a - b) <= SAME;
}

/* The other side of a square whose one side a short line is: of the same length, as far away as it is long. */
static struct pdf_line *find_side(GArray *lines, const struct pdf_line *line, const struct pdf_line *other)
{
    double length = line->to - line->from;
    for (guint i = 0; i < lines->len; i++) {
        struct pdf_line *at = &g_array_index(lines, struct pdf_line, i);
        if (at->gone || at == line || at == other || fabs(at->to - at->from - length) > SAME)
            continue;
        bool facing = !other && at->upright == line->upright && near(at->from, line->from) && at->at > line->at &&
                      fabs(at->at - line->at - length) < 0.4 * length;
        bool aside = other && at->upright != line->upright && near(at->from, line->at) && near(at->to, other->at) &&
                     (near(at->at, line->from) || near(at->at, line->to));
        if (facing || aside)
            return at;
    }
    return NULL;
}

static bool holds_letters(const struct pdf_page *page, const struct pdf_box *box)
{
    for (guint i = 0; i < page->items->len; i++) {
        const struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        enum mark_state state;
        bool tick;
        gunichar code = g_utf8_get_char(item->text);
        if (!item->font && holds(box, &item->box) && g_unichar_isalnum(code) && !strchr("vVxX", *item->text) &&
            !glyph_mark(code, &state, &tick))
            return true;
    }
    return false;
}

/* A little square: an item, unless it is the frame of a form's own button. */
static void add_box(struct pdf_page *page, const struct pdf_box *box)
{
    for (guint i = 0; i < page->items->len; i++) {
        const struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        if (((item->mark && item->origin == MARK_ACROFORM) || item->field) &&
            (holds(box, &item->box) || holds(&item->box, box)))
            return;
    }
    bool on = ink(page, box) > INK;
    struct pdf_item item = {
        .box = *box, .text = on ? "☑" : "□", .mark = true, .on = on, .origin = on ? MARK_OCR : MARK_GLYPH};
    if (page->items->len < PDF_MAX_ITEMS)
        g_array_append_val(page->items, item);
}

/* Takes little squares out of the lines, before one that stands near the edge of a cell is taken for its corner. */
void pdf_boxes(struct pdf_page *page, GArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        struct pdf_line *top = &g_array_index(lines, struct pdf_line, i);
        if (top->gone || top->upright || top->to - top->from > BOX_SIDE)
            continue;
        struct pdf_line *bottom = find_side(lines, top, NULL);
        struct pdf_line *left = bottom ? find_side(lines, top, bottom) : NULL;
        if (!left)
            continue;
        left->gone = true;
        struct pdf_line *right = find_side(lines, top, bottom);
        left->gone = false;
        struct pdf_box box = {top->from, top->at, top->to, bottom->at};
        if (!right)
            continue;
        top->gone = bottom->gone = left->gone = right->gone = true;
        if (!holds_letters(page, &box)) /* a box for one digit rules nothing either */
            add_box(page, &box);
    }
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++)
        if (!g_array_index(lines, struct pdf_line, i).gone)
            g_array_index(lines, struct pdf_line, kept++) = g_array_index(lines, struct pdf_line, i);
    g_array_set_size(lines, kept);
}

/* Ticks ---------------------------------------------------------------------------------------------------- */

/* What one character marks, by its font or by itself. */
static bool item_mark(const struct pdf_item *item, enum mark_state *state, bool *tick)
{
    const char *glyph;
    gunichar code = g_utf8_get_char(item->text);
    if (!*item->text || *g_utf8_next_char(item->text))
        return false;
    if (item->font || (code >= 0xF020 && code <= 0xF0FF))
        return symbol_mark(item->font ? item->font : "Wingdings", code, state, tick, &glyph);
    return glyph_mark(code, state, tick);
}

bool pdf_item_hollow(const struct pdf_item *item)
{
    enum mark_state state;
    bool tick;
    return !item->mark && !item->field && !item->gone && item_mark(item, &state, &tick) && state == MARK_OFF;
}

/* A character that ticks the box that it stands in: √, a cross, v or x. */
static bool ticks(const struct pdf_item *item)
{
    enum mark_state state;
    bool tick;
    if (item->mark || item->field || item->gone)
        return false;
    if (item_mark(item, &state, &tick))
        return (state == MARK_ON && tick) || state == MARK_UNKNOWN;
    return !item->font && strchr("vVxX", *item->text) && !item->text[1];
}

static bool is_cross(const struct pdf_item *item)
{
    enum mark_state state;
    bool tick;
    return item_mark(item, &state, &tick) ? state == MARK_UNKNOWN : strchr("xX", *item->text) != NULL;
}

static void turn_on(struct pdf_item *box, const char *glyph, enum mark_origin origin)
{
    box->mark = box->on = true;
    box->font = NULL;
    box->text = glyph;
    box->origin = origin;
}

static bool can_tick(const struct pdf_item *item)
{
    return pdf_item_hollow(item) || (item->mark && item->origin != MARK_ACROFORM);
}

/* The box that a place lies on, a margin around it counted in parts of its height; the nearest of several. */
static struct pdf_item *find_box(struct pdf_page *page, const GArray *boxes, const struct pdf_box *at, double margin)
{
    double x = (at->x1 + at->x2) / 2, y = (at->y1 + at->y2) / 2, least = G_MAXDOUBLE;
    struct pdf_item *found = NULL;
    for (guint i = 0; i < boxes->len; i++) {
        struct pdf_item *item = &g_array_index(page->items, struct pdf_item, g_array_index(boxes, guint, i));
        double around = margin * (item->box.y2 - item->box.y1);
        double off = hypot((item->box.x1 + item->box.x2) / 2 - x, (item->box.y1 + item->box.y2) / 2 - y);
        if (x > item->box.x1 - around && x < item->box.x2 + around && y > item->box.y1 - around &&
            y < item->box.y2 + around && off < least) {
            found = item;
            least = off;
        }
    }
    return found;
}

/* Written boxes with ink in their middle; when all of them have it, that is how their font draws them. */
static void take_inked(struct pdf_page *page, const GArray *boxes)
{
    guint inked = 0, hollow = 0;
    for (guint i = 0; i < boxes->len; i++) {
        const struct pdf_item *item = &g_array_index(page->items, struct pdf_item, g_array_index(boxes, guint, i));
        hollow += !item->mark && !item->font;
        inked += !item->mark && item->inked;
    }
    if (inked == 0 || (inked == hollow && hollow > 1))
        return;
    for (guint i = 0; i < boxes->len; i++) {
        struct pdf_item *item = &g_array_index(page->items, struct pdf_item, g_array_index(boxes, guint, i));
        if (!item->mark && item->inked)
            turn_on(item, "☑", MARK_OCR);
    }
}

void pdf_ticks(struct pdf_page *page)
{
    g_autoptr(GArray) boxes = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < page->items->len && boxes->len < MAX_BOXES; i++)
        if (can_tick(&g_array_index(page->items, struct pdf_item, i)))
            g_array_append_val(boxes, i);
    if (boxes->len == 0)
        return;
    for (guint i = 0; i < page->items->len; i++) {
        struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        struct pdf_item *box = ticks(item) ? find_box(page, boxes, &item->box, 0) : NULL;
        if (!box)
            continue;
        /* A tick that floats over a written box may have been meant for another; one in a drawn square was not. */
        turn_on(box, is_cross(item) ? "☒" : "☑", box->mark ? MARK_GLYPH : MARK_OCR);
        item->gone = true;
    }
    take_inked(page, boxes);
    for (guint i = 0; i < page->strokes->len; i++) {
        struct pdf_item *box = find_box(page, boxes, &g_array_index(page->strokes, struct pdf_box, i), 0.6);
        if (box && !box->on)
            turn_on(box, "☑", MARK_OCR);
    }
}
