/* Styles of text that a PDF draws rather than says: lines under or through characters, colour behind them, ink in the
 * middle of a written box.
 *
 * A line belongs to a character when it covers the character's whole advance, which bars of Chinese glyphs do not: they
 * leave a twentieth on each side. An underline ends where its text ends; a rule to write on or a cell's edge goes on.
 * Colour is a highlight when it ends with the text as well; otherwise the cell is shaded.
 */
#include <math.h>
#include <string.h>

#include "document/pdf_place.h"

#define DARK 165      /* darkness of a line's darkest row, all along */
#define HALF_DARK 110 /* of one between two rows */
#define FAINTEST 60
#define COVERED 0.985 /* of a character's advance */
#define NEARLY_COVERED 0.86
#define THICKEST 5 /* pixels */
#define BEYOND 7   /* pixels past its text an underline does not reach */
#define TINTED 24
#define ALIKE 12
#define SMOOTHED 90 /* of the edge of a stroke */
#define INKED 0.1   /* of the middle of a written box */

struct raster {
    const guint8 *pixels;
    gsize stride;
    int width, height;
};

static const guint8 *pixel(const struct raster *picture, int x, int y)
{
    x = CLAMP(x, 0, picture->width - 1);
    y = CLAMP(y, 0, picture->height - 1);
    return picture->pixels + (gsize)y * picture->stride + (gsize)x * 4;
}

/* By green: highlighters are light in it, ink of any colour is not. */
static int darkness(const struct raster *picture, int x, int y)
{
    return 255 - pixel(picture, x, y)[1];
}

static bool same_line(const struct pdf_item *a, const struct pdf_item *b)
{
    double height = MIN(a->box.y2 - a->box.y1, b->box.y2 - b->box.y1);
    double gap = b->box.x1 - a->box.x2;
    return fabs(a->box.y1 + a->box.y2 - b->box.y1 - b->box.y2) < height && gap > -0.5 * height && gap < 0.7 * height;
}

/* Lines ---------------------------------------------------------------------------------------------------- */

/* True when a row of pixels is a line from edge to edge of a box. */
static bool covers(const struct raster *picture, const struct pdf_box *box, int y, int darkest, double part_of)
{
    double width = box->x2 - box->x1, sum = 0;
    int least = 255;
    for (int x = (int)ceil(box->x1 + 0.15 * width); x < box->x2 - 0.15 * width; x++)
        least = MIN(least, darkness(picture, x, y));
    if (least < darkest)
        return false;
    for (int x = (int)floor(box->x1); x < (int)ceil(box->x2); x++) {
        double part = MIN(x + 1, box->x2) - MAX(x, box->x1);
        sum += MIN(darkness(picture, x, y) / (double)least, part);
    }
    return sum >= part_of * width;
}

/* The row of a thin line between two heights of a box, -1 for none. */
static int find_line(const struct raster *picture, const struct pdf_box *box, double from, double to, double part)
{
    double height = box->y2 - box->y1;
    int first = (int)(box->y1 + from * height), last = (int)(box->y1 + to * height), found = -1, rows = 0;
    for (int y = MAX(first, 0); y <= last && y < picture->height; y++) {
        bool between = covers(picture, box, y, HALF_DARK, part) && covers(picture, box, y + 1, HALF_DARK, part);
        if (!between && !covers(picture, box, y, DARK, part))
            continue;
        found = found < 0 ? y : found;
        rows++;
    }
    return rows > 0 && rows <= THICKEST ? found : -1;
}

static bool is_letter(const struct pdf_item *item)
{
    return !item->mark && !item->field && g_unichar_isalnum(g_utf8_get_char(item->text));
}

/* A stroke that goes up from a line: the line is the bottom of a frame. */
static bool goes_up(const struct raster *picture, int x, int y)
{
    for (int row = y - 12; row < y - 2; row++)
        if (darkness(picture, x, row) < FAINTEST)
            return false;
    return true;
}

/* Whether a line ends at a character's edge, in the direction of `step`; where a neighbour stands, the run of
 * characters has stopped at it. */
