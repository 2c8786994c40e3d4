/* A folder of .eml files, or a single file: what people exported from a mail program.
 *
 * A mail is known by its file's name, size and time, so that a file that was replaced under its old name is a new
 * mail. Nothing is ever changed in the folder.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "config/config.h"
#include "source/local.h"
#include "source/source.h"

enum { MAX_FILES = 1000000 };

struct eml {
    const struct mailbox *mailbox;
    GHashTable *files; /* guint64 → path */
};

static gpointer eml_open(const struct mailbox *mailbox, GError **error)
{
    struct stat info;
    if (!mailbox->path || stat(mailbox->path, &info) != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, "%s: %s", mailbox->path ? mailbox->path : "(no path)",
                    mailbox->path ? strerror(errno) : "no file and no folder");
        return NULL;
    }
    struct eml *eml = g_new0(struct eml, 1);
    eml->mailbox = mailbox;
    eml->files = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    return eml;
}

static void eml_close(gpointer state)
{
    struct eml *eml = state;
    g_hash_table_destroy(eml->files);
    g_free(eml);
}

static GStrv eml_folders(gpointer state, enum folder_role role, GError **error)
{
    static const char *const one[] = {"INBOX", NULL};
    (void)state, (void)error;
    return role == FOLDER_MAIL ? g_strdupv((char **)one) : g_new0(char *, 1);
}

static bool eml_select(gpointer state, const char *folder, guint64 *uidvalidity, GError **error)
{
    (void)state;
    if (g_ascii_strcasecmp(folder, "INBOX") != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "a folder of .eml files has only INBOX");
        return false;
    }
    *uidvalidity = 1;
    return true;
}

static void take_file(struct eml *eml, const char *path, guint64 from, GArray *listings)
{
    struct stat info;
    if (listings->len >= MAX_FILES || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return;
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *identity = g_strdup_printf("%s\n%lld\n%lld.%09ld", base, (long long)info.st_size,
                                                (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
    struct listing listing = {.uid = local_uid(identity), .bytes = (guint64)info.st_size};
    g_hash_table_insert(eml->files, g_memdup2(&listing.uid, sizeof listing.uid), g_strdup(path));
    if (listing.uid >= from)
        g_array_append_val(listings, listing);
}

static bool is_eml(const char *name)
{
    gsize length = strlen(name);
    return name[0] != '.' && length > 4 && g_ascii_strcasecmp(name + length - 4, ".eml") == 0;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GArray *eml_list(gpointer state, guint64 from, GError **error)
{
    struct eml *eml = state;
    const char *path = eml->mailbox->path;
    g_autoptr(GArray) listings = g_array_new(FALSE, FALSE, sizeof(struct listing));
    g_hash_table_remove_all(eml->files);
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_autoptr(GDir) folder = local_folder(path, error);
        if (!folder)
            return NULL;
        g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
        for (const char *name; (name = g_dir_read_name(folder)) && files->len < MAX_FILES;)
            if (is_eml(name))
                g_ptr_array_add(files, g_build_filename(path, name, NULL));
        g_ptr_array_sort(files, by_name);
        for (guint i = 0; i < files->len; i++)
            take_file(eml, files->pdata[i], from, listings);
    } else {
        take_file(eml, path, from, listings);
    }
    return g_steal_pointer(&listings);
}

static bool eml_fetch(gpointer state, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched,
                      GError **error)
{
    struct eml *eml = state;
    if (g_hash_table_size(eml->files) == 0) {
        g_autoptr(GArray) listings = eml_list(state, 0, error);
        if (!listings)
            return false;
    }
    for (guint i = 0; i < uids->len; i++) {
        guint64 uid = g_array_index(uids, guint64, i);
        const char *path = g_hash_table_lookup(eml->files, &uid);
        struct fetched *one = path ? local_copy(path, uid, head, spool, error) : fetched_without(uid, "gone");
        if (!one)
            return false;
        g_ptr_array_add(fetched, one);
    }
    return true;
}

static bool eml_acknowledge(gpointer state, const GArray *uids, GError **error)
{
    (void)state, (void)uids, (void)error;
    return true;
}

const struct source_ops source_eml = {
    .name = "eml",
    .open = eml_open,
    .close = eml_close,
    .folders = eml_folders,
    .select = eml_select,
    .list = eml_list,
    .fetch = eml_fetch,
    .acknowledge = eml_acknowledge,
};
