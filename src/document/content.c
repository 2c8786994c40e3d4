/* What every stage asks of a document: its text and its places. Here, and not beside the readers, so that a program
 * which only holds documents links none of their libraries.
 */
#include "document/document.h"

#include "base/text.h"
#include "document/reader.h"

void document_free(struct document *document)
{
    if (!document)
        return;
    g_free(document->name);
    g_ptr_array_unref(document->blocks);
    g_ptr_array_unref(document->warnings);
    g_clear_pointer(&document->pages, g_ptr_array_unref);
    g_free(document);
}

static void append_paragraph(const struct paragraph *paragraph, GString *out)
{
    for (guint i = 0; i < paragraph->runs->len; i++)
        g_string_append(out, ((const struct run *)paragraph->runs->pdata[i])->text);
}

static void append_blocks(const GPtrArray *blocks, GString *out);

static void append_table(const struct table *table, GString *out)
{
    int row = 0;
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        if (i > 0)
            g_string_append_c(out, cell->row == row ? '\t' : '\n');
        row = cell->row;
        append_blocks(cell->blocks, out);
    }
}

static void append_from(const GPtrArray *blocks, guint from, GString *out)
{
    bool first = true;
    for (guint i = from; i < blocks->len; i++) {
        const struct block *block = blocks->pdata[i];
        if (block->kind == BLOCK_FIELD)
            continue;
        if (!first)
            g_string_append_c(out, '\n');
        first = false;
        if (block->kind == BLOCK_TABLE)
            append_table(block->table, out);
        else
            append_paragraph(block->paragraph, out);
    }
}

static void append_blocks(const GPtrArray *blocks, GString *out)
{
    append_from(blocks, 0, out);
}

char *blocks_value(const GPtrArray *blocks, guint from)
{
    GString *out = g_string_new(NULL);
    append_from(blocks, from, out);
    char *value = g_string_free(out, FALSE);
    if (!text_blank(value))
        return value;
    g_free(value);
    return NULL;
}

char *document_text(const struct document *document)
{
    GString *out = g_string_new(NULL);
    append_blocks(document->blocks, out);
    return g_string_free(out, FALSE);
}

char *cell_text(const struct cell *cell)
{
    GString *out = g_string_new(NULL);
    append_blocks(cell->blocks, out);
    return g_string_free(out, FALSE);
}

char *paragraph_text(const struct paragraph *paragraph)
{
    GString *out = g_string_new(NULL);
    append_paragraph(paragraph, out);
    return g_string_free(out, FALSE);
}

char *cell_place(const struct table *table, const struct cell *cell)
{
    return g_strdup_printf("table %d row %d column %d", table->id, cell->row, cell->column);
}
