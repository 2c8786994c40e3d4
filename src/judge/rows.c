/* Rows for the checks: submission, field, work (photo, flat and media are parts of it), link, failure. */
#include "judge/rows.h"

#include <sqlite3.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "judge/cues.h"
#include "submission/submission.h"

static const char *const work_columns =
    "subject TEXT, number TEXT, name TEXT, kind TEXT, type TEXT, bytes INTEGER, size TEXT, caption TEXT, chars INTEGER,"
    "damaged INTEGER, encrypted INTEGER, duplicate_of TEXT, torn INTEGER, lacks TEXT";
enum { WORK_COLUMNS = 14 }; /* the facts follow */

static const struct {
    const char *name, *columns; /* NULL: those of a work */
    int count;
} tables[] = {
    {"field",
     "subject TEXT, name TEXT, title TEXT, part TEXT, value TEXT, raw TEXT, valid INTEGER, conflict INTEGER,"
     "required INTEGER, confidence REAL, note TEXT",
     11},
    {"work", NULL, WORK_COLUMNS},
    {"photo", NULL, WORK_COLUMNS},
    {"flat", NULL, WORK_COLUMNS},
    {"media", NULL, WORK_COLUMNS},
    {"link", "subject TEXT, host TEXT, provider TEXT, name TEXT, bytes INTEGER, size TEXT", 6},
    {"failure", "subject TEXT, name TEXT, type TEXT, encrypted INTEGER, damaged INTEGER, torn INTEGER", 6},
};
enum table_index { T_FIELD, T_WORK, T_PHOTO, T_FLAT, T_MEDIA, T_LINK, T_FAILURE, T_COUNT };

/* The fixed columns of `submission`; one for each field follows. */
static const char *const fixed_columns[] = {"form TEXT",          "form_title TEXT",   "form_name TEXT",
                                            "unreadable INTEGER", "received INTEGER",  "deadline INTEGER",
                                            "received_time TEXT", "deadline_day TEXT", "max_mail TEXT",
                                            "works INTEGER",      "photos INTEGER",    "captioned INTEGER",
                                            "links INTEGER",      "locked INTEGER",    "claim INTEGER",
                                            "embedded INTEGER",   "subject TEXT",      "listed INTEGER",
                                            "unsent INTEGER",     "unsent_list TEXT",  "unlisted INTEGER",
                                            "unlisted_list TEXT", "latest INTEGER",    "latest_time TEXT",
                                            "fix_by INTEGER",     "fix_by_day TEXT",   "web TEXT"};

struct rows {
    sqlite3 *db;
    const struct campaign *campaign;
    const struct cues *cues;
    GPtrArray *fields; /* const struct field_rule *, one for each field column */
    sqlite3_stmt *submission, *insert[T_COUNT], *empty[T_COUNT + 1];
};

bool rows_table(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        if (!strcmp(tables[i].name, name))
            return true;
    return !strcmp(name, "submission");
}

static bool run(sqlite3 *db, const char *sql, GError **error)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "judge: %s in %s", sqlite3_errmsg(db), sql);
    return false;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "judge: %s in %s", sqlite3_errmsg(db), sql);
    return stmt;
}

static char *insert_sql(const char *table, guint columns)
{
    GString *sql = g_string_new(NULL);
    g_string_printf(sql, "INSERT INTO %s VALUES (", table);
    for (guint i = 0; i < columns; i++)
        g_string_append(sql, i ? ",?" : "?");
    g_string_append_c(sql, ')');
    return g_string_free(sql, FALSE);
}

/* A field's name becomes a column: letters, digits and underscores only, and none of the fixed ones. */
static bool column_fits(const char *name)
{
    if (!g_ascii_isalpha(*name) || strlen(name) > 63 ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(fixed_columns); i++)
        if (g_str_has_prefix(fixed_columns[i], name) && fixed_columns[i][strlen(name)] == ' ')
            return false;
    return true;
}

