/* Filing: what join asks, and the submission's present state. */
#include "store/filing.h"

#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "store/db.h"
#include "store/facts.h"
#include "store/search.h"

static GArray *ids(struct store *store, const char *sql, const char *key, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, sql, error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "s", key);
    g_autoptr(GError) failure = NULL;
    GArray *all = g_array_new(FALSE, TRUE, sizeof(gint64));
    while (db_row(store, stmt, &failure)) {
        gint64 id = sqlite3_column_int64(stmt, 0);
        g_array_append_val(all, id);
    }
    if (!failure)
        return all;
    g_array_unref(all);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

GArray *filing_by_number(struct store *store, const char *number, GError **error)
{
    return ids(store, "SELECT coalesce(merged,id) FROM submission WHERE number=?", number, error);
}

GArray *filing_by_reply(struct store *store, const char *message_id, GError **error)
{
    return ids(store,
               "SELECT coalesce(s.merged,s.id) FROM outbox o JOIN outbox_about a ON a.outbox=o.id JOIN submission s ON"
               " s.id=a.submission WHERE o.message_id=?1 UNION"
               " SELECT submission FROM sent WHERE message_id=?1 AND ours=0 AND submission IS NOT NULL ORDER BY 1",
               message_id, error);
}

char *filing_number_of(struct store *store, gint64 submission, GError **error)
{
    g_autoptr(GError) failure = NULL;
    char *number = db_text(store, &failure, "SELECT number FROM submission WHERE id=?", "i", submission);
    if (!number && !failure)
        g_set_error(&failure, HUIZHI_ERROR, ERROR_SOFTWARE, "no submission %" G_GINT64_FORMAT, submission);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return number;
}

static void take_id(gpointer into, sqlite3_stmt *stmt)
{
    gint64 id = sqlite3_column_int64(stmt, 0);
    g_array_append_val((GArray *)into, id);
}

GArray *filing_of_mail(struct store *store, gint64 mail, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store, "SELECT DISTINCT submission FROM contribution WHERE mail=? ORDER BY submission", error);
    if (stmt)
        db_bind(stmt, "i", mail);
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(gint64));
    return db_each(store, stmt, take_id, all, error) ? g_steal_pointer(&all) : NULL;
}

GStrv filing_addresses(struct store *store, gint64 submission, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT sender FROM submission WHERE id=?1 AND sender IS NOT NULL UNION"
                                    " SELECT lower(value) FROM field WHERE submission=?1 AND value LIKE '%_@_%'"
                                    " AND coalesce(place,'') NOT LIKE '" WEB_PLACE "%'",
                                    error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "i", submission);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    while (db_row(store, stmt, error)) {
        g_autofree char *address = db_column(stmt, 0);
        g_strv_builder_add(builder, address);
    }
    return g_strv_builder_end(builder);
}

gint64 filing_has_work(struct store *store, gint64 submission, int seq, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM work WHERE submission=? AND seq=?", "ii", submission,
                     (gint64)seq);
}

GArray *filing_all(struct store *store, GError **error)
{
    return ids(store, "SELECT id FROM submission WHERE ?1 IS NULL AND merged IS NULL ORDER BY id", NULL, error);
}

char *filing_state(struct store *store, gint64 submission, GError **error)
{
    return db_text(store, error, "SELECT state FROM submission WHERE id=?", "i", submission);
}

char *filing_duplicate(struct store *store, const char *sha256, gint64 except, GError **error)
{
    return db_text(store, error,
                   "SELECT s.number FROM work w JOIN submission s ON s.id=w.submission"
                   " WHERE w.sha256=? AND w.submission<>? ORDER BY s.id LIMIT 1",
                   "si", sha256, except);
}

char *filing_number(struct store *store, const char *prefix, GError **error)
{
    if (!db_run(store, error, "INSERT INTO counter VALUES(?,2) ON CONFLICT(prefix) DO UPDATE SET next=next+1", "s",
                prefix))
        return NULL;
    gint64 next = db_number(store, error, "SELECT next-1 FROM counter WHERE prefix=?", "s", prefix);
    return next > 0 ? number_format(prefix, (int)next) : NULL;
}

bool filing_identity(struct store *store, gint64 id, struct submission *submission, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, "SELECT number,campaign,deadline,fix_by FROM submission WHERE id=?", error);
    if (!stmt)
        return false;
    db_bind(stmt, "i", id);
    if (!db_row(store, stmt, error))
        return false;
    submission->id = id;
    g_free(submission->number);
    g_free(submission->campaign);
    submission->number = db_column(stmt, 0);
    submission->campaign = db_column(stmt, 1);
    submission->deadline = sqlite3_column_int64(stmt, 2);
    submission->fix_by = sqlite3_column_int64(stmt, 3);
    sqlite3_reset(stmt);
    return true;
}

