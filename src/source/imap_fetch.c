/* IMAP: bodies, streamed to the spool in batches.
 *
 * libetpan hands a body over in pieces, before anybody knows whose it is: UID may come behind the body in the
 * answer. So a body is spooled first and given to its mail when the whole answer was read. Answers with flags only
 * come in between unasked; NIL and {0} bodies come without a piece; literals of 4 GiB and more wrap around. What
 * libetpan keeps in memory (all but the bodies) is bounded by the byte budget.
 *
 * One bad mail must not stop the others: when a batch ends with a fault, its remaining mails are asked for one by
 * one, on a new connection if need be, and the one that fails alone is given back with the reason.
 */
#include <libetpan/libetpan.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "source/imap.h"
#include "source/local.h"
#include "source/source.h"
#include "spool/spool.h"

enum {
    ALONE = 8 * 1024 * 1024,  /* a mail of so many bytes is fetched alone */
    BATCH = 32 * 1024 * 1024, /* bytes a batch */
    BATCH_MAILS = 250,
    SLOWEST = 65536,     /* bytes a second that the deadline of a long transfer allows for */
    SLACK = 1 << 20,     /* bytes that a body may have beyond twice its announced size */
    UNKNOWN = 256 << 20, /* bytes allowed to a mail whose size the server does not tell; it is fetched alone */
    OVERHEAD = 1024,     /* bytes of an answer around the body */
    RECONNECTIONS = 4,   /* a fetch, before the server and not a mail is held to be at fault */
};

/* The state of one FETCH command while its answers come in. */
struct job {
    struct imap *imap;
    struct spool *spool;
    GPtrArray *fetched;
    GHashTable *wanted; /* guint64 uid, until its answer came */
    guint head;         /* bytes of each mail that are wanted; 0: all */
    bool open;          /* a body is being written to the spool */
    guint64 bytes;      /* of it so far */
    guint64 limit;      /* for one body */
    guint answers, most_answers;
    const char *fault; /* what the server did wrong; NULL: nothing */
    GError *error;     /* what our disk did wrong */
};

/* RFC822.SIZE as it was listed, 0: not known. */
static guint64 size_of(struct imap *imap, guint64 uid)
{
    const guint64 *size = g_hash_table_lookup(imap->sizes, &uid);
    return size ? *size : 0;
}

/* A piece of a body. False makes libetpan give up; the connection is then dropped. Of a server that sends the whole
 * mail although its head was asked for, the rest is let go by. */
static bool take_piece(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t length,
                       void *context)
{
    (void)type, (void)section;
    struct job *job = context;
    if (job->error || (!job->open && !spool_begin(job->spool, &job->error)))
        return false;
    guint64 room = job->head ? job->head - MIN(job->head, job->bytes) : length;
    job->open = true;
    job->bytes += length;
    if (job->bytes > job->limit)
        job->fault = "the server sends more than it announced";
    if (job->fault || (room > 0 && !spool_write(job->spool, bytes, (gsize)MIN(room, length), &job->error)))
        return false;
    net_allow(job->imap->net, length);
    return true;
}

