/* The site around the digest. Which submissions get a page: what changed in the period, the latest MOST of it, and
 * whatever the digest speaks of; so a large campaign's daily digest stays a matter of seconds. Earlier pages stay.
 */
#include "digest/site.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "digest/inside.h"
#include "spool/spool.h"
#include "work/jpeg.h"

enum { MOST = 2000, MAX_PICTURE = 512 * 1024, HASH_DIGITS = 64, NAME_DIGITS = 16, MAX_SIDE = 4096 };

GStrv site_numbers(const char *text)
{
    g_autoptr(GString) flat = g_string_new(text);
    g_string_replace(flat, "、", ",", 0);
    return g_strsplit(flat->str, ",", -1);
}

static bool same(const char *path, const void *bytes, gsize length)
{
    g_autofree char *there = NULL;
    gsize size = 0;
    GStatBuf status;
    return g_lstat(path, &status) == 0 && S_ISREG(status.st_mode) && (gsize)status.st_size == length &&
           g_file_get_contents(path, &there, &size, NULL) && size == length && memcmp(there, bytes, length) == 0;
}

bool site_put(const struct site *site, const char *name, const void *bytes, gsize length, GError **error)
{
    g_autofree char *path = g_build_filename(site->folder, name, NULL);
    if (same(path, bytes, length))
        return true;
    g_autofree char *temporary = g_strconcat(path, ".new", NULL);
    int fd = g_open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
    bool good = fd >= 0 && file_write_all(fd, bytes, length, error);
    if (fd >= 0)
        close(fd);
    if (good && rename(temporary, path) == 0)
        return true;
    if (!error || !*error)
        g_set_error(error, HUIZHI_ERROR, ERROR_IO, "%s: %s", path, g_strerror(errno));
    g_unlink(temporary);
    return false;
}

/* A small PNG by its header: the picture of a scanned form's cell. */
static bool is_png(const guint8 *bytes, gsize length)
{
    static const guint8 magic[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    enum { WIDTH = 16, HEIGHT = 20, HEADER = 33 };
    if (length < HEADER || memcmp(bytes, magic, sizeof magic) != 0)
        return false;
    guint32 width = 0, height = 0;
    for (int i = 0; i < 4; i++) {
        width = width << 8 | bytes[WIDTH + i];
        height = height << 8 | bytes[HEIGHT + i];
    }
    return width > 0 && height > 0 && MAX(width, height) <= MAX_SIDE;
}

static bool is_jpeg(const guint8 *bytes, gsize length)
{
    struct jpeg jpeg;
    return jpeg_walk(bytes, length, &jpeg) && jpeg.complete && jpeg.width > 0 && jpeg.height > 0 &&
           MAX(jpeg.width, jpeg.height) <= MAX_SIDE;
}

char *site_thumb(const struct site *site, const char *sha256)
{
    if (!sha256 || strlen(sha256) != HASH_DIGITS || strspn(sha256, "0123456789abcdef") != HASH_DIGITS)
        return NULL;
    static const char *const endings[] = {"jpg", "png"};
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strdup_printf("thumbs/%.*s.%s", NAME_DIGITS, sha256, endings[i]);
        g_autofree char *path = g_build_filename(site->folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&name);
    }
    g_autoptr(GBytes) bytes = content_read(site->config->state, sha256, MAX_PICTURE, NULL);
    gsize length = 0;
    const guint8 *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    bool jpeg = data && is_jpeg(data, length);
    if (!jpeg && !(data && is_png(data, length)))
        return NULL;
    g_autofree char *name = g_strdup_printf("thumbs/%.*s.%s", NAME_DIGITS, sha256, endings[jpeg ? 0 : 1]);
    return site_put(site, name, data, length, NULL) ? g_steal_pointer(&name) : NULL;
}

/* True unless the submission is not there: a number that somebody mistyped. */
static bool add_page(const struct site *site, GHashTable *pages, const char *number, GError **error)
{
    bool found = false;
    if (g_hash_table_contains(pages, number))
        return true;
    if (!case_write(site, number, &found, error))
        return false;
    if (found)
        g_hash_table_add(pages, g_strdup(number));
    return true;
}

/* A number of a submission, or of one of its works. */
static bool add_named(const struct site *site, GHashTable *pages, const char *number, GError **error)
{
    if (!add_page(site, pages, number, error))
        return false;
    const char *dash = strrchr(number, '-');
    if (!dash || g_hash_table_contains(pages, number))
        return true;
    g_autofree char *whole = g_strndup(number, (gsize)(dash - number));
    return add_page(site, pages, whole, error);
}

static bool add_shown(const struct site *site, GHashTable *pages, GError **error)
{
    const struct digest *digest = site->digest;
    for (guint i = 0; i < digest->sections->len; i++) {
        const struct section *section = digest->sections->pdata[i];
        for (guint n = 0; n < section->items->len; n++) {
            const struct item *item = section->items->pdata[n];
            g_auto(GStrv) numbers = site_numbers(item->number);
            for (char **number = numbers; *number; number++)
                if (**number && !add_named(site, pages, *number, error))
                    return false;
        }
    }
    return true;
}

static bool add_changed(const struct site *site, GHashTable *pages, GError **error)
{
    const struct digest *digest = site->digest;
    g_autoptr(Rows) rows = query_cases(site->store, site->all ? 0 : digest->since,
                                       site->all ? G_MAXINT64 : digest->until, site->all ? G_MAXINT64 : MOST, error);
    for (guint i = 0; rows && i < rows->cells->len; i++)
        if (!add_page(site, pages, ((char **)rows->cells->pdata[i])[0], error))
            return false;
    return rows != NULL;
}

static bool make_folders(const struct site *site, GError **error)
{
    static const char *const names[] = {"cases", "sheets", "charts", "thumbs"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *folder = g_build_filename(site->folder, names[i], NULL);
        if (!file_make_dirs(folder, error))
            return false;
    }
    return true;
}

static GPtrArray *write_parts(const struct site *site, GHashTable *pages, GError **error)
{
    if (!make_folders(site, error) || !chart_write(site, error) || !store_begin_reading(site->store, error))
        return NULL;
    GPtrArray *sheets =
        add_changed(site, pages, error) && add_shown(site, pages, error) ? contact_write(site, pages, error) : NULL;
    store_rollback(site->store);
    return sheets;
}

bool site_write(const struct site *site, GError **error)
{
    g_autoptr(GHashTable) pages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) sheets = write_parts(site, pages, error);
    struct digest_view view = {.pages = pages, .sheets = sheets, .charts = true};
    return sheets && digest_write(site->digest, site->folder, &view, error);
}
