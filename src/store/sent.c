/* The Sent folder's rows, and what follows from them. */
#include "store/sent.h"

#include <sqlite3.h>
#include <string.h>

#include "base/text.h"
#include "mail/quote.h"
#include "store/db.h"
#include "store/erase.h"
#include "submission/kind.h"
#include "submission/submission.h"

#define WINDOW (30 * 24 * 60 * 60)
#define MAX_OPEN 1000 /* rows without a submission that are tried again */
#define BY_HAND "工作人员已人工答复"

/* Waiting, not for the office itself, and not telling of a ruling: only such a letter may give way to a person's. */
#define MAY_GIVE_WAY "state IN ('held','queued') AND priority>0 AND ruling IS NULL"

bool sent_known(struct store *store, const struct shelf *shelf, guint64 uid)
{
    return db_number(store, NULL, "SELECT 1 FROM sent WHERE mailbox=? AND folder=? AND uidvalidity=? AND uid=?", "ssii",
                     shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity, (gint64)uid) == 1;
}

static bool is_ours(struct store *store, const struct heading *heading)
{
    return heading->automatic || kind_our_id(heading->id) ||
           (heading->id && db_number(store, NULL, "SELECT 1 FROM outbox WHERE message_id=?", "s", heading->id) == 1);
}

/* A letter to somebody who was erased: it was seen, and nothing more. */
static bool add_erased(struct store *store, const struct shelf *shelf, const struct listing *listing, gint64 at,
                       GError **error)
{
    return db_run(store, error,
                  "INSERT INTO sent(mailbox,folder,uidvalidity,uid,at,ours,joined_at) VALUES(?,?,?,?,?,1,?)"
                  " ON CONFLICT DO NOTHING",
                  "ssiiii", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity, (gint64)listing->uid, at, at);
}

bool sent_add(struct store *store, const struct shelf *shelf, const struct listing *listing,
              const struct heading *heading, gint64 now, GError **error)
{
    gint64 at = listing->received > 0 ? listing->received : heading->date > 0 ? heading->date : now;
    if (forgotten_message(store, heading->id) || forgotten_message(store, heading->in_reply_to))
        return add_erased(store, shelf, listing, at, error);
    g_autofree char *thread = g_strjoinv("\n", heading->references);
    /* Some programs call a forwarded mail an answer to it. */
    bool forward = heading->in_reply_to && quote_forwards(heading->subject);
    g_autofree char *refs = forward ? g_strconcat(thread, "\n", heading->in_reply_to, NULL) : g_strdup(thread);
    g_autofree char *recipients = g_strjoinv("\n", heading->recipients);
    gint64 before = db_number(store, NULL,
                              "SELECT submission FROM sent WHERE mailbox=?1 AND submission IS NOT NULL AND"
                              " (message_id=?2 OR ?2 IS NULL AND message_id IS NULL AND at=?3 AND subject=?4 AND"
                              " recipients=?5) LIMIT 1",
                              "ssiss", shelf->mailbox, heading->id, at, heading->subject, recipients);
    return db_run(
        store, error,
        "INSERT INTO sent(mailbox,folder,uidvalidity,uid,message_id,in_reply_to,refs,recipients,subject,at,ours,"
        "submission) VALUES(?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
        "ssiisssssiin", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity, (gint64)listing->uid, heading->id,
        forward ? NULL : heading->in_reply_to, *refs ? refs : NULL, recipients, heading->subject, at,
        (gint64)is_ours(store, heading), MAX(before, 0));
}

static bool is_by_hand(struct store *store, const char *id)
{
    return id &&
           db_number(store, NULL, "SELECT 1 FROM sent WHERE message_id=? AND ours=0 AND submission IS NOT NULL LIMIT 1",
                     "s", id) == 1;
}

bool sent_answered(struct store *store, const struct message *message)
{
    if (is_by_hand(store, message->in_reply_to))
        return true;
    for (char **id = message->references; id && *id; id++)
        if (is_by_hand(store, *id))
            return true;
    return false;
}

/* What a person wrote and nobody has joined yet. */
struct open {
    gint64 id, at;
    char *in_reply_to, *refs, *recipients, *subject;
};

static void open_free(gpointer data)
{
    struct open *open = data;
    g_free(open->in_reply_to);
    g_free(open->refs);
    g_free(open->recipients);
    g_free(open->subject);
    g_free(open);
}

