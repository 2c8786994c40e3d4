/* Sheets as tables: sparse while cells come in, filled up to the used area at the end. */
#include "document/sheet.h"

#include <string.h>

#define BORDER_ROWS 200 /* how far bordered empty cells reach beyond the text */
#define BORDER_COLUMNS 40

struct spread {
    int row, column, last_row, last_column;
};

struct sheet {
    struct document *document;
    struct counts *counts;
    char *name;
    GHashTable *cells; /* key → GPtrArray of struct block */
    GHashTable *borders;
    GArray *merges; /* struct spread */
    int rows, columns;
};

static gpointer key_of(int row, int column)
{
    return GSIZE_TO_POINTER((gsize)row * (SHEET_MAX_COLUMN + 1) + (gsize)column);
}

static int row_of(gconstpointer key)
{
    return (int)(GPOINTER_TO_SIZE(key) / (SHEET_MAX_COLUMN + 1));
}

static int column_of(gconstpointer key)
{
    return (int)(GPOINTER_TO_SIZE(key) % (SHEET_MAX_COLUMN + 1));
}

static bool inside(int row, int column)
{
    return row >= 1 && column >= 1 && row <= SHEET_MAX_ROW && column <= SHEET_MAX_COLUMN;
}

struct sheet *sheet_create(struct document *document, struct counts *counts, const char *name)
{
    struct sheet *sheet = g_new0(struct sheet, 1);
    sheet->document = document;
    sheet->counts = counts;
    sheet->name = g_strdup(name);
    sheet->cells = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    sheet->borders = g_hash_table_new(NULL, NULL);
    sheet->merges = g_array_new(FALSE, FALSE, sizeof(struct spread));
    return sheet;
}

void sheet_free(struct sheet *sheet)
{
    if (!sheet)
        return;
    g_free(sheet->name);
    g_hash_table_unref(sheet->cells);
    g_hash_table_unref(sheet->borders);
    g_array_unref(sheet->merges);
    g_free(sheet);
}

static GPtrArray *blocks_at(struct sheet *sheet, int row, int column)
{
    if (!inside(row, column) || sheet->counts->full)
        return NULL;
    GPtrArray *blocks = g_hash_table_lookup(sheet->cells, key_of(row, column));
    if (blocks)
        return blocks;
    if (sheet->counts->cells + (int)g_hash_table_size(sheet->cells) >= DOCUMENT_MAX_CELLS) {
        g_autofree char *what = g_strdup_printf("表格超过%d格，其余未读", DOCUMENT_MAX_CELLS);
        count_warn(sheet->document, sheet->counts, what);
        return NULL;
    }
    blocks = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    g_hash_table_insert(sheet->cells, key_of(row, column), blocks);
    sheet->rows = MAX(sheet->rows, row);
    sheet->columns = MAX(sheet->columns, column);
    return blocks;
}

struct paragraph *sheet_cell(struct sheet *sheet, int row, int column)
{
    GPtrArray *blocks = blocks_at(sheet, row, column);
    if (!blocks)
        return NULL;
    if (blocks->len == 0)
        g_ptr_array_add(blocks, block_paragraph());
    return ((struct block *)blocks->pdata[0])->paragraph;
}

struct paragraph *sheet_floating(struct sheet *sheet, int row, int column)
{
    sheet_cell(sheet, row, column);
    GPtrArray *blocks = blocks_at(sheet, row, column);
    struct block *block = blocks ? block_paragraph() : NULL;
    guint before = blocks ? blocks->len : 0;
    if (block)
        count_paragraph(sheet->document, sheet->counts, blocks, block);
    return blocks && blocks->len > before ? block->paragraph : NULL;
}

void sheet_border(struct sheet *sheet, int row, int column)
{
    if (inside(row, column) && g_hash_table_size(sheet->borders) < DOCUMENT_MAX_CELLS)
        g_hash_table_add(sheet->borders, key_of(row, column));
}

void sheet_merge(struct sheet *sheet, int row, int column, int last_row, int last_column)
{
    struct spread spread = {row, column, MIN(last_row, SHEET_MAX_ROW), MIN(last_column, SHEET_MAX_COLUMN)};
    if (inside(row, column) && spread.last_row >= row && spread.last_column >= column &&
        sheet->merges->len < SHEET_MAX_MERGES)
        g_array_append_val(sheet->merges, spread);
}

