/* Checks on what may be absent. NULL passes, as in SQL's CHECK, which is what a rule about a resolution wants (a file
 * that does not tell it is not at fault) and not what `phone = mobile` wants. Which of the two is meant must be said:
 * each check is tried on a row whose values are all absent, and where it comes to NULL, its author is told.
 */
#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "judge/judge.h"
#include "judge/rows.h"

/* Columns that every row has, and days that are not set: what is compared with these is met by whatever comes. Others
 * may be NULL. */
static const struct {
    const char *table, *columns;
} always[] = {
    {"submission", " unreadable received received_time max_mail works photos captioned links locked claim latest "
                   "latest_time deadline deadline_day fix_by fix_by_day "},
    {"field", " subject name title valid conflict required confidence "},
    {"work", " subject number name kind type bytes size damaged encrypted torn "},
    {"photo", " subject number name kind type bytes size damaged encrypted torn "},
    {"flat", " subject number name kind type bytes size damaged encrypted torn "},
    {"media", " subject number name kind type bytes size damaged encrypted torn "},
    {"link", " subject host provider "},
    {"failure", " subject name type encrypted damaged torn "},
};

static bool is_there(const char *table, const char *column)
{
    g_autofree char *word = g_strdup_printf(" %s ", column);
    for (gsize i = 0; i < G_N_ELEMENTS(always); i++)
        if (!strcmp(always[i].table, table))
            return strstr(always[i].columns, word) != NULL;
    return true;
}

static bool add_row(sqlite3 *db, const char *table, GError **error)
{
    g_autofree char *ask = g_strdup_printf("SELECT name, type FROM pragma_table_info('%s')", table);
    g_autoptr(GString) names = g_string_new(NULL), values = g_string_new(NULL);
    sqlite3_stmt *stmt = NULL;
    sqlite3_prepare_v2(db, ask, -1, &stmt, NULL);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0),
                   *type = (const char *)sqlite3_column_text(stmt, 1);
        g_string_append_printf(names, "%s\"%s\"", names->len ? ", " : "", name);
        g_string_append_printf(values, "%s%s", values->len ? ", " : "",
                               !is_there(table, name)  ? "NULL"
                               : !strcmp(type, "TEXT") ? "'-'"
                                                       : "0");
    }
    sqlite3_finalize(stmt);
    g_autofree char *sql = g_strdup_printf("INSERT INTO %s (%s) VALUES (%s)", table, names->str, values->str);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "judge: %s in %s", sqlite3_errmsg(db), sql);
    return false;
}

/* What an expression reads and may be absent. */
static int note_column(void *data, int action, const char *table, const char *column, const char *db, const char *view)
{
    (void)db;
    (void)view;
    GPtrArray *columns = data;
    if (action == SQLITE_READ && *column && !is_there(table, column) &&
        !g_ptr_array_find_with_equal_func(columns, column, g_str_equal, NULL))
        g_ptr_array_add(columns, g_strdup(column));
    return SQLITE_OK;
}

/* `when` says already that the value is there. */
static bool is_guarded(const struct rule *rule, const char *column)
{
    g_autofree char *pattern = g_strdup_printf("\\b%s\\s+IS\\s+NOT\\s+NULL\\b", column);
    return rule->when && g_regex_match_simple(pattern, rule->when, G_REGEX_CASELESS, 0);
}

static void look(sqlite3 *db, const struct rule *rule, GPtrArray *warnings)
{
    bool alone = !strcmp(rule->on, "submission");
    g_autofree char *sql =
        g_strdup_printf("SELECT (\n%s\n) IS NULL FROM %s%s", rule->check, rule->on, alone ? "" : ", submission");
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *stmt = NULL;
    sqlite3_set_authorizer(db, note_column, columns);
    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    sqlite3_set_authorizer(db, NULL, NULL);
    bool silent = stmt && sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    for (guint i = columns->len; i-- > 0;)
        if (is_guarded(rule, columns->pdata[i]))
            g_ptr_array_remove_index(columns, i);
    if (!silent || columns->len == 0)
        return;
    g_ptr_array_add(columns, NULL);
    g_autofree char *names = g_strjoinv("、", (char **)columns->pdata);
    g_ptr_array_add(warnings, g_strdup_printf("%s: 规则 %s：%s 没有值（NULL）时这项检查算作符合；如是有意，请写明 "
                                              "%s IS NULL OR …，否则写 %s IS NOT NULL AND …\n%s",
                                              rule->check_at.place, rule->id, names, (char *)columns->pdata[0],
                                              (char *)columns->pdata[0], rule->check_at.excerpt));
}

static bool look_at(const struct campaign *campaign, GPtrArray *warnings, GError **error)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
        sqlite3_close(db);
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "cannot open a database in memory");
        return false;
    }
    struct rows *rows = rows_create(db, campaign, NULL, error);
    bool good = rows != NULL;
    for (gsize i = 0; good && i < G_N_ELEMENTS(always); i++)
        good = add_row(db, always[i].table, error);
    for (guint i = 0; good && i < campaign->rules->len; i++)
        look(db, campaign->rules->pdata[i], warnings);
    rows_free(rows);
    sqlite3_close(db);
    return good;
}

bool judge_warnings(const struct ruleset *ruleset, GPtrArray *warnings, GError **error)
{
    for (guint i = 0; i < ruleset->campaigns->len; i++)
        if (!look_at(ruleset->campaigns->pdata[i], warnings, error))
            return false;
    return true;
}
