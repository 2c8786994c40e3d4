/* Tables on the terminal, JSON lines, CSV, a workbook of one sheet. */
#include "cmd/table.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/screen.h"
#include "base/text.h"
#include "base/words.h"
#include "cmd/csv.h"
#include "digest/book.h"

#define LEAST_WIDTH 8 /* of a column that is cut */
#define GAP 2

/* A column as the screen shows it. */
struct column {
    const char *heading;
    gsize width;
    bool state; /* its words are coloured */
    bool empty, hidden;
};

static gsize whole_width(const struct column *columns, guint count)
{
    gsize whole = 0;
    for (guint i = 0; i < count; i++)
        whole += columns[i].hidden ? 0 : columns[i].width + GAP;
    return whole - MIN(whole, GAP);
}

/* What does not fit into the terminal gives way: columns in which nothing stands, then the widest by its width, then
 * the rightmost. */
static void squeeze(struct column *columns, guint count, gsize room)
{
    for (guint i = 0; i < count && whole_width(columns, count) > room; i++)
        columns[i].hidden = columns[i].empty;
    while (whole_width(columns, count) > room) {
        struct column *widest = columns, *last = columns;
        for (guint i = 1; i < count; i++) {
            widest = !columns[i].hidden && columns[i].width > widest->width ? &columns[i] : widest;
            last = columns[i].hidden ? last : &columns[i];
        }
        if (widest->width > LEAST_WIDTH)
            widest->width--;
        else if (last != columns)
            last->hidden = true;
        else
            return;
    }
}

static struct column *measure(const struct rows *rows, guint count)
{
    struct column *columns = g_new0(struct column, count + 1);
    for (guint i = 0; i < count; i++) {
        columns[i].heading = words_heading(rows->columns[i]);
        columns[i].state = !strcmp(rows->columns[i], "state") || !strcmp(rows->columns[i], "severity");
        columns[i].width = text_width(columns[i].heading);
        columns[i].empty = true;
        for (guint r = 0; r < rows->cells->len; r++) {
            const char *cell = ((char **)rows->cells->pdata[r])[i];
            g_autofree char *line = screen_fit(cell ? cell : "", 0);
            columns[i].empty = columns[i].empty && !*line;
            columns[i].width = MAX(columns[i].width, text_width(line));
        }
    }
    gsize room = screen_columns(stdout);
    if (room)
        squeeze(columns, count, room);
    return columns;
}

static enum tint tint_of(const struct column *column, const char *cell)
{
    static const struct {
        const char *word;
        enum tint tint;
    } tints[] = {{"complete", TINT_GOOD}, {"incomplete", TINT_CARE}, {"review", TINT_CARE}, {"late", TINT_BAD},
                 {"rejected", TINT_BAD},  {"fix", TINT_BAD},         {"note", TINT_PALE}};
    for (gsize i = 0; column->state && i < G_N_ELEMENTS(tints); i++)
        if (!strcmp(tints[i].word, cell))
            return tints[i].tint;
    return TINT_NONE;
}

/* `cells` NULL: the headings. */
static void print_row(const struct column *columns, guint count, char **cells)
{
    guint last = count;
    while (last > 1 && columns[last - 1].hidden)
        last--;
    for (guint i = 0; i < last; i++) {
        if (columns[i].hidden)
            continue;
        const char *cell = !cells ? columns[i].heading : cells[i] ? cells[i] : "";
        g_autofree char *line = screen_fit(cell, columns[i].width);
        screen_put(stdout, cells ? tint_of(&columns[i], cell) : TINT_BOLD, line);
        for (gsize at = text_width(line); i + 1 < last && at < columns[i].width + GAP; at++)
            putchar(' ');
    }
    putchar('\n');
}