/* The used area: the text, the merged areas that it begins, and the borders around it. */
static void measure(struct sheet *sheet)
{
    int rows = sheet->rows, columns = sheet->columns;
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, sheet->borders);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        int row = row_of(key), column = column_of(key);
        if (row > sheet->rows + BORDER_ROWS || column > sheet->columns + BORDER_COLUMNS)
            continue;
        rows = MAX(rows, row);
        columns = MAX(columns, column);
    }
    for (guint i = 0; i < sheet->merges->len; i++) {
        const struct spread *spread = &g_array_index(sheet->merges, struct spread, i);
        bool begun = g_hash_table_contains(sheet->cells, key_of(spread->row, spread->column));
        if (!begun && (spread->row > rows || spread->column > columns))
            continue;
        rows = MAX(rows, MIN(spread->last_row, sheet->rows + BORDER_ROWS));
        columns = MAX(columns, MIN(spread->last_column, sheet->columns + BORDER_COLUMNS));
    }
    sheet->rows = rows;
    sheet->columns = columns;
}

/* Covers the cells of a merged area but its first; false when another area was there before. */
static bool cover(const struct sheet *sheet, guint8 *covered, const struct spread *spread)
{
    int last_row = MIN(spread->last_row, sheet->rows), last_column = MIN(spread->last_column, sheet->columns);
    for (int pass = 0; pass < 2; pass++)
        for (int row = spread->row; row <= last_row; row++)
            for (int column = spread->column; column <= last_column; column++) {
                guint8 *at = &covered[(gsize)(row - 1) * (gsize)sheet->columns + (gsize)column - 1];
                if (pass == 0 && *at)
                    return false;
                *at = pass;
            }
    return true;
}

static bool add_cell(struct sheet *sheet, struct table *table, int row, int column, const struct spread *spread)
{
    int rowspan = spread ? MIN(spread->last_row, sheet->rows) - row + 1 : 1;
    int colspan = spread ? MIN(spread->last_column, sheet->columns) - column + 1 : 1;
    struct cell *cell = count_cell(sheet->document, sheet->counts, table, row, column, rowspan, colspan);
    GPtrArray *blocks = g_hash_table_lookup(sheet->cells, key_of(row, column));
    if (cell && blocks) {
        g_ptr_array_unref(cell->blocks);
        cell->blocks = g_ptr_array_ref(blocks);
    } else if (cell) {
        g_ptr_array_add(cell->blocks, block_paragraph());
    }
    return cell != NULL;
}

static void add_all(struct sheet *sheet, struct table *table, GHashTable *spreads)
{
    g_autofree guint8 *covered = g_malloc0((gsize)sheet->rows * (gsize)sheet->columns);
    for (guint i = 0; i < sheet->merges->len; i++) {
        struct spread *spread = &g_array_index(sheet->merges, struct spread, i);
        if (spread->row <= sheet->rows && spread->column <= sheet->columns && cover(sheet, covered, spread))
            g_hash_table_insert(spreads, key_of(spread->row, spread->column), spread);
    }
    for (int row = 1; row <= sheet->rows; row++)
        for (int column = 1; column <= sheet->columns; column++) {
            struct spread *spread = g_hash_table_lookup(spreads, key_of(row, column));
            if (!spread && covered[(gsize)(row - 1) * (gsize)sheet->columns + (gsize)column - 1])
                continue;
            if (!add_cell(sheet, table, row, column, spread))
                return;
        }
}

static gint by_key(gconstpointer a, gconstpointer b)
{
    gsize left = GPOINTER_TO_SIZE(*(const gpointer *)a), right = GPOINTER_TO_SIZE(*(const gpointer *)b);
    return (left > right) - (left < right);
}

static void add_sparse(struct sheet *sheet, struct table *table, GHashTable *spreads)
{
    for (guint i = 0; i < sheet->merges->len; i++) {
        struct spread *spread = &g_array_index(sheet->merges, struct spread, i);
        g_hash_table_insert(spreads, key_of(spread->row, spread->column), spread);
    }
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, sheet->cells);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        g_ptr_array_add(keys, key);
    g_ptr_array_sort(keys, by_key);
    for (guint i = 0; i < keys->len; i++) {
        key = keys->pdata[i];
        if (!add_cell(sheet, table, row_of(key), column_of(key), g_hash_table_lookup(spreads, key)))
            return;
    }
}

void sheet_finish(struct sheet *sheet, int page)
{
    if (g_hash_table_size(sheet->cells) == 0)
        return;
    bool full = sheet->counts->full;
    sheet->counts->full = false; /* what was gathered before the limit is shown */
    struct table *table = count_table(sheet->document, sheet->counts);
    if (table) {
        table->sheet = g_strdup(sheet->name);
        table->page = page;
        measure(sheet);
        g_autoptr(GHashTable) spreads = g_hash_table_new(NULL, NULL);
        if ((gint64)sheet->rows * sheet->columns <= SHEET_MAX_FILLED)
            add_all(sheet, table, spreads);
        else
            add_sparse(sheet, table, spreads);
        g_ptr_array_add(sheet->document->blocks, block_table(table));
    }
    sheet->counts->full |= full;
}