/* The uid of an answer, and whether it has the whole body of a mail (empty or not). */
static guint64 read_answer(const struct mailimap_msg_att *answer, bool *body)
{
    guint64 uid = 0;
    for (clistiter *i = clist_begin(answer->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
            continue;
        const struct mailimap_msg_att_static *one = item->att_data.att_static;
        if (one->att_type == MAILIMAP_MSG_ATT_UID)
            uid = one->att_data.att_uid;
        const struct mailimap_msg_att_body_section *part =
            one->att_type == MAILIMAP_MSG_ATT_BODY_SECTION ? one->att_data.att_body_section : NULL;
        if (part && !part->sec_origin_octet && (!part->sec_section || !part->sec_section->sec_spec))
            *body = true;
    }
    return uid;
}

/* Ends the body that was spooled and gives it to its mail. */
static void keep_body(struct job *job, guint64 uid)
{
    char *temporary = NULL, *sha256 = NULL;
    guint64 bytes = 0, announced = size_of(job->imap, uid);
    if (job->head)
        announced = MIN(announced, job->head);
    if (!spool_end(job->spool, &temporary, &sha256, &bytes, &job->error))
        return;
    /* Servers that count line ends otherwise announce a little too much; more than a fifth is a cut mail. */
    if (bytes + bytes / 4 + 1024 >= announced) {
        g_ptr_array_add(job->fetched, fetched_with(uid, temporary, sha256, bytes));
        return;
    }
    g_autofree char *why = g_strdup_printf(
        "正文不完整：服务器所报 %" G_GUINT64_FORMAT " 字节，实得 %" G_GUINT64_FORMAT " 字节", announced, bytes);
    g_ptr_array_add(job->fetched, fetched_without(uid, why));
    unlink(temporary);
    g_free(temporary);
    g_free(sha256);
}

/* A whole answer has been read. */
static void take_answer(struct mailimap_msg_att *answer, void *context)
{
    struct job *job = context;
    bool body = false, open = job->open;
    guint64 uid = read_answer(answer, &body);
    job->open = false;
    job->bytes = 0;
    if (++job->answers > job->most_answers) {
        job->fault = "the server sends answers without end";
        net_operation(job->imap->net, 0, 0); /* this handler cannot refuse, the next read does */
    }
    if (job->error || !body || uid == 0 || !g_hash_table_remove(job->wanted, &uid)) {
        if (open)
            spool_abandon(job->spool);
    } else if (open) {
        keep_body(job, uid);
    } else {
        g_ptr_array_add(job->fetched, fetched_without(uid, "服务器未返回正文"));
    }
}

/* The time and memory that the batch may take. */
static void allow(struct job *job, const GArray *uids)
{
    guint64 total = 0, most = 0;
    for (guint i = 0; i < uids->len; i++) {
        guint64 size = size_of(job->imap, g_array_index(uids, guint64, i));
        total += size;
        most = MAX(most, size > 0 ? size : UNKNOWN / 2);
    }
    gint64 seconds = job->imap->mailbox->imap.seconds > 0 ? job->imap->mailbox->imap.seconds : 60;
    job->limit = most * 2 + SLACK;
    job->most_answers = uids->len * 4 + 1000;
    net_operation(job->imap->net, (guint)MIN((guint64)seconds + total / SLOWEST, 7 * 86400),
                  (guint64)job->most_answers * OVERHEAD);
    net_idle(job->imap->net, (guint)seconds);
}

static int ask(struct job *job, struct mailimap_set *set)
{
    mailimap *session = job->imap->session;
    struct mailimap_fetch_type *items = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_uid());
    struct mailimap_section *all = mailimap_section_new(NULL);
    mailimap_fetch_type_new_fetch_att_list_add(
        items, job->head ? mailimap_fetch_att_new_body_peek_section_partial(all, 0, job->head)
                         : mailimap_fetch_att_new_body_peek_section(all));
    clist *answers = NULL;
    mailimap_set_msg_body_handler(session, take_piece, job);
    mailimap_set_msg_att_handler(session, take_answer, job);
    int result = mailimap_uid_fetch(session, set, items, &answers);
    mailimap_set_msg_body_handler(session, NULL, NULL);
    mailimap_set_msg_att_handler(session, NULL, NULL);
    if (result == MAILIMAP_NO_ERROR)
        mailimap_fetch_list_free(answers);
    mailimap_fetch_type_free(items);
    return result;
}

/* One FETCH of a set that fits a line. `wanted` is left with the mails that got no answer. */
static bool fetch_set(struct job *job, const GArray *uids, GError **error)
{
    guint next = 0;
    g_hash_table_remove_all(job->wanted);
    for (guint i = 0; i < uids->len; i++)
        g_hash_table_add(job->wanted, &g_array_index(uids, guint64, i));
    job->answers = 0;
    job->fault = NULL;
    allow(job, uids);
    struct mailimap_set *set = imap_set(uids, &next, uids->len);
    int result = ask(job, set);
    mailimap_set_free(set);
    if (job->open)
        spool_abandon(job->spool);
    job->open = false;
    job->bytes = 0;
    if (job->error) {
        imap_disconnect(job->imap);
        g_propagate_error(error, g_steal_pointer(&job->error));
        return false;
    }
    if (!job->fault)
        return imap_check(job->imap, result, "UID FETCH", error);
    g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: UID FETCH: %s", job->imap->mailbox->imap.host, job->fault);
    imap_disconnect(job->imap);
    return false;
}

