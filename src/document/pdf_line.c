/* Ruling lines of a drawn page.
 *
 * A pixel belongs to a line when it is darker than what lies a few pixels to both sides of it: so lines are found on
 * shaded cells too, and dark areas are none. Runs bridge small gaps (crossings, dashes); runs of neighbouring rows are
 * one line. Only lines that end on a crossing line rule a table: underlines and strokes of drawings do not.
 */
#include <math.h>
#include <string.h>

#include "document/pdf_place.h"

#define REACH 5 /* pixels to both sides */
#define NEARER 3
#define CONTRAST 40
#define LIGHTEST 215
#define GAP 6 /* bridged */
#define SHORTEST 14
#define MEET 7  /* how far a line may end from the one it ends on */
#define FRAME 4 /* pixels between a frame and the box that it is drawn in */
#define LONG 60 /* pixels: an upright of a table, no tick */
#define MAX_LINES 3000

/* A view of the page in which lines run along x. */
struct view {
    const guint8 *grey;
    int along, across;
    gsize step_along, step_across;
};

/* Behind the reach may already be the next line: a nearer pixel does as well. */
static int beside(const struct view *view, const guint8 *at, int y, int step)
{
    int lightest = 0;
    for (int far = NEARER; far <= REACH; far += REACH - NEARER) {
        int other = y + step * far;
        bool inside = other >= 0 && other < view->across;
        lightest = MAX(lightest, inside ? at[(gssize)view->step_across * step * far] : 255);
    }
    return lightest;
}

static bool is_dark(const struct view *view, int x, int y)
{
    const guint8 *at = view->grey + (gsize)x * view->step_along + (gsize)y * view->step_across;
    return *at <= LIGHTEST && *at + CONTRAST <= beside(view, at, y, -1) && *at + CONTRAST <= beside(view, at, y, 1);
}

/* Adds a run of one row of pixels: to the line of the row before that it continues, or as a new one. `gone` holds
 * no meaning yet; `group` is the row that the line reached. */
static void add_run(GArray *lines, guint first, int y, int from, int to, bool upright)
{
    for (guint i = lines->len; i-- > first;) {
        struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
        if (line->group < y - 2)
            continue;
        double overlap = MIN(line->to, to) - MAX(line->from, from);
        if (overlap < 0.5 * MIN(line->to - line->from, to - from))
            continue;
        line->from = MIN(line->from, from);
        line->to = MAX(line->to, to);
        line->at = (line->at * 3 + y) / 4;
        line->group = y;
        return;
    }
    struct pdf_line made = {.at = y, .from = from, .to = to, .upright = upright, .group = y};
    if (lines->len < MAX_LINES)
        g_array_append_val(lines, made);
}

static void scan_row(const struct view *view, int y, GArray *lines, guint first, bool upright)
{
    int start = -1, last = -1, dark = 0;
    for (int x = 0; x <= view->along; x++) {
        bool on = x < view->along && is_dark(view, x, y);
        if (on) {
            if (start < 0) {
                start = x;
                dark = 0;
            }
            last = x;
            dark++;
        } else if (start >= 0 && (x - last > GAP || x == view->along)) {
            int length = last - start + 1;
            if (length >= SHORTEST && dark * 2 >= length)
                add_run(lines, first, y, start, last + 1, upright);
            start = -1;
        }
    }
}

/* Lines before `first` were closed long ago: the search for the line that a run continues stays short. */
static void scan(const struct view *view, GArray *lines, bool upright)
{
    guint first = lines->len;
    for (int y = 0; y < view->across; y++) {
        while (first < lines->len && g_array_index(lines, struct pdf_line, first).group < y - 2 &&
               g_array_index(lines, struct pdf_line, first).upright == upright)
            first++;
        scan_row(view, y, lines, first, upright);
    }
}

static bool meets(const struct pdf_line *line, double end, const struct pdf_line *other)
{
    return !other->gone && other->upright != line->upright && fabs(other->at - end) <= MEET &&
           line->at >= other->from - MEET && line->at <= other->to + MEET;
}

static bool ends_on(const GArray *lines, const struct pdf_line *line, double end)
{
    for (guint i = 0; i < lines->len; i++)
        if (meets(line, end, &g_array_index(lines, struct pdf_line, i)))
            return true;
    return false;
}

