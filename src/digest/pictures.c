/* The pictures of the digest. They were made by our reader, but of a stranger's file and by a process that had just
 * read it: so they are hashed again, must be small JPEGs by their headers, and nothing of them but bytes and size is
 * used.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "base/file.h"
#include "digest/inside.h"
#include "spool/spool.h"
#include "store/outbox.h"
#include "work/jpeg.h"

#define FOLDER "pictures"

enum { MAX_BYTES = 64 * 1024, SIDE = 160, MAX_SIDE = 4096, MAILED = 40, MAILED_BYTES = 1500 * 1000, NAME_DIGITS = 12 };

struct thumb *thumb_load(const char *state_folder, const char *sha256)
{
    g_autoptr(GBytes) bytes = sha256 ? content_read(state_folder, sha256, MAX_BYTES, NULL) : NULL;
    struct jpeg jpeg;
    if (!bytes || !jpeg_walk(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &jpeg) || !jpeg.complete ||
        jpeg.width <= 0 || jpeg.height <= 0 || MAX(jpeg.width, jpeg.height) > MAX_SIDE)
        return NULL;
    int width = (int)jpeg.width, height = (int)jpeg.height, longest = MAX(MAX(width, height), SIDE);
    struct thumb *thumb = g_new0(struct thumb, 1);
    thumb->sha256 = g_strdup(sha256);
    thumb->bytes = g_steal_pointer(&bytes);
    thumb->width = MAX(1, width * SIDE / longest);
    thumb->height = MAX(1, height * SIDE / longest);
    return thumb;
}

void thumb_free(struct thumb *thumb)
{
    if (!thumb)
        return;
    g_free(thumb->sha256);
    g_bytes_unref(thumb->bytes);
    g_free(thumb);
}

char *thumb_name(const struct thumb *thumb)
{
    return g_strdup_printf("%.*s.jpg", NAME_DIGITS, thumb->sha256);
}

char *thumb_id(const struct thumb *thumb)
{
    return outbox_picture_id(thumb->sha256);
}

/* Calls `use` for each picture among the first `limit` items of a section (0: all), until it says no. */
typedef bool (*thumb_user)(struct thumb *thumb, gpointer data);

static bool each(const struct digest *digest, guint limit, thumb_user use, gpointer data)
{
    for (guint i = 0; i < digest->sections->len; i++) {
        const struct section *section = digest->sections->pdata[i];
        for (guint j = 0; j < section->items->len && (!limit || j < limit); j++) {
            const struct item *item = section->items->pdata[j];
            if (item->thumb && !use(item->thumb, data))
                return false;
        }
    }
    return true;
}

struct budget {
    guint count;
    gsize bytes;
};

static bool choose(struct thumb *thumb, gpointer data)
{
    struct budget *budget = data;
    gsize size = g_bytes_get_size(thumb->bytes);
    if (budget->count >= MAILED || budget->bytes + size > MAILED_BYTES)
        return false;
    budget->count++;
    budget->bytes += size;
    thumb->mailed = true;
    return true;
}

void pictures_choose(struct digest *digest)
{
    struct budget budget = {0};
    each(digest, 0, choose, &budget);
}

static bool attach(struct thumb *thumb, gpointer data)
{
    if (thumb->mailed)
        letter_picture_add(data, thumb->sha256);
    return true;
}

void pictures_attach(const struct digest *digest, guint limit, struct letter *letter)
{
    each(digest, limit, attach, letter);
}

struct place {
    const char *folder;
    GError **error;
};

/* The name is the content's hash: what is there already, and as long, is the same. */
static bool write_one(struct thumb *thumb, gpointer data)
{
    const struct place *place = data;
    g_autofree char *name = thumb_name(thumb);
    g_autofree char *path = g_build_filename(place->folder, name, NULL);
    gsize length = 0;
    const void *bytes = g_bytes_get_data(thumb->bytes, &length);
    GStatBuf there;
    if (g_lstat(path, &there) == 0 && S_ISREG(there.st_mode) && (gsize)there.st_size == length)
        return true;
    return file_replace(path, bytes, length, 0640, place->error);
}

bool pictures_write(const struct digest *digest, const char *folder, GError **error)
{
    g_autofree char *inside = g_build_filename(folder, FOLDER, NULL);
    struct place place = {inside, error};
    return file_make_dirs(inside, error) && each(digest, 0, write_one, &place);
}

static bool note(struct thumb *thumb, gpointer data)
{
    g_hash_table_add(data, thumb_name(thumb));
    return true;
}

/* Only what has such a name as we give is ours. */
void pictures_tidy(const struct digest *digest, const char *folder)
{
    g_autoptr(GHashTable) shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    each(digest, 0, note, shown);
    g_autofree char *inside = g_build_filename(folder, FOLDER, NULL);
    g_autoptr(GDir) dir = g_dir_open(inside, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        if (strlen(name) != NAME_DIGITS + strlen(".jpg") || strspn(name, "0123456789abcdef") != NAME_DIGITS ||
            !g_str_has_suffix(name, ".jpg") || g_hash_table_contains(shown, name))
            continue;
        g_autofree char *path = g_build_filename(inside, name, NULL);
        g_unlink(path);
    }
}
