/* Who a submission is from, as far as it can be compared with a row of the web page; and the keys of both, kept so
 * that a new mail is compared with those alone that share one with it.
 */
#include <sqlite3.h>

#include "store/db.h"
#include "store/web.h"
#include "submission/submission.h"

static void take_text(gpointer into, sqlite3_stmt *stmt)
{
    g_ptr_array_add(into, db_column(stmt, 0));
}

static GPtrArray *texts(struct store *store, sqlite3_stmt *stmt, gint64 submission, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    if (stmt)
        db_bind(stmt, "i", submission);
    return db_each(store, stmt, take_text, all, error) ? g_steal_pointer(&all) : NULL;
}

static void take_field(gpointer into, sqlite3_stmt *stmt)
{
    struct field *field = g_new0(struct field, 1);
    field->name = db_column(stmt, 0);
    field->value = db_column(stmt, 1);
    field->raw = db_column(stmt, 2);
    g_ptr_array_add(into, field);
}

/* What the sender or a person said, not what came from the page. */
static GPtrArray *fields_of(struct store *store, gint64 submission, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT name,value,raw FROM field WHERE submission=? AND value IS NOT NULL"
                                    " AND coalesce(place,'') NOT LIKE '" WEB_PLACE "%'",
                                    error);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    if (stmt)
        db_bind(stmt, "i", submission);
    return db_each(store, stmt, take_field, all, error) ? g_steal_pointer(&all) : NULL;
}

/* Titles of files, and of the lines of lists with their phones: every line is a work of the same submission. */
static GPtrArray *titles_of(struct store *store, gint64 submission, GError **error)
{
    return texts(store,
                 db_prepare(store,
                            "SELECT name FROM work WHERE submission=?1 UNION SELECT r.title FROM contribution_row r"
                            " JOIN contribution c ON c.id=r.contribution WHERE c.submission=?1 AND r.title IS NOT NULL"
                            " LIMIT 100",
                            error),
                 submission, error);
}

/* What the letters say, where no form says whose phone it is; and the phone under which the sender, by their own words,
 * filled in the page. */
static GPtrArray *words_of(struct store *store, gint64 submission, bool formless, GError **error)
{
    return texts(
        store,
        formless
            ? db_prepare(store,
                         "SELECT m.words FROM contribution c JOIN mail m ON m.id=c.mail WHERE c.submission=?1"
                         " AND m.words IS NOT NULL UNION ALL SELECT web FROM contribution WHERE submission=?1 AND"
                         " web IS NOT NULL LIMIT 20",
                         error)
            : db_prepare(store, "SELECT web FROM contribution WHERE submission=?1 AND web IS NOT NULL LIMIT 20", error),
        submission, error);
}

struct party *web_party(struct store *store, const struct campaign *campaign, gint64 submission,
                        const struct message *message, GError **error)
{
    g_autoptr(GPtrArray) fields = fields_of(store, submission, error);
    g_autoptr(GPtrArray) titles = fields ? titles_of(store, submission, error) : NULL;
    g_autoptr(GPtrArray) words = titles ? words_of(store, submission, fields->len == 0, error) : NULL;
    if (!words)
        return NULL;
    g_autofree char *form = db_text(store, NULL, "SELECT form FROM submission WHERE id=?", "i", submission);
    g_autofree char *sender = db_text(store, NULL, "SELECT sender FROM submission WHERE id=?", "i", submission);
    g_autofree char *name = db_text(store, NULL,
                                    "SELECT m.from_name FROM contribution c JOIN mail m ON m.id=c.mail WHERE"
                                    " c.submission=? ORDER BY c.id LIMIT 1",
                                    "i", submission);
    struct party *party = party_create(submission);
    party_identify(party, form ? campaign_form(campaign, form) : NULL, fields, titles, sender,
                   name      ? name
                   : message ? message->from.name
                             : NULL);
    for (guint i = 0; i < words->len; i++)
        party_phones(party, words->pdata[i]);
    if (message && fields->len == 0)
        party_phones(party, message->fresh);
    return party;
}

static bool keep(struct store *store, gint64 entry, gint64 submission, const struct party *party, GError **error)
{
    bool good = db_run(store, error, "DELETE FROM web_key WHERE entry=?1 OR submission=?2", "nn", entry, submission);
    for (guint i = 0; good && i < party->keys->len; i++)
        good = db_run(store, error, "INSERT INTO web_key(key,entry,submission) VALUES(?,?,?)", "snn",
                      (const char *)party->keys->pdata[i], entry, submission);
    return good;
}

