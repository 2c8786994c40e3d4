/* Tables from ruling lines: lines that touch each other are one table; its cells are what they enclose.
 *
 * Edges of lines give a fine grid; fine cells that no line parts are one cell, those open to the outside are none.
 */
#include <math.h>
#include <string.h>

#include "document/pdf_place.h"

#define SAME 6 /* edges this near are one */
#define TOUCH 7
#define NEARLY 0.8     /* of a rectangle: the rest is a stray line's */
#define PARTS 0.6      /* of its length a line must cover an edge to part two cells */
#define MAX_FINE 20000 /* fine cells of one table */
#define MAX_CELLS 3000 /* cells of a page */
#define MAX_STEPS 12   /* characters back from one past a table's edge */

static void cell_free(struct pdf_cell *cell)
{
    g_ptr_array_unref(cell->content.items);
    g_ptr_array_unref(cell->content.grids);
    g_free(cell);
}

void pdf_grid_free(struct pdf_grid *grid)
{
    g_ptr_array_unref(grid->cells);
    g_array_unref(grid->columns);
    g_free(grid);
}

static void place_init(struct pdf_place *place)
{
    place->items = g_ptr_array_new();
    place->grids = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_grid_free);
}

void pdf_place_free(struct pdf_place *place)
{
    g_ptr_array_unref(place->items);
    g_ptr_array_unref(place->grids);
    g_free(place);
}

/* Groups --------------------------------------------------------------------------------------------------- */

static int find_root(int *parents, int at)
{
    while (parents[at] != at)
        at = parents[at] = parents[parents[at]];
    return at;
}

static bool touches(const struct pdf_line *a, const struct pdf_line *b)
{
    return a->upright != b->upright && b->at >= a->from - TOUCH && b->at <= a->to + TOUCH && a->at >= b->from - TOUCH &&
           a->at <= b->to + TOUCH;
}

static void group_lines(GArray *lines)
{
    g_autofree int *parents = g_new(int, lines->len + 1);
    struct pdf_line *all = (struct pdf_line *)(void *)lines->data;
    for (int i = 0; i < (int)lines->len; i++)
        parents[i] = i;
    for (int i = 0; i < (int)lines->len; i++)
        for (int k = 0; k < i; k++)
            if (touches(&all[i], &all[k]))
                parents[find_root(parents, i)] = find_root(parents, k);
    for (int i = 0; i < (int)lines->len; i++)
        all[i].group = find_root(parents, i);
}

/* One group's fine grid ------------------------------------------------------------------------------------ */

struct fine {
    const GArray *lines;
    int group;
    GArray *xs, *ys;         /* double */
    int columns, rows;       /* fine cells */
    double *level, *upright; /* how much of each edge is covered */
    int *parents;            /* the last one is the outside */
};

static int by_number(gconstpointer a, gconstpointer b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static GArray *edges(const GArray *lines, int group, bool upright)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < lines->len; i++) {
        const struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
        if (line->group == group && line->upright == upright)
            g_array_append_val(all, line->at);
    }
    g_array_sort(all, by_number);
    guint kept = 0;
    for (guint i = 0; i < all->len; i++) {
        double edge = g_array_index(all, double, i);
        if (kept == 0 || edge - g_array_index(all, double, kept - 1) > SAME)
            g_array_index(all, double, kept++) = edge;
    }
    g_array_set_size(all, kept);
    return all;
}

static double edge_at(const GArray *edges_of, int index)
{
    return g_array_index(edges_of, double, index);
}

static int nearest(const GArray *among, double value)
{
    int best = 0;
    for (int i = 1; i < (int)among->len; i++)
        if (fabs(edge_at(among, i) - value) < fabs(edge_at(among, best) - value))
            best = i;
    return best;
}

/* Notes which fine edges a line covers. */
static void cover(struct fine *fine, const struct pdf_line *line)
{
    const GArray *across = line->upright ? fine->xs : fine->ys, *along = line->upright ? fine->ys : fine->xs;
    int edge = nearest(across, line->at), count = (int)along->len - 1;
    double *covered = line->upright ? fine->upright + (gsize)edge * (gsize)fine->rows
                                    : fine->level + (gsize)edge * (gsize)fine->columns;
    for (int i = 0; i < count; i++) {
        double overlap = MIN(line->to, edge_at(along, i + 1)) - MAX(line->from, edge_at(along, i));
        if (overlap > 0)
            covered[i] += overlap / (edge_at(along, i + 1) - edge_at(along, i));
    }
}

static void join(struct fine *fine, int a, int b)
{
    fine->parents[find_root(fine->parents, a)] = find_root(fine->parents, b);
}

/* Joins fine cells that no line parts; -1 and the end are the outside. */
static void join_cells(struct fine *fine)
{
    int rows = fine->rows, columns = fine->columns, outside = rows * columns;
    for (int i = 0; i <= outside; i++)
        fine->parents[i] = i;
    for (int edge = 0; edge <= rows; edge++)
        for (int c = 0; c < columns; c++)
            if (fine->level[edge * columns + c] < PARTS)
                join(fine, edge > 0 ? (edge - 1) * columns + c : outside, edge < rows ? edge * columns + c : outside);
    for (int edge = 0; edge <= columns; edge++)
        for (int r = 0; r < rows; r++)
            if (fine->upright[edge * rows + r] < PARTS)
                join(fine, edge > 0 ? r * columns + edge - 1 : outside, edge < columns ? r * columns + edge : outside);
}

