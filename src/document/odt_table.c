/* Tables of texts and sheets of spreadsheets: the same elements, but a sheet repeats rows and cells up to its edge and
 * types its values (ODF 1.3 part 3, 9 and 19.385 office:value-type).
 *
 * Numbers come as typed (%.15g) unless the sheet shows digits only: leading zeros count. Hidden sheets, rows and
 * columns are left out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "document/odt.h"

#define MAX_COLUMNS 16384
#define MAX_ROWS 1048576
#define MAX_SHEETS 256
#define MAX_REPEATED_EMPTY 64 /* longer runs of empty cells only fill the sheet */

struct grid {
    struct odt *odt;
    struct table *table;
    struct odt_look look;
    GHashTable *hidden; /* columns */
    bool sheet, hid;
    int row, columns; /* of the next row; columns described so far */
    int last_row;     /* with content */
};

static bool is_unseen(const struct xml_node *node)
{
    const char *visibility = xml_attribute(node, "visibility");
    return visibility && (strcmp(visibility, "collapse") == 0 || strcmp(visibility, "filter") == 0);
}

/* What a typed cell of a sheet shows; NULL: its paragraphs are its value. */
static char *typed_value(const struct xml_node *node)
{
    const char *type = xml_attribute(node, "value-type"), *value = xml_attribute(node, "value");
    const char *date = xml_attribute(node, "date-value");
    if (type && strcmp(type, "date") == 0 && date && strlen(date) >= 10) {
        bool midnight = strlen(date) < 16 || strncmp(date + 10, "T00:00", 6) == 0;
        return midnight ? g_strndup(date, 10) : g_strdup_printf("%.10s %.5s", date, date + 11);
    }
    if (!type || strcmp(type, "float") != 0 || !value)
        return NULL;
    g_autofree char *shown = xml_text(xml_child(node, "p"));
    if (*shown && strspn(shown, "0123456789") == strlen(shown))
        return NULL;
    char *end, digits[64];
    double number = g_ascii_strtod(value, &end);
    return end == value ? NULL : g_strdup(g_ascii_formatd(digits, sizeof digits, "%.15g", number));
}

static void fill_cell(struct grid *grid, const struct xml_node *node, struct cell *cell)
{
    g_autofree char *typed = grid->sheet ? typed_value(node) : NULL;
    if (typed) {
        struct block *block = block_paragraph();
        paragraph_append(block->paragraph, typed, 0);
        count_paragraph(grid->odt->document, &grid->odt->counts, cell->blocks, block);
        return;
    }
    struct odt_look look = grid->look;
    if (grid->sheet)
        odt_apply(grid->odt, "table-cell", xml_attribute(node, "style-name"), &look);
    grid->odt->counts.depth++;
    odt_blocks(grid->odt, node, cell->blocks, look);
    grid->odt->counts.depth--;
}

static bool has_content(const struct xml_node *node)
{
    return xml_children(node) != NULL;
}

/* One <table:table-cell> at a column, as often as it is repeated; the column behind it. */
static int read_cell(struct grid *grid, const struct xml_node *node, int column)
{
    struct counts *counts = &grid->odt->counts;
    int repeated = xml_number(node, "number-columns-repeated", 1, 1, MAX_COLUMNS);
    int rows = xml_number(node, "number-rows-spanned", 1, 1, MAX_ROWS);
    int columns = xml_number(node, "number-columns-spanned", 1, 1, MAX_COLUMNS);
    if (!has_content(node) && grid->sheet && repeated > MAX_REPEATED_EMPTY)
        return column + repeated;
    for (int i = 0; i < repeated && column + i <= MAX_COLUMNS && !counts->full; i++) {
        if (g_hash_table_contains(grid->hidden, GINT_TO_POINTER(column + i)) && columns == 1) {
            grid->hid |= has_content(node);
            continue;
        }
        struct cell *cell = count_cell(grid->odt->document, counts, grid->table, grid->row, column + i, rows, columns);
        if (!cell)
            break;
        fill_cell(grid, node, cell);
        if (has_content(node))
            grid->last_row = MAX(grid->last_row, grid->row + rows - 1);
    }
    return column + repeated;
}

static void read_cells(struct grid *grid, const struct xml_node *row)
{
    int column = 1;
    for (const struct xml_node *node = xml_children(row); node && column <= MAX_COLUMNS; node = xml_next(node)) {
        if (xml_is(node, "covered-table-cell"))
            column += xml_number(node, "number-columns-repeated", 1, 1, MAX_COLUMNS);
        else if (xml_is(node, "table-cell"))
            column = read_cell(grid, node, column);
    }
}

