/* Word's tables from marks and edges: the cells of a table are gathered until it ends, then placed on its grid. */
#include "document/nest.h"

#include <stdlib.h>
#include <string.h>

/* Twips, half a millimetre: rows of one table differ by less where a column is meant to be one. */
#define TOLERANCE 30
#define MAX_ROWS 100000

struct raw_row {
    GPtrArray *cells; /* GPtrArray of struct block */
    struct row_shape shape;
    int shaped;                                            /* cells whose edges are known */
    int left[2 * ROW_MAX_CELLS], right[2 * ROW_MAX_CELLS]; /* columns from 1; right is the first one outside */
};

struct level {
    struct table *table;
    GPtrArray *rows;   /* struct raw_row */
    GPtrArray *cells;  /* of the open row */
    GPtrArray *blocks; /* of the open cell */
};

struct nest {
    struct document *document;
    struct counts *counts;
    GPtrArray *blocks;
    struct level levels[DOCUMENT_MAX_DEPTH];
    int depth;
    int gathered; /* cells in tables that are still open */
};

static GPtrArray *new_blocks(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
}

static GPtrArray *new_cells(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
}

static void raw_row_free(struct raw_row *row)
{
    g_ptr_array_unref(row->cells);
    g_free(row);
}

struct nest *nest_create(struct document *document, struct counts *counts, GPtrArray *blocks)
{
    struct nest *nest = g_new0(struct nest, 1);
    nest->document = document;
    nest->counts = counts;
    nest->blocks = blocks;
    return nest;
}

int nest_now(const struct nest *nest)
{
    return nest->depth;
}

GPtrArray *nest_blocks(struct nest *nest)
{
    return nest->depth ? nest->levels[nest->depth - 1].blocks : nest->blocks;
}

static bool open_level(struct nest *nest)
{
    struct table *table = count_table(nest->document, nest->counts);
    if (!table)
        return false;
    nest->counts->depth++;
    struct level *level = &nest->levels[nest->depth++];
    level->table = table;
    level->rows = g_ptr_array_new_with_free_func((GDestroyNotify)raw_row_free);
    level->cells = new_cells();
    level->blocks = new_blocks();
    return true;
}

static int by_value(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;
    return (left > right) - (left < right);
}

/* The grid's edges in order: those closer than `tolerance` to the first of their kind are one. */
static GArray *union_edges(const GPtrArray *rows, int tolerance)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < rows->len; i++) {
        const struct raw_row *row = rows->pdata[i];
        if (row->shaped)
            g_array_append_vals(all, row->shape.edges, (guint)row->shaped + 1);
    }
    if (all->len)
        qsort(all->data, all->len, sizeof(int), by_value);
    guint kept = 0;
    for (guint i = 0; i < all->len; i++) {
        int edge = g_array_index(all, int, i);
        if (kept == 0 || edge > g_array_index(all, int, kept - 1) + tolerance)
            g_array_index(all, int, kept++) = edge;
    }
    g_array_set_size(all, kept);
    return all;
}

/* The column that begins at the edge: the last union edge that is not behind it. */
static int column_at(const GArray *edges, int edge)
{
    guint low = 0, high = edges->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(edges, int, middle) <= edge)
            low = middle + 1;
        else
            high = middle;
    }
    return (int)low;
}

/* Gives each cell its columns; false when two edges of a row fall on one column. */
static bool place_row(struct raw_row *row, const GArray *edges)
{
    int count = (int)MIN(row->cells->len, G_N_ELEMENTS(row->left));
    int next = 1;
    for (int i = 0; i < count; i++) {
        bool known = i < row->shaped;
        row->left[i] = known ? column_at(edges, row->shape.edges[i]) : next;
        row->right[i] = known ? column_at(edges, row->shape.edges[i + 1]) : next + 1;
        if (row->right[i] <= row->left[i])
            return false;
        next = row->right[i];
    }
    return true;
}

static void place_rows(GPtrArray *rows)
{
    for (int tolerance = TOLERANCE; tolerance >= 0; tolerance -= TOLERANCE) {
        g_autoptr(GArray) edges = union_edges(rows, tolerance);
        bool placed = true;
        for (guint i = 0; i < rows->len && placed; i++)
            placed = place_row(rows->pdata[i], edges);
        if (placed)
            return;
    }
    /* Edges that make no sense: cells are counted. */
    for (guint i = 0; i < rows->len; i++) {
        struct raw_row *row = rows->pdata[i];
        row->shaped = 0;
        place_row(row, NULL);
    }
}

/* The cell above that a vertical merge may go on with, by the column where it begins. */
struct above {
    struct cell *cell;
    int span;
};

struct placing {
    struct nest *nest;
    struct level *level;
    GHashTable *open; /* column → struct above */
    int number;       /* of the row */
};

/* True when the cell only goes on with the one above. */
static bool goes_on(struct placing *placing, int left, int span)
{
    struct above *above = g_hash_table_lookup(placing->open, GINT_TO_POINTER(left));
    if (!above || above->span != span || above->cell->row + above->cell->rowspan != placing->number)
        return false;
    above->cell->rowspan++;
    placing->level->table->rows = MAX(placing->level->table->rows, placing->number);
    return true;
}

