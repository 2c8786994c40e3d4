/* The office's own mail, by headers only: what people wrote by hand (the Sent folder) and what they threw away before
 * it was collected (the Trash).
 *
 * Each folder has a watermark of its own, kept with its UIDVALIDITY and the time from which on mails count: a folder is
 * not read from its beginning when it is seen for the first time. Rows and watermark are committed together, so that
 * whatever kills the program in between, the next round goes on from there.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "desk/office.h"
#include "mail/heading.h"
#include "store/sent.h"

#define BATCH 200
#define MOST 2000 /* headers of a folder in one round */
#define FIRST (90 * 24 * 60 * 60)

struct look {
    struct intake *intake;
    struct source *source;
    enum folder_role role;
    struct shelf shelf;
    struct office_mark mark;
};

static char *mark_key(const struct shelf *shelf)
{
    return g_strdup_printf("headers:%s/%s", shelf->mailbox, shelf->folder);
}

bool office_mark(struct store *store, const struct shelf *shelf, struct office_mark *mark)
{
    g_autofree char *key = mark_key(shelf), *text = store_meta(store, key);
    guint64 uidvalidity = 0;
    bool known = text &&
                 sscanf(text, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT, &uidvalidity, &mark->uid,
                        &mark->since) == 3 &&
                 uidvalidity == shelf->uidvalidity;
    if (!known)
        *mark = (struct office_mark){0};
    return known;
}

static bool set_mark(const struct look *look, GError **error)
{
    g_autofree char *key = mark_key(&look->shelf);
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT,
                                            look->shelf.uidvalidity, look->mark.uid, look->mark.since);
    return store_set_meta(look->intake->store, key, text, error);
}

static bool is_known(const struct look *look, guint64 uid)
{
    struct store *store = look->intake->store;
    return look->role == FOLDER_SENT ? sent_known(store, &look->shelf, uid) : sighting_known(store, &look->shelf, uid);
}

/* What is new since the last look; *highest: the UID up to which nothing is left when that has been taken. */
static GArray *list_new(const struct look *look, guint64 *highest, GError **error)
{
    *highest = look->mark.uid;
    bool ordered = source_ordered(look->source);
    g_autoptr(GArray) listings = source_list(look->source, ordered ? look->mark.uid + 1 : 0, error);
    if (!listings)
        return NULL;
    GArray *fresh = g_array_new(FALSE, FALSE, sizeof(struct listing));
    for (guint i = 0; i < listings->len && fresh->len < MOST; i++) {
        const struct listing *one = &g_array_index(listings, struct listing, i);
        bool old = one->received > 0 && one->received < look->mark.since;
        if (!old && !is_known(look, one->uid))
            g_array_append_val(fresh, *one);
        *highest = MAX(*highest, one->uid);
    }
    return fresh;
}

static const struct head *head_of(const GPtrArray *heads, guint64 uid)
{
    for (guint i = 0; i < heads->len; i++)
        if (((const struct head *)heads->pdata[i])->uid == uid)
            return heads->pdata[i];
    return NULL;
}

static bool is_own(const struct config *config, const char *address)
{
    return address && (config_mailbox(config, address) ||
                       (config->own && g_strv_contains((const char *const *)config->own, address)));
}

static bool throw_away(const struct look *look, const struct listing *listing, const struct heading *heading,
                       gint64 now, GError **error)
{
    gint64 when = listing->received > 0 ? listing->received : heading->date;
    struct thrown thrown = {
        .message_id = heading->id,
        .from = heading->from,
        .subject = heading->subject,
        .why = heading->automatic                            ? "自动或群发邮件，在已删除中"
               : is_own(look->intake->config, heading->from) ? "本单位自己的邮件，在已删除中"
               : when > 0 && when < look->mark.since         ? "早于起始日，在已删除中"
                                                             : NULL,
    };
    return sighting_throw(look->intake->store, &look->shelf, listing, &thrown, now, error);
}

