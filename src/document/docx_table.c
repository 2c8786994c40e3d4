/* Tables: the grid from gridSpan, gridBefore, vMerge and the old hMerge. Rows and cells may stand inside content
 * controls, tracked insertions and custom XML; deleted and hidden rows are left out.
 */
#include <string.h>

#include "document/docx.h"

#define MAX_COLUMNS 1024
#define MAX_ROWS 100000

/* The cell that a vertical merge in this column would go on with. */
struct open_cell {
    struct cell *cell;
    int span;
};

struct grid {
    struct docx *docx;
    struct table *table;
    unsigned style;
    int row, column; /* column: of the next cell */
    struct cell *previous;
    struct open_cell open[MAX_COLUMNS + 2];
};

typedef void (*visitor)(struct grid *grid, const struct xml_node *node);

static void visit(struct grid *grid, const struct xml_node *parent, const char *name, visitor each);

/* A control around rows or cells: its value is the text of the cells that it brought. */
static void visit_control(struct grid *grid, const struct xml_node *sdt, const char *name, visitor each)
{
    guint from = grid->table->cells->len;
    visit(grid, xml_child(sdt, "sdtContent"), name, each);
    g_autoptr(GString) value = g_string_new(NULL);
    bool prompt = docx_placeholder(sdt);
    for (guint i = from; i < grid->table->cells->len; i++) {
        if (prompt)
            g_ptr_array_set_size(((struct cell *)grid->table->cells->pdata[i])->blocks, 0);
        g_autofree char *text = cell_text(grid->table->cells->pdata[i]);
        g_string_append_printf(value, "%s%s", i > from ? "\n" : "", text);
    }
    docx_note_control(grid->docx, sdt, g_strdup(value->str));
}

static void visit(struct grid *grid, const struct xml_node *parent, const char *name, visitor each)
{
    for (const struct xml_node *node = xml_children(parent); node; node = xml_next(node)) {
        if (xml_is(node, name))
            each(grid, node);
        else if (xml_is(node, "sdt"))
            visit_control(grid, node, name, each);
        else if (xml_is(node, "AlternateContent"))
            visit(grid, docx_choice(node), name, each);
        else if (xml_is(node, "customXml") || xml_is(node, "ins") || xml_is(node, "moveTo") || xml_is(node, "smartTag"))
            visit(grid, node, name, each);
    }
}

static void fill_cell(struct grid *grid, const struct xml_node *tc, struct cell *cell)
{
    struct docx *docx = grid->docx;
    bool was_in_cell = docx->in_cell;
    guint open = docx->open_fields;
    docx->in_cell = true;
    docx->counts.depth++;
    docx_blocks(docx, tc, cell->blocks, grid->style);
    docx->counts.depth--;
    docx->in_cell = was_in_cell;
    docx_close_fields(docx, open, NULL);
}

static void read_cell(struct grid *grid, const struct xml_node *tc)
{
    const struct xml_node *properties = xml_child(tc, "tcPr");
    const struct xml_node *merge = xml_child(properties, "vMerge");
    const char *vertical = xml_attribute(merge, "val");
    const char *sideways = xml_attribute(xml_child(properties, "hMerge"), "val");
    int span = xml_number(xml_child(properties, "gridSpan"), "val", 1, 1, MAX_COLUMNS);
    if (xml_child(properties, "cellDel"))
        return;
    if (grid->column + span > MAX_COLUMNS + 1) {
        count_warn(grid->docx->document, &grid->docx->counts, "表格过宽，其余未读");
        return;
    }
    int column = grid->column;
    grid->column += span;
    bool goes_on = merge && !(vertical && strcmp(vertical, "restart") == 0);
    struct open_cell *above = &grid->open[column];
    bool adjoins = above->cell && above->cell->row + above->cell->rowspan == grid->row;
    if (goes_on && adjoins && above->span == span) {
        above->cell->rowspan = grid->row - above->cell->row + 1;
        return;
    }
    bool beside = xml_child(properties, "hMerge") && !(sideways && strcmp(sideways, "restart") == 0);
    if (beside && grid->previous) {
        grid->previous->colspan += span;
        grid->table->columns = MAX(grid->table->columns, column + span - 1);
        above->cell = NULL;
        return;
    }
    struct cell *cell = count_cell(grid->docx->document, &grid->docx->counts, grid->table, grid->row, column, 1, span);
    if (!cell)
        return;
    grid->previous = cell;
    for (int i = column; i < column + span; i++)
        grid->open[i].cell = NULL;
    *above = (struct open_cell){merge ? cell : NULL, span};
    fill_cell(grid, tc, cell);
}

static void read_row(struct grid *grid, const struct xml_node *tr)
{
    const struct xml_node *properties = xml_child(tr, "trPr");
    if (xml_child(properties, "del") || docx_on(xml_child(properties, "hidden")) || grid->docx->counts.full)
        return;
    if (grid->row >= MAX_ROWS) {
        count_warn(grid->docx->document, &grid->docx->counts, "表格行数过多，其余未读");
        return;
    }
    grid->row++;
    grid->column = 1 + xml_number(xml_child(properties, "gridBefore"), "val", 0, 0, MAX_COLUMNS);
    grid->previous = NULL;
    unsigned before = grid->style;
    if (xml_child(properties, "ins"))
        grid->style |= STYLE_INSERTED;
    visit(grid, tr, "tc", read_cell);
    grid->style = before;
    grid->table->rows = MAX(grid->table->rows, grid->row);
}

void docx_table(struct docx *docx, const struct xml_node *node, GPtrArray *blocks, unsigned style)
{
    struct table *table = count_table(docx->document, &docx->counts);
    if (!table)
        return;
    struct grid *grid = g_new0(struct grid, 1);
    grid->docx = docx;
    grid->table = table;
    grid->style = style;
    visit(grid, node, "tr", read_row);
    g_free(grid);
    g_ptr_array_add(blocks, block_table(table));
}
