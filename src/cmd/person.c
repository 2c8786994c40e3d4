/* A person's data, found and handed out: for a request to see what is held. */
#include "cmd/person.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "care/forget.h"
#include "spool/shelf_name.h"
#include "submission/submission.h"

enum { MOST_BYTES = 1 << 30, LEAST_DIGITS = 7, MOST_DIGITS = 15 };

/* The digits of a phone as typed, without the country's code; NULL when it is none. */
static char *phone_of(const char *typed)
{
    g_autofree char *plain = g_utf8_normalize(typed, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autoptr(GString) digits = g_string_new(NULL);
    for (const char *p = plain ? plain : ""; *p; p++) {
        if (g_ascii_isdigit(*p))
            g_string_append_c(digits, *p);
        else if (!strchr("+-() ", *p))
            return NULL;
    }
    if (digits->len == 13 && g_str_has_prefix(digits->str, "861"))
        g_string_erase(digits, 0, 2);
    return digits->len >= LEAST_DIGITS && digits->len <= MOST_DIGITS ? g_strdup(digits->str) : NULL;
}

bool person_parse(const struct ruleset *ruleset, const char *typed, struct erase_wish *wish, char **key, GError **error)
{
    if (strchr(typed, '@')) {
        g_autofree char *lower = g_utf8_strdown(typed, -1);
        wish->by = ERASE_ADDRESS;
        wish->key = *key = g_strdup(g_strstrip(lower));
        return true;
    }
    if ((*key = phone_of(typed))) {
        wish->by = ERASE_PHONE;
        wish->key = *key;
        return true;
    }
    int seq = 0;
    *key = cmd_number(ruleset, typed, &seq, NULL);
    wish->by = ERASE_NUMBER;
    wish->key = *key;
    if (*key && seq == 0)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("“%s” is no address, no phone and no submission's number"), typed);
    return false;
}

/* ---- handing out */

struct export
{
    const struct intake *intake;
    const char *folder;
    GString *page;
    guint mails, files, letters;
};

static bool put(const char *folder, const char *below, const char *name, const void *bytes, gsize length,
                GError **error)
{
    g_autofree char *place = g_build_filename(folder, below, NULL), *path = g_build_filename(place, name, NULL);
    return file_make_dirs(place, error) && file_replace(path, bytes, length, 0640, error);
}

/* A stored file, under a name for people; a missing one is said on the page, not an error. */
static bool copy(struct export *export, const char *from, const char *below, const char *name, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GBytes) bytes = file_read(from, MOST_BYTES, &failure);
    g_autofree char *shown = g_markup_printf_escaped("<li><a href=\"%s/%s\">%s</a>%s</li>\n", below, name, name,
                                                     bytes ? "" : "（文件已不在）");
    g_string_append(export->page, shown);
    gsize length = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    return !bytes || put(export->folder, below, name, data, length, error);
}

static bool export_mails(struct export *export, GError **error)
{
    g_autoptr(Rows) mails = erase_rows(export->intake->store, ERASE_MAILS, error);
    g_string_append(export->page, "<h2>来信原件</h2>\n<ul>\n");
    for (guint i = 0; mails && i < mails->cells->len; i++) {
        char **row = mails->cells->pdata[i];
        g_autofree char *from = spool_path(export->intake->spool, row[5]), *name = g_strdup_printf("%s.eml", row[0]);
        if (!copy(export, from, "mails", name, error))
            return false;
    }
    g_string_append(export->page, "</ul>\n");
    export->mails = mails ? mails->cells->len : 0;
    return mails != NULL;
}

static bool export_files(struct export *export, GError **error)
{
    g_autoptr(Rows) files = erase_rows(export->intake->store, ERASE_FILES, error);
    g_string_append(export->page, "<h2>附件与图片</h2>\n<ul>\n");
    for (guint i = 0; files && i < files->cells->len; i++) {
        char **row = files->cells->pdata[i];
        g_autofree char *from = content_path(export->intake->spool, row[0]);
        g_autofree char *own = row[1] ? shelf_file_name((int)i + 1, row[1], row[2] ? row[2] : "") : NULL;
        g_autofree char *name = own ? g_steal_pointer(&own) : g_strdup_printf("%02u %.12s.bin", i + 1, row[0]);
        if (!copy(export, from, "files", name, error))
            return false;
    }
    g_string_append(export->page, "</ul>\n");
    export->files = files ? files->cells->len : 0;
    return files != NULL;
}

