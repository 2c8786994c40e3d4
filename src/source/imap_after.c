/* IMAP: what is done to the mails on the server after the commit.
 *
 * Only ever to the mails named by their UIDs: never a plain EXPUNGE, which would also remove what a person has
 * marked. Without MOVE (Coremail has none) a move is COPY, \Deleted and UID EXPUNGE of just these; without
 * UIDPLUS too the mails are only copied. Doing it again does no harm: mails that are gone are skipped, and mails
 * that already bear \Deleted were copied by an attempt that was cut off.
 */
#include <libetpan/libetpan.h>

#include "base/error.h"
#include "config/config.h"
#include "source/imap.h"
#include "source/source.h"

typedef bool (*action)(struct imap *imap, struct mailimap_set *set, const char *target, GError **error);

static bool add_flag(struct imap *imap, struct mailimap_set *set, struct mailimap_flag *flag, const char *name,
                     GError **error)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, flag);
    struct mailimap_store_att_flags *change = mailimap_store_att_flags_new_add_flags_silent(flags);
    imap_operation(imap, 0);
    int result = mailimap_uid_store(imap->session, set, change);
    mailimap_store_att_flags_free(change);
    return imap_check(imap, result, name, error);
}

static bool mark_seen(struct imap *imap, struct mailimap_set *set, const char *target, GError **error)
{
    (void)target;
    return add_flag(imap, set, mailimap_flag_new_seen(), "UID STORE", error);
}

static bool move(struct imap *imap, struct mailimap_set *set, const char *target, GError **error)
{
    imap_operation(imap, 0);
    return imap_check(imap, mailimap_uid_move(imap->session, set, target), "UID MOVE", error);
}

static bool copy(struct imap *imap, struct mailimap_set *set, const char *target, GError **error)
{
    imap_operation(imap, 0);
    return imap_check(imap, mailimap_uid_copy(imap->session, set, target), "UID COPY", error);
}

static bool copy_and_mark(struct imap *imap, struct mailimap_set *set, const char *target, GError **error)
{
    return copy(imap, set, target, error) && add_flag(imap, set, mailimap_flag_new_deleted(), "UID STORE", error);
}

static bool expunge(struct imap *imap, struct mailimap_set *set, const char *target, GError **error)
{
    (void)target;
    imap_operation(imap, 0);
    return imap_check(imap, mailimap_uid_expunge(imap->session, set), "UID EXPUNGE", error);
}

/* An action on all the mails, a command line's worth at a time. */
static bool on_all(struct imap *imap, const GArray *uids, const char *target, action act, GError **error)
{
    for (guint next = 0; next < uids->len;) {
        struct mailimap_set *set = imap_set(uids, &next, uids->len);
        bool good = act(imap, set, target, error);
        mailimap_set_free(set);
        if (!good)
            return false;
    }
    return true;
}

/* Finds the target folder, or creates and subscribes it. */
static bool prepare_target(struct imap *imap, const char *wire, GError **error)
{
    clist *found = NULL;
    if (imap->target_ready)
        return true;
    imap_operation(imap, 0);
    if (!imap_check(imap, mailimap_list(imap->session, "", wire, &found), "LIST", error))
        return false;
    bool exists = clist_begin(found) != NULL;
    mailimap_list_result_free(found);
    if (!exists) {
        imap_operation(imap, 0);
        if (!imap_check(imap, mailimap_create(imap->session, wire), "CREATE", error))
            return false;
        /* A server without subscriptions may refuse; only a lost connection matters. */
        imap_operation(imap, 0);
        g_autoptr(GError) refused = NULL;
        if (!imap_check(imap, mailimap_subscribe(imap->session, wire), "SUBSCRIBE", &refused) && !imap->session) {
            g_propagate_error(error, g_steal_pointer(&refused));
            return false;
        }
    }
    imap->target_ready = true;
    return true;
}

/* The uid of one answer, and whether it bears \Deleted. */
static guint64 read_flags(const struct mailimap_msg_att *answer, bool *deleted)
{
    guint64 uid = 0;
    for (clistiter *i = clist_begin(answer->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
            item->att_data.att_static->att_type == MAILIMAP_MSG_ATT_UID)
            uid = item->att_data.att_static->att_data.att_uid;
        clist *flags = item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC ? item->att_data.att_dyn->att_list : NULL;
        for (clistiter *f = flags ? clist_begin(flags) : NULL; f; f = clist_next(f)) {
            const struct mailimap_flag_fetch *flag = clist_content(f);
            *deleted |= flag->fl_type == MAILIMAP_FLAG_FETCH_OTHER && flag->fl_flag->fl_type == MAILIMAP_FLAG_DELETED;
        }
    }
    return uid;
}

