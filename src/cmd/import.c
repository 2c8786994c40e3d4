/* import h5: the export of the campaign's web page beside what came by mail. The file is read by the sandboxed reader;
 * here its columns are recognised, its rows become entries, and what page and mails differ in is shown.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/progress.h"
#include "base/text.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "cmd/table.h"
#include "desk/web.h"
#include "form/columns.h"
#include "reader/cells.h"

#define MAX_HEAD 15    /* the head stands among so many lines */
#define MIN_COLUMNS 2  /* that hold a field, or it is no head */
#define MAX_SHOWN 20   /* columns and cells that are named one by one */
#define ROW_AT_LEAST 1 /* filled fields of a row that is an entry */
#define AT_ONCE 25     /* submissions judged in one transaction */

struct order {
    char *campaign, *form, *actor;
    gboolean dry, whole;
    struct table_choice choice;
};

/* Where the table begins, and as what form it is read. */
struct reading {
    const struct campaign *campaign;
    const struct form_rule *form;
    const struct cells_table *table;
    guint head; /* index of its line */
    struct columns *columns;
    guint doubtful; /* values that fit none of the options */
    GString *words; /* about columns and cells */
};

static void consider(struct reading *best, bool *tie, const struct campaign *campaign, const struct form_rule *form,
                     const struct cells_table *table, guint head, struct columns *columns)
{
    guint known = columns->fields, most = best->columns ? best->columns->fields : MIN_COLUMNS - 1;
    if (known == most && best->columns && (best->campaign != campaign || best->form != form))
        *tie = true;
    if (known <= most) {
        columns_free(columns);
        return;
    }
    *tie = false;
    columns_free(best->columns);
    *best = (struct reading){
        .campaign = campaign, .form = form, .table = table, .head = head, .columns = columns, .words = best->words};
}

static void look_at(struct reading *best, bool *tie, const struct ruleset *ruleset, const struct order *order,
                    const struct cells_table *table)
{
    for (guint c = 0; c < ruleset->campaigns->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        for (guint f = 0; f < campaign->forms->len; f++) {
            const struct form_rule *form = campaign->forms->pdata[f];
            if ((order->campaign && strcmp(order->campaign, campaign->id) != 0) ||
                (order->form && strcmp(order->form, form->id) != 0))
                continue;
            for (guint i = 0; i < MIN(table->rows->len, MAX_HEAD); i++) {
                const struct cells_row *row = table->rows->pdata[i];
                consider(best, tie, campaign, form, table, i, columns_match(form, ruleset, row->texts));
            }
        }
    }
}

static bool refuse(GError **error, int code, const char *what, const char *why)
{
    g_set_error(error, HUIZHI_ERROR, code, "%s%s", what, why);
    return false;
}

/* The head whose columns hold the most fields of one form. */
static bool find_head(struct reading *reading, const struct ruleset *ruleset, const struct order *order,
                      const struct cells *cells, const char *file, GError **error)
{
    bool tie = false;
    if (order->campaign && !ruleset_campaign(ruleset, order->campaign))
        return refuse(error, ERROR_USAGE, order->campaign, ": the rules have no such campaign");
    for (guint i = 0; i < cells->tables->len; i++)
        look_at(reading, &tie, ruleset, order, cells->tables->pdata[i]);
    if (!reading->columns)
        return refuse(
            error, ERROR_INPUT, file,
            ": no line of column titles was recognised; they may be the form's labels, titles or field names");
    return !tie || refuse(error, ERROR_USAGE, file,
                          ": its columns fit several forms equally well; say which with --campaign and --form");
}

static void report_columns(struct reading *reading)
{
    const struct cells_row *head = reading->table->rows->pdata[reading->head];
    guint unknown = 0;
    for (guint i = 0; i < head->texts->len; i++) {
        const struct column *column = &g_array_index(reading->columns->each, struct column, i);
        if (!head->texts->pdata[i] || column->use != COLUMN_NONE || column->title)
            continue;
        if (unknown++ < MAX_SHOWN)
            g_string_append_printf(reading->words, "%s“%s”", unknown > 1 ? "、" : "未识别的列：",
                                   (const char *)head->texts->pdata[i]);
    }
    if (unknown)
        g_string_append_printf(reading->words, "（共%u列，未导入）\n", unknown);
}

static void report_value(struct reading *reading, const struct field *field, int row)
{
    const struct field_rule *rule = form_field(reading->form, field->name);
    if (reading->doubtful++ < MAX_SHOWN)
        g_string_append_printf(reading->words, "行%d %s：“%s”认不出\n", row, rule ? rule->title : field->name,
                               field->raw);
}

