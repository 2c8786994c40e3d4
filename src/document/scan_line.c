/* The ruling lines of a page laid flat.
 *
 * A pixel belongs to a line when it is darker than what lies to both sides of it. No stroke of a character is as long
 * as the shortest line, so characters need not be known. Lens and paper bend lines: a run continues the one of the rows
 * above that it overlaps or follows.
 */
#include <math.h>

#include "document/scan.h"

#define REACH 7 /* pixels to both sides */
#define CONTRAST 40
#define GAP 5      /* bridged within a run */
#define LEVEL 72   /* the shortest run of a level line: strokes of two characters may meet */
#define UPRIGHT 36 /* and of an upright one */
#define LEAST 46   /* the line */
#define JOIN 60    /* bridged between runs that lie in one line */
#define MAX_LINES 3000

/* A view of the page in which lines run along x. */
struct view {
    const guint8 *grey;
    int along, across;
    gsize step_along, step_across;
};

/* The lightest pixel within reach on one side. */
static int beside(const struct view *view, const guint8 *at, int y, int way)
{
    int lightest = 0;
    for (int step = REACH - 3; step <= REACH; step += 3) {
        int to = y + way * step;
        int grey = to < 0 || to >= view->across ? 255 : *(at + (gssize)way * step * (gssize)view->step_across);
        lightest = MAX(lightest, grey);
    }
    return lightest;
}

static bool is_dark(const struct view *view, int x, int y)
{
    const guint8 *at = view->grey + (gsize)x * view->step_along + (gsize)y * view->step_across;
    return *at + CONTRAST <= 255 && *at + CONTRAST <= beside(view, at, y, -1) &&
           *at + CONTRAST <= beside(view, at, y, 1);
}

/* `group` is the row that a line has reached. */
static void add_run(GArray *lines, guint first, int y, int from, int to, bool upright)
{
    for (guint i = lines->len; i-- > first;) {
        struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
        if (line->group < y - 3 || MIN(line->to, to) - MAX(line->from, from) < -JOIN / 4)
            continue;
        double had = line->to - line->from, added = MAX(line->to, to) - MIN(line->from, from) - had;
        line->at = (line->at * MAX(had, 1) + y * (added + 4)) / (MAX(had, 1) + added + 4);
        line->from = MIN(line->from, from);
        line->to = MAX(line->to, to);
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
            dark = start < 0 ? 1 : dark + 1;
            start = start < 0 ? x : start;
            last = x;
        } else if (start >= 0 && (x - last > GAP || x == view->along)) {
            if (last - start + 1 >= (upright ? UPRIGHT : LEVEL) && dark * 4 >= (last - start + 1) * 3)
                add_run(lines, first, y, start, last + 1, upright);
            start = -1;
        }
    }
}

static void scan(const struct view *view, GArray *lines, bool upright)
{
    guint first = lines->len;
    for (int y = 0; y < view->across; y++) {
        while (first < lines->len && g_array_index(lines, struct pdf_line, first).group < y - 3)
            first++;
        scan_row(view, y, lines, first, upright);
    }
}

/* Pieces of one line, with a gap where ink failed or the paper bends. */
static void join_pieces(GArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
        for (guint k = 0; k < lines->len && !line->gone; k++) {
            struct pdf_line *other = &g_array_index(lines, struct pdf_line, k);
            if (k == i || other->gone || other->upright != line->upright || fabs(other->at - line->at) > 5 ||
                MIN(line->to, other->to) - MAX(line->from, other->from) < -JOIN)
                continue;
            double mine = line->to - line->from, its = other->to - other->from;
            line->at = (line->at * mine + other->at * its) / MAX(mine + its, 1);
            line->from = MIN(line->from, other->from);
            line->to = MAX(line->to, other->to);
            other->gone = true;
            k = 0;
        }
    }
}

/* Lines that end a little short of a crossing one are drawn to it. */
static void reach_out(GArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
        for (guint k = 0; k < lines->len; k++) {
            const struct pdf_line *other = &g_array_index(lines, struct pdf_line, k);
            if (other->upright == line->upright || line->at < other->from - 12 || line->at > other->to + 12)
                continue;
            if (fabs(other->at - line->from) <= 12)
                line->from = MIN(line->from, other->at);
            if (fabs(other->at - line->to) <= 12)
                line->to = MAX(line->to, other->at);
        }
    }
}

static void drop_gone(GArray *lines)
{
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++) {
        struct pdf_line line = g_array_index(lines, struct pdf_line, i);
        if (!line.gone && line.to - line.from >= LEAST)
            g_array_index(lines, struct pdf_line, kept++) = line;
    }
    g_array_set_size(lines, kept);
}

GArray *scan_lines(const struct picture *page)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct pdf_line));
    gsize width = (gsize)page->width;
    struct view level = {page->grey, page->width, page->height, 1, width};
    struct view upright = {page->grey, page->height, page->width, width, 1};
    scan(&level, lines, false);
    scan(&upright, lines, true);
    join_pieces(lines);
    drop_gone(lines);
    reach_out(lines);
    return lines;
}
