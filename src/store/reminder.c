/* Reminders. */
#include "store/reminder.h"

#include <sqlite3.h>

#include "store/db.h"

/* Whether row r of table reminder, about submission s, still has its reason; ?1 is now. */
#define HOLDS_GOOD                                                                                                     \
    "(s.state='incomplete' AND s.held IS NULL AND s.merged IS NULL AND s.paused<r.at AND r.due>?1"                     \
    " AND s.deadline<=r.due AND NOT EXISTS (SELECT 1 FROM outbox_about a JOIN outbox b ON b.id=a.outbox"               \
    " WHERE a.submission=s.id AND b.id>r.outbox AND b.state<>'superseded')"                                            \
    " AND NOT EXISTS (SELECT 1 FROM outbox w JOIN undelivered u ON u.address=lower(w.to_addr) WHERE w.id=r.outbox))"

/* The unsent letters that speak of something which has not. */
#define STALE                                                                                                          \
    "(SELECT r.outbox FROM reminder r JOIN outbox o ON o.id=r.outbox JOIN submission s ON s.id=r.submission"           \
    " WHERE o.state IN ('held','queued') AND NOT " HOLDS_GOOD ")"

void awaited_free(struct awaited *awaited)
{
    if (!awaited)
        return;
    g_free(awaited->campaign);
    g_free(awaited->form);
    letter_free(awaited->last);
    g_free(awaited);
}

static void take(gpointer into, sqlite3_stmt *stmt)
{
    struct awaited *awaited = g_new0(struct awaited, 1);
    awaited->id = sqlite3_column_int64(stmt, 0);
    awaited->campaign = db_column(stmt, 1);
    awaited->form = db_column(stmt, 2);
    awaited->deadline = sqlite3_column_int64(stmt, 3);
    awaited->fix_by = sqlite3_column_int64(stmt, 4);
    awaited->paused = sqlite3_column_int64(stmt, 5);
    awaited->told = sqlite3_column_int64(stmt, 6);
    awaited->unsent = sqlite3_column_int(stmt, 7) != 0;
    awaited->reminded = sqlite3_column_int(stmt, 8) != 0;
    awaited->last = g_new0(struct letter, 1);
    awaited->last->mailbox = db_column(stmt, 9);
    awaited->last->from_name = db_column(stmt, 10);
    awaited->last->to = db_column(stmt, 11);
    awaited->last->to_name = db_column(stmt, 12);
    awaited->last->in_reply_to = db_column(stmt, 13);
    const char *refs = (const char *)sqlite3_column_text(stmt, 14);
    awaited->last->references = g_strsplit(refs ? refs : "", "\n", -1);
    g_ptr_array_add(into, awaited);
}

GPtrArray *reminder_awaited(struct store *store, gint64 now, GError **error)
{
    /* The last letter to the participant says where to write; one that was refused says that nobody is there. */
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT s.id,s.campaign,s.form,s.deadline,s.fix_by,s.paused,coalesce(o.sent_at,o.queued_at),"
        " o.state IN ('held','queued','sending'),EXISTS (SELECT 1 FROM reminder r WHERE r.outbox=o.id),"
        " o.mailbox,o.from_name,o.to_addr,o.to_name,o.in_reply_to,o.refs FROM submission s JOIN outbox o ON o.id="
        "(SELECT max(b.id) FROM outbox_about a JOIN outbox b ON b.id=a.outbox WHERE a.submission=s.id AND b.priority>?2"
        " AND b.state<>'superseded')"
        " WHERE s.state='incomplete' AND s.held IS NULL AND s.merged IS NULL AND s.fix_by>0"
        " AND max(s.fix_by,s.deadline)>?1 AND o.state<>'refused'"
        " AND NOT EXISTS (SELECT 1 FROM undelivered u WHERE u.address=lower(o.to_addr))"
        " ORDER BY o.mailbox,lower(o.to_addr),s.campaign,s.id",
        error);
    if (stmt)
        db_bind(stmt, "ii", now, (gint64)PRIORITY_URGENT);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)awaited_free);
    return db_each(store, stmt, take, all, error) ? g_steal_pointer(&all) : NULL;
}

bool reminder_known(struct store *store, gint64 submission, gint64 due, gint64 days, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM reminder WHERE submission=? AND due=? AND days=?", "iii",
                     submission, due, days) > 0;
}

bool reminder_record(struct store *store, gint64 submission, gint64 due, gint64 days, gint64 outbox, gint64 now,
                     GError **error)
{
    return db_run(store, error, "INSERT INTO reminder VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING", "iiini", submission,
                  due, days, outbox, now);
}

bool reminder_sweep(struct store *store, gint64 now, GError **error)
{
    return db_run(store, error,
                  "DELETE FROM reminder WHERE outbox IN " STALE " AND EXISTS (SELECT 1 FROM reminder r JOIN submission"
                  " s ON s.id=r.submission WHERE r.submission=reminder.submission AND r.due=reminder.due"
                  " AND r.days=reminder.days AND " HOLDS_GOOD ")",
                  "i", now) &&
           db_run(store, error, "UPDATE outbox SET state='superseded' WHERE id IN " STALE, "i", now);
}

bool reminder_postpone(struct store *store, const char *campaign, gint64 until, GError **error)
{
    return db_run(store, error,
                  "UPDATE outbox SET not_before=?1 WHERE state IN ('held','queued') AND not_before<?1 AND id IN"
                  " (SELECT r.outbox FROM reminder r JOIN submission s ON s.id=r.submission WHERE s.campaign=?2)",
                  "is", until, campaign);
}
