/* Tables without lines: columns that several lines of text keep.
 *
 * A line falls into chunks at wide gaps. The line with the most chunks leads; lines above and below belong to its table
 * as long as each of their chunks stands where one of the leader's does (on its left, its right or its middle). Only
 * what cannot be anything else becomes a table: three such lines, short labels on the left, no prose, no list of boxes.
 */
#include <math.h>
#include <string.h>

#include "document/glyph.h"
#include "document/pdf_place.h"
#include "document/pdf_row.h"

#define GAP 1.2 /* of a character's height: chunks apart */
#define LETTERS_APART 2.2
#define SAME 8
#define FEWEST 3      /* lines of two chunks and more */
#define LONGEST 10    /* characters of a label on the average */
#define FAR 3.5       /* heights between two lines of a table */
#define MAX_ROWS 3000 /* looked at on one page */
#define MAX_CHUNKS 24

struct chunk {
    double x1, x2;
    int length; /* visible characters */
    bool colon; /* in its middle */
    bool boxed; /* begins with a box */
    int column;
};

struct line {
    const struct pdf_row *row;
    struct chunk chunks[MAX_CHUNKS];
    int count;
    int at;     /* row of the table */
    bool tried; /* leads to no table */
};

struct text {
    struct line *lines;
    int count;
    const struct pdf_place *place;
};

/* Lines that may be a table. */
struct stretch {
    int from, to, lead;
};

/* Chunks --------------------------------------------------------------------------------------------------- */

static bool is_space(const struct pdf_item *item)
{
    return !item->field && !item->mark && g_unichar_isspace(g_utf8_get_char(item->text));
}

static bool is_box(const struct pdf_item *item)
{
    enum mark_state state;
    bool tick;
    return item->mark || glyph_mark(g_utf8_get_char(item->text), &state, &tick);
}

static bool is_colon(const struct pdf_item *item)
{
    gunichar code = g_utf8_get_char(item->text);
    return code == ':' || code == 0xFF1A;
}

static bool is_apart(const struct chunk *chunk, const struct pdf_item *item, bool wide)
{
    double gap = item->box.x1 - chunk->x2, height = item->box.y2 - item->box.y1;
    /* 姓　　名: one label. */
    bool padded = chunk->length == 1 && wide && g_unichar_iswide(g_utf8_get_char(item->text));
    return gap > (padded ? LETTERS_APART : GAP) * height;
}

static void split(struct line *line, const struct pdf_row *row)
{
    struct chunk *chunk = NULL;
    bool wide = false, colon = false;
    line->row = row;
    for (guint i = 0; i < row->items->len; i++) {
        const struct pdf_item *item = row->items->pdata[i];
        if (is_space(item))
            continue;
        if (!chunk || (is_apart(chunk, item, wide) && line->count < MAX_CHUNKS)) {
            chunk = &line->chunks[line->count++];
            *chunk = (struct chunk){.x1 = item->box.x1, .x2 = item->box.x2, .boxed = is_box(item)};
            colon = false;
        }
        chunk->colon = chunk->colon || colon;
        colon = is_colon(item);
        wide = g_unichar_iswide(g_utf8_get_char(item->text));
        chunk->x2 = MAX(chunk->x2, item->box.x2);
        chunk->length++;
    }
}

/* Runs ----------------------------------------------------------------------------------------------------- */

static bool stands_at(const struct chunk *chunk, const struct chunk *other)
{
    return fabs(chunk->x1 - other->x1) < SAME || fabs(chunk->x2 - other->x2) < SAME ||
           fabs(chunk->x1 + chunk->x2 - other->x1 - other->x2) < SAME;
}

/* Whether a line keeps the leader's columns; notes them in its chunks. */
static bool keeps(struct line *line, const struct line *lead)
{
    int last = -1;
    for (int i = 0; i < line->count; i++) {
        struct chunk *chunk = &line->chunks[i];
        chunk->column = -1;
        for (int c = last + 1; c < lead->count && chunk->column < 0; c++)
            if (stands_at(chunk, &lead->chunks[c]))
                chunk->column = c;
        if (chunk->column < 0)
            return false;
        last = chunk->column;
        /* Only the last chunk of a line may reach over the columns after its own. */
        if (i + 1 < line->count && last + 1 < lead->count && chunk->x2 > line->chunks[i + 1].x1)
            return false;
    }
    /* Prose that begins at the left edge. */
    return line->count > 1 || last > 0 || line->chunks[0].x2 < lead->chunks[1].x1;
}

static bool is_parted(const struct text *text, int above, int below)
{
    const struct pdf_box *upper = &text->lines[above].row->box, *lower = &text->lines[below].row->box;
    if (lower->y1 - upper->y2 > FAR * MAX(upper->y2 - upper->y1, lower->y2 - lower->y1))
        return true;
    for (guint i = 0; i < text->place->grids->len; i++) {
        const struct pdf_grid *grid = text->place->grids->pdata[i];
        if (grid->box.y1 < lower->y2 && grid->box.y2 > upper->y1)
            return true;
    }
    return false;
}

static struct stretch grow(struct text *text, int from, int to, int lead)
{
    struct stretch run = {lead, lead, lead};
    const struct line *leader = &text->lines[lead];
    keeps(&text->lines[lead], leader);
    while (run.from > from && !is_parted(text, run.from - 1, run.from) && keeps(&text->lines[run.from - 1], leader))
        run.from--;
    while (run.to < to && !is_parted(text, run.to, run.to + 1) && keeps(&text->lines[run.to + 1], leader))
        run.to++;
    while (run.from < run.lead && text->lines[run.from].count < 2)
        run.from++;
    return run;
}

