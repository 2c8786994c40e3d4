/* Where the digest goes: to its folder, and into the outbox once a day. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "digest/equip.h"
#include "digest/inside.h"
#include "reply/wire.h"
#include "store/outbox.h"

#define LAST "digest.mailed"

static bool write_file(const char *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return file_replace(path, text, strlen(text), 0640, error);
}

bool digest_write(const struct digest *digest, const char *folder, GError **error)
{
    g_autofree char *html = digest_html(digest, false);
    g_autofree char *text = digest_text(digest);
    if (!file_make_dirs(folder, error) || !pictures_write(digest, folder, error) ||
        !write_file(folder, "index.html", html, error) || !write_file(folder, "digest.txt", text, error))
        return false;
    pictures_tidy(digest, folder);
    return true;
}

/* A digest that came into the intake would be read as a mail. */
static bool is_polled(const struct config *config, const char *address)
{
    for (guint i = 0; i < config->mailboxes->len; i++)
        if (!g_ascii_strcasecmp(((const struct mailbox *)config->mailboxes->pdata[i])->address, address))
            return true;
    return false;
}

static bool queue_to(const struct digest *digest, const struct config *config, struct store *store, const char *to,
                     GError **error)
{
    const struct mailbox *from = config->mailboxes->pdata[0];
    g_autoptr(GArray) about = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(Letter) letter = g_new0(struct letter, 1);
    letter->template = g_strdup("digest");
    letter->priority = PRIORITY_URGENT;
    letter->mailbox = g_strdup(from->address);
    letter->from_name = g_strdup(from->name);
    letter->to = g_strdup(to);
    letter->subject = g_strdup(digest->headline);
    letter->text = digest_text(digest);
    letter->html = digest_html(digest, true);
    pictures_attach(digest, letter);
    letter->message_id = reply_message_id(from->address);
    return equip_letter(config, store, letter, digest->until, error) &&
           outbox_queue(store, letter, about, false, digest->until, error);
}

static bool queue_all(const struct digest *digest, const struct config *config, struct store *store, gint64 *count,
                      GError **error)
{
    for (char **to = config->digest_to; config->mailboxes->len && to && *to; to++) {
        if (is_polled(config, *to))
            continue;
        if (!queue_to(digest, config, store, *to, error))
            return false;
        ++*count;
    }
    return true;
}

gint64 digest_mail(const struct digest *digest, const struct config *config, struct store *store, bool daily,
                   GError **error)
{
    gint64 count = 0;
    if (!store_begin(store, error))
        return -1;
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, digest->until);
    if (queue_all(digest, config, store, &count, error) && (!daily || store_set_meta(store, LAST, now, error)) &&
        store_commit(store, error))
        return count;
    store_rollback(store);
    return -1;
}

gint64 digest_last(struct store *store)
{
    g_autofree char *text = store_meta(store, LAST);
    return show_number(text);
}

/* digest.at on the day of an instant, `days` later. */
static gint64 at(const struct config *config, GTimeZone *zone, gint64 instant, int days)
{
    int hour = 9, minute = 0;
    if (config->digest_at)
        sscanf(config->digest_at, "%d:%d", &hour, &minute);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    g_autoptr(GDateTime) day = g_date_time_add_days(local, days);
    g_autoptr(GDateTime) due = g_date_time_new(zone, g_date_time_get_year(day), g_date_time_get_month(day),
                                               g_date_time_get_day_of_month(day), hour, minute, 0);
    return due ? g_date_time_to_unix(due) : instant;
}

gint64 digest_next(const struct config *config, GTimeZone *zone, gint64 now)
{
    gint64 today = at(config, zone, now, 0);
    return today > now ? today : at(config, zone, now, 1);
}

bool digest_due(const struct config *config, struct store *store, GTimeZone *zone, gint64 now)
{
    gint64 today = at(config, zone, now, 0);
    gint64 latest = today <= now ? today : at(config, zone, now, -1);
    return digest_last(store) < latest;
}
