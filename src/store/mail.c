/* Mail rows. */
#include "store/mail.h"

#include <sqlite3.h>

#include "base/text.h"
#include "store/db.h"
#include "store/search.h"

static const char *const disposition_names[] = {[DISPOSITION_FILED] = "filed",
                                                [DISPOSITION_JOINED] = "joined",
                                                [DISPOSITION_ASIDE] = "aside",
                                                [DISPOSITION_WAITING] = "waiting"};

void mail_free(struct mail *mail)
{
    if (!mail)
        return;
    g_free(mail->sha256);
    g_free(mail->mailbox);
    g_free(mail->folder);
    g_free(mail);
}

gint64 mail_add(struct store *store, const struct mail *mail, GError **error)
{
    if (!db_run(store, error,
                "INSERT INTO mail(sha256,bytes,mailbox,folder,received,partial,full_bytes) VALUES(?,?,?,?,?,?,?)"
                " ON CONFLICT(sha256) DO NOTHING",
                "sissiii", mail->sha256, (gint64)mail->bytes, mail->mailbox, mail->folder, mail->received,
                (gint64)mail->partial, (gint64)mail->full_bytes))
        return -1;
    return db_number(store, error, "SELECT id FROM mail WHERE sha256=?", "s", mail->sha256);
}

static void take_mail(gpointer into, sqlite3_stmt *stmt)
{
    struct mail *mail = g_new0(struct mail, 1);
    mail->id = sqlite3_column_int64(stmt, 0);
    mail->sha256 = db_column(stmt, 1);
    mail->bytes = (guint64)sqlite3_column_int64(stmt, 2);
    mail->mailbox = db_column(stmt, 3);
    mail->folder = db_column(stmt, 4);
    mail->received = sqlite3_column_int64(stmt, 5);
    mail->partial = sqlite3_column_int(stmt, 6) != 0;
    mail->full_bytes = (guint64)sqlite3_column_int64(stmt, 7);
    mail->attempts = (guint)sqlite3_column_int(stmt, 8);
    g_ptr_array_add(into, mail);
}

#define MAIL_COLUMNS "SELECT id,sha256,bytes,mailbox,folder,received,partial,full_bytes,attempts FROM mail WHERE "

GPtrArray *mail_pending(struct store *store, guint limit, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, MAIL_COLUMNS "disposition='pending' ORDER BY received, id LIMIT ?", error);
    if (stmt)
        db_bind(stmt, "i", (gint64)limit);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
    return db_each(store, stmt, take_mail, all, error) ? g_steal_pointer(&all) : NULL;
}

GPtrArray *mail_filed(struct store *store, const char *row, gint64 since, gint64 after, guint limit, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    MAIL_COLUMNS "disposition IN ('filed','joined') AND received>=?1 AND id>?2 AND"
                                                 " (?3 IS NULL OR CAST(id AS TEXT)=?3) ORDER BY id LIMIT ?4",
                                    error);
    if (stmt)
        db_bind(stmt, "iisi", since, after, row, (gint64)limit);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
    return db_each(store, stmt, take_mail, all, error) ? g_steal_pointer(&all) : NULL;
}

gint64 mail_filed_count(struct store *store, gint64 since, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM mail WHERE disposition IN ('filed','joined') AND received>=?",
                     "i", since);
}

bool mail_attempted(struct store *store, gint64 id, const char *why, GError **error)
{
    return db_run(store, error, "UPDATE mail SET attempts=attempts+1, reason=? WHERE id=?", "si", why, id);
}

static bool add_files(struct store *store, gint64 id, const GPtrArray *files, GError **error)
{
    if (!db_run(store, error, "DELETE FROM file WHERE mail=?", "i", id))
        return false;
    for (guint i = 0; i < files->len; i++) {
        const struct file *file = files->pdata[i];
        if (!db_run(store, error,
                    "INSERT INTO file(mail,name,type,bytes,sha256,path,role,encrypted,damaged,note)"
                    " VALUES(?,?,?,?,?,?,?,?,?,?)",
                    "ississsiis", id, file->name, file->type, (gint64)file->bytes, file->sha256, file->path,
                    role_name(file->role), (gint64)file->encrypted, (gint64)file->damaged, file->note))
            return false;
    }
    return true;
}

static bool add_pictures(struct store *store, gint64 id, const GPtrArray *pictures, GError **error)
{
    if (!db_run(store, error, "DELETE FROM picture WHERE mail=?", "i", id))
        return false;
    for (guint i = 0; i < pictures->len; i++) {
        const struct staged *picture = pictures->pdata[i];
        if (!db_run(store, error, "INSERT OR IGNORE INTO picture VALUES(?,?,?)", "isi", id, picture->sha256,
                    (gint64)picture->bytes))
            return false;
    }
    return true;
}

bool mail_end(struct store *store, gint64 id, const struct dossier *dossier, const struct ending *ending, gint64 now,
              GError **error)
{
    if (!db_run(store, error,
                "UPDATE mail SET kind=?, kind_why=?, disposition=?, reason=?, target=?, handled_at=?, forwarded_by=?,"
                " first_at=coalesce(first_at,?), received=CASE WHEN ?>0 THEN ? ELSE received END WHERE id=?",
                "sssssisiiii", ending->kind, ending->kind_why, disposition_names[ending->disposition], ending->reason,
                ending->target, now, ending->forwarded_by, now, ending->received, ending->received, id))
        return false;
    return !dossier || mail_read_again(store, id, dossier, error);
}

bool mail_read_again(struct store *store, gint64 id, const struct dossier *dossier, GError **error)
{
    const struct message *message = dossier->message;
    g_autofree char *words = message->fresh ? text_truncate(message->fresh, 8192) : NULL;
    return db_run(store, error,
                  "UPDATE mail SET message_id=?, in_reply_to=?, from_addr=?, from_name=?, subject=?, date=?, words=?,"
                  " ruleset=?, reader=? WHERE id=?",
                  "sssssissii", message->id, message->in_reply_to, message->from.addr, message->from.name,
                  message->subject, message->date, words, dossier->ruleset, (gint64)dossier->version, id) &&
           add_files(store, id, dossier->files, error) && add_pictures(store, id, dossier->pictures, error) &&
           search_mail(store, id, error);
}

gint64 mail_wake(struct store *store, GError **error)
{
    if (!db_run(store, error,
                "UPDATE mail SET disposition='pending', attempts=0 WHERE disposition='waiting' AND"
                " target IN (SELECT number FROM submission)",
                ""))
        return -1;
    return sqlite3_changes(store->db);
}

gint64 mail_first(struct store *store, gint64 id, gint64 now, GError **error)
{
    return db_number(store, error, "SELECT coalesce(first_at,?) FROM mail WHERE id=?", "ii", now, id);
}