static bool export_letters(struct export *export, GError **error)
{
    g_autoptr(Rows) letters = erase_rows(export->intake->store, ERASE_LETTERS, error);
    g_string_append(export->page, "<h2>寄出的信</h2>\n");
    for (guint i = 0; letters && i < letters->cells->len; i++) {
        char **row = letters->cells->pdata[i];
        g_autofree char *text =
            g_markup_printf_escaped("<h3>%s</h3>\n<p>%s → %s</p>\n<pre>%s</pre>\n", row[4], row[2], row[3], row[5]);
        g_string_append(export->page, text);
    }
    export->letters = letters ? letters->cells->len : 0;
    return letters != NULL;
}

/* Every row as an object of the columns that hold something. */
static void add_rows(JsonBuilder *json, const struct rows *rows)
{
    json_builder_begin_array(json);
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        json_builder_begin_object(json);
        for (guint n = 0; rows->columns[n]; n++)
            if (row[n]) {
                g_autofree char *valid = g_utf8_make_valid(row[n], -1);
                json_builder_set_member_name(json, rows->columns[n]);
                json_builder_add_string_value(json, valid);
            }
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

/* The tables that people can read; the others stand in data.json. */
static const struct {
    const char *table, *title;
} shown[] = {{"submission", "报送"},   {"field", "表中填写的内容"},  {"work", "作品"},
             {"finding", "审核意见"},  {"ruling", "工作人员的决定"}, {"mail", "来信"},
             {"web_value", "网页填报"}};

static void show_rows(GString *page, const char *table, const struct rows *rows)
{
    const char *title = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(shown) && !title; i++)
        title = !strcmp(shown[i].table, table) ? shown[i].title : NULL;
    if (!title || rows->cells->len == 0)
        return;
    g_autofree char *head = g_markup_printf_escaped("<h2>%s</h2>\n", title);
    g_string_append(page, head);
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        g_string_append(page, "<table>\n");
        for (guint n = 0; rows->columns[n]; n++)
            if (row[n] && *row[n]) {
                g_autofree char *line =
                    g_markup_printf_escaped("<tr><th>%s</th><td>%s</td></tr>\n", rows->columns[n], row[n]);
                g_string_append(page, line);
            }
        g_string_append(page, "</table>\n");
    }
}

static bool export_tables(struct export *export, GError **error)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    for (guint n = 0; erase_table(n); n++) {
        g_autoptr(Rows) rows = erase_table_rows(export->intake->store, n, error);
        if (!rows)
            return false;
        json_builder_set_member_name(json, erase_table(n));
        add_rows(json, rows);
        show_rows(export->page, erase_table(n), rows);
    }
    json_builder_end_object(json);
    g_autoptr(JsonGenerator) writer = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    json_generator_set_root(writer, root);
    json_generator_set_pretty(writer, TRUE);
    gsize length = 0;
    g_autofree char *text = json_generator_to_data(writer, &length);
    return put(export->folder, "", "data.json", text, length, error);
}

#define HEAD                                                                                                             \
    "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>个人资料</title>\n<style>body{font-" \
    "family:sans-serif;max-width:60em;margin:1em auto;padding:0 1em}table{border-collapse:collapse;margin:.5em 0}th,"    \
    "td{border:1px solid #ccc;padding:.2em .5em;text-align:left;vertical-align:top;white-space:pre-wrap}pre{white-"      \
    "space:pre-wrap}</style></head><body>\n"

static bool write_all(struct export *export, const char *typed, GError **error)
{
    g_autofree char *title = g_markup_printf_escaped("<h1>%s</h1>\n<p>本系统所存的全部资料；逐条数据见 data.json。"
                                                     "与别人共用的邮件不在其中。</p>\n",
                                                     typed);
    g_string_append(export->page, HEAD);
    g_string_append(export->page, title);
    if (!export_tables(export, error) || !export_mails(export, error) || !export_files(export, error) ||
        !export_letters(export, error))
        return false;
    g_string_append(export->page, "</body></html>\n");
    return put(export->folder, "", "index.html", export->page->str, export->page->len, error);
}

int person_export(const struct session *session, const char *typed, const char *folder)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Intake) intake = config ? intake_open_desk(config, &session->clock, &failure) : NULL;
    if (!intake)
        return cmd_fail(failure);
    g_autofree char *key = NULL;
    g_auto(GStrv) office = forget_office(config);
    struct erase_wish wish = {.spare = office};
    g_autoptr(ForgetPlan) plan = NULL;
    g_autoptr(GString) page = g_string_new(NULL);
    struct export export = {.intake = intake, .folder = folder ? folder : "person", .page = page};
    if (!person_parse(intake->ruleset, typed, &wish, &key, &failure) ||
        !(plan = forget_find(intake, &wish, &failure)) || !write_all(&export, typed, &failure))
        return cmd_fail(failure);
    printf("来信%u封，文件%u个，信件%u封\n%s/index.html\n", export.mails, export.files, export.letters, export.folder);
    return 0;
}
