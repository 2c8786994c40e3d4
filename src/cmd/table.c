/* Tables on the terminal, JSON lines, CSV, a workbook of one sheet. */
#include "cmd/table.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cmd/csv.h"
#include "digest/book.h"

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

static void print_csv(const struct rows *rows)
{
    csv_begin(stdout);
    guint columns = g_strv_length(rows->columns);
    for (guint r = 0; r <= rows->cells->len; r++) {
        char **row = r ? rows->cells->pdata[r - 1] : rows->columns;
        for (guint i = 0; i < columns; i++)
            csv_cell(stdout, row[i], i == 0);
        csv_end_line(stdout);
    }
}

void table_print(const struct rows *rows, enum table_format format)
{
    static void (*const printers[])(const struct rows *) = {
        [TABLE_TEXT] = print_text, [TABLE_JSON] = print_json, [TABLE_CSV] = print_csv};
    printers[format](rows);
}

static bool is_time(const char *column)
{
    static const char *const names[] = {"received", "deadline", "fix_by", NULL};
    return g_strv_contains(names, column) || g_str_has_suffix(column, "_at");
}

void table_times(struct rows *rows, GTimeZone *zone)
{
    for (guint i = 0; rows->columns[i]; i++) {
        if (!is_time(rows->columns[i]))
            continue;
        for (guint r = 0; r < rows->cells->len; r++) {
            char **row = rows->cells->pdata[r];
            gint64 when = row[i] ? g_ascii_strtoll(row[i], NULL, 10) : 0;
            g_free(row[i]);
            row[i] = when > 0 ? clock_rfc3339(when, zone) : NULL;
        }
    }
}

/* How a workbook's head names the columns; those without a row keep their names. */
static const struct {
    const char *name, *title;
    enum book_kind kind;
} titles[] = {
    {"number", "编号", BOOK_TEXT},         {"campaign", "活动", BOOK_TEXT},   {"form", "表格", BOOK_TEXT},
    {"title", "单位或作者", BOOK_TEXT},    {"state", "状态", BOOK_TEXT},      {"works", "作品件数", BOOK_NUMBER},
    {"faults", "待补项数", BOOK_NUMBER},   {"sender", "发件邮箱", BOOK_TEXT}, {"received", "收到时间", BOOK_TIME},
    {"revision", "来信次数", BOOK_NUMBER}, {"held", "暂停原因", BOOK_LONG},   {"assigned", "经办人", BOOK_TEXT},
    {"deadline", "截止", BOOK_TIME},       {"fix_by", "补正期限", BOOK_TIME}, {"merged", "已并入", BOOK_TEXT},
    {"where", "出处", BOOK_TEXT},          {"snippet", "原文", BOOK_LONG},    {"mail", "来信", BOOK_NUMBER},
    {"from", "来信人", BOOK_TEXT}};

static struct book_sheet *sheet_of(const struct rows *rows, const char *title, GTimeZone *zone)
{
    struct book_sheet *sheet = book_sheet_create(title, zone);
    for (guint i = 0; rows->columns[i]; i++) {
        gsize n = 0;
        while (n < G_N_ELEMENTS(titles) && strcmp(titles[n].name, rows->columns[i]) != 0)
            n++;
        bool known = n < G_N_ELEMENTS(titles);
        book_sheet_add(sheet, rows->columns[i], known ? titles[n].title : rows->columns[i],
                       known ? titles[n].kind : BOOK_TEXT);
    }
    return sheet;
}

static bool write_xlsx(const struct rows *rows, const char *title, GTimeZone *zone, const char *path, GError **error)
{
    g_autoptr(BookSheet) sheet = sheet_of(rows, title, zone);
    struct book_sink *sink = book_xlsx_create(path, NULL, error);
    bool good = sink && book_rows(sheet, rows, sink, error) && book_xlsx_finish(sink, error);
    book_xlsx_free(sink);
    return good;
}

bool table_deliver(struct rows *rows, const char *title, GTimeZone *zone, const struct table_choice *choice,
                   GError **error)
{
    if (choice->xlsx && !write_xlsx(rows, title, zone, choice->xlsx, error))
        return false;
    if (choice->xlsx && !choice->json && !choice->csv)
        return true;
    table_times(rows, zone);
    table_print(rows, choice->json ? TABLE_JSON : choice->csv ? TABLE_CSV : TABLE_TEXT);
    return true;
}
