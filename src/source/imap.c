/* IMAP: the session and the listing.
 *
 * Written for Coremail (126.com, 163.com) as much as for the standard. After LOGIN comes ID (RFC 2971), before
 * anything that names a folder, on every connection: without it SELECT is answered "NO SELECT Unsafe Login".
 * LOGIN is used, never AUTHENTICATE with an initial response, which Coremail announces and refuses. New mail is
 * never inferred from UIDNEXT, which it leaves out. BODYSTRUCTURE and ENVELOPE are never asked for: servers get
 * them wrong, and libetpan's recursive parser dies of a deep one.
 */
#include "source/imap.h"

#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "source/local.h"
#include "source/source.h"

enum {
    SMALL = 256 * 1024,  /* bytes that any short command may read */
    LISTED = 400,        /* bytes a mail in the listing, generously */
    MAX_LISTED = 500000, /* mails a listing */
    SECONDS = 60,        /* deadline of an operation when the configuration has none */
    CLOSE_SECONDS = 5,
};

void imap_operation(struct imap *imap, guint64 bytes)
{
    gint64 seconds = imap->mailbox->imap.seconds;
    net_operation(imap->net, seconds > 0 ? (guint)MIN(seconds, 86400) : SECONDS, bytes + SMALL);
}

void imap_disconnect(struct imap *imap)
{
    if (imap->session) {
        if (imap->net)
            net_operation(imap->net, CLOSE_SECONDS, SMALL); /* for the LOGOUT that mailimap_free sends */
        mailimap_free(imap->session);
    }
    imap->session = NULL;
    g_clear_pointer(&imap->net, net_free);
    imap->target_ready = false;
}

bool imap_alive(struct imap *imap, GError **error)
{
    if (imap->session)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: the connection was lost", imap->mailbox->imap.host);
    return false;
}

char *imap_answer(struct imap *imap)
{
    const char *text = imap->session && imap->session->imap_response ? imap->session->imap_response : "";
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)MIN(strlen(text), 500));
    for (char *c = valid; *c; c++)
        if ((guchar)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    return g_strdup(g_strstrip(valid));
}

/* "Unsafe Login", in any case and spacing, and the wording of 2015: "The login is not safe!". */
static bool is_unsafe_login(const char *answer)
{
    g_autofree char *lower = g_ascii_strdown(answer, -1);
    GString *packed = g_string_new(NULL);
    for (const char *c = lower; *c; c++)
        if (!g_ascii_isspace(*c))
            g_string_append_c(packed, *c);
    bool found = strstr(packed->str, "unsafelogin") || strstr(packed->str, "loginisnotsafe");
    g_string_free(packed, TRUE);
    return found;
}

/* Results after which the next bytes cannot be trusted to begin an answer. MAILIMAP_ERROR_PROTOCOL is not one of
 * them: it stands for BAD, and for a wrong tag, which the next command would find again. */
static bool is_broken(int result)
{
    return result == MAILIMAP_ERROR_STREAM || result == MAILIMAP_ERROR_PARSE || result == MAILIMAP_ERROR_MEMORY ||
           result == MAILIMAP_ERROR_FATAL || result == MAILIMAP_ERROR_BAD_STATE;
}

bool imap_check(struct imap *imap, int result, const char *command, GError **error)
{
    const char *host = imap->mailbox->imap.host, *why = net_why(imap->net);
    if (result == MAILIMAP_NO_ERROR)
        return true;
    if (why || is_broken(result)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: %s: %s", host, command,
                    why                              ? why
                    : result == MAILIMAP_ERROR_FATAL ? "the server ended the session"
                                                     : "an answer that is no IMAP");
        imap_disconnect(imap);
        return false;
    }
    g_autofree char *answer = imap_answer(imap);
    if (is_unsafe_login(answer))
        g_set_error(
            error, HUIZHI_ERROR, ERROR_LOGIN,
            "%s: %s: “%s”: 邮箱服务商认为客户端不安全（%s），请按其提示联系服务商（kefu@188.com）解除限制后再试", host,
            command, answer, imap->id_refused ? "服务器拒绝了 ID 命令" : "已发送 ID 命令");
    else
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: %s: %s", host, command,
                    answer[0] ? answer : "refused without a reason");
    return false;
}

