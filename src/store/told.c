/* Letters and rulings. "Left" is what may have reached somebody: sending, sent, unsure; and refused, which is known to
 * people by itself. */
#include "store/told.h"

#include <sqlite3.h>

#include "store/db.h"

#define LEFT "('sending','sent','refused','unsure')"
#define UNSENT "('held','queued','withheld')"

void thread_free(struct thread *thread)
{
    if (!thread)
        return;
    g_free(thread->kind);
    g_free(thread->mailbox);
    g_free(thread->to);
    g_free(thread->to_name);
    g_free(thread->subject);
    g_free(thread->message_id);
    g_free(thread->in_reply_to);
    g_free(thread);
}

static void take_thread(gpointer into, sqlite3_stmt *stmt)
{
    struct thread *thread = into;
    thread->mail = sqlite3_column_int64(stmt, 0);
    thread->kind = db_column(stmt, 1);
    thread->mailbox = db_column(stmt, 2);
    thread->to = db_column(stmt, 3);
    thread->to_name = db_column(stmt, 4);
    thread->subject = db_column(stmt, 5);
    thread->message_id = db_column(stmt, 6);
    thread->in_reply_to = db_column(stmt, 7);
    thread->received = sqlite3_column_int64(stmt, 8);
}

struct thread *thread_find(struct store *store, gint64 submission, GError **error)
{
    /* A letter knows the Reply-To, which the mail's row does not. */
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT m.id,m.kind,m.mailbox,coalesce(o.to_addr,m.from_addr),"
                                    " CASE WHEN o.id IS NULL THEN m.from_name ELSE o.to_name END,m.subject,"
                                    " m.message_id,m.in_reply_to,m.received FROM contribution c JOIN mail m ON"
                                    " m.id=c.mail LEFT JOIN outbox o ON o.mail=m.id WHERE c.submission=?"
                                    " ORDER BY c.received DESC, m.id DESC LIMIT 1",
                                    error);
    if (stmt)
        db_bind(stmt, "i", submission);
    g_autoptr(Thread) thread = g_new0(struct thread, 1);
    return db_each(store, stmt, take_thread, thread, error) && thread->mail ? g_steal_pointer(&thread) : NULL;
}

bool told_add(struct store *store, gint64 outbox, gint64 ruling, GError **error)
{
    return db_run(store, error, "INSERT INTO outbox_ruling VALUES(?,?) ON CONFLICT DO NOTHING", "ii", outbox, ruling) &&
           db_run(store, error, "UPDATE outbox SET ruling=max(coalesce(ruling,0),?) WHERE id=?", "ii", ruling, outbox);
}

static void take_id(gpointer into, sqlite3_stmt *stmt)
{
    gint64 id = sqlite3_column_int64(stmt, 0);
    g_array_append_val((GArray *)into, id);
}

GArray *told_not(struct store *store, gint64 submission, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT r.id FROM ruling r JOIN outbox_ruling t ON t.ruling=r.id JOIN outbox o ON"
                   " o.id=t.outbox WHERE r.submission=? GROUP BY r.id HAVING sum(o.state IN " LEFT ")=0 ORDER BY r.id",
                   error);
    if (stmt)
        db_bind(stmt, "i", submission);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    return db_each(store, stmt, take_id, ids, error) ? g_steal_pointer(&ids) : NULL;
}

gint64 told_recall(struct store *store, gint64 ruling, GError **error)
{
    if (!db_run(store, error,
                "UPDATE outbox SET state='superseded' WHERE state IN " UNSENT
                " AND id IN (SELECT outbox FROM outbox_ruling WHERE ruling=?)",
                "i", ruling))
        return -1;
    return sqlite3_changes(store->db);
}

gint64 told_withdraw(struct store *store, gint64 submission, GError **error)
{
    if (!db_run(store, error,
                "UPDATE outbox SET state='superseded' WHERE state IN " UNSENT
                " AND id IN (SELECT outbox FROM outbox_about WHERE submission=?1) AND NOT EXISTS"
                " (SELECT 1 FROM outbox_about b WHERE b.outbox=outbox.id AND b.submission<>?1)",
                "i", submission))
        return -1;
    return sqlite3_changes(store->db);
}

gint64 told_owes(struct store *store, gint64 submission, GError **error)
{
    return db_number(
        store, error,
        "WITH about AS (SELECT o.* FROM outbox o JOIN outbox_about a ON a.outbox=o.id WHERE"
        " a.submission=?1 AND o.submission IS NOT NULL) SELECT count(*)>0 FROM about WHERE ruling IS NULL AND state IN"
        " ('held','queued','superseded') AND id>coalesce((SELECT max(id) FROM about WHERE state IN " LEFT
        "),0) AND NOT EXISTS (SELECT 1 FROM outbox_about b WHERE b.outbox=about.id AND b.submission<>?1)",
        "i", submission);
}
