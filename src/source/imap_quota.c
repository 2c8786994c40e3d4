/* IMAP: how full the server says that the mailbox is (RFC 2087: QUOTA, resource STORAGE in units of 1,024 octets). */
#include <libetpan/libetpan.h>

#include "base/error.h"
#include "config/config.h"
#include "source/imap.h"

#define UNIT 1024

/* Of several roots the fullest one counts. */
static void take_root(const struct mailimap_quota_quota_data *root, guint64 *used, guint64 *limit)
{
    for (clistiter *i = root->quota_list ? clist_begin(root->quota_list) : NULL; i; i = clist_next(i)) {
        const struct mailimap_quota_quota_resource *one = clist_content(i);
        if (!one->resource_name || g_ascii_strcasecmp(one->resource_name, "STORAGE") != 0 || one->limit == 0)
            continue;
        guint64 bytes = (guint64)one->usage * UNIT, most = (guint64)one->limit * UNIT;
        if (*limit && bytes * (*limit / UNIT) <= *used * (most / UNIT))
            continue;
        *used = bytes;
        *limit = most;
    }
}

bool imap_quota(gpointer state, guint64 *used, guint64 *limit, GError **error)
{
    struct imap *imap = state;
    if (!imap_alive(imap, error))
        return false;
    if (!mailimap_has_quota(imap->session))
        return true;
    struct mailimap_quota_complete_data *data = NULL;
    imap_operation(imap, 0);
    int result = mailimap_quota_getquotaroot(imap->session, "INBOX", &data);
    /* Announced and refused: it is as if it were not there, unless the connection is lost. */
    g_autoptr(GError) refused = NULL;
    if (!imap_check(imap, result, "GETQUOTAROOT", &refused)) {
        if (imap->session)
            return true;
        g_propagate_error(error, g_steal_pointer(&refused));
        return false;
    }
    for (clistiter *i = data && data->quota_list ? clist_begin(data->quota_list) : NULL; i; i = clist_next(i))
        take_root(clist_content(i), used, limit);
    if (data)
        mailimap_quota_complete_data_free(data);
    return true;
}
