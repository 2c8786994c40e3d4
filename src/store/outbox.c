/* The outbox. */
#include "store/outbox.h"

#include <sqlite3.h>

#include "store/db.h"

#define DAY (24 * 60 * 60)

void letter_free(struct letter *letter)
{
    if (!letter)
        return;
    g_free(letter->template);
    g_free(letter->mailbox);
    g_free(letter->from_name);
    g_free(letter->to);
    g_free(letter->to_name);
    g_free(letter->subject);
    g_free(letter->text);
    g_free(letter->html);
    g_free(letter->cc);
    g_free(letter->campaign);
    g_free(letter->message_id);
    g_free(letter->in_reply_to);
    g_strfreev(letter->references);
    g_free(letter->thread);
    g_free(letter->withheld);
    g_clear_pointer(&letter->files, g_ptr_array_unref);
    g_free(letter);
}

static void letter_file_free(gpointer data)
{
    struct letter_file *file = data;
    g_free(file->path);
    g_free(file->sha256);
    g_free(file->name);
    g_free(file->type);
    g_free(file);
}

static void add_file(struct letter *letter, const char *path, const char *sha256, const char *name, const char *type)
{
    struct letter_file *file = g_new0(struct letter_file, 1);
    file->path = g_strdup(path);
    file->sha256 = g_strdup(sha256);
    file->name = g_strdup(name);
    file->type = g_strdup(type);
    if (!letter->files)
        letter->files = g_ptr_array_new_with_free_func(letter_file_free);
    g_ptr_array_add(letter->files, file);
}

void letter_file_add(struct letter *letter, const char *path, const char *sha256)
{
    add_file(letter, path, sha256, NULL, NULL);
}

void letter_made_add(struct letter *letter, const char *sha256, const char *name, const char *type)
{
    add_file(letter, "", sha256, name, type);
}

void letter_picture_add(struct letter *letter, const char *sha256)
{
    add_file(letter, "", sha256, NULL, NULL);
}

char *outbox_picture_id(const char *sha256)
{
    return g_strdup_printf("picture.%.16s@huizhi.invalid", sha256);
}

static bool save_files(struct store *store, const struct letter *letter, GError **error)
{
    for (guint i = 0; letter->files && i < letter->files->len; i++) {
        const struct letter_file *file = letter->files->pdata[i];
        if (!db_run(store, error, "INSERT INTO outbox_file(outbox,position,path,sha256,name,type) VALUES(?,?,?,?,?,?)",
                    "iissss", letter->id, (gint64)i, file->path, file->sha256, file->name, file->type))
            return false;
    }
    return true;
}

static bool load_files(struct store *store, struct letter *letter, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store, "SELECT path,sha256,name,type FROM outbox_file WHERE outbox=? ORDER BY position", error);
    if (!stmt)
        return false;
    db_bind(stmt, "i", letter->id);
    g_autoptr(GError) failure = NULL;
    while (db_row(store, stmt, &failure)) {
        g_autofree char *path = db_column(stmt, 0), *sha256 = db_column(stmt, 1);
        g_autofree char *name = db_column(stmt, 2), *type = db_column(stmt, 3);
        add_file(letter, path, sha256, name, type);
    }
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return !failure;
}

/* When the oldest of the unsent letters that speak of this submission alone began to wait; -1: there is none. */
static gint64 waiting_since(struct store *store, gint64 submission, GError **error)
{
    return db_number(store, error,
                     "SELECT min(since) FROM outbox WHERE state IN ('held','queued') AND submission IS NOT"
                     " NULL AND id IN (SELECT outbox FROM outbox_about WHERE submission=?) AND NOT EXISTS"
                     " (SELECT 1 FROM outbox_about b WHERE b.outbox=outbox.id AND b.submission<>?)",
                     "ii", submission, submission);
}