static bool is_table(const struct text *text, const struct stretch *run)
{
    int full = 0, labels = 0, length = 0, chunks = 0, colons = 0, boxes = 0;
    for (int i = run->from; i <= run->to; i++) {
        const struct line *line = &text->lines[i];
        full += line->count > 1;
        for (int c = 0; c < line->count; c++, chunks++) {
            colons += line->chunks[c].colon;
            boxes += line->chunks[c].boxed;
        }
        if (line->chunks[0].column == 0) {
            labels++;
            length += line->chunks[0].length;
        }
    }
    return full >= FEWEST && labels >= FEWEST && length <= LONGEST * labels && colons * 4 <= chunks &&
           boxes * 2 <= chunks;
}

/* Tables --------------------------------------------------------------------------------------------------- */

static GArray *column_edges(const struct text *text, const struct stretch *run)
{
    int count = text->lines[run->lead].count;
    double left[MAX_CHUNKS], end = 0;
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    for (int c = 0; c < count; c++)
        left[c] = G_MAXDOUBLE;
    for (int i = run->from; i <= run->to; i++) {
        const struct line *line = &text->lines[i];
        for (int c = 0; c < line->count; c++) {
            left[line->chunks[c].column] = MIN(left[line->chunks[c].column], line->chunks[c].x1);
            end = MAX(end, line->chunks[c].x2);
        }
    }
    for (int c = 0; c < count; c++) {
        double edge = c > 0 ? MAX(left[c] - SAME / 2.0, g_array_index(edges, double, c - 1) + 1) : left[c] - SAME / 2.0;
        g_array_append_val(edges, edge);
    }
    end = MAX(end + SAME / 2.0, g_array_index(edges, double, count - 1) + 1);
    g_array_append_val(edges, end);
    return edges;
}

/* Edges between rows; a line without a label goes on with the row above it. */
static GArray *row_edges(struct text *text, const struct stretch *run)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    double edge = text->lines[run->from].row->box.y1 - 1;
    g_array_append_val(edges, edge);
    for (int i = run->from; i <= run->to; i++) {
        struct line *line = &text->lines[i];
        if (i > run->from && line->chunks[0].column == 0) {
            edge = MAX((text->lines[i - 1].row->box.y2 + line->row->box.y1) / 2, edge + 1);
            g_array_append_val(edges, edge);
        }
        line->at = (int)edges->len - 1;
    }
    edge = MAX(text->lines[run->to].row->box.y2, edge) + 1;
    g_array_append_val(edges, edge);
    return edges;
}

/* How far right a chunk reaches, in columns. */
static int reach(const GArray *xs, const struct chunk *chunk)
{
    int column = chunk->column;
    while (column + 2 < (int)xs->len && chunk->x2 > g_array_index(xs, double, column + 1) + SAME)
        column++;
    return column;
}

static struct pdf_grid *make_table(struct text *text, const struct stretch *run)
{
    g_autoptr(GArray) xs = column_edges(text, run);
    g_autoptr(GArray) ys = row_edges(text, run);
    int columns = (int)xs->len - 1, rows = (int)ys->len - 1;
    g_autofree int *ends = g_new(int, (gsize)columns);
    struct pdf_grid *grid = pdf_grid_create(xs, ys);
    for (int row = 0, i = run->from; row < rows; row++) {
        for (int c = 0; c < columns; c++)
            ends[c] = c;
        for (; i <= run->to && text->lines[i].at == row; i++)
            for (int c = 0; c < text->lines[i].count; c++) {
                const struct chunk *chunk = &text->lines[i].chunks[c];
                ends[chunk->column] = MAX(ends[chunk->column], reach(xs, chunk));
            }
        for (int c = 0; c < columns; c = ends[c] + 1)
            pdf_grid_add(grid, ys, &(struct pdf_extent){.top = row, .left = c, .bottom = row, .right = ends[c]});
    }
    return grid;
}

/* Lines from one to another: the table around the line with the most chunks, then what is left above and below. */
static void search(struct text *text, int from, int to, GPtrArray *grids)
{
    while (from <= to) {
        int lead = -1;
        for (int i = from; i <= to; i++)
            if (text->lines[i].count > 1 && !text->lines[i].tried &&
                (lead < 0 || text->lines[i].count > text->lines[lead].count))
                lead = i;
        if (lead < 0)
            return;
        struct stretch run = grow(text, from, to, lead);
        if (!is_table(text, &run)) {
            text->lines[lead].tried = true;
            continue;
        }
        g_ptr_array_add(grids, make_table(text, &run));
        search(text, from, run.from - 1, grids);
        from = run.to + 1;
    }
}

GPtrArray *pdf_columns(const struct pdf_place *place)
{
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_grid_free);
    g_autoptr(GPtrArray) items = g_ptr_array_copy(place->items, NULL, NULL);
    g_autoptr(GPtrArray) rows = pdf_rows(items);
    if (rows->len < FEWEST || rows->len > MAX_ROWS)
        return grids;
    struct text text = {.count = (int)rows->len, .place = place};
    text.lines = g_new0(struct line, rows->len);
    for (guint i = 0; i < rows->len; i++)
        split(&text.lines[i], rows->pdata[i]);
    search(&text, 0, text.count - 1, grids);
    g_free(text.lines);
    return grids;
}
