/* The rows behind `mailbox clear`. A sighting that was cleared stays, with the reason: nothing that was ever seen is
 * forgotten.
 */
#include "store/clearable.h"

#include <sqlite3.h>

#include "store/db.h"

#define CLEARED "已从信箱清除"

static void clearable_free(gpointer data)
{
    struct clearable *mail = data;
    g_free(mail->folder);
    g_free(mail->sha256);
    g_free(mail);
}

static void take(gpointer into, sqlite3_stmt *stmt)
{
    struct clearable *mail = g_new0(struct clearable, 1);
    mail->sighting = sqlite3_column_int64(stmt, 0);
    mail->folder = db_column(stmt, 1);
    mail->uidvalidity = (guint64)sqlite3_column_int64(stmt, 2);
    mail->uid = (guint64)sqlite3_column_int64(stmt, 3);
    mail->sha256 = db_column(stmt, 4);
    mail->bytes = (guint64)sqlite3_column_int64(stmt, 5);
    mail->listed = (guint64)sqlite3_column_int64(stmt, 6);
    mail->arrived = sqlite3_column_int64(stmt, 7);
    g_ptr_array_add(into, mail);
}

GPtrArray *clearable_mails(struct store *store, const char *mailbox, const char *folder, gint64 before, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT s.id,s.folder,s.uidvalidity,s.uid,m.sha256,m.bytes,s.bytes,s.received FROM sighting s JOIN "
                   "mail m ON m.id=s.mail"
                   " WHERE s.mailbox=?1 AND (?2 IS NULL OR s.folder=?2) AND s.state IN ('filed','acknowledged')"
                   " AND s.why IS NOT '" CLEARED "' AND m.partial=0 AND m.disposition IN ('filed','joined','aside')"
                   " AND CASE WHEN s.received>0 THEN s.received WHEN m.received>0 THEN m.received ELSE s.listed_at END"
                   "<?3 ORDER BY s.folder, s.uidvalidity, s.uid",
                   error);
    if (stmt)
        db_bind(stmt, "ssi", mailbox, folder, before);
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(clearable_free);
    return db_each(store, stmt, take, mails, error) ? g_steal_pointer(&mails) : NULL;
}

bool clearable_done(struct store *store, const struct clearable *mail, gint64 now, const char *actor, GError **error)
{
    g_autofree char *detail = g_strdup_printf("%s/%" G_GUINT64_FORMAT, mail->folder, mail->uid);
    return db_run(store, error, "UPDATE sighting SET state='acknowledged', why='" CLEARED "' WHERE id=?", "i",
                  mail->sighting) &&
           store_audit(store, now, actor, "clear", mail->sha256, detail, error);
}
