/* Checks are SQL expressions in a database of their own, so that a campaign's author can say anything about a row
 * and nothing about the world: a private :memory: database, an authorizer with named tables and listed functions,
 * small limits, one expression a check. (On the real database an authorizer can be walked around with a CTE that
 * bears a view's name.)
 */
#include "judge/judge.h"

#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "judge/cues.h"
#include "judge/rows.h"

struct compiled {
    const struct rule *rule;
    sqlite3_stmt *stmt; /* the rows that break the rule, their columns and the submission's */
};

struct court {
    const struct campaign *campaign;
    sqlite3 *db;
    struct rows *rows;
    GArray *rules; /* struct compiled */
    bool sealed;   /* only checks may be prepared and run */
};

struct judge {
    struct cues *cues;
    GPtrArray *courts; /* struct court */
};

static const char *const functions[] = {"abs",   "coalesce", "count", "glob", "ifnull", "iif",    "instr",   "length",
                                        "like",  "lower",    "ltrim", "max",  "min",    "nullif", "replace", "round",
                                        "rtrim", "substr",   "sum",   "trim", "upper",  "sign",   NULL};

static int authorize(void *data, int action, const char *first, const char *second, const char *db, const char *view)
{
    (void)db;
    (void)view;
    const struct court *court = data;
    if (!court->sealed || action == SQLITE_SELECT)
        return SQLITE_OK;
    if (action == SQLITE_READ)
        return rows_table(first) ? SQLITE_OK : SQLITE_DENY;
    if (action == SQLITE_FUNCTION)
        return second && g_strv_contains(functions, second) ? SQLITE_OK : SQLITE_DENY;
    return SQLITE_DENY;
}

/* Ten million steps of SQLite's machine are over a second: no honest check needs them. */
static int stop_runaway(void *data)
{
    (void)data;
    return 1;
}

/* One expression: brackets balanced at every place outside quotes, no comment, no end of statement. */
static bool one_expression(const char *sql)
{
    int depth = 0;
    for (const char *c = sql; *c; c++) {
        if (*c == '\'' || *c == '"' || *c == '`') {
            const char *end = strchr(c + 1, *c);
            if (!end)
                return false;
            c = end;
        } else if (*c == '(') {
            depth++;
        } else if (*c == ')' && --depth < 0) {
            return false;
        } else if (*c == ';' || *c == '[' || (c[0] == '-' && c[1] == '-') || (c[0] == '/' && c[1] == '*')) {
            return false;
        }
    }
    return depth == 0;
}

static bool expression_fits(struct court *court, const char *on, const char *sql, const struct spot *spot,
                            GError **error)
{
    if (!one_expression(sql)) {
        spot_refuse(error, spot, "not one SQL expression: brackets must balance, no ; and no comment");
        return false;
    }
    const char *joined = !strcmp(on, "submission") ? "" : ", submission";
    g_autofree char *probe = g_strdup_printf("SELECT (\n%s\n) FROM %s%s", sql, on, joined);
    sqlite3_stmt *stmt = NULL;
    const char *tail = NULL;
    int result = sqlite3_prepare_v2(court->db, probe, -1, &stmt, &tail);
    bool good = result == SQLITE_OK && stmt && sqlite3_column_count(stmt) == 1 && !*tail &&
                sqlite3_bind_parameter_count(stmt) == 0;
    if (!good)
        spot_refuse(error, spot, "%s", result == SQLITE_OK ? "not one SQL expression" : sqlite3_errmsg(court->db));
    sqlite3_finalize(stmt);
    return good;
}

/* `say` and `subject` may name the columns of their row; a slip would show an empty place to participants. */
static bool column_known(const char *name, enum mustache_use use, const char *place, gpointer data, GError **error)
{
    (void)place;
    const struct compiled *compiled = data;
    int columns = sqlite3_column_count(compiled->stmt);
    for (int i = 0; use != MUSTACHE_INCLUDED && i < columns; i++)
        if (!strcmp(sqlite3_column_name(compiled->stmt, i), name))
            return true;
    spot_refuse(error, &compiled->rule->say_at, "{{%s}} is no column of %s", name, compiled->rule->on);
    return false;
}