static void place_cells(struct placing *placing, struct raw_row *row)
{
    int count = (int)MIN(row->cells->len, G_N_ELEMENTS(row->left));
    for (int i = 0; i < count; i++) {
        int last = i;
        if (i < row->shaped && row->shape.across[i] == MERGE_START)
            while (last + 1 < MIN(count, row->shaped) && row->shape.across[last + 1] == MERGE_ON)
                last++;
        int left = row->left[i], span = row->right[last] - left;
        guint8 down = i < row->shaped ? row->shape.down[i] : MERGE_NONE;
        GPtrArray *blocks = row->cells->pdata[i];
        i = last;
        if (down == MERGE_ON && goes_on(placing, left, span))
            continue;
        struct cell *cell = count_cell(placing->nest->document, placing->nest->counts, placing->level->table,
                                       placing->number, left, 1, span);
        if (!cell)
            return;
        g_ptr_array_unref(cell->blocks);
        cell->blocks = g_ptr_array_ref(blocks);
        g_hash_table_remove(placing->open, GINT_TO_POINTER(left));
        if (down == MERGE_NONE)
            continue;
        struct above *above = g_new(struct above, 1);
        *above = (struct above){cell, span};
        g_hash_table_insert(placing->open, GINT_TO_POINTER(left), above);
    }
}

static void close_level(struct nest *nest)
{
    struct level *level = &nest->levels[nest->depth - 1];
    if (level->blocks->len)
        nest_end_cell(nest);
    if (level->cells->len)
        nest_end_row(nest, NULL);
    nest->depth--;
    nest->counts->depth--;
    place_rows(level->rows);
    g_autoptr(GHashTable) open = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    struct placing placing = {.nest = nest, .level = level, .open = open};
    for (guint i = 0; i < level->rows->len; i++) {
        struct raw_row *row = level->rows->pdata[i];
        nest->gathered -= (int)row->cells->len;
        placing.number++;
        place_cells(&placing, row);
    }
    GPtrArray *outside = nest_blocks(nest);
    struct block *block = block_table(level->table);
    if (level->table->cells->len)
        g_ptr_array_add(outside, block);
    else
        block_free(block);
    g_ptr_array_unref(level->rows);
    g_ptr_array_unref(level->cells);
    g_ptr_array_unref(level->blocks);
    memset(level, 0, sizeof *level);
}

void nest_depth(struct nest *nest, int depth)
{
    while (nest->depth > MAX(depth, 0))
        close_level(nest);
    if (depth > DOCUMENT_MAX_DEPTH) {
        nest->document->damaged = true;
        document_warn(nest->document, "表格嵌套超过%d层，里层读作同一层", DOCUMENT_MAX_DEPTH);
    }
    while (nest->depth < MIN(depth, DOCUMENT_MAX_DEPTH))
        if (!open_level(nest))
            return;
}

void nest_end_cell(struct nest *nest)
{
    if (!nest->depth)
        return;
    struct level *level = &nest->levels[nest->depth - 1];
    if (level->cells->len >= G_N_ELEMENTS(((struct raw_row *)NULL)->left)) {
        nest->document->damaged = true;
        return;
    }
    if (nest->gathered + nest->counts->cells >= DOCUMENT_MAX_CELLS) {
        g_autofree char *what = g_strdup_printf("表格超过%d格，其余未读", DOCUMENT_MAX_CELLS);
        if (!nest->counts->full)
            count_warn(nest->document, nest->counts, what);
        return;
    }
    nest->gathered++;
    g_ptr_array_add(level->cells, level->blocks);
    level->blocks = new_blocks();
}

/* Edges must rise; a row without a definition is like the one above it when it has as many cells. */
static int usable(const struct row_shape *shape, guint cells)
{
    int count = shape ? MIN(shape->count, (int)cells) : 0;
    for (int i = 0; i < count; i++)
        if (shape->edges[i + 1] <= shape->edges[i])
            return 0;
    return count;
}

static bool blank(const GPtrArray *blocks)
{
    for (guint i = 0; i < blocks->len; i++) {
        const struct block *block = blocks->pdata[i];
        if (block->kind != BLOCK_PARAGRAPH || block->paragraph->runs->len)
            return false;
    }
    return true;
}

/* Some writers end a cell that holds a table twice: empty cells that the definition does not know. */
static void drop_surplus(struct nest *nest, struct level *level, const struct row_shape *shape)
{
    while (shape && level->cells->len > (guint)shape->count && blank(level->cells->pdata[level->cells->len - 1])) {
        g_ptr_array_set_size(level->cells, (int)level->cells->len - 1);
        nest->gathered--;
    }
}

void nest_end_row(struct nest *nest, const struct row_shape *shape)
{
    if (!nest->depth)
        return;
    struct level *level = &nest->levels[nest->depth - 1];
    if (level->blocks->len)
        nest_end_cell(nest);
    drop_surplus(nest, level, shape);
    if (!level->cells->len || level->rows->len >= MAX_ROWS)
        return;
    struct raw_row *row = g_new0(struct raw_row, 1);
    const struct raw_row *before = level->rows->len ? level->rows->pdata[level->rows->len - 1] : NULL;
    if (!shape && before && before->cells->len == level->cells->len && before->shaped) {
        row->shape = before->shape;
        memset(row->shape.down, MERGE_NONE, sizeof row->shape.down);
        row->shaped = before->shaped;
    } else if (shape) {
        row->shape = *shape;
        row->shaped = usable(shape, level->cells->len);
    }
    row->cells = level->cells;
    level->cells = new_cells();
    g_ptr_array_add(level->rows, row);
}

void nest_drop_row(struct nest *nest)
{
    if (!nest->depth)
        return;
    struct level *level = &nest->levels[nest->depth - 1];
    nest->gathered -= (int)level->cells->len;
    g_ptr_array_set_size(level->cells, 0);
    g_ptr_array_set_size(level->blocks, 0);
}

void nest_free(struct nest *nest)
{
    nest_depth(nest, 0);
    g_free(nest);
}