/* A header that the server does not give is recorded as an empty one: it is not asked for again each round. */
static bool take(const struct look *look, const struct listing *listing, const struct head *head, gint64 now,
                 GError **error)
{
    gsize length = 0;
    const char *bytes = head && head->bytes ? g_bytes_get_data(head->bytes, &length) : "";
    g_autoptr(Heading) heading = heading_read(bytes, length);
    return look->role == FOLDER_SENT ? sent_add(look->intake->store, &look->shelf, listing, heading, now, error)
                                     : throw_away(look, listing, heading, now, error);
}

static bool take_all(struct look *look, const GArray *batch, const GPtrArray *heads, GError **error)
{
    struct store *store = look->intake->store;
    gint64 now = clock_now(&look->intake->clock);
    if (!store_begin(store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < batch->len; i++) {
        const struct listing *one = &g_array_index(batch, struct listing, i);
        good = take(look, one, head_of(heads, one->uid), now, error);
        look->mark.uid = MAX(look->mark.uid, one->uid);
    }
    if (good && set_mark(look, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool take_batch(struct look *look, const GArray *fresh, guint next, GError **error)
{
    g_autoptr(GArray) batch = g_array_new(FALSE, FALSE, sizeof(struct listing));
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func((GDestroyNotify)head_free);
    g_array_append_vals(batch, &g_array_index(fresh, struct listing, next), MIN(BATCH, fresh->len - next));
    for (guint i = 0; i < batch->len; i++)
        g_array_append_val(uids, g_array_index(batch, struct listing, i).uid);
    return source_heads(look->source, uids, false, heads, error) && take_all(look, batch, heads, error);
}

static bool look_into(struct look *look, GError **error)
{
    const struct config *config = look->intake->config;
    const volatile sig_atomic_t *stop = look->intake->stop;
    gint64 now = clock_now(&look->intake->clock);
    if (!source_select(look->source, look->shelf.folder, &look->shelf.uidvalidity, error))
        return false;
    struct office_mark before = {0};
    bool known = office_mark(look->intake->store, &look->shelf, &before);
    look->mark = before;
    if (!known)
        look->mark.since = config->intake_start > 0 ? config->intake_start : now - FIRST;
    guint64 highest = 0;
    g_autoptr(GArray) fresh = list_new(look, &highest, error);
    if (!fresh)
        return false;
    for (guint next = 0; next < fresh->len; next += BATCH) {
        if (stop && *stop)
            return true;
        if (!take_batch(look, fresh, next, error))
            return false;
    }
    /* What is too old has no row; it is not to be listed again. */
    look->mark.uid = MAX(look->mark.uid, highest);
    return (known && look->mark.uid == before.uid) || set_mark(look, error);
}

static bool look_at_role(struct intake *intake, const struct mailbox *mailbox, struct source *source,
                         enum folder_role role, GError **error)
{
    g_auto(GStrv) folders = source_folders(source, role, error);
    for (char **folder = folders; folder && *folder; folder++) {
        struct look look = {.intake = intake, .source = source, .role = role, .shelf = {mailbox->address, *folder, 0}};
        log_set_tag(*folder);
        bool good = look_into(&look, error);
        log_set_tag(NULL);
        if (!good)
            return false;
    }
    return folders != NULL;
}

static bool apply(struct intake *intake, GError **error)
{
    struct store *store = intake->store;
    if (!store_begin(store, error))
        return false;
    if (sent_apply(store, clock_now(&intake->clock), error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

bool office_read(struct intake *intake, const struct mailbox *mailbox, struct source *source, GError **error)
{
    static const enum folder_role roles[] = {FOLDER_SENT, FOLDER_TRASH};
    for (gsize i = 0; i < G_N_ELEMENTS(roles) && !(intake->stop && *intake->stop); i++) {
        g_autoptr(GError) failure = NULL;
        if (look_at_role(intake, mailbox, source, roles[i], &failure))
            continue;
        if (failure->domain != HUIZHI_ERROR || failure->code != ERROR_SERVER) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        /* Mail has been collected all the same. */
        log_line(LOG_WARN, "%s: %s", mailbox->address, failure->message);
    }
    return apply(intake, error);
}