struct pdf_grid *pdf_grid_create(GArray *xs, GArray *ys)
{
    struct pdf_grid *grid = g_new0(struct pdf_grid, 1);
    grid->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_free);
    grid->columns = g_array_ref(xs);
    grid->rows = (int)ys->len - 1;
    grid->box =
        (struct pdf_box){edge_at(xs, 0), edge_at(ys, 0), edge_at(xs, (int)xs->len - 1), edge_at(ys, grid->rows)};
    return grid;
}

void pdf_grid_add(struct pdf_grid *grid, const GArray *ys, const struct pdf_extent *extent)
{
    struct pdf_cell *cell = g_new0(struct pdf_cell, 1);
    place_init(&cell->content);
    cell->box = (struct pdf_box){edge_at(grid->columns, extent->left), edge_at(ys, extent->top),
                                 edge_at(grid->columns, extent->right + 1), edge_at(ys, extent->bottom + 1)};
    cell->row = extent->top;
    cell->rows = extent->bottom - extent->top + 1;
    g_ptr_array_add(grid->cells, cell);
}

/* Each joined region that is nearly a rectangle becomes a cell, in the order of their top left corners. */
static void add_cells(struct fine *fine, struct pdf_grid *grid)
{
    int count = fine->rows * fine->columns, outside = find_root(fine->parents, count);
    g_autofree struct pdf_extent *extents = g_new0(struct pdf_extent, (gsize)count + 1);
    for (int i = 0; i < count; i++) {
        struct pdf_extent *extent = &extents[find_root(fine->parents, i)];
        int row = i / fine->columns, column = i % fine->columns;
        if (extent->count++ == 0)
            *extent = (struct pdf_extent){row, column, row, column, 1};
        extent->top = MIN(extent->top, row);
        extent->left = MIN(extent->left, column);
        extent->bottom = MAX(extent->bottom, row);
        extent->right = MAX(extent->right, column);
    }
    for (int i = 0; i < count; i++) {
        int root = find_root(fine->parents, i);
        struct pdf_extent *extent = &extents[root];
        int all = (extent->bottom - extent->top + 1) * (extent->right - extent->left + 1);
        bool whole = extent->count >= NEARLY * all;
        if (root != outside && whole)
            pdf_grid_add(grid, fine->ys, extent);
        extent->count = 0; /* done */
    }
}

static struct pdf_grid *make_grid(const GArray *lines, int group)
{
    struct fine fine = {.lines = lines, .group = group};
    fine.xs = edges(lines, group, true);
    fine.ys = edges(lines, group, false);
    fine.columns = (int)fine.xs->len - 1;
    fine.rows = (int)fine.ys->len - 1;
    struct pdf_grid *grid = NULL;
    if (fine.columns > 0 && fine.rows > 0 && (gint64)fine.columns * fine.rows <= MAX_FINE) {
        gsize count = (gsize)fine.columns * (gsize)fine.rows;
        fine.level = g_new0(double, count + (gsize)fine.columns);
        fine.upright = g_new0(double, count + (gsize)fine.rows);
        fine.parents = g_new(int, count + 1);
        for (guint i = 0; i < lines->len; i++)
            if (g_array_index(lines, struct pdf_line, i).group == group)
                cover(&fine, &g_array_index(lines, struct pdf_line, i));
        join_cells(&fine);
        grid = pdf_grid_create(fine.xs, fine.ys);
        add_cells(&fine, grid);
        g_free(fine.level);
        g_free(fine.upright);
        g_free(fine.parents);
    }
    g_array_unref(fine.xs);
    g_array_unref(fine.ys);
    return grid;
}

/* Places --------------------------------------------------------------------------------------------------- */

static double area(const struct pdf_grid *grid)
{
    return (grid->box.x2 - grid->box.x1) * (grid->box.y2 - grid->box.y1);
}

static int by_area(gconstpointer a, gconstpointer b)
{
    double left = area(*(struct pdf_grid *const *)a), right = area(*(struct pdf_grid *const *)b);
    return left < right ? 1 : left > right ? -1 : 0;
}

static int by_top(gconstpointer a, gconstpointer b)
{
    const struct pdf_grid *left = *(struct pdf_grid *const *)a, *right = *(struct pdf_grid *const *)b;
    return left->box.y1 < right->box.y1 ? -1 : left->box.y1 > right->box.y1;
}

static bool holds(const struct pdf_box *box, const struct pdf_box *other)
{
    double x = (other->x1 + other->x2) / 2, y = (other->y1 + other->y2) / 2;
    return x >= box->x1 && x <= box->x2 && y >= box->y1 && y <= box->y2;
}

