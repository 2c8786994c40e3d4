/* How full a mailbox is. A full one refuses mail without telling us, so it is measured before. */
#include "base/error.h"
#include "base/log.h"
#include "care/room.h"

#define SIX_HOURS (6 * 3600)

static gint64 measured_at(struct store *store, const char *key)
{
    g_autofree char *text = store_meta(store, key);
    g_auto(GStrv) words = text ? g_strsplit(text, " ", 3) : NULL;
    return words && g_strv_length(words) == 3 ? g_ascii_strtoll(words[2], NULL, 10) : 0;
}

/* Every mail of every folder, those that we never read too. */
static bool add_up(struct source *source, guint64 *used, GError **error)
{
    g_auto(GStrv) folders = source_folders(source, FOLDER_ALL, error);
    for (char **folder = folders; folder && *folder; folder++) {
        guint64 validity = 0;
        if (!source_select(source, *folder, &validity, error))
            return false;
        g_autoptr(GArray) listings = source_list(source, 0, error);
        if (!listings)
            return false;
        for (guint i = 0; i < listings->len; i++)
            *used += g_array_index(listings, struct listing, i).bytes;
    }
    return folders != NULL;
}

bool room_measure(const struct mailbox *mailbox, struct source *source, struct store *store, gint64 now, bool anew,
                  GError **error)
{
    guint64 used = 0, limit = 0;
    g_autofree char *key = g_strconcat("capacity:", mailbox->address, NULL);
    g_autoptr(GError) failure = NULL;
    bool good = source_quota(source, &used, &limit, &failure);
    if (good && limit == 0) {
        if (mailbox->capacity <= 0 || (!anew && ABS(now - measured_at(store, key)) < SIX_HOURS))
            return true;
        good = add_up(source, &used, &failure);
    }
    if (!good && failure->domain == HUIZHI_ERROR && failure->code == ERROR_IO) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!good) {
        log_line(LOG_WARN, "%s: its size could not be measured: %s", mailbox->address, failure->message);
        return true;
    }
    g_autofree char *text =
        g_strdup_printf("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT, used, limit, now);
    return store_set_meta(store, key, text, error);
}
