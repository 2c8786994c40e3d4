/* Tables over the pipe: a line a cell, "C row column text", with tabs and line breaks of the text escaped.
 *
 * The parent bounds rows and columns itself and takes no line that is not UTF-8.
 */
#include "reader/cells.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/error.h"
#include "base/text.h"
#include "document/document.h"

#define SECONDS "120" /* of processor time and of the clock, for one file */
#define MEMORY "1073741824"

static void put_text(GString *out, const char *text)
{
    for (; *text; text++)
        if (*text == '\n')
            g_string_append(out, "\\n");
        else if (*text == '\\')
            g_string_append(out, "\\\\");
        else if (*text != '\t' && *text != '\r')
            g_string_append_c(out, *text);
        else
            g_string_append_c(out, ' ');
}

static void print_table(GString *out, const struct table *table)
{
    g_string_append(out, "T\t");
    put_text(out, table->sheet ? table->sheet : "");
    g_string_append_c(out, '\n');
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        g_autofree char *raw = cell_text(cell), *text = text_tidy(raw);
        if (!*text || cell->column > CELLS_MAX_COLUMNS)
            continue;
        g_string_append_printf(out, "C\t%d\t%d\t", cell->row, cell->column);
        put_text(out, text);
        g_string_append_c(out, '\n');
    }
}

void cells_print(GString *out, const struct document *document)
{
    if (document->encrypted)
        g_string_append(out, "E\n");
    if (document->damaged)
        g_string_append(out, "D\n");
    for (guint i = 0; i < document->warnings->len; i++) {
        g_string_append(out, "W\t");
        put_text(out, document->warnings->pdata[i]);
        g_string_append_c(out, '\n');
    }
    for (guint i = 0; i < document->blocks->len; i++) {
        const struct block *block = document->blocks->pdata[i];
        if (block->kind == BLOCK_TABLE)
            print_table(out, block->table);
    }
}

static void row_free(gpointer data)
{
    struct cells_row *row = data;
    g_ptr_array_unref(row->texts);
    g_free(row);
}

static void table_free(gpointer data)
{
    struct cells_table *table = data;
    g_free(table->sheet);
    g_ptr_array_unref(table->rows);
    g_free(table);
}

void cells_free(struct cells *cells)
{
    if (!cells)
        return;
    g_ptr_array_unref(cells->tables);
    g_ptr_array_unref(cells->warnings);
    g_free(cells);
}

static char *take_text(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text; text++) {
        bool escaped = *text == '\\' && (text[1] == 'n' || text[1] == '\\');
        text += escaped;
        g_string_append_c(out, escaped && *text == 'n' ? '\n' : *text);
    }
    return g_string_free(out, FALSE);
}

/* Cells come by row, then column. */
static bool take_cell(struct cells_table *table, const char *line)
{
    int row = 0, column = 0, at = 0;
    if (!table || sscanf(line, "C\t%d\t%d\t%n", &row, &column, &at) != 2 || !at || row < 1 || row > CELLS_MAX_ROW ||
        column < 1 || column > CELLS_MAX_COLUMNS)
        return false;
    struct cells_row *last = table->rows->len ? table->rows->pdata[table->rows->len - 1] : NULL;
    if (!last || last->number < row) {
        last = g_new0(struct cells_row, 1);
        last->number = row;
        last->texts = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(table->rows, last);
    }
    if (last->number != row || (int)last->texts->len >= column)
        return false;
    g_ptr_array_set_size(last->texts, column);
    last->texts->pdata[column - 1] = take_text(line + at);
    return true;
}

static bool take_line(struct cells *cells, const char *line)
{
    if (!strcmp(line, "E"))
        return cells->encrypted = true;
    if (!strcmp(line, "D"))
        return cells->damaged = true;
    if (g_str_has_prefix(line, "W\t")) {
        g_ptr_array_add(cells->warnings, take_text(line + 2));
        return true;
    }
    if (g_str_has_prefix(line, "T\t")) {
        struct cells_table *table = g_new0(struct cells_table, 1);
        table->sheet = line[2] ? take_text(line + 2) : NULL;
        table->rows = g_ptr_array_new_with_free_func(row_free);
        g_ptr_array_add(cells->tables, table);
        return true;
    }
    return take_cell(cells->tables->len ? cells->tables->pdata[cells->tables->len - 1] : NULL, line);
}

struct cells *cells_parse(const char *text)
{
    g_autoptr(Cells) cells = g_new0(struct cells, 1);
    cells->tables = g_ptr_array_new_with_free_func(table_free);
    cells->warnings = g_ptr_array_new_with_free_func(g_free);
    if (!g_utf8_validate(text, -1, NULL))
        return NULL;
    while (*text) {
        gsize length = strcspn(text, "\n");
        g_autofree char *line = g_strndup(text, length);
        if (!take_line(cells, line))
            return NULL;
        text += length + (text[length] == '\n');
    }
    return g_steal_pointer(&cells);
}

static struct cells *refuse(GError **error, int code, const char *file, const char *why)
{
    g_set_error(error, HUIZHI_ERROR, code, "%s: %s", file, why);
    return NULL;
}

struct cells *cells_read(const char *reader, const char *rules_folder, const char *file, GError **error)
{
    const char *argv[] = {reader,          "--rules", rules_folder, "--stage", "table", "--seconds", SECONDS,
                          "--cpu-seconds", SECONDS,   "--memory",   MEMORY,    "--",    file,        NULL};
    /* The reader gets nothing of our environment: what it needs, it sets itself. */
    const char *environment[] = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", NULL};
    g_autofree char *out = NULL, *said = NULL;
    int status = 0;
    if (!g_file_test(file, G_FILE_TEST_IS_REGULAR))
        return refuse(error, ERROR_NO_INPUT, file, "no such file");
    g_autoptr(GError) failure = NULL;
    if (!g_spawn_sync(NULL, (char **)argv, (char **)environment, G_SPAWN_DEFAULT, NULL, NULL, &out, &said, &status,
                      &failure))
        return refuse(error, ERROR_SOFTWARE, reader, failure->message);
    const char *prefix = "huizhi-reader: ";
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return refuse(error, ERROR_INPUT, file,
                      g_str_has_prefix(said, prefix) ? g_strchomp(said) + strlen(prefix) : "it cannot be read");
    struct cells *cells = cells_parse(out);
    return cells ? cells : refuse(error, ERROR_SOFTWARE, file, "the reader's answer makes no sense");
}
