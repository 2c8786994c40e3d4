/* HTML tables: the grid from rowspan and colspan, rows wherever careless programs put them. */
#include <string.h>

#include "document/html.h"

#define MAX_COLUMNS 1024
#define MAX_ROWS 100000

struct grid {
    struct html *html;
    struct table *table;
    struct html_flow *outside; /* text that stands in the table but in no cell is shown before it */
    int row, column;
    int taken[MAX_COLUMNS + 2]; /* a column is taken by a cell from above up to this row */
};

static void read_cell(struct grid *grid, const struct xml_node *node, const struct html_look *look)
{
    struct html *html = grid->html;
    struct html_look inner = *look;
    html_style(html, node, &inner);
    if (inner.hidden)
        return;
    int colspan = xml_number(node, "colspan", 1, 1, MAX_COLUMNS);
    int rowspan = xml_number(node, "rowspan", 1, 0, MAX_ROWS);
    /* rowspan=0 reaches to the end; spans are cut to the rows that there are when the table is whole. */
    rowspan = rowspan == 0 ? MAX_ROWS : rowspan;
    while (grid->column <= MAX_COLUMNS && grid->taken[grid->column] >= grid->row)
        grid->column++;
    colspan = MIN(colspan, MAX_COLUMNS + 1 - grid->column);
    if (colspan < 1) {
        count_warn(html->document, &html->counts, "表格过宽，其余未读");
        return;
    }
    struct cell *cell = count_cell(html->document, &html->counts, grid->table, grid->row, grid->column, 1, colspan);
    if (!cell)
        return;
    cell->rowspan = rowspan;
    for (int i = 0; i < colspan; i++)
        grid->taken[grid->column + i] = grid->row + rowspan - 1;
    grid->column += colspan;

    struct html_flow flow = {.blocks = cell->blocks};
    html->counts.depth++;
    html_children(html, node, &flow, &inner);
    html->counts.depth--;
    html_close_paragraph(html, &flow);
}

static void read_row(struct grid *grid, const struct xml_node *tr, const struct html_look *look)
{
    struct html_look inner = *look;
    html_style(grid->html, tr, &inner);
    if (inner.hidden || grid->row >= MAX_ROWS || grid->html->counts.full)
        return;
    grid->row++;
    grid->column = 1;
    for (const struct xml_node *node = xml_children(tr); node; node = xml_next(node))
        if (xml_is(node, "td") || xml_is(node, "th"))
            read_cell(grid, node, &inner);
        else if (xml_is(node, "form"))
            for (const struct xml_node *cell = xml_children(node); cell; cell = xml_next(cell))
                if (xml_is(cell, "td") || xml_is(cell, "th"))
                    read_cell(grid, cell, &inner);
}

static void read_rows(struct grid *grid, const struct xml_node *parent, const struct html_look *look, int depth)
{
    for (const struct xml_node *node = xml_children(parent); node; node = xml_next(node)) {
        const char *name = xml_name(node);
        bool group = strcmp(name, "tbody") == 0 || strcmp(name, "thead") == 0 || strcmp(name, "tfoot") == 0 ||
                     strcmp(name, "form") == 0;
        if (strcmp(name, "tr") == 0) {
            read_row(grid, node, look);
        } else if (group && depth < 8) {
            struct html_look inner = *look;
            html_style(grid->html, node, &inner);
            if (!inner.hidden)
                read_rows(grid, node, &inner, depth + 1);
        } else if (strcmp(name, "caption") == 0) {
            html_children(grid->html, node, grid->outside, look);
            html_close_paragraph(grid->html, grid->outside);
        }
    }
}

/* Spans end with the table. */
static void cut_spans(struct table *table, int rows)
{
    table->rows = rows;
    for (guint i = 0; i < table->cells->len; i++) {
        struct cell *cell = table->cells->pdata[i];
        cell->rowspan = MIN(cell->rowspan, rows - cell->row + 1);
    }
}

void html_table(struct html *html, const struct xml_node *node, struct html_flow *flow, const struct html_look *look)
{
    html_close_paragraph(html, flow);
    struct table *table = count_table(html->document, &html->counts);
    if (!table)
        return;
    struct grid *grid = g_new0(struct grid, 1);
    grid->html = html;
    grid->table = table;
    grid->outside = flow;
    /* Alignment and fonts of the text around do not reach into a table; colour and underline do not either. */
    struct html_look inner = {.hidden = look->hidden};
    read_rows(grid, node, &inner, 0);
    cut_spans(table, grid->row);
    g_free(grid);
    g_ptr_array_add(flow->blocks, block_table(table));
}