static void print_text(const struct rows *rows)
{
    guint count = g_strv_length(rows->columns);
    g_autofree struct column *columns = measure(rows, count);
    print_row(columns, count, NULL);
    for (guint r = 0; r < rows->cells->len; r++)
        print_row(columns, count, rows->cells->pdata[r]);
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
} titles[] = {{NC_("heading", "number"), "编号", BOOK_TEXT},
              {NC_("heading", "campaign"), "活动", BOOK_TEXT},
              {NC_("heading", "form"), "表格", BOOK_TEXT},
              {NC_("heading", "title"), "单位或作者", BOOK_TEXT},
              {NC_("heading", "state"), "状态", BOOK_TEXT},
              {NC_("heading", "works"), "作品件数", BOOK_NUMBER},
              {NC_("heading", "faults"), "待补项数", BOOK_NUMBER},
              {NC_("heading", "sender"), "发件邮箱", BOOK_TEXT},
              {NC_("heading", "received"), "收到时间", BOOK_TIME},
              {NC_("heading", "revision"), "来信次数", BOOK_NUMBER},
              {NC_("heading", "held"), "暂停原因", BOOK_LONG},
              {NC_("heading", "assigned"), "经办人", BOOK_TEXT},
              {NC_("heading", "deadline"), "截止", BOOK_TIME},
              {NC_("heading", "fix_by"), "补正期限", BOOK_TIME},
              {NC_("heading", "merged"), "已并入", BOOK_TEXT},
              {NC_("heading", "where"), "出处", BOOK_TEXT},
              {NC_("heading", "snippet"), "原文", BOOK_LONG},
              {NC_("heading", "mail"), "来信", BOOK_NUMBER},
              {NC_("heading", "from"), "来信人", BOOK_TEXT},
              {NC_("heading", "id"), "序号", BOOK_NUMBER},
              {NC_("heading", "name"), "名称", BOOK_TEXT},
              {NC_("heading", "value"), "内容", BOOK_LONG},
              {NC_("heading", "raw"), "原样", BOOK_LONG},
              {NC_("heading", "place"), "位置", BOOK_LONG},
              {NC_("heading", "confidence"), "把握", BOOK_NUMBER},
              {NC_("heading", "note"), "备注", BOOK_LONG},
              {NC_("heading", "kind"), "种类", BOOK_TEXT},
              {NC_("heading", "type"), "格式", BOOK_TEXT},
              {NC_("heading", "bytes"), "字节", BOOK_NUMBER},
              {NC_("heading", "caption"), "文字说明", BOOK_LONG},
              {NC_("heading", "caption_from"), "说明来自", BOOK_TEXT},
              {NC_("heading", "author"), "作者", BOOK_TEXT},
              {NC_("heading", "width"), "宽", BOOK_NUMBER},
              {NC_("heading", "height"), "高", BOOK_NUMBER},
              {NC_("heading", "duplicate_of"), "疑似重复", BOOK_TEXT},
              {NC_("heading", "rule"), "规则", BOOK_TEXT},
              {NC_("heading", "severity"), "轻重", BOOK_TEXT},
              {NC_("heading", "subject"), "对象", BOOK_TEXT},
              {NC_("heading", "work"), "作品", BOOK_TEXT},
              {NC_("heading", "text"), "说明", BOOK_LONG},
              {NC_("heading", "clause"), "依据", BOOK_TEXT},
              {NC_("heading", "action"), "处理", BOOK_TEXT},
              {NC_("heading", "why"), "原因", BOOK_LONG},
              {NC_("heading", "until_at"), "至", BOOK_TIME},
              {NC_("heading", "person"), "人员", BOOK_TEXT},
              {NC_("heading", "actor"), "经办", BOOK_TEXT},
              {NC_("heading", "ruled_at"), "时间", BOOK_TIME},
              {NC_("heading", "from_addr"), "来信邮箱", BOOK_TEXT},
              {NC_("heading", "disposition"), "归档", BOOK_TEXT},
              {NC_("heading", "reply"), "答复", BOOK_TEXT},
              {NC_("heading", "template"), "模板", BOOK_TEXT},
              {NC_("heading", "to_addr"), "收件邮箱", BOOK_TEXT},
              {NC_("heading", "queued_at"), "写好", BOOK_TIME},
              {NC_("heading", "sent_at"), "发出", BOOK_TIME},
              {NC_("heading", "response"), "服务器答复", BOOK_LONG},
              {NC_("heading", "row"), "行", BOOK_NUMBER},
              {NC_("heading", "table"), "表", BOOK_NUMBER},
              {NC_("heading", "column"), "列", BOOK_NUMBER}};

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