static bool is_flag(const struct field_rule *field)
{
    return field->type == FIELD_YESNO;
}

/* Fields of the same name in two forms share a column: one submission has one form. */
static bool collect_fields(struct rows *rows, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint f = 0; f < rows->campaign->forms->len; f++) {
        const struct form_rule *form = rows->campaign->forms->pdata[f];
        for (guint i = 0; i < form->fields->len; i++) {
            struct field_rule *field = form->fields->pdata[i];
            if (!column_fits(field->name)) {
                spot_refuse(error, &field->at,
                            "field \"%s\" cannot be a column: use lower case, digits and _, and no fixed name",
                            field->name);
                return false;
            }
            if (g_hash_table_add(seen, field->name))
                g_ptr_array_add(rows->fields, field);
        }
    }
    return true;
}

static bool create_submission(struct rows *rows, GError **error)
{
    g_autoptr(GString) sql = g_string_new("CREATE TABLE submission (");
    for (gsize i = 0; i < G_N_ELEMENTS(fixed_columns); i++)
        g_string_append_printf(sql, "%s%s", i ? ", " : "", fixed_columns[i]);
    for (guint i = 0; i < rows->fields->len; i++) {
        const struct field_rule *field = rows->fields->pdata[i];
        g_string_append_printf(sql, ", \"%s\" %s", field->name, is_flag(field) ? "INTEGER" : "TEXT");
    }
    g_string_append(sql, ") STRICT");
    g_autofree char *insert = insert_sql("submission", (guint)G_N_ELEMENTS(fixed_columns) + rows->fields->len);
    return run(rows->db, sql->str, error) && (rows->submission = prepare(rows->db, insert, error)) &&
           (rows->empty[T_COUNT] = prepare(rows->db, "DELETE FROM submission", error));
}

/* The columns of a work with its facts. */
static char *work_table(void)
{
    GString *columns = g_string_new(work_columns);
    for (guint i = 0; i < work_fact_count; i++)
        g_string_append_printf(columns, ", %s %s", work_facts[i].name,
                               work_facts[i].kind == FACT_NUMBER ? "INTEGER" : "TEXT");
    return g_string_free(columns, FALSE);
}

struct rows *rows_create(sqlite3 *db, const struct campaign *campaign, const struct cues *cues, GError **error)
{
    struct rows *rows = g_new0(struct rows, 1);
    rows->db = db;
    rows->campaign = campaign;
    rows->cues = cues;
    rows->fields = g_ptr_array_new();
    bool good = collect_fields(rows, error) && create_submission(rows, error);
    g_autofree char *of_work = work_table();
    for (int i = 0; good && i < T_COUNT; i++) {
        g_autofree char *create = g_strdup_printf("CREATE TABLE %s (%s) STRICT", tables[i].name,
                                                  tables[i].columns ? tables[i].columns : of_work);
        guint facts = tables[i].columns ? 0 : work_fact_count;
        g_autofree char *insert = insert_sql(tables[i].name, (guint)tables[i].count + facts);
        g_autofree char *empty = g_strdup_printf("DELETE FROM %s", tables[i].name);
        good = run(db, create, error) && (rows->insert[i] = prepare(db, insert, error)) &&
               (rows->empty[i] = prepare(db, empty, error));
    }
    if (good)
        return rows;
    rows_free(rows);
    return NULL;
}

void rows_free(struct rows *rows)
{
    if (!rows)
        return;
    sqlite3_finalize(rows->submission);
    for (int i = 0; i < T_COUNT; i++)
        sqlite3_finalize(rows->insert[i]);
    for (int i = 0; i <= T_COUNT; i++)
        sqlite3_finalize(rows->empty[i]);
    g_ptr_array_unref(rows->fields);
    g_free(rows);
}

