/* Rows of a table that goes on at the top of the next page.
 *
 * A header that is printed again is dropped. A row that a page's end has cut in two is put together again, and so is a
 * label that stands beside several rows: both go on with an empty first cell, in a table that has no other.
 */
#include <string.h>

#include "base/text.h"
#include "document/pdf_place.h"

static bool is_blank(const struct cell *cell)
{
    g_autofree char *text = cell_text(cell);
    return text_blank(text);
}

/* The cell that covers a place; NULL when there is none. */
static struct cell *cell_at(const struct table *table, int row, int column)
{
    for (guint i = table->cells->len; i-- > 0;) {
        struct cell *cell = table->cells->pdata[i];
        if (row >= cell->row && row < cell->row + cell->rowspan && column >= cell->column &&
            column < cell->column + cell->colspan)
            return cell;
    }
    return NULL;
}

static void drop_row(struct table *table, int row)
{
    for (guint i = table->cells->len; i-- > 0;) {
        struct cell *cell = table->cells->pdata[i];
        if (cell->row == row)
            g_ptr_array_remove_index(table->cells, i);
        else if (cell->row > row)
            cell->row--;
    }
    table->rows--;
}

static guint count_row(const struct table *table, int row)
{
    guint count = 0;
    for (guint i = 0; i < table->cells->len; i++)
        count += ((const struct cell *)table->cells->pdata[i])->row == row;
    return count;
}

/* True when each cell of a row has its like in another: the same columns, no longer than the row. */
static bool same_shape(const struct table *table, int row, int other)
{
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        if (cell->row != row)
            continue;
        const struct cell *like = cell_at(table, other, cell->column);
        if (!like || like->row != other || like->column != cell->column || like->colspan != cell->colspan ||
            like->rowspan != 1 || cell->rowspan != 1)
            return false;
    }
    return count_row(table, row) == count_row(table, other);
}

static bool is_header_again(const struct table *table, int row)
{
    bool words = false;
    if (row < 3 || count_row(table, 1) < 2 || !same_shape(table, row, 1))
        return false;
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        if (cell->row != 1)
            continue;
        g_autofree char *text = cell_text(cell), *again = cell_text(cell_at(table, row, cell->column));
        if (strcmp(text, again) != 0)
            return false;
        words = words || !text_blank(text);
    }
    return words;
}

/* Whether every row has something in its first cell. */
static bool is_labelled(const struct table *table, int rows)
{
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        if (cell->column == 1 && cell->row <= rows && is_blank(cell))
            return false;
    }
    return true;
}

static bool ends_sentence(const struct paragraph *paragraph)
{
    g_autofree char *text = paragraph_text(paragraph);
    const char *last = *text ? g_utf8_prev_char(text + strlen(text)) : NULL;
    return !last || strchr(":;.!?", *last) || strstr("。！？；：", last);
}

/* Puts what stands in one cell behind what stands in another; a sentence that was cut is one paragraph. */
static void append_cell(struct cell *to, struct cell *from)
{
    if (is_blank(from))
        return;
    struct block *last = to->blocks->len ? to->blocks->pdata[to->blocks->len - 1] : NULL;
    while (from->blocks->len > 0) {
        struct block *block = g_ptr_array_steal_index(from->blocks, 0);
        bool cut =
            last && last->kind == BLOCK_PARAGRAPH && block->kind == BLOCK_PARAGRAPH && !ends_sentence(last->paragraph);
        if (cut) {
            GPtrArray *runs = block->paragraph->runs;
            while (runs->len > 0)
                g_ptr_array_add(last->paragraph->runs, g_ptr_array_steal_index(runs, 0));
            block_free(block);
        } else {
            g_ptr_array_add(to->blocks, block);
        }
        last = NULL;
    }
}

static bool join_row(struct table *table, int row)
{
    struct cell *above = cell_at(table, row - 1, 1), *below = cell_at(table, row, 1);
    if (!above || !below || above->column != 1 || below->column != 1 || below->row != row ||
        above->colspan != below->colspan || below->colspan >= table->columns || is_blank(above) || !is_blank(below) ||
        !is_labelled(table, row - 1))
        return false;
    if (above->rowspan > 1 || below->rowspan > 1) {
        above->rowspan += below->rowspan;
        g_ptr_array_remove(table->cells, below);
        return false;
    }
    if (!same_shape(table, row, row - 1))
        return false;
    for (guint i = 0; i < table->cells->len; i++) {
        struct cell *cell = table->cells->pdata[i];
        if (cell->row == row)
            append_cell(cell_at(table, row - 1, cell->column), cell);
    }
    return true;
}

int pdf_join_rows(struct table *table, int above)
{
    int dropped = 0;
    if (is_header_again(table, above + 1)) {
        drop_row(table, above + 1);
        dropped++;
    }
    if (above < table->rows && join_row(table, above + 1)) {
        drop_row(table, above + 1);
        dropped++;
    }
    return dropped;
}
