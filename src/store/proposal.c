/* Proposals, and the questions that the conversation asks of the store. */
#include "store/proposal.h"

#include <sqlite3.h>

#include "store/db.h"
#include "submission/submission.h"

bool proposal_add(struct store *store, gint64 submission, int work, gint64 mail, const char *why, gint64 now,
                  GError **error)
{
    return db_run(store, error,
                  "INSERT INTO proposal(submission,work,mail,why,at) SELECT ?1,?2,?3,?4,?5 WHERE NOT EXISTS (SELECT 1"
                  " FROM proposal WHERE submission IS ?1 AND work=?2 AND mail=?3 AND why=?4)",
                  "niisi", submission, (gint64)work, mail, why, now);
}

bool proposal_has_work(struct store *store, gint64 submission, int work, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM work WHERE submission=? AND seq=?", "ii", submission,
                     (gint64)work) > 0;
}

static void take_id(gpointer into, sqlite3_stmt *stmt)
{
    gint64 id = sqlite3_column_int64(stmt, 0);
    g_array_append_val((GArray *)into, id);
}

GArray *proposal_live(struct store *store, const char *address, guint limit, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT s.id FROM submission s WHERE s.state<>'rejected' AND s.merged IS NULL AND"
                                    " (s.sender=?1 OR EXISTS (SELECT 1 FROM field f WHERE f.submission=s.id AND"
                                    " lower(f.value)=?1 AND coalesce(f.place,'') NOT LIKE '" WEB_PLACE "%'))"
                                    " ORDER BY s.id DESC LIMIT ?2",
                                    error);
    if (stmt)
        db_bind(stmt, "si", address, (gint64)limit);
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(gint64));
    return db_each(store, stmt, take_id, all, error) ? g_steal_pointer(&all) : NULL;
}

gint64 proposal_letters(struct store *store, const char *address, const char *template, const char *campaign,
                        gint64 submission, gint64 since, GError **error)
{
    return db_number(store, error,
                     "SELECT count(*) FROM outbox o WHERE o.to_addr=?1 AND o.template=?2 AND o.queued_at>=?5 AND (?3 IS"
                     " NULL OR o.campaign=?3) AND (?4=0 OR EXISTS (SELECT 1 FROM outbox_about a WHERE a.outbox=o.id"
                     " AND a.submission=?4)) AND o.state NOT IN ('refused','withheld','superseded')",
                     "sssii", address, template, campaign, submission, since);
}

bool proposal_answers(struct store *store, const char *message_id, const char *template, GError **error)
{
    return message_id && db_number(store, error, "SELECT count(*) FROM outbox WHERE message_id=? AND template=?", "ss",
                                   message_id, template) > 0;
}

bool proposal_settle(struct store *store, gint64 submission, int work, gint64 now, GError **error)
{
    return db_run(store, error,
                  "UPDATE proposal SET settled=?1 WHERE submission=?2 AND settled=0 AND (?3=0 OR work=?3)", "iii", now,
                  submission, (gint64)work);
}