static bool supersede(struct store *store, gint64 submission, gint64 *since, GError **error)
{
    g_autoptr(GError) failure = NULL;
    gint64 before = waiting_since(store, submission, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (before >= 0)
        *since = MIN(*since, before);
    return db_run(store, error,
                  "UPDATE outbox SET state='superseded' WHERE state IN ('held','queued') AND submission IS NOT"
                  " NULL AND id IN (SELECT outbox FROM outbox_about WHERE submission=?) AND NOT EXISTS"
                  " (SELECT 1 FROM outbox_about b WHERE b.outbox=outbox.id AND b.submission<>?)",
                  "ii", submission, submission);
}

bool outbox_queue(struct store *store, struct letter *letter, const GArray *submissions, bool held, gint64 now,
                  GError **error)
{
    gint64 since = now;
    for (guint i = 0; !letter->withheld && i < submissions->len; i++)
        if (!supersede(store, g_array_index(submissions, gint64, i), &since, error))
            return false;
    letter->not_before = MAX(MIN(now + letter->delay, since + letter->most), now);
    g_autofree char *refs = letter->references ? g_strjoinv("\n", letter->references) : NULL;
    gint64 first = submissions->len ? g_array_index(submissions, gint64, 0) : 0;
    if (!db_run(
            store, error,
            "INSERT INTO outbox(submission,mail,template,priority,state,not_before,mailbox,from_name,to_addr,to_name,"
            "subject,text,html,message_id,in_reply_to,refs,queued_at,since,cc,campaign,thread,response) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            "nnsisissssssssssiissss", first, letter->mail, letter->template, (gint64)letter->priority,
            letter->withheld ? "withheld"
            : held           ? "held"
                             : "queued",
            letter->not_before, letter->mailbox, letter->from_name, letter->to, letter->to_name, letter->subject,
            letter->text, letter->html, letter->message_id, letter->in_reply_to, refs, now, since, letter->cc,
            letter->campaign, letter->thread, letter->withheld))
        return false;
    letter->id = sqlite3_last_insert_rowid(store->db);
    for (guint i = 0; i < submissions->len; i++)
        if (!db_run(store, error, "INSERT INTO outbox_about VALUES(?,?) ON CONFLICT DO NOTHING", "ii", letter->id,
                    g_array_index(submissions, gint64, i)))
            return false;
    return save_files(store, letter, error);
}

bool outbox_mention(struct store *store, const struct letter *letter, const GArray *submissions, GError **error)
{
    for (guint i = 0; i < submissions->len; i++)
        if (!db_run(store, error, "INSERT INTO outbox_about VALUES(?,?) ON CONFLICT DO NOTHING", "ii", letter->id,
                    g_array_index(submissions, gint64, i)))
            return false;
    return true;
}

gint64 outbox_recover(struct store *store, GError **error)
{
    if (!db_run(store, error, "UPDATE outbox SET state='unsure', response='中断时正在发送' WHERE state='sending'", ""))
        return -1;
    return sqlite3_changes(store->db);
}

gint64 outbox_release(struct store *store, const char *number, GError **error)
{
    if (!db_run(store, error,
                "UPDATE outbox SET state='queued' WHERE state='held' AND (?1 IS NULL OR id IN (SELECT a.outbox FROM"
                " outbox_about a JOIN submission s ON s.id=a.submission WHERE s.number=?1))",
                "s", number))
        return -1;
    return sqlite3_changes(store->db);
}

static struct letter *take(sqlite3_stmt *stmt)
{
    struct letter *letter = g_new0(struct letter, 1);
    letter->id = sqlite3_column_int64(stmt, 0);
    letter->mail = sqlite3_column_int64(stmt, 1);
    letter->template = db_column(stmt, 2);
    letter->priority = (enum priority)sqlite3_column_int(stmt, 3);
    letter->not_before = sqlite3_column_int64(stmt, 4);
    letter->mailbox = db_column(stmt, 5);
    letter->from_name = db_column(stmt, 6);
    letter->to = db_column(stmt, 7);
    letter->to_name = db_column(stmt, 8);
    letter->subject = db_column(stmt, 9);
    letter->text = db_column(stmt, 10);
    letter->html = db_column(stmt, 11);
    letter->message_id = db_column(stmt, 12);
    letter->in_reply_to = db_column(stmt, 13);
    const char *refs = (const char *)sqlite3_column_text(stmt, 14);
    letter->references = g_strsplit(refs ? refs : "", "\n", -1);
    letter->attempts = (guint)sqlite3_column_int(stmt, 15);
    letter->queued_at = sqlite3_column_int64(stmt, 16);
    letter->cc = db_column(stmt, 17);
    return letter;
}

struct letter *outbox_next(struct store *store, gint64 now, enum priority least, GError **error)
{
    if (!store_begin(store, error))
        return NULL;
    sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT id,mail,template,priority,not_before,mailbox,from_name,to_addr,to_name,subject,"
                   "text,html,message_id,in_reply_to,refs,attempts,queued_at,cc FROM outbox"
                   " WHERE state='queued' AND not_before<=? AND priority<=? ORDER BY priority, id LIMIT 1",
                   error);
    g_autoptr(Letter) letter = NULL;
    g_autoptr(GError) failure = NULL;
    if (stmt) {
        db_bind(stmt, "ii", now, (gint64)least);
        if (db_row(store, stmt, &failure)) {
            letter = take(stmt);
            sqlite3_reset(stmt);
            if (load_files(store, letter, &failure))
                db_run(store, &failure, "UPDATE outbox SET state='sending', attempts=attempts+1 WHERE id=?", "i",
                       letter->id);
        }
    }
    if (stmt && !failure && store_commit(store, &failure))
        return g_steal_pointer(&letter);
    store_rollback(store);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

bool outbox_settle(struct store *store, gint64 id, const char *state, const char *response, gint64 not_before,
                   gint64 now, GError **error)
{
    return db_run(store, error,
                  "UPDATE outbox SET state=?1, response=?2, not_before=max(not_before,?3),"
                  " sent_at=CASE WHEN ?1='sent' THEN ?4 ELSE sent_at END WHERE id=?5",
                  "ssiii", state, response, not_before, now, id);
}

gint64 outbox_sent_to(struct store *store, const char *address, gint64 now, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM outbox WHERE to_addr=? AND sent_at>?", "si", address,
                     now - DAY);
}

gint64 outbox_sent(struct store *store, gint64 now, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM outbox WHERE sent_at>?", "i", now - DAY);
}

bool outbox_told(struct store *store, gint64 submission, GError **error)
{
    return db_number(store, error,
                     "SELECT count(*) FROM outbox_about a JOIN outbox o ON o.id=a.outbox WHERE a.submission=? AND"
                     " o.state IN ('sending','sent','refused','unsure')",
                     "i", submission) > 0;
}

bool outbox_answered(struct store *store, gint64 mail, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM outbox WHERE mail=?", "i", mail) > 0;
}

bool outbox_put_back(struct store *store, gint64 id, const char *why, GError **error)
{
    return db_run(store, error, "UPDATE outbox SET state='queued', attempts=attempts-1, response=? WHERE id=?", "si",
                  why, id);
}