/* The innermost place that holds a box. */
static struct pdf_place *find_place(struct pdf_place *place, const struct pdf_box *box)
{
    for (guint i = 0; i < place->grids->len; i++) {
        const struct pdf_grid *grid = place->grids->pdata[i];
        if (!holds(&grid->box, box))
            continue;
        for (guint k = 0; k < grid->cells->len; k++) {
            struct pdf_cell *cell = grid->cells->pdata[k];
            if (holds(&cell->box, box))
                return find_place(&cell->content, box);
        }
    }
    return place;
}

static void sort_grids(struct pdf_place *place)
{
    g_ptr_array_sort(place->grids, by_top);
    for (guint i = 0; i < place->grids->len; i++) {
        const struct pdf_grid *grid = place->grids->pdata[i];
        for (guint k = 0; k < grid->cells->len; k++)
            sort_grids(&((struct pdf_cell *)grid->cells->pdata[k])->content);
    }
}

static GPtrArray *find_grids(GArray *lines)
{
    GPtrArray *grids = g_ptr_array_new();
    guint cells = 0;
    group_lines(lines);
    for (guint i = 0; i < lines->len; i++) {
        int group = g_array_index(lines, struct pdf_line, i).group;
        struct pdf_grid *grid = group == (int)i ? make_grid(lines, group) : NULL;
        if (!grid)
            continue;
        if (grid->cells->len == 0 || cells + grid->cells->len > MAX_CELLS) {
            pdf_grid_free(grid);
            continue;
        }
        cells += grid->cells->len;
        g_ptr_array_add(grids, grid);
    }
    g_ptr_array_sort(grids, by_area);
    return grids;
}

/* Puts tables into a place that holds what stands in them. */
static void add_grids(struct pdf_place *place, GPtrArray *grids)
{
    if (grids->len == 0)
        return;
    while (grids->len > 0)
        g_ptr_array_add(place->grids, g_ptr_array_steal_index(grids, 0));
    g_ptr_array_sort(place->grids, by_top);
    g_autoptr(GPtrArray) items = place->items;
    place->items = g_ptr_array_new();
    for (guint i = 0; i < items->len; i++) {
        struct pdf_item *item = items->pdata[i];
        g_ptr_array_add(find_place(place, &item->box)->items, item);
    }
}

/* Tables without lines: on the page, and in a frame of one cell around a form. */
static void find_columns(struct pdf_place *place, int depth)
{
    g_autoptr(GPtrArray) found = pdf_columns(place);
    for (guint i = 0; i < place->grids->len && depth < DOCUMENT_MAX_DEPTH; i++) {
        const struct pdf_grid *grid = place->grids->pdata[i];
        if (grid->cells->len == 1)
            find_columns(&((struct pdf_cell *)grid->cells->pdata[0])->content, depth + 1);
    }
    add_grids(place, found);
}

/* True right of a table, in the height of its rows. */
static bool is_past(const struct pdf_place *whole, const struct pdf_box *box)
{
    double y = (box->y1 + box->y2) / 2;
    for (guint i = 0; i < whole->grids->len; i++) {
        const struct pdf_box *grid = &((const struct pdf_grid *)whole->grids->pdata[i])->box;
        if (y > grid->y1 && y < grid->y2 && box->x2 > grid->x2)
            return true;
    }
    return false;
}

/* Where a run of characters belongs: where it begins; past the edge of a table, where what stands before it does. */
static struct pdf_place *run_place(const struct pdf_page *page, struct pdf_place *whole, guint first)
{
    const struct pdf_item *item = &g_array_index(page->items, struct pdf_item, first);
    struct pdf_place *place = find_place(whole, &item->box);
    for (int step = 0; place == whole && item && step < MAX_STEPS && is_past(whole, &item->box); step++) {
        item = pdf_run_before(page, item);
        place = item ? find_place(whole, &item->box) : whole;
    }
    return place;
}

static void put_items(const struct pdf_page *page, struct pdf_place *whole)
{
    for (guint i = 0, end; i < page->items->len; i = end) {
        struct pdf_place *place = run_place(page, whole, i);
        end = pdf_run_end(page, i);
        for (; i < end; i++) {
            struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
            if (!item->gone)
                g_ptr_array_add(place->items, item);
        }
    }
}

struct pdf_place *pdf_place(struct pdf_page *page, GArray *lines, const struct pdf_tree *tree)
{
    struct pdf_place *whole = g_new0(struct pdf_place, 1);
    place_init(whole);
    if (lines)
        pdf_boxes(page, lines);
    pdf_ticks(page);
    g_autoptr(GPtrArray) grids = lines ? find_grids(lines) : g_ptr_array_new();
    for (guint i = 0; i < grids->len; i++) {
        struct pdf_grid *grid = grids->pdata[i];
        g_ptr_array_add(find_place(whole, &grid->box)->grids, grid);
    }
    sort_grids(whole);
    put_items(page, whole);
    g_autoptr(GPtrArray) tagged = pdf_tree_grids(tree, page->number, whole);
    add_grids(whole, tagged);
    find_columns(whole, 0);
    return whole;
}
