/* Tables of a tagged PDF's structure tree, for pages whose lines do not show them.
 *
 * poppler-glib 22.12 gives the tree's rows and cells, but neither where they stand nor their spans (its getters accept
 * a TABLE only), and its texts with each byte of UTF-8 taken for a character of PDFDocEncoding (PDF 32000, annex D),
 * two of them lost. Each text also costs a pass over the page. So the tree is asked only when it knows of more cells
 * than the lines show; its texts are found again among the page's characters, whose places then make the table.
 * Whatever the tree leaves out stays where it is on the page.
 */
#include <poppler.h>
#include <string.h>

#include "document/pdf_place.h"

#define MAX_NODES 20000
#define MAX_LEVELS 60
#define MAX_TEXTS 250 /* of one page: a millisecond or two each */
#define MAX_VISIBLE 5000
#define MAX_COLUMNS 60
#define SEVERAL (-1) /* pages */
#define ENOUGH 0.8   /* of the tree's cells that the lines show */
#define FOUND 0.9    /* of the tree's characters on the page */

struct tree_cell {
    int row;
    GPtrArray *contents; /* PopplerStructureElement */
    struct pdf_box box;
    bool found;
    struct pdf_extent extent;
};

struct tree_table {
    int page, rows; /* page from 1; SEVERAL */
    GPtrArray *cells;
};

struct pdf_tree {
    GPtrArray *tables; /* struct tree_table */
    int nodes;
};

static void cell_free(struct tree_cell *cell)
{
    g_ptr_array_unref(cell->contents);
    g_free(cell);
}

static void table_free(struct tree_table *table)
{
    g_ptr_array_unref(table->cells);
    g_free(table);
}

/* Reading -------------------------------------------------------------------------------------------------- */

/* Where a walk is: the table and the cell that hold what comes next. */
struct at {
    struct tree_table *table;
    struct tree_cell *cell;
};

static void walk(struct pdf_tree *tree, PopplerStructureElementIter *iter, struct at at, int level);

/* A table over several pages is left to its lines, or to its columns. */
static void add_content(const struct at *at, PopplerStructureElement *element)
{
    int page = poppler_structure_element_get_page(element) + 1;
    if (at->table->page == 0)
        at->table->page = page;
    else if (at->table->page != page)
        at->table->page = SEVERAL;
    g_ptr_array_add(at->cell->contents, g_object_ref(element));
}

static void enter(struct pdf_tree *tree, PopplerStructureElement *element, struct at *at)
{
    switch (poppler_structure_element_get_kind(element)) {
    case POPPLER_STRUCTURE_ELEMENT_TABLE:
        if (at->table)
            break; /* a table in a cell is text of that cell */
        at->table = g_new0(struct tree_table, 1);
        at->table->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_free);
        g_ptr_array_add(tree->tables, at->table);
        break;
    case POPPLER_STRUCTURE_ELEMENT_TABLE_ROW:
        if (at->table && !at->cell)
            at->table->rows++;
        break;
    case POPPLER_STRUCTURE_ELEMENT_TABLE_HEADING:
    case POPPLER_STRUCTURE_ELEMENT_TABLE_DATA:
        if (!at->table || at->cell || at->table->rows == 0)
            break;
        at->cell = g_new0(struct tree_cell, 1);
        at->cell->row = at->table->rows - 1;
        at->cell->contents = g_ptr_array_new_with_free_func(g_object_unref);
        g_ptr_array_add(at->table->cells, at->cell);
        break;
    case POPPLER_STRUCTURE_ELEMENT_CONTENT:
        if (!at->cell)
            break;
        add_content(at, element);
        break;
    default:
        break;
    }
}

static void walk(struct pdf_tree *tree, PopplerStructureElementIter *iter, struct at at, int level)
{
    do {
        PopplerStructureElement *element = poppler_structure_element_iter_get_element(iter);
        struct at inner = at;
        enter(tree, element, &inner);
        g_object_unref(element);
        PopplerStructureElementIter *child = level < MAX_LEVELS ? poppler_structure_element_iter_get_child(iter) : NULL;
        if (child) {
            walk(tree, child, inner, level + 1);
            poppler_structure_element_iter_free(child);
        }
    } while (++tree->nodes < MAX_NODES && poppler_structure_element_iter_next(iter));
}