bool filing_await(struct store *store, gint64 submission, gint64 fix_by, GError **error)
{
    return db_run(store, error, "UPDATE submission SET fix_by=? WHERE id=?", "ii", fix_by, submission);
}

static bool save_row(struct store *store, struct submission *s, const struct verdict *verdict, const char *title,
                     gint64 now, GError **error)
{
    if (s->id)
        return db_run(
            store, error,
            "UPDATE submission SET form=?, form_name=?, unreadable=?, sender=?, title=?, received=?, revision=?,"
            " state=?, updated_at=?, held=?, assigned=?, deadline=? WHERE id=?",
            "ssissiisissii", s->form, s->form_name, (gint64)s->unreadable, s->sender, title, s->received,
            (gint64)s->revision, verdict_name(verdict->state), now, s->held, s->assigned, s->deadline, s->id);
    if (!db_run(store, error,
                "INSERT INTO submission(number,campaign,form,form_name,unreadable,sender,title,received,revision,state,"
                "filed_at,updated_at,deadline) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
                "ssssissiisiii", s->number, s->campaign, s->form, s->form_name, (gint64)s->unreadable, s->sender, title,
                s->received, (gint64)s->revision, verdict_name(verdict->state), now, now, s->deadline))
        return false;
    s->id = sqlite3_last_insert_rowid(store->db);
    return true;
}

static bool save_fields(struct store *store, const struct submission *s, GError **error)
{
    for (guint i = 0; i < s->fields->len; i++) {
        const struct field *field = s->fields->pdata[i];
        g_autofree char *area = field_area(field);
        if (!db_run(
                store, error,
                "INSERT INTO field(submission,position,name,value,raw,place,confidence,note,suggestion,picture,area)"
                " VALUES(?,?,?,?,?,?,?,?,?,?,?)",
                "iissssdssss", s->id, (gint64)i, field->name, field->value, field->raw, field->from, field->confidence,
                field->note, field->suggestion, field->picture, area))
            return false;
    }
    return true;
}

static bool save_works(struct store *store, const struct submission *s, GError **error)
{
    for (guint i = 0; i < s->works->len; i++) {
        const struct numbered *numbered = s->works->pdata[i];
        const struct work *work = numbered->work;
        g_autofree char *number = number_format_work(s->number, numbered->seq);
        sqlite3_stmt *stmt = db_prepare(
            store,
            facts_insert("work",
                         "submission,seq,number,kind,name,path,type,sha256,bytes,caption,caption_from,duplicate_of,"
                         "held"),
            error);
        if (!stmt)
            return false;
        db_bind(stmt, "iissssssissss", s->id, (gint64)numbered->seq, number, work_kind_name(work->kind), work->name,
                work->path, work->type, work->sha256, (gint64)work->bytes, work->caption, work->caption_from,
                numbered->duplicate_of, numbered->held);
        facts_bind(stmt, 13, work);
        if (!db_step(store, stmt, error))
            return false;
    }
    return true;
}

static bool save_findings(struct store *store, const struct submission *s, const struct verdict *verdict,
                          GError **error)
{
    for (guint i = 0; i < verdict->findings->len; i++) {
        const struct finding *finding = verdict->findings->pdata[i];
        if (!db_run(store, error,
                    "INSERT INTO finding(submission,position,rule,severity,subject,work,text,clause,resend)"
                    " VALUES(?,?,?,?,?,?,?,?,?)",
                    "iissssssi", s->id, (gint64)i, finding->rule, severity_name(finding->severity), finding->subject,
                    finding->work, finding->text, finding->clause, (gint64)finding->resend))
            return false;
    }
    return true;
}

bool filing_save(struct store *store, struct submission *submission, const struct verdict *verdict, const char *title,
                 gint64 now, GError **error)
{
    return save_row(store, submission, verdict, title, now, error) &&
           db_run(store, error, "DELETE FROM field WHERE submission=?", "i", submission->id) &&
           db_run(store, error, "DELETE FROM work WHERE submission=?", "i", submission->id) &&
           db_run(store, error, "DELETE FROM finding WHERE submission=?", "i", submission->id) &&
           save_fields(store, submission, error) && save_works(store, submission, error) &&
           save_findings(store, submission, verdict, error) && search_submission(store, submission->id, error);
}