static void bind_text(sqlite3_stmt *stmt, int *at, const char *text)
{
    if (text)
        sqlite3_bind_text(stmt, ++*at, text, -1, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(stmt, ++*at);
}

/* Negative numbers stand for "unknown" in facts. */
static void bind_known(sqlite3_stmt *stmt, int *at, gint64 number)
{
    if (number >= 0)
        sqlite3_bind_int64(stmt, ++*at, number);
    else
        sqlite3_bind_null(stmt, ++*at);
}

static bool done(struct rows *rows, sqlite3_stmt *stmt, GError **error)
{
    int result = sqlite3_step(stmt);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    if (result == SQLITE_DONE)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "judge: %s", sqlite3_errmsg(rows->db));
    return false;
}

static bool fill_fields(struct rows *rows, const struct submission *submission, const struct form_rule *form,
                        GError **error)
{
    for (guint i = 0; form && i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        const struct field_rule *rule = form_field(form, field->name);
        if (!rule)
            continue;
        sqlite3_stmt *stmt = rows->insert[T_FIELD];
        int at = 0;
        bind_text(stmt, &at, field->name);
        bind_text(stmt, &at, field->name);
        bind_text(stmt, &at, rule->title);
        bind_text(stmt, &at, rule->part);
        bind_text(stmt, &at, field->value);
        bind_text(stmt, &at, field->raw);
        bind_known(stmt, &at, field->valid);
        bind_known(stmt, &at, field->conflict);
        bind_known(stmt, &at, rule->required);
        sqlite3_bind_double(stmt, ++at, field->confidence);
        bind_text(stmt, &at, field->note);
        if (!done(rows, stmt, error))
            return false;
    }
    return true;
}

/* Cut off because the archive around it is: asking for the archive asks for it too. */
static bool is_torn(const struct submission *submission, const char *path, bool damaged)
{
    for (guint i = 0; damaged && path && i < submission->failures->len; i++) {
        const struct file *archive = submission->failures->pdata[i];
        gsize length = archive->path ? strlen(archive->path) : 0;
        if (archive->damaged && length && !strncmp(path, archive->path, length) && path[length] == '/')
            return true;
    }
    return false;
}

static bool fill_work(struct rows *rows, int table, const struct numbered *numbered, bool torn, const char *number,
                      GError **error)
{
    const struct work *work = numbered->work;
    sqlite3_stmt *stmt = rows->insert[table];
    g_autofree char *size = text_size(work->bytes);
    g_autofree char *lacks = cues_lacking(rows->cues, work->caption);
    gint64 chars = work->caption ? (gint64)text_count(work->caption) : -1;
    int at = 0;
    bind_text(stmt, &at, work->name);
    bind_text(stmt, &at, number);
    bind_text(stmt, &at, work->name);
    bind_text(stmt, &at, work_kind_name(work->kind));
    bind_text(stmt, &at, work->type);
    bind_known(stmt, &at, (gint64)work->bytes);
    bind_text(stmt, &at, size);
    bind_text(stmt, &at, work->caption);
    bind_known(stmt, &at, chars);
    bind_known(stmt, &at, work->damaged);
    bind_known(stmt, &at, work->encrypted);
    bind_text(stmt, &at, numbered->duplicate_of);
    bind_known(stmt, &at, torn);
    bind_text(stmt, &at, lacks);
    for (guint i = 0; i < work_fact_count; i++) {
        if (work_facts[i].kind == FACT_NUMBER)
            bind_known(stmt, &at, work_number(work, &work_facts[i]));
        else
            bind_text(stmt, &at, work_text(work, &work_facts[i]));
    }
    return done(rows, stmt, error);
}

static bool fill_works(struct rows *rows, const struct submission *submission, GError **error)
{
    static const int own_table[] = {[WORK_PHOTO] = T_PHOTO, [WORK_DOCUMENT] = T_FLAT, [WORK_VIDEO] = T_MEDIA,
                                    [WORK_AUDIO] = T_MEDIA, [WORK_TEXT] = T_FLAT,     [WORK_OTHER] = T_FLAT};
    for (guint i = 0; i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        g_autofree char *number = submission->number ? number_format_work(submission->number, numbered->seq) : NULL;
        bool torn = is_torn(submission, numbered->work->path, numbered->work->damaged);
        if (!fill_work(rows, T_WORK, numbered, torn, number, error) ||
            !fill_work(rows, own_table[numbered->work->kind], numbered, torn, number, error))
            return false;
    }
    return true;
}

