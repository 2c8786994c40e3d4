/* The table of readers, and what every stage asks of a document: its text and its places. */
#include "document/document.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "document/build.h"
#include "document/reader.h"

static const struct {
    const char *type;
    enum document_kind kind;
    document_reader read;
} readers[] = {
    {"text/plain", DOCUMENT_TEXT, text_read},
    {"text/html", DOCUMENT_HTML, html_read},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", DOCUMENT_DOCX, docx_read},
    {"application/msword", DOCUMENT_DOC, doc_read},
    {"application/vnd.ms-excel", DOCUMENT_XLS, xls_read},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", DOCUMENT_XLSX, xlsx_read},
    {"text/csv", DOCUMENT_CSV, csv_read},
    {"application/vnd.oasis.opendocument.text", DOCUMENT_ODT, odt_read},
    {"application/vnd.oasis.opendocument.spreadsheet", DOCUMENT_ODS, odt_read},
    {"text/rtf", DOCUMENT_RTF, rtf_read},
    {"application/pdf", DOCUMENT_PDF, pdf_read},
    {"image/jpeg", DOCUMENT_SCAN, scan_read},
    {"image/png", DOCUMENT_SCAN, scan_read},
    {"image/tiff", DOCUMENT_SCAN, scan_read},
    {"image/bmp", DOCUMENT_SCAN, scan_read},
    {"image/x-ms-bmp", DOCUMENT_SCAN, scan_read},
    {"image/webp", DOCUMENT_SCAN, scan_read},
};

static int find_reader(const char *type)
{
    for (gsize i = 0; type && i < G_N_ELEMENTS(readers); i++)
        if (strcmp(readers[i].type, type) == 0)
            return (int)i;
    return -1;
}

bool document_readable(const char *type)
{
    return find_reader(type) >= 0;
}

struct document *document_read(GBytes *bytes, const char *type, const char *name, GError **error)
{
    int reader = find_reader(type);
    if (reader < 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s: no reader for %s", name ? name : "", type ? type : "?");
        return NULL;
    }
    struct document *document = document_create(readers[reader].kind, name);
    if (g_bytes_get_size(bytes) > DOCUMENT_MAX_BYTES) {
        document->damaged = true;
        document_warn(document, "文件超过%dMB，未读", DOCUMENT_MAX_BYTES / (1024 * 1024));
        return document;
    }
    readers[reader].read(document, bytes);
    return document;
}

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