static void take_open(gpointer into, sqlite3_stmt *stmt)
{
    struct open *open = g_new0(struct open, 1);
    open->id = sqlite3_column_int64(stmt, 0);
    open->at = sqlite3_column_int64(stmt, 1);
    open->in_reply_to = db_column(stmt, 2);
    open->refs = db_column(stmt, 3);
    open->recipients = db_column(stmt, 4);
    open->subject = db_column(stmt, 5);
    g_ptr_array_add(into, open);
}

static void take_id(gpointer into, sqlite3_stmt *stmt)
{
    gint64 id = sqlite3_column_int64(stmt, 0);
    GArray *ids = into;
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return;
    g_array_append_val(ids, id);
}

/* The submissions of the mail or letter with that Message-ID. */
static bool by_thread(struct store *store, const char *id, GArray *found, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT coalesce(s.merged,s.id) FROM submission s WHERE s.id IN (SELECT c.submission FROM"
        " mail m JOIN contribution c ON c.mail=m.id WHERE m.message_id=?1 UNION SELECT a.submission FROM outbox o JOIN"
        " outbox_about a ON a.outbox=o.id WHERE o.message_id=?1) ORDER BY s.id",
        error);
    if (stmt)
        db_bind(stmt, "s", id);
    return db_each(store, stmt, take_id, found, error);
}

/* The nearest mail of the thread that is known. */
static bool by_threads(struct store *store, const struct open *open, GArray *found, GError **error)
{
    if (open->in_reply_to && !by_thread(store, open->in_reply_to, found, error))
        return false;
    g_auto(GStrv) refs = g_strsplit(open->refs ? open->refs : "", "\n", -1);
    for (guint i = g_strv_length(refs); i-- > 0 && found->len == 0;)
        if (!by_thread(store, refs[i], found, error))
            return false;
    return true;
}

static bool by_number(struct store *store, const char *number, gint64 at, GArray *found, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store, "SELECT coalesce(merged,id) FROM submission WHERE number=?1 AND received<=?2", error);
    if (stmt)
        db_bind(stmt, "si", number, at);
    return db_each(store, stmt, take_id, found, error);
}

/* Numbers as we mail them, "NXZ-0012" or "NXZ-0012-03", in any case and width. */
static bool by_subject(struct store *store, const struct open *open, GArray *found, GError **error)
{
    g_autofree char *plain = text_nfkc(open->subject ? open->subject : "");
    g_autofree char *upper = g_ascii_strup(plain, -1);
    for (char *at = upper; *at;) {
        gsize length = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
        g_autofree char *word = g_strndup(at, length), *prefix = NULL;
        int number, seq;
        if (length && number_parse(word, &prefix, &number, &seq)) {
            g_autofree char *whole = number_format(prefix, number);
            if (!by_number(store, whole, open->at, found, error))
                return false;
        }
        at += length ? length : 1;
    }
    return true;
}

/* Recipients who sent one submission of late; with two of them it is anybody's guess. */
static bool by_recipient(struct store *store, const struct open *open, GArray *found, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_auto(GStrv) recipients = g_strsplit(open->recipients ? open->recipients : "", "\n", -1);
    for (char **address = recipients; *address && all->len < 2; address++) {
        sqlite3_stmt *stmt =
            db_prepare(store,
                       "SELECT id FROM submission s WHERE sender=?1 AND state<>'rejected' AND merged IS"
                       " NULL AND EXISTS (SELECT 1 FROM contribution c WHERE c.submission=s.id AND"
                       " c.mail IS NOT NULL AND c.received BETWEEN ?2 AND ?3)",
                       error);
        if (stmt)
            db_bind(stmt, "sii", *address, open->at - WINDOW, open->at);
        if (!db_each(store, stmt, take_id, all, error))
            return false;
    }
    if (all->len == 1)
        g_array_append_vals(found, all->data, 1);
    return true;
}

/* The unsent letters about that submission alone, if they answer what came before the person's answer. */
static bool give_way(struct store *store, gint64 submission, gint64 at, GError **error)
{
    return db_run(store, error,
                  "UPDATE outbox SET state='superseded', response='" BY_HAND "' WHERE " MAY_GIVE_WAY " AND id IN"
                  " (SELECT outbox FROM outbox_about WHERE submission=?1) AND NOT EXISTS (SELECT 1 FROM outbox_about b"
                  " WHERE b.outbox=outbox.id AND b.submission<>?1) AND coalesce((SELECT received FROM mail m WHERE"
                  " m.id=outbox.mail),0)<=?2",
                  "ii", submission, at);
}