static bool start_tls(struct imap *imap, GError **error)
{
    int result = mailimap_starttls(imap->session);
    gsize buffered = imap->session->imap_stream->read_buffer_len;
    /* An injected answer is told apart first: it may also be why libetpan calls the command failed. */
    if (buffered == 0 && !imap_check(imap, result, "STARTTLS", error))
        return false;
    if (!net_start_tls(imap->net, buffered, error))
        return false;
    imap_operation(imap, 0);
    return true;
}

static bool greet(struct imap *imap, GError **error)
{
    int result = mailimap_connect(imap->session, net_stream(imap->net));
    if (result == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
        return imap->mailbox->imap.tls != TLS_STARTTLS || start_tls(imap, error);
    if (result == MAILIMAP_NO_ERROR_AUTHENTICATED) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: the greeting says PREAUTH: whose mailbox is it?",
                    imap->mailbox->imap.host);
        return false;
    }
    g_autofree char *answer = imap_answer(imap);
    g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: greeting: %s", imap->mailbox->imap.host,
                net_why(imap->net) ? net_why(imap->net)
                : answer[0]        ? answer
                                   : "not an IMAP server");
    return false;
}

/* [UNAVAILABLE] and [INUSE] (RFC 5530) are the server's trouble, not the password's. */
static bool is_passing(struct imap *imap)
{
    const struct mailimap_response_info *info = imap->session->imap_response_info;
    const char *code = info && info->rsp_atom ? info->rsp_atom : "";
    return g_ascii_strcasecmp(code, "UNAVAILABLE") == 0 || g_ascii_strcasecmp(code, "INUSE") == 0 ||
           g_ascii_strcasecmp(code, "LIMIT") == 0 || g_ascii_strcasecmp(code, "SERVERBUG") == 0;
}

static bool login(struct imap *imap, GError **error)
{
    const struct server *server = &imap->mailbox->imap;
    char *password = secret_read(&server->password, error);
    if (!password)
        return false;
    if (!net_safe(password, 256) || !net_safe(imap->user, 256)) {
        secret_free(password);
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG,
                    "%s: user or password is empty, too long or has control characters", server->host);
        return false;
    }
    int result = mailimap_login(imap->session, imap->user, password);
    secret_free(password);
    if (result != MAILIMAP_ERROR_LOGIN || net_why(imap->net) || is_passing(imap))
        return imap_check(imap, result, "LOGIN", error);
    g_autofree char *answer = imap_answer(imap);
    if (is_unsafe_login(answer))
        return imap_check(imap, result, "LOGIN", error);
    g_set_error(error, HUIZHI_ERROR, ERROR_LOGIN,
                "%s: %s 登录被拒绝：“%s”。这里需要的是客户端授权码，不是网页登录密码："
                "请登录网页邮箱，在“设置 → POP3/SMTP/IMAP”中开启 IMAP 服务并新建授权码，再写入密码文件",
                server->host, imap->user, answer);
    return false;
}

/* libetpan 1.9.4 frees the list and its pairs, but not their strings. */
static void free_id(struct mailimap_id_params_list *list)
{
    for (clistiter *i = list ? clist_begin(list->idpa_list) : NULL; i; i = clist_next(i)) {
        struct mailimap_id_param *pair = clist_content(i);
        free(pair->idpa_name);
        free(pair->idpa_value);
        pair->idpa_name = pair->idpa_value = NULL;
    }
    if (list)
        mailimap_id_params_list_free(list);
}

