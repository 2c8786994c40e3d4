/* document/document.c: the table of readers, texts and places. What the readers see is in 120-document.t. */
#include "document/document.h"

#include <string.h>

#include "document/build.h"
#include "tap.h"

static struct document *read_text(const char *text, const char *type)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    return document_read(bytes, type, "正文", NULL);
}

static void texts(void)
{
    g_autoptr(Document) page =
        read_text("<p>前<table><tr><td>a<td>b<tr><td>c<table><tr><td>d<td>e</table></table>后", "text/html");
    g_autofree char *text = document_text(page);
    tap_str(text, "前\na\tb\nc\nd\te\n后", "cells by tabs, rows by lines");
    const struct block *block = page->blocks->pdata[1];
    const struct cell *cell = block->table->cells->pdata[2];
    g_autofree char *inner = cell_text(cell), *place = cell_place(block->table, cell);
    tap_str(inner, "c\nd\te", "a cell with a nested table");
    tap_str(place, "table 1 row 2 column 1", "its place");
    tap_str(page->name, "正文", "its name");
}

static void limits(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new("x", 1);
    tap_ok(!document_read(bytes, "video/mp4", "a.mp4", &error) && error, "no reader for a film");
    tap_ok(!document_readable("video/mp4") && !document_readable(NULL) && document_readable("text/html"),
           "what is readable");
    g_autofree char *zeros = g_malloc0(DOCUMENT_MAX_BYTES + 1);
    g_autoptr(GBytes) large = g_bytes_new_static(zeros, DOCUMENT_MAX_BYTES + 1);
    g_autoptr(Document) document = document_read(large, "text/plain", "a.txt", NULL);
    tap_ok(document && document->damaged && document->warnings->len == 1, "50 MB and a byte are not read");

    g_autoptr(GString) rows = g_string_new("<table>");
    for (int i = 0; i < 400; i++) {
        g_string_append(rows, "<tr>");
        for (int k = 0; k < 300; k++)
            g_string_append(rows, "<td>x");
    }
    g_autoptr(Document) wide = read_text(rows->str, "text/html");
    const struct block *block = wide->blocks->pdata[0];
    tap_ok(block->table->cells->len == DOCUMENT_MAX_CELLS && wide->damaged, "100,000 cells and no more");

    struct table *table = table_create(1);
    tap_ok(!table_add(table, 0, 1, 1, 1) && !table_add(table, 1, 0, 1, 1) && table_add(table, 2, 3, 0, -5) &&
               table->rows == 2 && table->columns == 3,
           "places and spans of a cell are checked");
    block_free(block_table(table));
}

/* A paragraph in many pieces must cost about what its length is, not its square. */
static void pieces(void)
{
    struct block *block = block_paragraph();
    gint64 start = g_get_monotonic_time();
    for (int i = 0; i < 1000000; i++)
        paragraph_append(block->paragraph, "字", 0);
    tap_ok(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC, "a million pieces");
    g_autofree char *text = paragraph_text(block->paragraph);
    tap_ok(strlen(text) == 3000000, "all of them are there");
    block_free(block);
}

int main(void)
{
    texts();
    limits();
    pieces();
    return tap_done();
}