/* Which of the mails are still there, parted by \Deleted. */
static bool look(struct imap *imap, const GArray *uids, GArray *plain, GArray *deleted, GError **error)
{
    g_autoptr(GHashTable) asked = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < uids->len; i++)
        g_hash_table_add(asked, &g_array_index(uids, guint64, i));
    for (guint next = 0; next < uids->len;) {
        struct mailimap_set *set = imap_set(uids, &next, uids->len);
        struct mailimap_fetch_type *items = mailimap_fetch_type_new_fetch_att_list_empty();
        mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_uid());
        mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_flags());
        clist *answers = NULL;
        imap_operation(imap, 0);
        int result = mailimap_uid_fetch(imap->session, set, items, &answers);
        mailimap_set_free(set);
        mailimap_fetch_type_free(items);
        if (!imap_check(imap, result, "UID FETCH", error))
            return false;
        for (clistiter *i = clist_begin(answers); i; i = clist_next(i)) {
            bool gone = false;
            guint64 uid = read_flags(clist_content(i), &gone);
            if (g_hash_table_remove(asked, &uid)) /* each once, whatever the server repeats */
                g_array_append_val(gone ? deleted : plain, uid);
        }
        mailimap_fetch_list_free(answers);
    }
    return true;
}

static bool move_all(struct imap *imap, const GArray *uids, const char *target, GError **error)
{
    g_autoptr(GArray) plain = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GArray) deleted = g_array_new(FALSE, FALSE, sizeof(guint64));
    if (!look(imap, uids, plain, deleted, error))
        return false;
    g_autoptr(GArray) fresh = imap_sorted(plain), marked = imap_sorted(deleted);
    if (imap->has_move) {
        /* What a person marked is moved too, mark and all. */
        return on_all(imap, fresh, target, move, error) && on_all(imap, marked, target, move, error);
    }
    if (!imap->has_uidplus)
        return on_all(imap, fresh, target, copy, error);
    return on_all(imap, fresh, target, copy_and_mark, error) && on_all(imap, fresh, NULL, expunge, error) &&
           on_all(imap, marked, NULL, expunge, error);
}

bool imap_acknowledge(gpointer state, const GArray *uids, GError **error)
{
    struct imap *imap = state;
    if (imap->mailbox->after == AFTER_NOTHING)
        return true;
    if (!imap_alive(imap, error))
        return false;
    g_autoptr(GArray) sorted = imap_sorted(uids);
    if (imap->mailbox->after == AFTER_SEEN)
        return on_all(imap, sorted, NULL, mark_seen, error);
    const char *name = imap->mailbox->move_to ? imap->mailbox->move_to : "";
    g_autofree char *target = imap_wire_name(imap, name, error);
    return target && prepare_target(imap, target, error) && move_all(imap, sorted, target, error);
}

/* The folder is opened for writing; its numbers must be those that were asked for. */
static bool open_for_writing(struct imap *imap, GError **error)
{
    g_autofree char *wire = imap->folder ? imap_wire_name(imap, imap->folder, error) : NULL;
    if (!wire)
        return false;
    imap_operation(imap, 0);
    if (!imap_check(imap, mailimap_select(imap->session, wire), "SELECT", error))
        return false;
    if (imap->session->imap_selection_info->sel_uidvalidity == imap->uidvalidity)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "UIDVALIDITY has changed");
    return false;
}

bool imap_remove(gpointer state, const GArray *uids, GError **error)
{
    struct imap *imap = state;
    if (!imap_alive(imap, error))
        return false;
    if (!imap->has_uidplus) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG,
                    "%s has no UIDPLUS: it could only remove every mail that anybody marked as deleted; remove them in "
                    "the mail program",
                    imap->mailbox->imap.host);
        return false;
    }
    g_autoptr(GArray) plain = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GArray) deleted = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GArray) asked = imap_sorted(uids);
    if (!open_for_writing(imap, error) || !look(imap, asked, plain, deleted, error))
        return false;
    g_autoptr(GArray) fresh = imap_sorted(plain), marked = imap_sorted(deleted);
    for (guint next = 0; next < fresh->len;) {
        struct mailimap_set *set = imap_set(fresh, &next, fresh->len);
        bool good = add_flag(imap, set, mailimap_flag_new_deleted(), "UID STORE", error);
        mailimap_set_free(set);
        if (!good)
            return false;
    }
    return on_all(imap, fresh, NULL, expunge, error) && on_all(imap, marked, NULL, expunge, error);
}