static bool fill_links(struct rows *rows, const struct submission *submission, GError **error)
{
    for (guint i = 0; i < submission->links->len; i++) {
        const struct link *item = submission->links->pdata[i];
        sqlite3_stmt *stmt = rows->insert[T_LINK];
        g_autofree char *size = item->bytes >= 0 ? text_size((guint64)item->bytes) : NULL;
        int at = 0;
        bind_text(stmt, &at, item->host);
        bind_text(stmt, &at, item->host);
        bind_text(stmt, &at, item->provider);
        bind_text(stmt, &at, item->name);
        bind_known(stmt, &at, item->bytes);
        bind_text(stmt, &at, size);
        if (!done(rows, stmt, error))
            return false;
    }
    for (guint i = 0; i < submission->failures->len; i++) {
        const struct file *file = submission->failures->pdata[i];
        sqlite3_stmt *stmt = rows->insert[T_FAILURE];
        int at = 0;
        bind_text(stmt, &at, file->name);
        bind_text(stmt, &at, file->name);
        bind_text(stmt, &at, file->type);
        bind_known(stmt, &at, file->encrypted);
        bind_known(stmt, &at, file->damaged);
        bind_known(stmt, &at, is_torn(submission, file->path, file->damaged));
        if (!done(rows, stmt, error))
            return false;
    }
    return true;
}

struct counts {
    int photos, captioned, locked;
};

static struct counts count(const struct submission *submission)
{
    struct counts counts = {0};
    for (guint i = 0; i < submission->works->len; i++) {
        const struct work *work = ((const struct numbered *)submission->works->pdata[i])->work;
        counts.photos += work->kind == WORK_PHOTO;
        counts.captioned += work->kind == WORK_PHOTO && work->caption;
        counts.locked += work->encrypted;
    }
    for (guint i = 0; i < submission->failures->len; i++)
        counts.locked += ((const struct file *)submission->failures->pdata[i])->encrypted ? 1 : 0;
    return counts;
}

/* Lines of a list and files that do not fit each other: 第3项《守望》（张三）、第7项…; at most MOST_NAMED by name. */
#define MOST_NAMED 100
struct listed {
    GString *unsent, *unlisted;
    gint64 lines, without_file, without_line;
};

static void name_line(GString *text, const struct roster_row *row)
{
    g_string_append(text, text->len ? "、" : "");
    if (row->number)
        g_string_append_printf(text, "第%d项", row->number);
    if (row->title || row->file)
        g_string_append_printf(text, row->title ? "《%s》" : "“%s”", row->title ? row->title : row->file);
    if (row->author && (!row->title || !row->number))
        g_string_append_printf(text, "（%s）", row->author);
}

static void compare_list(const struct submission *submission, struct listed *listed)
{
    listed->lines = submission->rows->len;
    for (guint i = 0; i < submission->rows->len; i++) {
        const struct roster_row *row = submission->rows->pdata[i];
        if (!row->seq && listed->without_file++ < MOST_NAMED)
            name_line(listed->unsent, row);
    }
    for (guint i = 0; listed->lines && i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        if (!numbered->listed && listed->without_line++ < MOST_NAMED)
            g_string_append_printf(listed->unlisted, "%s“%s”", listed->unlisted->len ? "、" : "", numbered->work->name);
    }
}

