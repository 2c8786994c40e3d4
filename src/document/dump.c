/* Printing documents. Line breaks inside a paragraph show as ⏎, tabs as ⇥, so that a cell is one line a paragraph. */
#include "document/dump.h"

#include <string.h>

static const char *const kinds[] = {"text", "html", "docx", "doc", "xlsx", "xls",  "csv",
                                    "rtf",  "odt",  "ods",  "pdf", "scan", "other"};
static const char *const states[] = {"off", "on", "unknown"};
static const char *const origins[] = {"glyph", "symbol", "control", "legacy", "eq", "acroform", "ocr"};
static const char *const styles[] = {"underline", "bold", "highlight", "strike", "inserted", "floating"};

static void dump_blocks(const GPtrArray *blocks, int indent, GString *out);

static void dump_text(const char *text, GString *out)
{
    for (; *text; text++) {
        if (*text == '\n')
            g_string_append(out, "⏎");
        else if (*text == '\t')
            g_string_append(out, "⇥");
        else
            g_string_append_c(out, *text);
    }
}

static void dump_run(const struct run *run, GString *out)
{
    if (run->style) {
        g_string_append_c(out, '{');
        const char *space = "";
        for (gsize i = 0; i < G_N_ELEMENTS(styles); i++)
            if (run->style & 1u << i) {
                g_string_append_printf(out, "%s%s", space, styles[i]);
                space = " ";
            }
        g_string_append(out, ": ");
    }
    if (run->is_mark)
        g_string_append_printf(out, "[%s %s%s %s]", run->text, states[run->state], run->tick ? " tick" : "",
                               origins[run->origin]);
    else
        dump_text(run->text, out);
    if (run->style)
        g_string_append_c(out, '}');
}

static void dump_table(const struct table *table, int indent, GString *out)
{
    g_string_append_printf(out, "%*stable %d: %d rows, %d columns", indent, "", table->id, table->rows, table->columns);
    if (table->sheet)
        g_string_append_printf(out, ", sheet %s", table->sheet);
    if (table->page)
        g_string_append_printf(out, ", page %d", table->page);
    g_string_append_c(out, '\n');
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        g_string_append_printf(out, "%*s  row %d column %d", indent, "", cell->row, cell->column);
        if (cell->rowspan > 1 || cell->colspan > 1)
            g_string_append_printf(out, " (%d×%d)", cell->rowspan, cell->colspan);
        g_string_append_c(out, '\n');
        dump_blocks(cell->blocks, indent + 4, out);
    }
}

static void dump_blocks(const GPtrArray *blocks, int indent, GString *out)
{
    for (guint i = 0; i < blocks->len; i++) {
        const struct block *block = blocks->pdata[i];
        switch (block->kind) {
        case BLOCK_TABLE:
            dump_table(block->table, indent, out);
            break;
        case BLOCK_FIELD:
            g_string_append_printf(out, "%*sfield %s = ", indent, "", block->field_name);
            dump_text(block->field_value ? block->field_value : "(empty)", out);
            g_string_append_c(out, '\n');
            break;
        case BLOCK_PARAGRAPH:
            g_string_append_printf(out, "%*s| ", indent, "");
            for (guint k = 0; k < block->paragraph->runs->len; k++)
                dump_run(block->paragraph->runs->pdata[k], out);
            g_string_append_c(out, '\n');
            break;
        }
    }
}

char *document_dump(const struct document *document)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s: %s%s%s, %u pictures\n", document->name, kinds[document->kind],
                           document->encrypted ? ", encrypted" : "", document->damaged ? ", damaged" : "",
                           document->pictures);
    for (guint i = 0; i < document->warnings->len; i++)
        g_string_append_printf(out, "warning: %s\n", (const char *)document->warnings->pdata[i]);
    dump_blocks(document->blocks, 0, out);
    return g_string_free(out, FALSE);
}