struct pdf_tree *pdf_tree_read(const struct pdf_source *source)
{
    PopplerStructureElementIter *iter = poppler_structure_element_iter_new(pdf_source_document(source));
    if (!iter)
        return NULL;
    struct pdf_tree *tree = g_new0(struct pdf_tree, 1);
    tree->tables = g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
    walk(tree, iter, (struct at){0}, 0);
    poppler_structure_element_iter_free(iter);
    return tree;
}

void pdf_tree_free(struct pdf_tree *tree)
{
    if (!tree)
        return;
    g_ptr_array_unref(tree->tables);
    g_free(tree);
}

/* Texts ---------------------------------------------------------------------------------------------------- */

/* The byte that PDFDocEncoding shows as this character; -1 for none. */
static int byte_of(gunichar code)
{
    static const guint16 high[] = {0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039,
                                   0x203A, 0x2212, 0x2030, 0x201E, 0x201C, 0x201D, 0x2018, 0x2019, 0x201A,
                                   0x2122, 0xFB01, 0xFB02, 0x0141, 0x0152, 0x0160, 0x0178, 0x017D, 0x0131,
                                   0x0142, 0x0153, 0x0161, 0x017E, 0,      0x20AC};
    if (code < 0x80 || (code > 0xA0 && code < 0x100))
        return (int)code;
    for (gsize i = 0; i < G_N_ELEMENTS(high); i++)
        if (high[i] == code)
            return 0x80 + (int)i;
    return -1;
}

/* The visible characters of a text (gunichar), those with a lost byte as 0. */
static GArray *repair(const char *text)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(gunichar));
    gunichar made = 0;
    int missing = 0;
    bool lost = false;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar code = g_utf8_get_char(text);
        int byte = byte_of(code);
        if (missing > 0 && (byte < 0 || (byte & 0xC0) == 0x80)) {
            lost = lost || byte < 0;
            made = made << 6 | ((guint)byte & 0x3F);
            if (--missing > 0)
                continue;
            code = lost ? 0 : made;
        } else if (byte >= 0xC2 && byte < 0xF5) {
            missing = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
            made = (guint)byte & (0x3Fu >> missing);
            lost = false;
            continue;
        }
        if (code == 0 || !g_unichar_isspace(code))
            g_array_append_val(out, code);
    }
    return out;
}

/* The visible characters of a page in the order of its text, and which of them a text was found in. */
struct print {
    GPtrArray *items; /* struct pdf_item */
    bool *taken;
    guint cursor;
};

static guint match(const struct print *print, guint start, const gunichar *codes, guint count)
{
    guint length = 0;
    for (; length < count && start + length < print->items->len && !print->taken[start + length]; length++) {
        const struct pdf_item *item = print->items->pdata[start + length];
        if (codes[length] != 0 && codes[length] != g_utf8_get_char(item->text))
            break;
    }
    return length;
}

static void widen(struct tree_cell *cell, const struct pdf_box *box)
{
    if (!cell->found)
        cell->box = *box;
    cell->found = true;
    cell->box = (struct pdf_box){MIN(cell->box.x1, box->x1), MIN(cell->box.y1, box->y1), MAX(cell->box.x2, box->x2),
                                 MAX(cell->box.y2, box->y2)};
}

/* Finds a text piece by piece, the longest first found after the last one; returns how many characters it found. */
static guint find_text(struct print *print, const GArray *text, struct tree_cell *cell)
{
    guint found = 0;
    for (guint from = 0; from < text->len;) {
        guint best = 0, where = 0, count = print->items->len;
        for (guint i = 0; i < count && best < text->len - from; i++) {
            guint start = (print->cursor + i) % count;
            guint length = match(print, start, &g_array_index(text, gunichar, from), text->len - from);
            if (length > best) {
                best = length;
                where = start;
            }
        }
        for (guint i = where; i < where + best; i++) {
            print->taken[i] = true;
            widen(cell, &((const struct pdf_item *)print->items->pdata[i])->box);
        }
        if (best > 0)
            print->cursor = (where + best) % count;
        found += best;
        from += MAX(best, 1);
    }
    return found;
}

