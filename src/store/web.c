/* Entries of the web page, and what they are joined to. */
#include "store/web.h"

#include <sqlite3.h>
#include <string.h>

#include "store/db.h"
#include "submission/submission.h"

void web_entry_free(struct web_entry *entry)
{
    if (!entry)
        return;
    g_free(entry->campaign);
    g_free(entry->form);
    g_free(entry->key);
    g_free(entry->source);
    g_clear_pointer(&entry->fields, g_ptr_array_unref);
    g_free(entry);
}

static void take_id(gpointer into, sqlite3_stmt *stmt)
{
    gint64 id = sqlite3_column_int64(stmt, 0);
    g_array_append_val((GArray *)into, id);
}

static GArray *ids(struct store *store, sqlite3_stmt *stmt, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));
    return db_each(store, stmt, take_id, all, error) ? g_steal_pointer(&all) : NULL;
}

static void take_value(gpointer into, sqlite3_stmt *stmt)
{
    struct field *field = g_new0(struct field, 1);
    field->name = db_column(stmt, 0);
    field->value = db_column(stmt, 1);
    field->raw = db_column(stmt, 2);
    g_ptr_array_add(into, field);
}

static bool load_values(struct store *store, struct web_entry *entry, GError **error)
{
    entry->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    sqlite3_stmt *stmt = db_prepare(store, "SELECT name,value,raw FROM web_value WHERE entry=? ORDER BY name", error);
    if (stmt)
        db_bind(stmt, "i", entry->id);
    return db_each(store, stmt, take_value, entry->fields, error);
}

static const struct field *value_of(const GPtrArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++)
        if (!strcmp(((const struct field *)fields->pdata[i])->name, name))
            return fields->pdata[i];
    return NULL;
}

static bool same_values(const GPtrArray *a, const GPtrArray *b)
{
    bool same = a->len == b->len;
    for (guint i = 0; same && i < a->len; i++) {
        const struct field *field = a->pdata[i], *other = value_of(b, field->name);
        same = other && !g_strcmp0(field->value, other->value) && !g_strcmp0(field->raw, other->raw);
    }
    return same;
}

static bool put_values(struct store *store, const struct web_entry *entry, GError **error)
{
    if (!db_run(store, error, "DELETE FROM web_value WHERE entry=?", "i", entry->id))
        return false;
    for (guint i = 0; i < entry->fields->len; i++) {
        const struct field *field = entry->fields->pdata[i];
        if (!db_run(store, error, "INSERT INTO web_value(entry,name,value,raw) VALUES(?,?,?,?)", "isss", entry->id,
                    field->name, field->value, field->raw))
            return false;
    }
    return true;
}

bool web_put(struct store *store, struct web_entry *entry, enum web_change *change, GError **error)
{
    g_autoptr(GError) failure = NULL;
    gint64 id = db_number(store, &failure, "SELECT id FROM web_entry WHERE campaign=? AND form=? AND key=?", "sss",
                          entry->campaign, entry->form, entry->key);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (id > 0) {
        g_autoptr(WebEntry) old = g_new0(struct web_entry, 1);
        old->id = entry->id = id;
        if (!load_values(store, old, error))
            return false;
        *change = same_values(old->fields, entry->fields) ? WEB_SAME : WEB_CHANGED;
        /* A row that only moved keeps what it filled in; its place there is told anew with its next change. */
        return *change == WEB_SAME
                   ? db_run(store, error, "UPDATE web_entry SET source=? WHERE id=?", "si", entry->source, id)
                   : db_run(store, error, "UPDATE web_entry SET source=?, row=?, at=?, applied=0 WHERE id=?", "siii",
                            entry->source, (gint64)entry->row, entry->at, id) &&
                         put_values(store, entry, error);
    }
    *change = WEB_NEW;
    if (!db_run(store, error, "INSERT INTO web_entry(campaign,form,key,source,row,at) VALUES(?,?,?,?,?,?)", "ssssii",
                entry->campaign, entry->form, entry->key, entry->source, (gint64)entry->row, entry->at))
        return false;
    entry->id = sqlite3_last_insert_rowid(store->db);
    return put_values(store, entry, error);
}