/* Tells who we are. A server that does not know ID may refuse it; a lost connection is an error. */
static bool identify(struct imap *imap, GError **error)
{
    static const char *const pairs[][2] = {
        {"name", "huizhi"}, {"version", HUIZHI_VERSION}, {"vendor", "huizhi"}, {"os", "Linux"}, {"support-email", NULL},
    };
    struct mailimap_id_params_list *ours = mailimap_id_params_list_new_empty(), *theirs = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        const char *value = pairs[i][1] ? pairs[i][1] : imap->mailbox->address;
        if (net_safe(value, 200))
            mailimap_id_params_list_add_name_value(ours, strdup(pairs[i][0]), strdup(value));
    }
    int result = mailimap_id(imap->session, ours, &theirs);
    free_id(ours);
    free_id(theirs);
    imap->id_refused = result != MAILIMAP_NO_ERROR;
    if (!net_why(imap->net) && !is_broken(result))
        return true;
    return imap_check(imap, result, "ID", error);
}

static bool ask_capabilities(struct imap *imap, GError **error)
{
    struct mailimap_capability_data *data = NULL;
    if (!imap_check(imap, mailimap_capability(imap->session, &data), "CAPABILITY", error))
        return false;
    mailimap_capability_data_free(data);
    imap->has_move = mailimap_has_extension(imap->session, (char *)"MOVE");
    imap->has_uidplus = mailimap_has_extension(imap->session, (char *)"UIDPLUS");
    imap->has_xlist = mailimap_has_extension(imap->session, (char *)"XLIST");
    imap->has_special_use = mailimap_has_extension(imap->session, (char *)"SPECIAL-USE");
    return true;
}

/* libetpan's handlers; the progress one must be there for the others to be called. */
static void progress(size_t current, size_t maximum, void *context)
{
    (void)current, (void)maximum, (void)context;
}

bool imap_connect(struct imap *imap, GError **error)
{
    const struct server *server = &imap->mailbox->imap;
    imap_disconnect(imap);
    imap->net = net_open(server, server->tls == TLS_IMPLICIT ? 993 : 143, error);
    if (!imap->net)
        return false;
    imap->session = mailimap_new(0, NULL);
    if (!imap->session)
        g_error("out of memory");
    mailimap_set_progress_callback(imap->session, progress, NULL, NULL);
    imap_operation(imap, 0);
    if (greet(imap, error) && login(imap, error) && identify(imap, error) && ask_capabilities(imap, error))
        return true;
    imap_disconnect(imap);
    return false;
}

static void imap_close(gpointer state)
{
    struct imap *imap = state;
    imap_disconnect(imap);
    g_hash_table_destroy(imap->wire);
    g_hash_table_destroy(imap->sizes);
    g_free(imap->folder);
    g_free(imap->user);
    g_free(imap);
}

static gpointer imap_open(const struct mailbox *mailbox, GError **error)
{
    struct imap *imap = g_new0(struct imap, 1);
    imap->mailbox = mailbox;
    imap->user = g_strdup(mailbox->imap.user ? mailbox->imap.user : mailbox->address);
    imap->wire = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    imap->sizes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    if (imap_connect(imap, error))
        return imap;
    imap_close(imap);
    return NULL;
}

bool imap_select(gpointer state, const char *folder, guint64 *uidvalidity, GError **error)
{
    struct imap *imap = state;
    g_autofree char *wire = imap_wire_name(imap, folder, error), *name = g_strdup(folder);
    if (!wire || !imap_alive(imap, error))
        return false;
    g_free(imap->folder);
    imap->folder = g_steal_pointer(&name);
    g_hash_table_remove_all(imap->sizes);
    imap_operation(imap, 0);
    bool reading = imap->mailbox->after == AFTER_NOTHING; /* then nothing of ours can change a flag */
    int result = reading ? mailimap_examine(imap->session, wire) : mailimap_select(imap->session, wire);
    if (!imap_check(imap, result, reading ? "EXAMINE" : "SELECT", error))
        return false;
    const struct mailimap_selection_info *info = imap->session->imap_selection_info;
    imap->uidvalidity = info->sel_uidvalidity;
    *uidvalidity = imap->uidvalidity;
    return true;
}