/* A table that the page's end cuts has no border there: where two neighbouring uprights end at one height, it is put
 * in. */
static void close_torn(GArray *lines)
{
    guint count = lines->len;
    for (guint i = 0; i < count * 2 && lines->len < MAX_LINES; i++) {
        struct pdf_line line = g_array_index(lines, struct pdf_line, i / 2);
        double end = i % 2 ? line.to : line.from, nearest = G_MAXDOUBLE;
        if (!line.upright || line.gone || line.to - line.from < LONG || ends_on(lines, &line, end))
            continue;
        for (guint k = 0; k < count; k++) {
            const struct pdf_line *other = &g_array_index(lines, struct pdf_line, k);
            bool beside = other->upright && !other->gone && other->to - other->from >= LONG &&
                          fabs(other->at - line.at) > 2 * MEET && fabs((i % 2 ? other->to : other->from) - end) <= MEET;
            if (beside && fabs(other->at - line.at) < fabs(nearest - line.at))
                nearest = other->at;
        }
        struct pdf_line made = {.at = end, .from = MIN(line.at, nearest), .to = MAX(line.at, nearest)};
        if (nearest < G_MAXDOUBLE)
            g_array_append_val(lines, made);
    }
}

/* Takes away lines that end nowhere, until none is left. */
static void prune(GArray *lines)
{
    bool changed = true;
    for (int pass = 0; changed && pass < 4; pass++) {
        changed = false;
        for (guint i = 0; i < lines->len; i++) {
            struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
            if (line->gone || (ends_on(lines, line, line->from) && ends_on(lines, line, line->to)))
                continue;
            line->gone = changed = true;
        }
    }
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++)
        if (!g_array_index(lines, struct pdf_line, i).gone)
            g_array_index(lines, struct pdf_line, kept++) = g_array_index(lines, struct pdf_line, i);
    g_array_set_size(lines, kept);
}

/* Whether a line is a side of a box, all of it. */
static bool is_side(const struct pdf_line *line, const struct pdf_box *box)
{
    double low = line->upright ? box->y1 : box->x1, high = line->upright ? box->y2 : box->x2;
    double near = line->upright ? box->x1 : box->y1, far = line->upright ? box->x2 : box->y2;
    bool along = fabs(line->at - near) < FRAME || fabs(line->at - far) < FRAME;
    return along && fabs(line->from - low) < 2 * FRAME && fabs(line->to - high) < 2 * FRAME;
}

/* Frames of what was put over the page rule nothing. */
static void drop_frames(GArray *lines, const GArray *overlays)
{
    for (guint i = 0; i < lines->len; i++) {
        struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
        for (guint k = 0; k < overlays->len && !line->gone; k++)
            line->gone = is_side(line, &g_array_index(overlays, struct pdf_box, k));
    }
}

/* Whether a line lies within a box, no part of its frame. */
static bool is_inside(const struct pdf_line *line, const struct pdf_box *box)
{
    double low = line->upright ? box->y1 : box->x1, high = line->upright ? box->y2 : box->x2;
    double near = line->upright ? box->x1 : box->y1, far = line->upright ? box->x2 : box->y2;
    return line->at > near + FRAME && line->at < far - FRAME && line->from > low - 1 && line->to < high + 1;
}

/* Strokes of the characters that fields hold. */
static void drop_strokes(GArray *lines, const GArray *items)
{
    for (guint k = 0; k < items->len; k++) {
        const struct pdf_item *item = &g_array_index(items, struct pdf_item, k);
        for (guint i = 0; i < lines->len && item->field; i++) {
            struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
            line->gone = line->gone || is_inside(line, &item->box);
        }
    }
}

GArray *pdf_lines(const struct pdf_page *page)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct pdf_line));
    gsize width = (gsize)page->width;
    struct view level = {page->grey, page->width, page->height, 1, width};
    struct view upright = {page->grey, page->height, page->width, width, 1};
    scan(&level, lines, false);
    scan(&upright, lines, true);
    drop_frames(lines, page->overlays);
    drop_strokes(lines, page->items);
    close_torn(lines);
    prune(lines);
    return lines;
}