static bool compile(struct court *court, const struct rule *rule, GError **error)
{
    if (!rows_table(rule->on)) {
        spot_refuse(error, &rule->check_at, "rule %s is on \"%s\", which is no table of checks", rule->id, rule->on);
        return false;
    }
    if (!expression_fits(court, rule->on, rule->check, &rule->check_at, error) ||
        (rule->when && !expression_fits(court, rule->on, rule->when, &rule->when_at, error)))
        return false;
    bool alone = !strcmp(rule->on, "submission");
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_printf(sql, "SELECT %s.*%s", rule->on, alone ? "" : ", submission.*");
    for (guint i = 0; i < rule->show->len; i++) {
        const struct shown *shown = rule->show->pdata[i];
        if (!expression_fits(court, rule->on, shown->value, &shown->at, error))
            return false;
        g_string_append_printf(sql, ", (\n%s\n) AS \"%s\"", shown->value, shown->name);
    }
    g_string_append_printf(sql, " FROM %s%s WHERE (\n%s\n) AND NOT (\n%s\n) ORDER BY %s.rowid", rule->on,
                           alone ? "" : ", submission", rule->when ? rule->when : "1", rule->check, rule->on);
    struct compiled compiled = {.rule = rule};
    if (sqlite3_prepare_v3(court->db, sql->str, -1, SQLITE_PREPARE_PERSISTENT, &compiled.stmt, NULL) != SQLITE_OK) {
        spot_refuse(error, &rule->check_at, "%s", sqlite3_errmsg(court->db));
        return false;
    }
    g_array_append_val(court->rules, compiled);
    return mustache_visit(rule->say, column_known, &compiled, error) &&
           (!rule->subject || mustache_visit(rule->subject, column_known, &compiled, error));
}

static void court_free(gpointer data)
{
    struct court *court = data;
    for (guint i = 0; i < court->rules->len; i++)
        sqlite3_finalize(g_array_index(court->rules, struct compiled, i).stmt);
    g_array_unref(court->rules);
    rows_free(court->rows);
    sqlite3_close(court->db);
    g_free(court);
}

static struct court *court_create(const struct campaign *campaign, const struct cues *cues, GPtrArray *faults,
                                  GError **error)
{
    struct court *court = g_new0(struct court, 1);
    court->campaign = campaign;
    court->rules = g_array_new(FALSE, TRUE, sizeof(struct compiled));
    bool good = sqlite3_open_v2(":memory:", &court->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK;
    if (!good) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "cannot open a database in memory");
    } else {
        sqlite3_set_authorizer(court->db, authorize, court);
        court->rows = rows_create(court->db, campaign, cues, error);
        good = court->rows != NULL;
    }
    if (good) {
        sqlite3_limit(court->db, SQLITE_LIMIT_LENGTH, 1000000);
        sqlite3_limit(court->db, SQLITE_LIMIT_SQL_LENGTH, 20000);
        sqlite3_limit(court->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200);
        sqlite3_limit(court->db, SQLITE_LIMIT_EXPR_DEPTH, 100);
        sqlite3_limit(court->db, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_progress_handler(court->db, 10 * 1000 * 1000, stop_runaway, NULL);
        court->sealed = true;
    }
    for (guint i = 0; good && i < campaign->rules->len; i++)
        good = compile(court, campaign->rules->pdata[i], error) || error_collect(faults, error);
    if (good)
        return court;
    court_free(court);
    return NULL;
}

static struct judge *create(const struct ruleset *ruleset, GPtrArray *faults, GError **error)
{
    g_autoptr(Judge) judge = g_new0(struct judge, 1);
    judge->courts = g_ptr_array_new_with_free_func(court_free);
    g_autofree char *cues = ruleset_common(ruleset, "cues.yaml");
    if (!(judge->cues = cues_load(cues, error)))
        return NULL;
    for (guint i = 0; i < ruleset->campaigns->len; i++) {
        struct court *court = court_create(ruleset->campaigns->pdata[i], judge->cues, faults, error);
        if (court)
            g_ptr_array_add(judge->courts, court);
        else if (!error_collect(faults, error))
            return NULL;
    }
    return g_steal_pointer(&judge);
}

struct judge *judge_create(const struct ruleset *ruleset, GError **error)
{
    return create(ruleset, NULL, error);
}

void judge_faults(const struct ruleset *ruleset, GPtrArray *faults)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Judge) judge = create(ruleset, faults, &failure);
    error_collect(faults, &failure);
}

void judge_free(struct judge *judge)
{
    if (!judge)
        return;
    g_ptr_array_unref(judge->courts);
    cues_free(judge->cues);
    g_free(judge);
}

/* The row as a template sees it. The row's own columns stand before the submission's of the same name. */
static GVariant *row_view(sqlite3_stmt *stmt)
{
    g_autoptr(GVariantDict) view = g_variant_dict_new(NULL);
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        const char *name = sqlite3_column_name(stmt, i);
        if (g_variant_dict_contains(view, name))
            continue;
        switch (sqlite3_column_type(stmt, i)) {
        case SQLITE_INTEGER:
            g_variant_dict_insert(view, name, "x", (gint64)sqlite3_column_int64(stmt, i));
            break;
        case SQLITE_FLOAT:
            g_variant_dict_insert(view, name, "d", sqlite3_column_double(stmt, i));
            break;
        case SQLITE_TEXT:
            g_variant_dict_insert(view, name, "s", (const char *)sqlite3_column_text(stmt, i));
            break;
        default:
            break;
        }
    }
    return g_variant_ref_sink(g_variant_dict_end(view));
}