static bool find_cells(const struct tree_table *table, struct print *print, int *texts)
{
    guint all = 0, found = 0;
    for (guint i = 0; i < table->cells->len; i++) {
        struct tree_cell *cell = table->cells->pdata[i];
        for (guint k = 0; k < cell->contents->len; k++) {
            if (++*texts > MAX_TEXTS)
                return false;
            g_autofree char *raw = poppler_structure_element_get_text(cell->contents->pdata[k], 0);
            if (!raw || !g_utf8_validate(raw, -1, NULL))
                continue;
            g_autoptr(GArray) text = repair(raw);
            all += text->len;
            found += find_text(print, text, cell);
        }
    }
    return found > 0 && found >= FOUND * all;
}

/* Tables --------------------------------------------------------------------------------------------------- */

static int row_length(const struct tree_table *table, int row)
{
    int count = 0;
    for (guint i = 0; i < table->cells->len; i++)
        count += ((const struct tree_cell *)table->cells->pdata[i])->row == row;
    return count;
}

static void add_edge(GArray *edges, double edge)
{
    if (edges->len > 0)
        edge = MAX(edge, g_array_index(edges, double, edges->len - 1) + 1);
    g_array_append_val(edges, edge);
}

/* Left edges of the columns of the longest rows, and the right end. */
static GArray *tree_columns(const struct tree_table *table, int columns)
{
    double left[MAX_COLUMNS], end = 0;
    int row = -1, column = 0;
    for (int c = 0; c < columns; c++)
        left[c] = G_MAXDOUBLE;
    for (guint i = 0; i < table->cells->len; i++) {
        const struct tree_cell *cell = table->cells->pdata[i];
        column = cell->row == row ? column + 1 : 0;
        row = cell->row;
        if (cell->found)
            end = MAX(end, cell->box.x2);
        if (cell->found && row_length(table, row) == columns)
            left[column] = MIN(left[column], cell->box.x1);
    }
    for (int c = columns - 1; c >= 0; c--) /* a column without text stands just before the next */
        left[c] = MIN(left[c], c + 1 < columns ? left[c + 1] - 2 : end);
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    for (int c = 0; c < columns; c++)
        add_edge(edges, left[c] - 1);
    add_edge(edges, end + 1);
    return edges;
}

/* Edges between rows; NULL when a row does not stand below the one before. */
static GArray *tree_rows(const struct tree_table *table)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    double bottom = -1, before = -1;
    guint at = 0;
    for (int row = 0; row < table->rows; row++) {
        double top = G_MAXDOUBLE, lowest = -1;
        for (; at < table->cells->len && ((const struct tree_cell *)table->cells->pdata[at])->row == row; at++) {
            const struct tree_cell *cell = table->cells->pdata[at];
            top = cell->found ? MIN(top, cell->box.y1) : top;
            lowest = cell->found ? MAX(lowest, cell->box.y2) : lowest;
        }
        if (lowest < 0) {
            add_edge(edges, MAX(bottom, 0));
            continue;
        }
        if (top <= before) {
            g_array_unref(edges);
            return NULL;
        }
        add_edge(edges, bottom < 0 ? top - 1 : (bottom + top) / 2);
        before = top;
        bottom = lowest;
    }
    add_edge(edges, bottom + 1);
    return edges;
}

static int column_of(const GArray *xs, double x, int from)
{
    int column = from, last = (int)xs->len - 2;
    while (column < last && x >= g_array_index(xs, double, column + 1))
        column++;
    return MIN(column, last);
}