/* RFC 3501's date-time to an instant; 0 when it is none. */
static gint64 instant(const struct mailimap_date_time *date)
{
    int zone = (date->dt_zone / 100) * 3600 + (date->dt_zone % 100) * 60;
    g_autoptr(GDateTime) local = g_date_time_new_utc(date->dt_year, date->dt_month, date->dt_day, date->dt_hour,
                                                     date->dt_min, MIN(date->dt_sec, 59));
    return local && ABS(zone) <= 16 * 3600 ? g_date_time_to_unix(local) - zone : 0;
}

static void take_flags(struct listing *listing, const struct mailimap_msg_att_dynamic *dynamic)
{
    if (!dynamic->att_list)
        return;
    for (clistiter *i = clist_begin(dynamic->att_list); i; i = clist_next(i)) {
        const struct mailimap_flag_fetch *flag = clist_content(i);
        if (flag->fl_type != MAILIMAP_FLAG_FETCH_OTHER || !flag->fl_flag)
            continue;
        listing->seen |= flag->fl_flag->fl_type == MAILIMAP_FLAG_SEEN;
        listing->deleted |= flag->fl_flag->fl_type == MAILIMAP_FLAG_DELETED;
    }
}

/* One FETCH answer; its uid stays 0 when it has none (flags that the server tells unasked). */
static struct listing take_answer(const struct mailimap_msg_att *answer)
{
    struct listing listing = {0};
    for (clistiter *i = clist_begin(answer->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC && item->att_data.att_dyn)
            take_flags(&listing, item->att_data.att_dyn);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
            continue;
        const struct mailimap_msg_att_static *one = item->att_data.att_static;
        if (one->att_type == MAILIMAP_MSG_ATT_UID)
            listing.uid = one->att_data.att_uid;
        else if (one->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
            listing.bytes = one->att_data.att_rfc822_size;
        else if (one->att_type == MAILIMAP_MSG_ATT_INTERNALDATE && one->att_data.att_internal_date)
            listing.received = instant(one->att_data.att_internal_date);
    }
    return listing;
}

/* Answers about one mail may come in pieces; "n:*" also gives the last mail when it is below n. */
static GArray *collect(struct imap *imap, clist *answers, guint64 from)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct listing));
    for (clistiter *i = clist_begin(answers); i; i = clist_next(i)) {
        struct listing listing = take_answer(clist_content(i));
        if (listing.uid > 0 && listing.uid >= from)
            g_array_append_val(all, listing);
    }
    listings_sort(all);
    GArray *listings = g_array_new(FALSE, FALSE, sizeof(struct listing));
    for (guint i = 0; i < all->len; i++) {
        const struct listing *one = &g_array_index(all, struct listing, i);
        struct listing *last = listings->len ? &g_array_index(listings, struct listing, listings->len - 1) : NULL;
        if (!last || last->uid != one->uid) {
            g_array_append_val(listings, *one);
            continue;
        }
        last->bytes = MAX(last->bytes, one->bytes);
        last->received = last->received ? last->received : one->received;
        last->seen |= one->seen;
        last->deleted |= one->deleted;
    }
    for (guint i = 0; i < listings->len; i++) {
        const struct listing *one = &g_array_index(listings, struct listing, i);
        g_hash_table_insert(imap->sizes, g_memdup2(&one->uid, sizeof one->uid),
                            g_memdup2(&one->bytes, sizeof one->bytes));
    }
    return listings;
}

static struct mailimap_fetch_type *listing_items(void)
{
    struct mailimap_fetch_type *items = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_rfc822_size());
    mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_internaldate());
    mailimap_fetch_type_new_fetch_att_list_add(items, mailimap_fetch_att_new_flags());
    return items;
}