/* A new connection with the same folder selected. */
static bool reconnect(struct imap *imap, GError **error)
{
    guint64 before = imap->uidvalidity, now = 0;
    g_autofree char *folder = g_strdup(imap->folder);
    if (!imap_connect(imap, error))
        return false;
    /* What was listed still holds. */
    g_autoptr(GHashTable) sizes = g_steal_pointer(&imap->sizes);
    imap->sizes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    if (!imap_select(imap, folder, &now, error))
        return false;
    g_hash_table_unref(imap->sizes);
    imap->sizes = g_steal_pointer(&sizes);
    if (now == before)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "UIDVALIDITY changed while mails were fetched");
    imap_disconnect(imap);
    return false;
}

/* After a fault: is it the server's (error) or a mail's? A server that lets us in again works. */
static bool recover(struct job *job, guint *reconnections, GError **fault, GError **error)
{
    if ((*fault)->code != ERROR_SERVER || (!job->imap->session && ++*reconnections > RECONNECTIONS)) {
        g_propagate_error(error, g_steal_pointer(fault));
        return false;
    }
    if (job->imap->session)
        return true; /* it only said NO */
    log_line(LOG_WARN, "%s; connecting again", (*fault)->message);
    return reconnect(job->imap, error);
}

static bool fetch_alone(struct job *job, guint64 uid, guint *reconnections, GError **error)
{
    g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GError) fault = NULL;
    g_array_append_val(one, uid);
    if (fetch_set(job, one, &fault))
        return true;
    bool missing = g_hash_table_contains(job->wanted, &uid);
    g_autofree char *why = g_strdup_printf("下载失败：%s", fault->message);
    if (!recover(job, reconnections, &fault, error))
        return false;
    if (missing)
        g_ptr_array_add(job->fetched, fetched_without(uid, why));
    return true;
}

static bool fetch_batch(struct job *job, const GArray *uids, guint *reconnections, GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (uids->len == 1)
        return fetch_alone(job, g_array_index(uids, guint64, 0), reconnections, error);
    if (fetch_set(job, uids, &fault))
        return true;
    g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint i = 0; i < uids->len; i++)
        if (g_hash_table_contains(job->wanted, &g_array_index(uids, guint64, i)))
            g_array_append_val(missing, g_array_index(uids, guint64, i));
    if (!recover(job, reconnections, &fault, error))
        return false;
    for (guint i = 0; i < missing->len; i++)
        if (!fetch_alone(job, g_array_index(missing, guint64, i), reconnections, error))
            return false;
    return true;
}

/* Sizes of mails that were listed by an earlier connection. */
static bool learn_sizes(struct imap *imap, const GArray *uids, GError **error)
{
    for (guint i = 0; i < uids->len; i++) {
        guint64 from = g_array_index(uids, guint64, i);
        if (g_hash_table_contains(imap->sizes, &from))
            continue;
        g_autoptr(GArray) listings = source_imap.list(imap, from, error);
        return listings != NULL; /* it notes the sizes of all from here on */
    }
    return true;
}

/* The next batch of the sorted uids: one large mail, or small ones that fit the bytes and a command line. */
static GArray *next_batch(struct imap *imap, const GArray *uids, guint *next)
{
    GArray *batch = g_array_new(FALSE, FALSE, sizeof(guint64));
    guint64 bytes = 0;
    for (; *next < uids->len && batch->len < BATCH_MAILS; (*next)++) {
        guint64 uid = g_array_index(uids, guint64, *next), size = size_of(imap, uid);
        bool alone = size >= ALONE || size == 0;
        if (batch->len > 0 && (alone || bytes + size > BATCH))
            break;
        g_array_append_val(batch, uid);
        bytes += size;
        if (alone) {
            (*next)++;
            break;
        }
    }
    /* What does not fit the line is left for the next one. */
    guint fits = 0;
    mailimap_set_free(imap_set(batch, &fits, batch->len));
    *next -= batch->len - fits;
    g_array_set_size(batch, fits);
    return batch;
}

bool imap_fetch(gpointer state, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched, GError **error)
{
    struct imap *imap = state;
    g_autoptr(GArray) sorted = imap_sorted(uids);
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_int64_hash, g_int64_equal);
    struct job job = {.imap = imap, .spool = spool, .fetched = fetched, .wanted = wanted, .head = head};
    guint reconnections = 0;
    if (!imap_alive(imap, error) || !learn_sizes(imap, sorted, error))
        return false;
    for (guint next = 0; next < sorted->len;) {
        g_autoptr(GArray) batch = next_batch(imap, sorted, &next);
        if (!fetch_batch(&job, batch, &reconnections, error))
            return false;
    }
    return true;
}