static void bind_list(sqlite3_stmt *stmt, int *at, const struct submission *submission)
{
    g_autoptr(GString) unsent = g_string_new(NULL), unlisted = g_string_new(NULL);
    struct listed listed = {.unsent = unsent, .unlisted = unlisted};
    compare_list(submission, &listed);
    bind_known(stmt, at, listed.lines ? listed.lines : -1);
    bind_known(stmt, at, listed.lines ? listed.without_file : -1);
    bind_text(stmt, at, listed.without_file ? unsent->str : NULL);
    bind_known(stmt, at, listed.lines ? listed.without_line : -1);
    bind_text(stmt, at, listed.without_line ? unlisted->str : NULL);
}

static void bind_field(sqlite3_stmt *stmt, int *at, const struct submission *submission, const struct field_rule *rule)
{
    const char *value = NULL;
    for (guint i = 0; i < submission->fields->len && !value; i++) {
        const struct field *field = submission->fields->pdata[i];
        if (!strcmp(field->name, rule->name))
            value = field->value;
    }
    if (value && is_flag(rule))
        bind_known(stmt, at, !strcmp(value, "true"));
    else
        bind_text(stmt, at, value);
}

/* Its last mail, and until when corrections were awaited. */
static void bind_times(sqlite3_stmt *stmt, int *at, const struct campaign *campaign,
                       const struct submission *submission)
{
    gint64 fix_by = submission_fix_by(submission, campaign);
    g_autofree char *latest = clock_chinese(submission->latest, campaign->zone, false);
    g_autofree char *day = fix_by ? clock_chinese_day(fix_by, campaign->zone) : NULL;
    bind_known(stmt, at, submission->latest);
    bind_text(stmt, at, latest);
    bind_known(stmt, at, fix_by ? fix_by : -1);
    bind_text(stmt, at, day);
}

static bool fill_submission(struct rows *rows, const struct submission *submission, const struct form_rule *form,
                            GError **error)
{
    const struct campaign *campaign = rows->campaign;
    gint64 due = submission_deadline(submission, campaign), deadline = due ? due : -1;
    struct counts counts = count(submission);
    g_autofree char *received = clock_chinese(submission->received, campaign->zone, true);
    g_autofree char *day = deadline >= 0 ? clock_chinese_day(deadline, campaign->zone) : NULL;
    sqlite3_stmt *stmt = rows->submission;
    int at = 0;
    bind_text(stmt, &at, form ? form->id : NULL);
    bind_text(stmt, &at, form ? form->title : NULL);
    bind_text(stmt, &at, submission->form_name);
    bind_known(stmt, &at, submission->unreadable);
    bind_known(stmt, &at, submission->received);
    bind_known(stmt, &at, deadline);
    bind_text(stmt, &at, received);
    bind_text(stmt, &at, day);
    bind_text(stmt, &at, campaign->max_mail);
    bind_known(stmt, &at, submission->works->len);
    bind_known(stmt, &at, counts.photos);
    bind_known(stmt, &at, counts.captioned);
    bind_known(stmt, &at, submission->links->len);
    bind_known(stmt, &at, counts.locked);
    bind_known(stmt, &at, submission->claim ? 1 : -1);
    bind_known(stmt, &at, submission->embedded ? submission->embedded : -1);
    bind_text(stmt, &at, NULL);
    bind_list(stmt, &at, submission);
    bind_times(stmt, &at, campaign, submission);
    bind_text(stmt, &at, submission->web);
    for (guint i = 0; i < rows->fields->len; i++)
        bind_field(stmt, &at, submission, rows->fields->pdata[i]);
    return done(rows, stmt, error);
}

bool rows_fill(struct rows *rows, const struct submission *submission, GError **error)
{
    for (int i = 0; i <= T_COUNT; i++)
        if (!done(rows, rows->empty[i], error))
            return false;
    const struct form_rule *form = submission->form ? campaign_form(rows->campaign, submission->form) : NULL;
    return fill_submission(rows, submission, form, error) && fill_fields(rows, submission, form, error) &&
           fill_works(rows, submission, error) && fill_links(rows, submission, error);
}