/* Gives each cell of a row its columns: where its text stands, and on to the next one. */
static void spread_row(const struct tree_table *table, const GArray *xs, guint first, guint end)
{
    int next = 0;
    for (guint i = first; i < end; i++) {
        struct tree_cell *cell = table->cells->pdata[i];
        int column = cell->found ? column_of(xs, cell->box.x1, next) : MIN(next, (int)xs->len - 2);
        int rest = (int)(end - i) - 1;
        column = MAX(MIN(column, (int)xs->len - 2 - rest), 0);
        cell->extent =
            (struct pdf_extent){.top = cell->row, .bottom = cell->row, .left = column, .right = (int)xs->len - 2};
        if (i > first)
            ((struct tree_cell *)table->cells->pdata[i - 1])->extent.right = MAX(column - 1, next - 1);
        next = column + 1;
    }
    const struct tree_cell *leader = table->cells->pdata[first];
    for (guint i = 0; leader->extent.left > 0 && i < first; i++) { /* what is left free goes on from above */
        struct tree_cell *above = table->cells->pdata[i];
        if (above->extent.bottom == leader->row - 1 && above->extent.right < leader->extent.left)
            above->extent.bottom = leader->row;
    }
}

static struct pdf_grid *make_grid(const struct tree_table *table)
{
    int columns = 0;
    for (int row = 0; row < table->rows; row++)
        columns = MAX(columns, row_length(table, row));
    if (columns < 2 || columns > MAX_COLUMNS)
        return NULL;
    g_autoptr(GArray) ys = tree_rows(table);
    if (!ys)
        return NULL;
    g_autoptr(GArray) xs = tree_columns(table, columns);
    for (guint i = 0, end; i < table->cells->len; i = end) {
        int row = ((const struct tree_cell *)table->cells->pdata[i])->row;
        for (end = i; end < table->cells->len && ((const struct tree_cell *)table->cells->pdata[end])->row == row;)
            end++;
        spread_row(table, xs, i, end);
    }
    struct pdf_grid *grid = pdf_grid_create(xs, ys);
    for (guint i = 0; i < table->cells->len; i++)
        pdf_grid_add(grid, ys, &((const struct tree_cell *)table->cells->pdata[i])->extent);
    return grid;
}

static guint count_cells(const struct pdf_place *place)
{
    guint count = 0;
    for (guint i = 0; i < place->grids->len; i++) {
        const struct pdf_grid *grid = place->grids->pdata[i];
        count += grid->cells->len;
        for (guint k = 0; k < grid->cells->len; k++)
            count += count_cells(&((struct pdf_cell *)grid->cells->pdata[k])->content);
    }
    return count;
}

static bool is_free(const struct pdf_place *place, const struct pdf_grid *grid)
{
    for (guint i = 0; i < place->grids->len; i++) {
        const struct pdf_box *box = &((const struct pdf_grid *)place->grids->pdata[i])->box;
        if (box->x1 < grid->box.x2 && box->x2 > grid->box.x1 && box->y1 < grid->box.y2 && box->y2 > grid->box.y1)
            return false;
    }
    return true;
}

GPtrArray *pdf_tree_grids(const struct pdf_tree *tree, int number, const struct pdf_place *place)
{
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_grid_free);
    guint known = 0;
    int texts = 0;
    for (guint i = 0; tree && i < tree->tables->len; i++) {
        const struct tree_table *table = tree->tables->pdata[i];
        known += table->page == number ? table->cells->len : 0;
    }
    if (count_cells(place) >= ENOUGH * known)
        return grids;
    struct print print = {.items = g_ptr_array_new()};
    for (guint i = 0; i < place->items->len; i++) {
        struct pdf_item *item = place->items->pdata[i];
        if (!item->mark && !item->field && !g_unichar_isspace(g_utf8_get_char(item->text)))
            g_ptr_array_add(print.items, item);
    }
    print.taken = g_new0(bool, (gsize)print.items->len + 1);
    for (guint i = 0; i < tree->tables->len && print.items->len > 0 && print.items->len <= MAX_VISIBLE; i++) {
        const struct tree_table *table = tree->tables->pdata[i];
        bool here = table->page == number && find_cells(table, &print, &texts);
        struct pdf_grid *grid = here ? make_grid(table) : NULL;
        if (grid && is_free(place, grid))
            g_ptr_array_add(grids, grid);
        else
            g_clear_pointer(&grid, pdf_grid_free);
    }
    g_ptr_array_unref(print.items);
    g_free(print.taken);
    return grids;
}