/* How many mails the selected folder holds now. */
static bool count_mails(struct imap *imap, guint64 *count, GError **error)
{
    const struct mailimap_selection_info *info = imap->session->imap_selection_info;
    if (info->sel_exists == 0) {
        imap_operation(imap, 0);
        if (!imap_check(imap, mailimap_noop(imap->session), "NOOP", error))
            return false;
    }
    *count = info->sel_exists;
    return true;
}

static GArray *imap_list(gpointer state, guint64 from, GError **error)
{
    struct imap *imap = state;
    guint64 exists = 0;
    if (!imap_alive(imap, error) || !count_mails(imap, &exists, error))
        return NULL;
    if (from > G_MAXUINT32 || exists == 0) /* "1:*" of an empty folder is an error for some servers */
        return g_array_new(FALSE, FALSE, sizeof(struct listing));
    /* libetpan keeps every answer in memory: the budget is what bounds them. */
    imap_operation(imap, MIN(exists + 1000, (guint64)MAX_LISTED) * LISTED);
    struct mailimap_fetch_type *items = listing_items();
    struct mailimap_set *set = mailimap_set_new_interval((uint32_t)MAX(from, 1), 0); /* 0: "*" */
    clist *answers = NULL;
    int result = mailimap_uid_fetch(imap->session, set, items, &answers);
    mailimap_set_free(set);
    mailimap_fetch_type_free(items);
    if (!imap_check(imap, result, "UID FETCH", error))
        return NULL;
    GArray *listings = collect(imap, answers, from);
    mailimap_fetch_list_free(answers);
    return listings;
}

GArray *imap_sorted(const GArray *uids)
{
    g_autoptr(GArray) listings = g_array_new(FALSE, FALSE, sizeof(struct listing));
    for (guint i = 0; i < uids->len; i++) {
        struct listing one = {.uid = g_array_index(uids, guint64, i)};
        if (one.uid > 0 && one.uid <= G_MAXUINT32)
            g_array_append_val(listings, one);
    }
    listings_sort(listings);
    GArray *sorted = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint i = 0; i < listings->len; i++) {
        guint64 uid = g_array_index(listings, struct listing, i).uid;
        if (sorted->len == 0 || g_array_index(sorted, guint64, sorted->len - 1) != uid)
            g_array_append_val(sorted, uid);
    }
    return sorted;
}

/* The run of consecutive uids that begins at `next`: how many, at most `limit`. */
static guint run_length(const GArray *uids, guint next, guint limit)
{
    guint count = 1;
    while (count < limit && next + count < uids->len &&
           g_array_index(uids, guint64, next + count) == g_array_index(uids, guint64, next) + count)
        count++;
    return count;
}

struct mailimap_set *imap_set(const GArray *uids, guint *next, guint limit)
{
    enum { LINE = 900, RANGE = 22 /* "4294967294:4294967295," */ };
    struct mailimap_set *set = mailimap_set_new_empty();
    for (gsize length = 0; *next < uids->len && limit > 0 && length + RANGE <= LINE;) {
        guint count = run_length(uids, *next, limit);
        guint64 first = g_array_index(uids, guint64, *next), last = first + count - 1;
        char digits[16];
        length += (gsize)g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT ",", first);
        if (count == 1)
            mailimap_set_add_single(set, (uint32_t)first);
        else
            mailimap_set_add_interval(set, (uint32_t)first, (uint32_t)last);
        if (count > 1)
            length += (gsize)g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT ",", last);
        *next += count;
        limit -= count;
    }
    return set;
}

const struct source_ops source_imap = {
    .name = "imap",
    .ordered = true,
    .open = imap_open,
    .close = imap_close,
    .folders = imap_folders,
    .select = imap_select,
    .list = imap_list,
    .fetch = imap_fetch,
    .heads = imap_heads,
    .acknowledge = imap_acknowledge,
    .remove = imap_remove,
    .quota = imap_quota,
};