static bool ends(const struct raster *picture, const struct pdf_item *neighbour, double edge, int step, int y)
{
    if (neighbour && fabs((step < 0 ? neighbour->box.x2 : neighbour->box.x1) - edge) <= BEYOND)
        return true;
    for (int row = y - 1; row <= y + 1; row++)
        if (darkness(picture, (int)edge + step * BEYOND, row) >= FAINTEST)
            return false;
    for (int i = 0; i < BEYOND; i++)
        if (goes_up(picture, (int)edge + step * i, y))
            return false;
    return true;
}

/* The next visible character of the line, spaces passed over. */
static const struct pdf_item *neighbour_of(const struct pdf_page *page, guint index, int step)
{
    const struct pdf_item *items = (const struct pdf_item *)(const void *)page->items->data, *from = &items[index];
    for (gint64 i = (gint64)index + step; i >= 0 && i < page->items->len && ABS(i - (gint64)index) <= 2; i += step) {
        if (!(step < 0 ? same_line(&items[i], from) : same_line(from, &items[i])))
            return NULL;
        if (items[i].field || !g_unichar_isspace(g_utf8_get_char(items[i].text)))
            return &items[i];
        from = &items[i];
    }
    return NULL;
}

struct style {
    unsigned style;
    double from, to; /* parts of a character's height */
};

static bool can_hold(const struct pdf_item *item)
{
    return !item->mark && !item->field && *item->text && item->box.x2 - item->box.x1 >= 4 &&
           item->box.y2 - item->box.y1 >= 8;
}

/* Some programs draw a line as wide as the ink of its text: it leaves off within its first and its last character. */
static bool leaves_off(const struct raster *picture, const struct pdf_item *item, const struct style *style, int line)
{
    int row =
        can_hold(item) && is_letter(item) ? find_line(picture, &item->box, style->from, style->to, NEARLY_COVERED) : -1;
    return row >= 0 && abs(row - line) <= 2;
}

/* Gives the style to the characters from an index on that one line runs along. Returns the index after them. */
static guint read_run(struct pdf_page *page, const struct raster *picture, guint first, const struct style *style)
{
    struct pdf_item *items = (struct pdf_item *)(void *)page->items->data;
    guint end = first;
    int line = -1;
    for (; end < page->items->len; end++) {
        const struct pdf_item *item = &items[end];
        if (!can_hold(item) || (end > first && !same_line(&items[end - 1], item)))
            break;
        int row = find_line(picture, &item->box, style->from, style->to, COVERED);
        if (row < 0 || (line >= 0 && abs(row - line) > 2))
            break;
        line = line < 0 ? row : line;
    }
    if (end == first)
        return first + 1;
    if (first > 0 && same_line(&items[first - 1], &items[first]) && leaves_off(picture, &items[first - 1], style, line))
        first--;
    if (end < page->items->len && same_line(&items[end - 1], &items[end]) &&
        leaves_off(picture, &items[end], style, line))
        end++;
    const struct pdf_item *before = neighbour_of(page, first, -1), *after = neighbour_of(page, end - 1, 1);
    bool letters = false, inner = end - first == 1 && before && after && is_letter(before) && is_letter(after);
    for (guint i = first; i < end; i++)
        letters = letters || (is_letter(&items[i]) && g_utf8_get_char(items[i].text) != 0x4E00) || /* 一 */
                  pdf_item_hollow(&items[i]);
    if (letters && !inner && ends(picture, before, items[first].box.x1, -1, line) &&
        ends(picture, after, items[end - 1].box.x2, 1, line))
        for (guint i = first; i < end; i++)
            items[i].style |= style->style;
    return end;
}

/* Colour --------------------------------------------------------------------------------------------------- */

static bool alike(const guint8 *a, const guint8 *b, int most)
{
    return abs(a[0] - b[0]) <= most && abs(a[1] - b[1]) <= most && abs(a[2] - b[2]) <= most;
}

static int saturation(const guint8 *colour)
{
    return MAX(MAX(colour[0], colour[1]), colour[2]) - MIN(MIN(colour[0], colour[1]), colour[2]);
}

/* The colour behind a character: among the places around it the most colourful if strokes leave enough of it, or a
 * grey that nearly all of them have (a few are what smooth edges of strokes look like). NULL for white and for none. */