static bool join_one(struct store *store, const struct open *open, gint64 submission, gint64 now, GError **error)
{
    if (!give_way(store, submission, open->at, error))
        return false;
    int letters = sqlite3_changes(store->db);
    g_autofree char *number = db_text(store, error, "SELECT number FROM submission WHERE id=?", "i", submission);
    g_autofree char *detail = g_strdup_printf("sent %" G_GINT64_FORMAT ", %d letter(s) superseded", open->id, letters);
    return number &&
           db_run(store, error, "UPDATE submission SET paused=max(paused,?) WHERE id=?", "ii", open->at, submission) &&
           store_audit(store, now, "huizhi", "answered by hand", number, detail, error);
}

/* A colleague gets it, not the participant: nobody has been answered. */
static bool passed_on(struct store *store, const struct open *open, gint64 submission)
{
    g_auto(GStrv) recipients = g_strsplit(open->recipients ? open->recipients : "", "\n", -1);
    for (char **address = recipients; *address; address++)
        if (db_number(
                store, NULL,
                "SELECT 1 FROM submission s WHERE s.id=?1 AND (s.sender=?2 OR EXISTS (SELECT 1 FROM contribution c"
                " JOIN mail m ON m.id=c.mail WHERE c.submission=?1 AND m.from_addr=?2) OR EXISTS (SELECT 1 FROM"
                " field f WHERE f.submission=?1 AND lower(f.value)=?2))",
                "is", submission, *address) == 1)
            return false;
    return true;
}

static void drop_passed_on(struct store *store, const struct open *open, GArray *found)
{
    bool forward = open->subject && quote_forwards(open->subject);
    for (guint i = found->len; forward && i-- > 0;)
        if (passed_on(store, open, g_array_index(found, gint64, i)))
            g_array_remove_index(found, i);
}

static bool join_open(struct store *store, const struct open *open, gint64 now, GError **error)
{
    if (db_number(store, NULL, "SELECT submission FROM sent WHERE id=?", "i", open->id) > 0)
        return true; /* a copy of it has been joined just now */
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!by_threads(store, open, found, error) || (found->len == 0 && !by_subject(store, open, found, error)) ||
        (found->len == 0 && !by_recipient(store, open, found, error)))
        return false;
    drop_passed_on(store, open, found);
    for (guint i = 0; i < found->len; i++)
        if (!join_one(store, open, g_array_index(found, gint64, i), now, error))
            return false;
    if (found->len == 0)
        return true;
    gint64 first = g_array_index(found, gint64, 0);
    return db_run(store, error, "UPDATE sent SET submission=?, joined_at=? WHERE id=?", "iii", first, now, open->id) &&
           db_run(store, error,
                  "UPDATE sent SET submission=?1 WHERE submission IS NULL AND ours=0 AND message_id=(SELECT message_id"
                  " FROM sent WHERE id=?2)",
                  "ii", first, open->id);
}

static bool settle_unsure(struct store *store, GError **error)
{
    return db_run(
        store, error,
        "UPDATE outbox SET state='sent', sent_at=(SELECT min(s.at) FROM sent s WHERE s.message_id="
        "outbox.message_id), response=coalesce(response||'；','')||'已在“已发送”中找到' WHERE state='unsure' AND"
        " EXISTS (SELECT 1 FROM sent s WHERE s.message_id=outbox.message_id)",
        "");
}

static bool answered_directly(struct store *store, GError **error)
{
    return db_run(store, error,
                  "UPDATE outbox SET state='superseded', response='" BY_HAND "' WHERE " MAY_GIVE_WAY " AND mail IN"
                  " (SELECT m.id FROM mail m JOIN sent s ON s.in_reply_to=m.message_id AND s.ours=0)",
                  "");
}

bool sent_apply(struct store *store, gint64 now, GError **error)
{
    if (!settle_unsure(store, error))
        return false;
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT id,at,in_reply_to,refs,recipients,subject FROM sent WHERE ours=0 AND"
                                    " submission IS NULL AND at>=?1 ORDER BY at DESC LIMIT ?2",
                                    error);
    if (stmt)
        db_bind(stmt, "ii", now - WINDOW, (gint64)MAX_OPEN);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(open_free);
    if (!db_each(store, stmt, take_open, all, error))
        return false;
    for (guint i = all->len; i-- > 0;)
        if (!join_open(store, all->pdata[i], now, error))
            return false;
    return answered_directly(store, error);
}
