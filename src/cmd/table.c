/* Tables on the terminal, JSON lines, CSV. */
#include "cmd/table.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define MAX_WIDTH 40

/* One line, at most MAX_WIDTH columns. */
static char *shorten(const char *cell)
{
    g_autoptr(GString) out = g_string_new(NULL);
    gsize width = 0;
    for (const char *p = cell ? cell : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        c = g_unichar_iscntrl(c) ? ' ' : c;
        width += g_unichar_iswide(c) ? 2 : 1;
        if (width > MAX_WIDTH) {
            g_string_append(out, "…");
            break;
        }
        g_string_append_unichar(out, c);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void pad(const char *cell, gsize width, bool last)
{
    fputs(cell, stdout);
    for (gsize at = text_width(cell); !last && at < width + 2; at++)
        putchar(' ');
}

static void print_text(const struct rows *rows)
{
    guint columns = g_strv_length(rows->columns);
    g_autofree gsize *widths = g_new0(gsize, columns + 1);
    for (guint i = 0; i < columns; i++) {
        widths[i] = text_width(rows->columns[i]);
        for (guint r = 0; r < rows->cells->len; r++) {
            g_autofree char *cell = shorten(((char **)rows->cells->pdata[r])[i]);
            widths[i] = MAX(widths[i], text_width(cell));
        }
    }
    for (guint i = 0; i < columns; i++)
        pad(rows->columns[i], widths[i], i + 1 == columns);
    putchar('\n');
    for (guint r = 0; r < rows->cells->len; r++) {
        for (guint i = 0; i < columns; i++) {
            g_autofree char *cell = shorten(((char **)rows->cells->pdata[r])[i]);
            pad(cell, widths[i], i + 1 == columns);
        }
        putchar('\n');
    }
}

static void print_json(const struct rows *rows)
{
    for (guint r = 0; r < rows->cells->len; r++) {
        char **row = rows->cells->pdata[r];
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        for (guint i = 0; rows->columns[i]; i++) {
            json_builder_set_member_name(json, rows->columns[i]);
            if (row[i])
                json_builder_add_string_value(json, row[i]);
            else
                json_builder_add_null_value(json);
        }
        json_builder_end_object(json);
        g_autoptr(JsonNode) root = json_builder_get_root(json);
        g_autofree char *line = json_to_string(root, FALSE);
        puts(line);
    }
}

static void print_csv_cell(const char *cell)
{
    bool formula = cell && *cell && strchr("=+-@\t\r", *cell);
    bool quote = cell && (formula || strpbrk(cell, ",\"\r\n"));
    if (quote)
        putchar('"');
    if (formula)
        putchar('\'');
    for (const char *p = cell; p && *p; p++) {
        if (*p == '"')
            putchar('"');
        putchar(*p);
    }
    if (quote)
        putchar('"');
}

static void print_csv(const struct rows *rows)
{
    fputs("\xef\xbb\xbf", stdout);
    guint columns = g_strv_length(rows->columns);
    for (guint r = 0; r <= rows->cells->len; r++) {
        char **row = r ? rows->cells->pdata[r - 1] : rows->columns;
        for (guint i = 0; i < columns; i++) {
            if (i)
                putchar(',');
            print_csv_cell(row[i]);
        }
        fputs("\r\n", stdout);
    }
}

void table_print(const struct rows *rows, enum table_format format)
{
    static void (*const printers[])(const struct rows *) = {
        [TABLE_TEXT] = print_text, [TABLE_JSON] = print_json, [TABLE_CSV] = print_csv};
    printers[format](rows);
}

void table_times(struct rows *rows, GTimeZone *zone)
{
    for (guint i = 0; rows->columns[i]; i++) {
        if (strcmp(rows->columns[i], "received") != 0 && !g_str_has_suffix(rows->columns[i], "_at"))
            continue;
        for (guint r = 0; r < rows->cells->len; r++) {
            char **row = rows->cells->pdata[r];
            gint64 when = row[i] ? g_ascii_strtoll(row[i], NULL, 10) : 0;
            g_free(row[i]);
            row[i] = when > 0 ? clock_rfc3339(when, zone) : NULL;
        }
    }
}