bool web_keep_entry(struct store *store, const struct party *party, GError **error)
{
    return keep(store, party->id, 0, party, error);
}

bool web_keep_submission(struct store *store, const struct party *party, GError **error)
{
    return keep(store, 0, party->id, party, error);
}

/* Rows of id and key, by id. */
static void take_key(gpointer into, sqlite3_stmt *stmt)
{
    GPtrArray *parties = into;
    gint64 id = sqlite3_column_int64(stmt, 0);
    struct party *last = parties->len ? parties->pdata[parties->len - 1] : NULL;
    if (!last || last->id != id)
        g_ptr_array_add(parties, last = party_create(id));
    g_ptr_array_add(last->keys, db_column(stmt, 1));
}

static GPtrArray *parties(struct store *store, sqlite3_stmt *stmt, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)party_free);
    return db_each(store, stmt, take_key, all, error) ? g_steal_pointer(&all) : NULL;
}

static char *list_of(const struct party *near)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; near && i < near->keys->len; i++)
        g_string_append_printf(list, "%s\"%s\"", i ? "," : "[", (const char *)near->keys->pdata[i]);
    g_string_append(list, list->len ? "]" : "[]");
    return g_string_free(list, FALSE);
}

GPtrArray *web_free_entries(struct store *store, const char *campaign, const char *form, const struct party *near,
                            GError **error)
{
    sqlite3_stmt *stmt = near ? db_prepare(store,
                                           "SELECT k.entry,k.key FROM web_key k JOIN web_entry e ON e.id=k.entry WHERE"
                                           " e.campaign=?1 AND e.form=?2 AND e.submission IS NULL AND e.id IN (SELECT"
                                           " entry FROM web_key WHERE key IN (SELECT value FROM json_each(?3)))"
                                           " ORDER BY k.entry",
                                           error)
                              : db_prepare(store,
                                           "SELECT k.entry,k.key FROM web_key k JOIN web_entry e ON e.id=k.entry WHERE"
                                           " e.campaign=?1 AND e.form=?2 AND e.submission IS NULL ORDER BY k.entry",
                                           error);
    g_autofree char *list = near ? list_of(near) : NULL;
    if (stmt)
        db_bind(stmt, near ? "sss" : "ss", campaign, form, list);
    return parties(store, stmt, error);
}

/* The form that a formless submission would have. */
static const char *works_form(const struct campaign *campaign)
{
    const struct form_rule *form = campaign_works_form(campaign);
    return form ? form->id : "";
}

GPtrArray *web_free_submissions(struct store *store, const struct campaign *campaign, const char *form,
                                const struct party *near, GError **error)
{
    sqlite3_stmt *stmt =
        near ? db_prepare(store,
                          "SELECT k.submission,k.key FROM web_key k JOIN submission s ON s.id=k.submission WHERE"
                          " s.campaign=?1 AND coalesce(s.form,?3)=?2 AND s.merged IS NULL AND NOT EXISTS (SELECT 1 FROM"
                          " web_entry e WHERE e.submission=s.id) AND s.id IN (SELECT submission FROM web_key WHERE key"
                          " IN (SELECT value FROM json_each(?4))) ORDER BY k.submission",
                          error)
             : db_prepare(store,
                          "SELECT k.submission,k.key FROM web_key k JOIN submission s ON s.id=k.submission WHERE"
                          " s.campaign=?1 AND coalesce(s.form,?3)=?2 AND s.merged IS NULL AND NOT EXISTS (SELECT 1 FROM"
                          " web_entry e WHERE e.submission=s.id) ORDER BY k.submission",
                          error);
    g_autofree char *list = near ? list_of(near) : NULL;
    if (stmt)
        db_bind(stmt, near ? "ssss" : "sss", campaign->id, form, works_form(campaign), list);
    return parties(store, stmt, error);
}

static void take_id(gpointer into, sqlite3_stmt *stmt)
{
    gint64 id = sqlite3_column_int64(stmt, 0);
    g_array_append_val((GArray *)into, id);
}

GArray *web_submissions(struct store *store, const struct campaign *campaign, const char *form, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store, "SELECT id FROM submission WHERE campaign=?1 AND coalesce(form,?3)=?2 AND merged IS NULL ORDER BY id",
        error);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (stmt)
        db_bind(stmt, "sss", campaign->id, form, works_form(campaign));
    return db_each(store, stmt, take_id, all, error) ? g_steal_pointer(&all) : NULL;
}