bool web_remove(struct store *store, gint64 entry, GError **error)
{
    return db_run(store, error, "DELETE FROM web_value WHERE entry=?", "i", entry) &&
           db_run(store, error, "DELETE FROM web_entry WHERE id=?", "i", entry);
}

GArray *web_ids(struct store *store, const char *campaign, const char *form, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, "SELECT id FROM web_entry WHERE campaign=? AND form=? ORDER BY id", error);
    if (stmt)
        db_bind(stmt, "ss", campaign, form);
    return ids(store, stmt, error);
}

struct web_entry *web_of(struct store *store, gint64 submission, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store, "SELECT id,campaign,form,key,source,row,at FROM web_entry WHERE submission=?", error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "i", submission);
    if (!db_row(store, stmt, error))
        return NULL;
    g_autoptr(WebEntry) entry = g_new0(struct web_entry, 1);
    entry->id = sqlite3_column_int64(stmt, 0);
    entry->campaign = db_column(stmt, 1);
    entry->form = db_column(stmt, 2);
    entry->key = db_column(stmt, 3);
    entry->source = db_column(stmt, 4);
    entry->row = sqlite3_column_int(stmt, 5);
    entry->at = sqlite3_column_int64(stmt, 6);
    entry->submission = submission;
    sqlite3_reset(stmt);
    return load_values(store, entry, error) ? g_steal_pointer(&entry) : NULL;
}

bool web_used(struct store *store, const char *campaign, GError **error)
{
    return db_number(store, error, "SELECT EXISTS (SELECT 1 FROM web_entry WHERE campaign=?)", "s", campaign) > 0;
}

bool web_join(struct store *store, gint64 entry, gint64 submission, const char *by, GError **error)
{
    return db_run(store, error, "UPDATE web_entry SET submission=?, matched_by=?, doubt=NULL, applied=0 WHERE id=?",
                  "nsi", submission, by, entry);
}

bool web_doubt(struct store *store, gint64 entry, gint64 submission, GError **error)
{
    return db_run(store, error,
                  "UPDATE web_entry SET doubt=coalesce(doubt||' ','')||(SELECT number FROM submission WHERE id=?)"
                  " WHERE id=?",
                  "ii", submission, entry);
}

bool web_clear_doubts(struct store *store, const char *campaign, const char *form, GError **error)
{
    return db_run(store, error, "UPDATE web_entry SET doubt=NULL WHERE campaign=? AND form=? AND doubt IS NOT NULL",
                  "ss", campaign, form);
}

gint64 web_part(struct store *store, const char *campaign, const char *form, GError **error)
{
    if (!db_run(store, error,
                "UPDATE web_entry SET submission=NULL, matched_by=NULL, applied=0 WHERE campaign=?1 AND form=?2"
                " AND submission IS NOT NULL AND NOT EXISTS (SELECT 1 FROM web_key a JOIN web_key b ON b.key=a.key"
                " WHERE a.entry=web_entry.id AND b.submission=web_entry.submission)",
                "ss", campaign, form))
        return -1;
    return sqlite3_changes(store->db);
}

GArray *web_stale(struct store *store, GError **error)
{
    return ids(
        store,
        db_prepare(store,
                   "SELECT submission FROM web_entry WHERE applied=0 AND submission IS NOT NULL UNION"
                   " SELECT c.submission FROM contribution c WHERE c.mail IS NULL AND c.actor='" CONTRIBUTION_BY_WEB
                   "' AND NOT EXISTS (SELECT 1 FROM web_entry e WHERE e.submission=c.submission) ORDER BY 1",
                   error),
        error);
}

bool web_withdraw(struct store *store, gint64 submission, GError **error)
{
    return db_run(store, error,
                  "DELETE FROM contribution_field WHERE contribution IN (SELECT id FROM contribution WHERE submission=?"
                  " AND mail IS NULL AND actor='" CONTRIBUTION_BY_WEB "')",
                  "i", submission) &&
           db_run(store, error,
                  "DELETE FROM contribution WHERE submission=? AND mail IS NULL AND actor='" CONTRIBUTION_BY_WEB "'",
                  "i", submission);
}

bool web_applied(struct store *store, gint64 submission, GError **error)
{
    return db_run(store, error, "UPDATE web_entry SET applied=1 WHERE submission=?", "i", submission);
}
