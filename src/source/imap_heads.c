/* IMAP: headers without bodies, a few fields of each mail or all of them.
 *
 * Never ENVELOPE (imap.c says why). What libetpan keeps of the answers is bounded by the byte budget, and of each mail
 * by the partial fetch. A mail whose header the server refuses does not stop the others: it is given back without one.
 */
#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "config/config.h"
#include "source/imap.h"
#include "source/source.h"

enum {
    BATCH = 50,      /* mails a FETCH of fields */
    BATCH_WHOLE = 8, /* mails a FETCH of whole headers */
    OVERHEAD = 2048, /* bytes of an answer around the header */
};

static struct mailimap_section *section_of(bool whole)
{
    static const char *const names[] = {
        "MESSAGE-ID", "IN-REPLY-TO", "REFERENCES",       "FROM",           "TO", "CC", "BCC", "SUBJECT", "DATE",
        "PRECEDENCE", "LIST-ID",     "LIST-UNSUBSCRIBE", "AUTO-SUBMITTED", NULL};
    if (whole)
        return mailimap_section_new_header();
    clist *list = clist_new();
    for (gsize i = 0; names[i]; i++)
        clist_append(list, strdup(names[i]));
    return mailimap_section_new_header_fields(mailimap_header_list_new(list));
}

/* The uid and the header of one answer; flags that the server tells unasked have neither. */
static void take_answer(const struct mailimap_msg_att *answer, gsize limit, GHashTable *wanted, GPtrArray *heads)
{
    guint64 uid = 0;
    const struct mailimap_msg_att_body_section *body = NULL;
    for (clistiter *i = clist_begin(answer->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
            continue;
        const struct mailimap_msg_att_static *one = item->att_data.att_static;
        if (one->att_type == MAILIMAP_MSG_ATT_UID)
            uid = one->att_data.att_uid;
        else if (one->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
            body = one->att_data.att_body_section;
    }
    if (uid == 0 || !body || !g_hash_table_remove(wanted, &uid))
        return;
    struct head *head = g_new0(struct head, 1);
    head->uid = uid;
    if (body->sec_body_part)
        head->bytes = g_bytes_new(body->sec_body_part, MIN(body->sec_length, limit));
    g_ptr_array_add(heads, head);
}

static bool fetch(struct imap *imap, const GArray *uids, bool whole, GPtrArray *heads, GError **error)
{
    guint next = 0;
    guint limit = whole ? HEAD_WHOLE : HEAD_FIELDS;
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < uids->len; i++)
        g_hash_table_add(wanted, &g_array_index(uids, guint64, i));
    struct mailimap_fetch_type *items = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(
        items, mailimap_fetch_att_new_body_peek_section_partial(section_of(whole), 0, limit));
    struct mailimap_set *set = imap_set(uids, &next, uids->len);
    clist *answers = NULL;
    imap_operation(imap, (guint64)uids->len * (limit + OVERHEAD));
    int result = mailimap_uid_fetch(imap->session, set, items, &answers);
    mailimap_set_free(set);
    mailimap_fetch_type_free(items);
    if (!imap_check(imap, result, "UID FETCH", error))
        return false;
    for (clistiter *i = clist_begin(answers); i; i = clist_next(i))
        take_answer(clist_content(i), limit, wanted, heads);
    mailimap_fetch_list_free(answers);
    return true;
}

/* After NO: each mail by itself. */
static bool fetch_singly(struct imap *imap, const GArray *uids, bool whole, GPtrArray *heads, GError **error)
{
    for (guint i = 0; i < uids->len; i++) {
        g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(guint64));
        g_autoptr(GError) fault = NULL;
        g_array_append_val(one, g_array_index(uids, guint64, i));
        if (fetch(imap, one, whole, heads, &fault))
            continue;
        if (!imap->session) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        struct head *head = g_new0(struct head, 1);
        head->uid = g_array_index(uids, guint64, i);
        g_ptr_array_add(heads, head);
    }
    return true;
}

bool imap_heads(gpointer state, const GArray *uids, bool whole, GPtrArray *heads, GError **error)
{
    struct imap *imap = state;
    g_autoptr(GArray) sorted = imap_sorted(uids);
    for (guint next = 0; next < sorted->len;) {
        guint count = MIN(whole ? BATCH_WHOLE : BATCH, sorted->len - next);
        g_autoptr(GArray) batch = g_array_new(FALSE, FALSE, sizeof(guint64));
        g_autoptr(GError) fault = NULL;
        if (!imap_alive(imap, error))
            return false;
        g_array_append_vals(batch, &g_array_index(sorted, guint64, next), count);
        next += count;
        guint before = heads->len;
        if (fetch(imap, batch, whole, heads, &fault))
            continue;
        if (!imap->session) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        g_ptr_array_set_size(heads, (gint)before);
        if (!fetch_singly(imap, batch, whole, heads, error))
            return false;
    }
    return true;
}