static bool row_has_content(const struct xml_node *row)
{
    for (const struct xml_node *node = xml_children(row); node; node = xml_next(node))
        if (xml_is(node, "table-cell") && has_content(node))
            return true;
    return false;
}

static void read_row(struct grid *grid, const struct xml_node *row)
{
    int repeated = xml_number(row, "number-rows-repeated", 1, 1, MAX_ROWS);
    bool content = row_has_content(row);
    if (is_unseen(row)) {
        grid->hid |= content;
        grid->row += repeated;
        return;
    }
    if (!content && grid->sheet && repeated > MAX_REPEATED_EMPTY) {
        grid->row = MIN(grid->row + repeated, MAX_ROWS);
        return;
    }
    for (int i = 0; i < repeated && grid->row <= MAX_ROWS && !grid->odt->counts.full; i++) {
        read_cells(grid, row);
        grid->row++;
    }
}

static void read_column(struct grid *grid, const struct xml_node *node)
{
    int repeated = xml_number(node, "number-columns-repeated", 1, 1, MAX_COLUMNS);
    for (int i = 0; i < repeated && grid->columns < MAX_COLUMNS; i++) {
        grid->columns++;
        if (is_unseen(node))
            g_hash_table_add(grid->hidden, GINT_TO_POINTER(grid->columns));
    }
}

/* Rows and columns, also inside their groups and headers. */
static void read_rows(struct grid *grid, const struct xml_node *parent)
{
    for (const struct xml_node *node = xml_children(parent); node && !grid->odt->counts.full; node = xml_next(node)) {
        if (xml_is(node, "table-row"))
            read_row(grid, node);
        else if (xml_is(node, "table-column"))
            read_column(grid, node);
        else if (g_str_has_prefix(xml_name(node), "table-row") || g_str_has_prefix(xml_name(node), "table-header") ||
                 g_str_has_prefix(xml_name(node), "table-column"))
            read_rows(grid, node);
    }
}

static struct table *read_table(struct odt *odt, const struct xml_node *node, bool sheet, struct odt_look look)
{
    struct table *table = count_table(odt->document, &odt->counts);
    if (!table)
        return NULL;
    struct grid grid = {.odt = odt, .table = table, .look = look, .sheet = sheet, .row = 1};
    grid.hidden = g_hash_table_new(NULL, NULL);
    read_rows(&grid, node);
    g_hash_table_unref(grid.hidden);
    if (sheet) {
        /* Empty rows below the last answer. */
        while (table->cells->len > 0 &&
               ((struct cell *)table->cells->pdata[table->cells->len - 1])->row > grid.last_row)
            g_ptr_array_set_size(table->cells, (gint)table->cells->len - 1);
        table->rows = MIN(table->rows, grid.last_row);
    }
    if (grid.hid)
        document_warn(odt->document, "表格有隐藏的行或列，其内容未读");
    return table;
}

void odt_table(struct odt *odt, const struct xml_node *node, GPtrArray *blocks, struct odt_look look)
{
    struct table *table = read_table(odt, node, false, look);
    if (table)
        g_ptr_array_add(blocks, block_table(table));
}

/* Boxes over a sheet that belong to no cell. */
static void read_shapes(struct odt *odt, const struct xml_node *shapes)
{
    struct odt_look look = {.style = STYLE_FLOATING};
    if (shapes)
        odt_blocks(odt, shapes, odt->document->blocks, look);
}

void odt_sheets(struct odt *odt, const struct xml_node *spreadsheet)
{
    int sheets = 0;
    struct odt_look plain = {0};
    for (const struct xml_node *node = xml_children(spreadsheet); node; node = xml_next(node)) {
        if (!xml_is(node, "table") || odt_undisplayed(odt, xml_attribute(node, "style-name")))
            continue;
        if (sheets++ == MAX_SHEETS) {
            odt->document->damaged = true;
            document_warn(odt->document, "工作表超过%d张，其余未读", MAX_SHEETS);
            return;
        }
        struct table *table = read_table(odt, node, true, plain);
        if (!table)
            continue;
        const char *name = xml_attribute(node, "name");
        table->sheet = g_strdup(name ? name : "");
        struct block *block = block_table(table);
        if (table->cells->len > 0)
            g_ptr_array_add(odt->document->blocks, block);
        else
            block_free(block);
        read_shapes(odt, xml_child(node, "shapes"));
    }
}