static const guint8 *behind(const struct raster *picture, const struct pdf_box *box)
{
    const guint8 *around[8] = {NULL}, *best;
    int xs[] = {(int)box->x1 + 2, (int)((box->x1 + box->x2) / 2), (int)box->x2 - 2};
    int inset = (int)((box->y2 - box->y1) * 0.1), count = 0, same = 0;
    int ys[] = {(int)box->y1 + inset, (int)((box->y1 + box->y2) / 2), (int)box->y2 - inset};
    for (int i = 0; i < 9; i++)
        if (i != 4)
            around[count++] = pixel(picture, xs[i % 3], ys[i / 3]);
    best = around[0];
    for (int i = 0; i < count; i++)
        if (saturation(around[i]) > saturation(best))
            best = around[i];
    bool colourful = saturation(best) >= TINTED;
    for (int i = 0; i < count; i++)
        same += alike(best, around[i], colourful ? SMOOTHED : ALIKE);
    if (colourful)
        return same >= 4 ? best : NULL;
    return same >= 6 && best[1] > 120 && best[1] < 235 ? best : NULL;
}

static guint read_colour(struct pdf_page *page, const struct raster *picture, guint first)
{
    struct pdf_item *items = (struct pdf_item *)(void *)page->items->data;
    const guint8 *colour = items[first].mark || items[first].field ? NULL : behind(picture, &items[first].box);
    if (!colour)
        return first + 1;
    guint end = first + 1;
    for (; end < page->items->len && same_line(&items[end - 1], &items[end]); end++) {
        const guint8 *other = behind(picture, &items[end].box);
        if (!other || !alike(colour, other, SMOOTHED))
            break;
    }
    int y = (int)((items[first].box.y1 + items[first].box.y2) / 2);
    const guint8 *before = pixel(picture, (int)items[first].box.x1 - 4, y);
    const guint8 *after = pixel(picture, (int)items[end - 1].box.x2 + 4, y);
    if (!alike(before, colour, ALIKE) && !alike(after, colour, ALIKE))
        for (guint i = first; i < end; i++)
            items[i].style |= STYLE_HIGHLIGHT;
    return end;
}

/* Boxes ---------------------------------------------------------------------------------------------------- */

static int count_dark(const struct raster *picture, double x1, double x2, int y)
{
    int dark = 0;
    for (int x = (int)x1; x < x2; x++)
        dark += darkness(picture, x, y) > 110;
    return dark;
}

/* Ink in the middle, and a side left and right of it: a font that is not at hand may be drawn with other characters. */
static bool is_inked(const struct raster *picture, const struct pdf_box *box)
{
    double width = box->x2 - box->x1, height = box->y2 - box->y1;
    int dark = 0, rows = 0, sides = 0;
    for (int y = (int)(box->y1 + 0.38 * height); y < box->y1 + 0.62 * height; y++, rows++) {
        dark += count_dark(picture, box->x1 + 0.38 * width, box->x1 + 0.62 * width, y);
        sides += count_dark(picture, box->x1, box->x1 + 0.3 * width, y) > 0 &&
                 count_dark(picture, box->x1 + 0.7 * width, box->x2, y) > 0;
    }
    return rows > 0 && sides >= 0.9 * rows && dark >= INKED * rows * 0.24 * width;
}

void pdf_styles(struct pdf_page *page, const guint8 *pixels, gsize stride)
{
    static const struct style styles[] = {{STYLE_STRIKE, 0.3, 0.75}, {STYLE_UNDERLINE, 0.77, 1.12}};
    struct raster picture = {pixels, stride, page->width, page->height};
    for (gsize s = 0; s < G_N_ELEMENTS(styles); s++)
        for (guint i = 0; i < page->items->len;)
            i = read_run(page, &picture, i, &styles[s]);
    for (guint i = 0; i < page->items->len;)
        i = read_colour(page, &picture, i);
    for (guint i = 0; i < page->items->len; i++) {
        struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        bool written = !item->font && g_unichar_type(g_utf8_get_char(item->text)) != G_UNICODE_PRIVATE_USE;
        if (written && !(item->style & STYLE_STRIKE) && pdf_item_hollow(item))
            item->inked = is_inked(&picture, &item->box);
    }
}
