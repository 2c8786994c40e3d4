/* Boxes to be ticked, among the characters of a scan.
 *
 * The recogniser knows no boxes: it takes an empty one for 口, a ticked one for 回, 国 or the like, a tick for V. Such
 * a character is a box when it begins something (nothing or a gap stands before it, or a colon), a Chinese character
 * follows at once, and its ink is a frame. What the frame holds tells whether it is ticked.
 */
#include <string.h>

#include "document/scan.h"

#define PAPER 150 /* darker than this is ink */
#define FRAME 0.8 /* of each side of a box is ink */
#define TICKED 0.07
#define SOLID 0.85
#define MARGIN 4

static bool dark(const struct picture *page, int x, int y)
{
    return x >= 0 && y >= 0 && x < page->width && y < page->height &&
           page->grey[(gsize)y * (gsize)page->width + (gsize)x] < PAPER;
}

struct bounds {
    int left, top, right, bottom;
};

/* The ink in and just around a symbol's box; false when there is none. */
static bool tighten(const struct picture *page, const struct pdf_box *box, struct bounds *bounds)
{
    *bounds = (struct bounds){G_MAXINT, G_MAXINT, -1, -1};
    for (int y = (int)box->y1 - 1; y <= box->y2 + 1; y++)
        for (int x = (int)box->x1 - 1; x <= box->x2 + 1; x++)
            if (dark(page, x, y)) {
                bounds->left = MIN(bounds->left, x);
                bounds->right = MAX(bounds->right, x);
                bounds->top = MIN(bounds->top, y);
                bounds->bottom = MAX(bounds->bottom, y);
            }
    return bounds->right - bounds->left > 6 && bounds->bottom - bounds->top > 6;
}

static double share(const struct picture *page, int left, int top, int right, int bottom)
{
    int all = 0, ink = 0;
    for (int y = top; y <= bottom; y++)
        for (int x = left; x <= right; x++, all++)
            ink += dark(page, x, y);
    return all ? (double)ink / all : 0;
}

/* The best row or column near an edge: a frame may lean a little. */
static double side_ink(const struct picture *page, const struct bounds *b, int side)
{
    double most = 0;
    for (int in = 0; in <= 3; in++) {
        double found = side == 0   ? share(page, b->left, b->top + in, b->right, b->top + in)
                       : side == 1 ? share(page, b->left, b->bottom - in, b->right, b->bottom - in)
                       : side == 2 ? share(page, b->left + in, b->top, b->left + in, b->bottom)
                                   : share(page, b->right - in, b->top, b->right - in, b->bottom);
        most = MAX(most, found);
    }
    return most;
}

/* What a symbol's ink is: NULL for no box. */
static const char *box_glyph(const struct picture *page, const struct scan_symbol *symbol)
{
    struct bounds b;
    if (!tighten(page, &symbol->box, &b))
        return NULL;
    double width = b.right - b.left + 1, height = b.bottom - b.top + 1;
    if (width > 1.4 * height || height > 1.4 * width)
        return NULL;
    for (int side = 0; side < 4; side++)
        if (side_ink(page, &b, side) < FRAME)
            return NULL;
    if (share(page, b.left, b.top, b.right, b.bottom) > SOLID)
        return "■";
    int margin = MAX(MARGIN, (int)(0.2 * width));
    return share(page, b.left + margin, b.top + margin, b.right - margin, b.bottom - margin) > TICKED ? "☑" : "□";
}

static bool is_han(const struct scan_symbol *symbol)
{
    return symbol && g_unichar_get_script(g_utf8_get_char(symbol->text)) == G_UNICODE_SCRIPT_HAN;
}

static double gap(const struct scan_symbol *before, const struct scan_symbol *behind)
{
    return before->line == behind->line ? behind->box.x1 - before->box.x2 : G_MAXDOUBLE;
}

static bool is_one_of(const struct scan_symbol *symbol, const char *list)
{
    return *symbol->text && strstr(list, symbol->text) != NULL;
}

/* A rest of a rule at the edge of a cell reads as a quotation mark that nothing closes. */
static bool is_rest(const GArray *symbols, guint at)
{
    const struct scan_symbol *symbol = &g_array_index(symbols, struct scan_symbol, at);
    const struct scan_symbol *before = at > 0 ? symbol - 1 : NULL;
    if (!is_one_of(symbol, "“”‘’|¦") || (before && gap(before, symbol) < 8))
        return false;
    for (guint i = at + 1; i < symbols->len; i++) {
        const struct scan_symbol *next = &g_array_index(symbols, struct scan_symbol, i);
        if (next->line != symbol->line)
            break;
        if (is_one_of(next, "”’"))
            return false;
    }
    return true;
}

void scan_marks(const struct picture *page, GArray *symbols)
{
    for (guint i = symbols->len; i-- > 0;)
        if (is_rest(symbols, i))
            g_array_remove_index(symbols, i);
    for (guint i = 0; i < symbols->len; i++) {
        struct scan_symbol *symbol = &g_array_index(symbols, struct scan_symbol, i);
        const struct scan_symbol *before = i > 0 ? symbol - 1 : NULL,
                                 *behind = i + 1 < symbols->len ? symbol + 1 : NULL;
        double size = MAX(symbol->box.y2 - symbol->box.y1, 12);
        bool begins = !before || gap(before, symbol) > 0.4 * size || !is_han(before) || is_one_of(before, "□☑■√");
        bool labels = behind && (is_han(behind) || is_one_of(behind, "Vv√")) && gap(symbol, behind) < 1.2 * size;
        bool tick = is_one_of(symbol, "VvYyM√") && (!before || !g_ascii_isalnum(*before->text)) &&
                    (!behind || !g_ascii_isalnum(*behind->text));
        /* 是√: behind what it ticks as well. */
        if (tick && ((begins && labels) || (before && is_han(before) && gap(before, symbol) < size))) {
            g_strlcpy(symbol->text, "√", sizeof symbol->text);
            continue;
        }
        const char *glyph = begins && labels && !g_ascii_isalnum(*symbol->text) ? box_glyph(page, symbol) : NULL;
        if (is_one_of(symbol, "回") && behind && is_one_of(behind, "执")) /* a word */
            continue;
        if (!glyph && is_one_of(symbol, "口囗") && begins && labels)
            glyph = "□";
        if (glyph)
            g_strlcpy(symbol->text, glyph, sizeof symbol->text);
    }
}