static char *view_text(GVariant *view, const char *name)
{
    const char *text = NULL;
    return g_variant_lookup(view, name, "&s", &text) ? g_strdup(text) : NULL;
}

static struct finding *find(const struct rule *rule, sqlite3_stmt *stmt, bool claim)
{
    g_autoptr(GVariant) view = row_view(stmt);
    struct finding *finding = g_new0(struct finding, 1);
    finding->rule = g_strdup(rule->id);
    finding->severity = claim && rule->excusable && rule->severity == SEVERITY_FIX ? SEVERITY_REVIEW : rule->severity;
    finding->resend = rule->resend;
    finding->subject =
        rule->subject ? mustache_render(rule->subject, view, MUSTACHE_PLAIN, NULL, NULL) : view_text(view, "subject");
    finding->work = view_text(view, "number");
    finding->text = mustache_render(rule->say, view, MUSTACHE_PLAIN, NULL, NULL);
    finding->clause = g_strdup(rule->clause);
    return finding;
}

static void finding_free(gpointer data)
{
    struct finding *finding = data;
    g_free(finding->rule);
    g_free(finding->subject);
    g_free(finding->work);
    g_free(finding->text);
    g_free(finding->clause);
    g_free(finding);
}

/* `claim`: the sender says that nothing better can be sent; people decide what an excusable rule finds. */
static bool apply(struct court *court, const struct compiled *compiled, bool claim, GPtrArray *findings, GError **error)
{
    int result;
    while ((result = sqlite3_step(compiled->stmt)) == SQLITE_ROW)
        g_ptr_array_add(findings, find(compiled->rule, compiled->stmt, claim));
    sqlite3_reset(compiled->stmt);
    if (result == SQLITE_DONE)
        return true;
    spot_refuse(error, &compiled->rule->check_at, "rule %s stopped: %s", compiled->rule->id, sqlite3_errmsg(court->db));
    return false;
}

enum verdict_state verdict_weigh(const GPtrArray *findings)
{
    static const enum verdict_state states[] = {[SEVERITY_NOTE] = VERDICT_COMPLETE,
                                                [SEVERITY_REVIEW] = VERDICT_REVIEW,
                                                [SEVERITY_FIX] = VERDICT_INCOMPLETE,
                                                [SEVERITY_LATE] = VERDICT_LATE};
    enum severity worst = SEVERITY_NOTE;
    for (guint i = 0; i < findings->len; i++)
        worst = MAX(worst, ((const struct finding *)findings->pdata[i])->severity);
    return states[worst];
}

struct verdict *judge_submission(struct judge *judge, const struct campaign *campaign,
                                 const struct submission *submission, GError **error)
{
    struct court *court = NULL;
    for (guint i = 0; i < judge->courts->len && !court; i++)
        if (((struct court *)judge->courts->pdata[i])->campaign == campaign)
            court = judge->courts->pdata[i];
    g_return_val_if_fail(court, NULL);
    /* SQLite may prepare our own inserts anew: the seal is for checks. */
    court->sealed = false;
    bool filled = rows_fill(court->rows, submission, error);
    court->sealed = true;
    if (!filled)
        return NULL;
    g_autoptr(Verdict) verdict = g_new0(struct verdict, 1);
    verdict->findings = g_ptr_array_new_with_free_func(finding_free);
    for (guint i = 0; i < court->rules->len; i++)
        if (!apply(court, &g_array_index(court->rules, struct compiled, i), submission->claim, verdict->findings,
                   error))
            return NULL;
    verdict->state = verdict_weigh(verdict->findings);
    return g_steal_pointer(&verdict);
}

void verdict_free(struct verdict *verdict)
{
    if (!verdict)
        return;
    g_clear_pointer(&verdict->findings, g_ptr_array_unref);
    g_free(verdict);
}

static const char *const verdict_names[] = {[VERDICT_COMPLETE] = "complete",
                                            [VERDICT_INCOMPLETE] = "incomplete",
                                            [VERDICT_REVIEW] = "review",
                                            [VERDICT_LATE] = "late",
                                            [VERDICT_REJECTED] = "rejected"};

const char *verdict_name(enum verdict_state state)
{
    return verdict_names[state];
}
