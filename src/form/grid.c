/* Grids from tables and from lines with tabs. Coordinates are ranked, spans are clipped and the work of filling is
 * bounded: a few cells that each claim a million rows must not cost more than the text that they hold.
 */
#include "form/grid.h"

#include <stdlib.h>

#define MAX_ROWS 20000
#define MAX_COLUMNS 256
#define MAX_FILL (8 * 1000 * 1000)

static void cell_free(gpointer data)
{
    struct grid_cell *cell = data;
    flat_free(cell->flat);
    g_free(cell->place);
    g_free(cell);
}

void grid_free(struct grid *grid)
{
    if (!grid)
        return;
    g_ptr_array_unref(grid->cells);
    g_free(grid->map);
    g_free(grid);
}

static int compare_ints(gconstpointer a, gconstpointer b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return x < y ? -1 : x > y;
}

/* The distinct values in order, at most `limit`. */
static GArray *ranks_of(GArray *values, guint limit)
{
    g_array_sort(values, compare_ints);
    GArray *ranks = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < values->len && ranks->len < limit; i++) {
        int value = g_array_index(values, int, i);
        if (!ranks->len || g_array_index(ranks, int, ranks->len - 1) != value)
            g_array_append_val(ranks, value);
    }
    return ranks;
}

/* How many ranks lie below a value. */
static int rank(const GArray *ranks, gint64 value)
{
    guint low = 0, high = ranks->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(ranks, int, middle) < value)
            low = middle + 1;
        else
            high = middle;
    }
    return (int)low;
}

static int compare_cells(gconstpointer a, gconstpointer b)
{
    const struct grid_cell *x = *(struct grid_cell *const *)a, *y = *(struct grid_cell *const *)b;
    return x->row != y->row ? x->row - y->row : x->column - y->column;
}

static struct grid *grid_fill(GPtrArray *cells, int rows, int columns)
{
    struct grid *grid = g_new0(struct grid, 1);
    grid->cells = cells;
    grid->rows = rows;
    grid->columns = columns;
    grid->map = g_new0(struct grid_cell *, (gsize)rows * (gsize)columns + 1);
    g_ptr_array_sort(cells, compare_cells);
    gint64 work = MAX_FILL;
    for (guint i = 0; i < cells->len; i++) {
        struct grid_cell *cell = cells->pdata[i];
        cell->index = i;
        for (int r = cell->row; r < cell->row + cell->rowspan && work > 0; r++)
            for (int c = cell->column; c < cell->column + cell->colspan; c++, work--) {
                struct grid_cell **slot = &grid->map[(gsize)r * (gsize)columns + (gsize)c];
                if (!*slot)
                    *slot = cell;
            }
    }
    return grid;
}

struct grid *grid_from_table(const struct table *table, gint64 *budget)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        g_array_append_val(rows, cell->row);
        g_array_append_val(columns, cell->column);
    }
    g_autoptr(GArray) row_ranks = ranks_of(rows, MAX_ROWS);
    g_autoptr(GArray) column_ranks = ranks_of(columns, MAX_COLUMNS);
    GPtrArray *cells = g_ptr_array_new_with_free_func(cell_free);
    for (guint i = 0; i<table->cells->len && * budget> 0; i++) {
        const struct cell *from = table->cells->pdata[i];
        int row = rank(row_ranks, from->row), column = rank(column_ranks, from->column);
        if (row >= (int)row_ranks->len || column >= (int)column_ranks->len)
            continue;
        struct grid_cell *cell = g_new0(struct grid_cell, 1);
        cell->row = row;
        cell->column = column;
        cell->rowspan = MAX(1, rank(row_ranks, (gint64)from->row + MAX(1, from->rowspan)) - row);
        cell->colspan = MAX(1, rank(column_ranks, (gint64)from->column + MAX(1, from->colspan)) - column);
        cell->flat = flat_create();
        flat_add_cell(cell->flat, from);
        cell->blank = flat_blank(cell->flat, 0, flat_length(cell->flat));
        cell->place = cell_place(table, from);
        *budget -= flat_length(cell->flat) + 1;
        g_ptr_array_add(cells, cell);
    }
    return grid_fill(cells, (int)row_ranks->len, (int)column_ranks->len);
}

struct grid *grid_from_lines(const struct flat *text, int begin, int end, int line)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(cell_free);
    int row = 0, column = 0, columns = 1, from = begin;
    for (int i = begin; i <= end; i++) {
        const struct atom *atom = i < end ? flat_at(text, i) : NULL;
        if (atom && atom->c != '\t' && atom->c != '\n')
            continue;
        if (column < MAX_COLUMNS && row < MAX_ROWS) {
            struct grid_cell *cell = g_new0(struct grid_cell, 1);
            cell->row = row;
            cell->column = column;
            cell->rowspan = cell->colspan = 1;
            cell->flat = flat_slice(text, from, i);
            cell->blank = flat_blank(cell->flat, 0, flat_length(cell->flat));
            cell->place = g_strdup_printf("line %d", line + row);
            g_ptr_array_add(cells, cell);
            columns = MAX(columns, column + 1);
        }
        from = i + 1;
        column++;
        if (atom && atom->c == '\n') {
            row++;
            column = 0;
        }
    }
    return grid_fill(cells, MIN(row + 1, MAX_ROWS), columns);
}

struct grid_cell *grid_at(const struct grid *grid, int row, int column)
{
    if (row < 0 || column < 0 || row >= grid->rows || column >= grid->columns)
        return NULL;
    return grid->map[(gsize)row * (gsize)grid->columns + (gsize)column];
}

struct grid_cell *grid_right(const struct grid *grid, const struct grid_cell *cell, int row)
{
    for (int c = cell->column + cell->colspan; c < grid->columns; c++) {
        struct grid_cell *next = grid_at(grid, row, c);
        if (next && next != cell)
            return next;
    }
    return NULL;
}

struct grid_cell *grid_left(const struct grid *grid, const struct grid_cell *cell, int row)
{
    for (int c = cell->column - 1; c >= 0; c--) {
        struct grid_cell *next = grid_at(grid, row, c);
        if (next && next != cell)
            return next;
    }
    return NULL;
}