/* Without a number of its own a row is known by who it is about; the second of the same people is another entry. */
static char *key_of(const struct reading *reading, const struct cells_row *row, const GPtrArray *fields,
                    GHashTable *seen)
{
    g_autofree char *number = columns_number(reading->columns, row->texts);
    if (number)
        return g_strdup_printf("#%s", number);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < fields->len; i++) {
        const struct field *field = fields->pdata[i];
        const struct field_rule *rule = form_field(reading->form, field->name);
        if (!field->value || (rule && rule->type != FIELD_NAME && rule->type != FIELD_MOBILE &&
                              rule->type != FIELD_PHONE && rule->type != FIELD_EMAIL))
            continue;
        g_autofree char *fold = text_fold(field->value);
        g_string_append_printf(text, "%s=%s\n", field->name, fold);
    }
    g_autofree char *hash = hash_bytes(text->str, text->len);
    guint again = GPOINTER_TO_UINT(g_hash_table_lookup(seen, hash)) + 1;
    char *key = again == 1 ? g_strndup(hash, 32) : g_strdup_printf("%.32s/%u", hash, again);
    g_hash_table_replace(seen, g_steal_pointer(&hash), GUINT_TO_POINTER(again));
    return key;
}

static char *source_of(const struct reading *reading, const char *file, int row)
{
    g_autofree char *raw = g_path_get_basename(file), *name = g_utf8_make_valid(raw, -1);
    const char *sheet = reading->table->sheet;
    return g_strdup_printf("%s%s%s 行%d", name, sheet ? " " : "", sheet ? sheet : "", row);
}

static GPtrArray *entries_of(struct reading *reading, const char *file, gint64 now)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)web_entry_free);
    for (guint i = reading->head + 1; i < reading->table->rows->len; i++) {
        const struct cells_row *row = reading->table->rows->pdata[i];
        g_autoptr(GPtrArray) fields = columns_read(reading->columns, row->texts);
        guint filled = 0;
        for (guint k = 0; k < fields->len; k++) {
            const struct field *field = fields->pdata[k];
            filled += field->value != NULL;
            const struct field_rule *rule = form_field(reading->form, field->name);
            if (!field->value && field->raw && rule && (rule->type == FIELD_CHOICE || rule->type == FIELD_YESNO))
                report_value(reading, field, row->number);
        }
        if (filled < ROW_AT_LEAST)
            continue;
        struct web_entry *entry = g_new0(struct web_entry, 1);
        entry->campaign = g_strdup(reading->campaign->id);
        entry->form = g_strdup(reading->form->id);
        entry->key = key_of(reading, row, fields, seen);
        entry->source = source_of(reading, file, row->number);
        entry->row = row->number;
        entry->at = now;
        entry->fields = g_steal_pointer(&fields);
        g_ptr_array_add(entries, entry);
    }
    return entries;
}

/* A few submissions at a time, so that the daemon can work in between. */
static bool apply_all(const struct desk *desk, GError **error)
{
    struct store *store = desk->intake->store;
    g_autoptr(GArray) stale = web_stale(store, error);
    struct progress progress;
    progress_begin(&progress, _("judging"), stale ? stale->len : 0);
    for (guint i = 0; stale && i < stale->len;) {
        guint end = MIN(i + AT_ONCE, stale->len);
        bool good = store_begin(store, error);
        for (; good && i < end; i++)
            good = web_apply(desk->intake, g_array_index(stale, gint64, i), desk->actor, error);
        if (!good || !store_commit(store, error)) {
            store_rollback(store);
            progress_end(&progress);
            return false;
        }
        progress_at(&progress, i, stale->len);
    }
    progress_end(&progress);
    return stale != NULL;
}

static void say_tally(const struct reading *reading, const struct web_tally *tally, const struct rows *rows, bool dry)
{
    guint counts[4] = {0};
    static const char *const what[] = {"conflict", "doubt", "web", "mail"};
    for (guint i = 0; i < rows->cells->len; i++)
        for (guint k = 0; k < G_N_ELEMENTS(what); k++)
            counts[k] += !strcmp(*(char **)rows->cells->pdata[i], what[k]);
    fputs(reading->words->str, stderr);
    if (reading->doubtful > MAX_SHOWN)
        fprintf(stderr, "认不出的值共%u处\n", reading->doubtful);
    fprintf(stderr, "%s%s：%u行（新%u，改%u，同前%u，撤%u）；新核对上%u，脱开%u\n", dry ? "试导入 " : "",
            reading->form->title, tally->rows, tally->fresh, tally->changed, tally->same, tally->removed,
            tally->matched, tally->parted);
    fprintf(stderr, "字段不一致%u处，待判断%u行，只在网上%u行，只在邮件%u件\n", counts[0], counts[1], counts[2],
            counts[3]);
}

