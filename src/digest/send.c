/* Where the digest goes: to its folder, into the records, and into the outbox when it is due. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "digest/equip.h"
#include "digest/inside.h"
#include "reply/wire.h"
#include "store/outbox.h"

/* QQ Mail and others show the beginning of a longer page only. */
#define LETTER_BYTES (100 * 1000)

static bool write_file(const char *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return file_replace(path, text, strlen(text), 0640, error);
}

bool digest_write(const struct digest *digest, const char *folder, const struct digest_view *view, GError **error)
{
    g_autofree char *html = digest_html(digest, view);
    g_autofree char *text = digest_text(digest);
    if (!file_make_dirs(folder, error) || !pictures_write(digest, folder, error) ||
        !write_file(folder, "index.html", html, error) || !write_file(folder, "digest.txt", text, error))
        return false;
    pictures_tidy(digest, folder);
    return true;
}

/* "2020-05-31", "2020-05-31-09". */
static char *record_name(gint64 instant, GTimeZone *zone, bool hour)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    return g_date_time_format(local, hour ? "%Y-%m-%d-%H" : "%Y-%m-%d");
}

/* Only what has such a name as we give is ours. */
static bool is_record(const char *name)
{
    gsize length = strlen(name);
    if (length != strlen("2020-05-31") && length != strlen("2020-05-31-09"))
        return false;
    for (gsize i = 0; i < length; i++)
        if (i == 4 || i == 7 || i == 10 ? name[i] != '-' : !g_ascii_isdigit(name[i]))
            return false;
    return true;
}

static bool forget_old(const char *root, const char *oldest, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(root, name, NULL);
        if (is_record(name) && strncmp(name, oldest, strlen(oldest)) < 0 && !file_remove_tree(path, error))
            return false;
    }
    return true;
}

bool digest_keep(const struct digest *digest, const char *root, gint64 keep, GError **error)
{
    g_autofree char *name = record_name(digest->until, digest->zone, digest->kind == DIGEST_HOURLY);
    g_autofree char *folder = g_build_filename(root, name, NULL);
    if (!digest_write(digest, folder, NULL, error))
        return false;
    if (keep <= 0)
        return true;
    g_autofree char *oldest = record_name(digest->until - keep, digest->zone, false);
    return forget_old(root, oldest, error);
}

/* A digest that came into the intake would be read as a mail. */
static bool is_polled(const struct config *config, const char *address)
{
    for (guint i = 0; i < config->mailboxes->len; i++)
        if (!g_ascii_strcasecmp(((const struct mailbox *)config->mailboxes->pdata[i])->address, address))
            return true;
    return false;
}

static void digest_file_free(gpointer data)
{
    struct digest_file *file = data;
    g_free(file->sha256);
    g_free(file->name);
    g_free(file->type);
    g_free(file);
}

static void digest_letter_free(gpointer data)
{
    struct digest_letter *letter = data;
    g_free(letter->to);
    g_free(letter->note);
    g_ptr_array_unref(letter->files);
    g_free(letter);
}

GPtrArray *digest_letters(const struct config *config)
{
    GPtrArray *letters = g_ptr_array_new_with_free_func(digest_letter_free);
    for (char **to = config->digest_to; config->mailboxes->len && to && *to; to++) {
        if (is_polled(config, *to))
            continue;
        struct digest_letter *letter = g_new0(struct digest_letter, 1);
        letter->to = g_strdup(*to);
        letter->files = g_ptr_array_new_with_free_func(digest_file_free);
        g_ptr_array_add(letters, letter);
    }
    return letters;
}

void digest_letter_attach(struct digest_letter *letter, const char *sha256, const char *name, const char *type)
{
    struct digest_file *file = g_new0(struct digest_file, 1);
    file->sha256 = g_strdup(sha256);
    file->name = g_strdup(name);
    file->type = g_strdup(type);
    g_ptr_array_add(letter->files, file);
}

/* The page with as many items of each section as a mail program shows. */
static char *fitting(const struct digest *digest, struct digest_view *view)
{
    static const guint limits[] = {0, 100, 50, 25, 12, 6, 3, 1};
    char *html = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(limits) && (!html || strlen(html) > LETTER_BYTES); i++) {
        g_free(html);
        view->limit = limits[i];
        html = digest_html(digest, view);
    }
    return html;
}

static bool queue_to(const struct digest *digest, const struct config *config, struct store *store,
                     const struct digest_letter *to, GError **error)
{
    const struct mailbox *from = config->mailboxes->pdata[0];
    g_autoptr(GArray) about = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(Letter) letter = g_new0(struct letter, 1);
    struct digest_view view = {.mailed = true, .note = to->note};
    letter->template = g_strdup("digest");
    letter->priority = PRIORITY_URGENT;
    letter->mailbox = g_strdup(from->address);
    letter->from_name = g_strdup(from->name);
    letter->to = g_strdup(to->to);
    letter->subject = g_strdup(digest->headline);
    g_autofree char *text = digest_text(digest);
    letter->text = to->note ? g_strdup_printf("%s\n%s\n", text, to->note) : g_steal_pointer(&text);
    letter->html = fitting(digest, &view);
    pictures_attach(digest, view.limit, letter);
    for (guint i = 0; i < to->files->len; i++) {
        const struct digest_file *file = to->files->pdata[i];
        letter_made_add(letter, file->sha256, file->name, file->type);
    }
    letter->message_id = reply_message_id(from->address);
    return equip_letter(config, store, letter, digest->until, error) &&
           outbox_queue(store, letter, about, false, digest->until, error);
}

static bool record_done(const struct digest *digest, struct store *store, GError **error)
{
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, digest->until);
    return store_set_meta(store, DIGEST_LAST, now, error) &&
           (digest->kind != DIGEST_WEEKLY || store_set_meta(store, DIGEST_LAST_WEEK, now, error));
}

gint64 digest_mail(const struct digest *digest, const GPtrArray *letters, const struct config *config,
                   struct store *store, bool due, GError **error)
{
    if (!store_begin(store, error))
        return -1;
    bool good = true;
    for (guint i = 0; good && i < letters->len; i++)
        good = queue_to(digest, config, store, letters->pdata[i], error);
    if (good && (!due || record_done(digest, store, error)) && store_commit(store, error))
        return letters->len;
    store_rollback(store);
    return -1;
}