/* For people in their words, for programs as they are. */
static void translate(struct rows *rows, const struct form_rule *form)
{
    static const char *const words[][2] = {
        {"conflict", "不一致"}, {"doubt", "待判断"}, {"web", "只在网上"}, {"mail", "只在邮件"}};
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        for (guint k = 0; k < G_N_ELEMENTS(words); k++)
            if (!strcmp(row[0], words[k][0])) {
                g_free(row[0]);
                row[0] = g_strdup(words[k][1]);
                break;
            }
        const struct field_rule *rule = row[4] ? form_field(form, row[4]) : NULL;
        if (rule) {
            g_free(row[4]);
            row[4] = g_strdup(rule->title);
        }
    }
}

static bool show(const struct desk *desk, const struct reading *reading, const struct order *order,
                 const struct web_tally *tally, GError **error)
{
    g_autoptr(Rows) rows = web_differences(desk->intake->store, reading->campaign, reading->form->id, error);
    if (!rows)
        return false;
    say_tally(reading, tally, rows, order->dry);
    bool people = !order->choice.json && !order->choice.csv && !order->choice.xlsx;
    if (people)
        translate(rows, reading->form);
    return (people && !rows->cells->len) ||
           table_deliver(rows, "网上登记核对", reading->campaign->zone, &order->choice, error);
}

static bool take(const struct desk *desk, struct reading *reading, const struct order *order, const char *file,
                 GError **error)
{
    struct store *store = desk->intake->store;
    struct web_tally tally = {0};
    g_autoptr(GPtrArray) entries = entries_of(reading, file, desk->now);
    report_columns(reading);
    if (!entries->len)
        return refuse(error, ERROR_INPUT, file, ": nothing is filled in below its column titles");
    bool good = store_begin(store, error) &&
                web_take(desk->intake, reading->campaign, reading->form->id, entries, order->whole, &tally, error);
    if (good && order->dry) {
        good = show(desk, reading, order, &tally, error);
        store_rollback(store);
        return good;
    }
    if (!good || !store_commit(store, error)) {
        store_rollback(store);
        return false;
    }
    return apply_all(desk, error) && show(desk, reading, order, &tally, error);
}

static bool readable(const struct cells *cells, const struct order *order, const char *file, GError **error)
{
    for (guint i = 0; i < cells->warnings->len; i++)
        fprintf(stderr, "huizhi: %s: %s\n", file, (const char *)cells->warnings->pdata[i]);
    if (cells->encrypted)
        return refuse(error, ERROR_INPUT, file, ": it is behind a password");
    if (order->whole && (cells->damaged || cells->warnings->len))
        return refuse(error, ERROR_INPUT, file, ": not all of it was read, so --whole would remove what is not");
    return true;
}

static int import(const struct session *session, const struct order *order, const char *file)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open(session, order->actor, &failure);
    struct reading reading = {.words = g_string_new(NULL)};
    int code = 0;
    g_autofree char *reader = desk ? intake_reader_path(desk->config) : NULL;
    g_autoptr(Cells) cells = desk ? cells_read(reader, desk->config->rules, file, &failure) : NULL;
    if (!cells || !readable(cells, order, file, &failure) ||
        !find_head(&reading, desk->intake->ruleset, order, cells, file, &failure) ||
        !take(desk, &reading, order, file, &failure))
        code = cmd_fail(failure);
    columns_free(reading.columns);
    g_string_free(reading.words, TRUE);
    return code;
}

int cmd_import(const struct session *session, int argc, char **argv)
{
    struct order order = {0};
    const GOptionEntry entries[] = {
        {"campaign", 0, 0, G_OPTION_ARG_STRING, &order.campaign, N_("whose page it is; default: as the columns say"),
         "ID"},
        {"form", 0, 0, G_OPTION_ARG_STRING, &order.form, N_("the form that a line is"), "ID"},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &order.dry, N_("show what would come of it, keep nothing"), NULL},
        {"whole", 0, 0, G_OPTION_ARG_NONE, &order.whole, N_("rows that are not in the file any more go"), NULL},
        {"actor", 0, 0, G_OPTION_ARG_STRING, &order.actor, N_("who brings it; default: the user"), "NAME"},
        TABLE_OPTIONS(&order.choice),
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("import", "h5 FILE [--campaign ID] [--form ID] [--dry-run] [--whole] " TABLE_USAGE,
                    N_("The web page's rows (CSV, XLSX, XLS, ET) beside what came by mail."), entries, argc, argv,
                    &words, &code)) {
        if (g_strv_length(words) != 2 || strcmp(words[0], "h5") != 0) {
            fprintf(stderr, _("huizhi import: it takes h5 FILE (huizhi import --help)\n"));
            code = ERROR_USAGE;
        } else {
            code = import(session, &order, words[1]);
        }
    }
    g_free(order.campaign);
    g_free(order.form);
    g_free(order.actor);
    g_free(order.choice.xlsx);
    return code;
}
