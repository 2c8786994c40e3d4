/* A Maildir, with the sub-folders of Maildir++ (".已处理" or in modified UTF-7, levels parted by dots).
 *
 * A mail is known by its file name without the flags behind ":2,": it stays when another program marks it as read
 * or moves it from new/ to cur/. UIDVALIDITY is always 1. The file's time says nothing, so `received` is unknown.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "config/config.h"
#include "source/local.h"
#include "source/source.h"
#include "source/utf7.h"

enum { MAX_FILES = 1000000, MAX_FOLDERS = 10000 };

struct maildir {
    const struct mailbox *mailbox;
    char *path;          /* of the selected folder; NULL: none */
    GHashTable *files;   /* guint64 → "cur/name" in the selected folder */
    GHashTable *folders; /* name as people see it → folder on disk, "" for the Maildir itself */
};

/* A file in new/ or cur/. */
struct entry {
    guint64 uid;
    char *file;  /* "cur/1588.M1.host:2,S" */
    char *flags; /* "S" */
};

static gpointer maildir_open(const struct mailbox *mailbox, GError **error)
{
    g_autofree char *cur = g_build_filename(mailbox->path ? mailbox->path : "", "cur", NULL);
    if (!mailbox->path || !g_file_test(cur, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s is no Maildir: it has no folder cur/",
                    mailbox->path ? mailbox->path : "(no path)");
        return NULL;
    }
    struct maildir *maildir = g_new0(struct maildir, 1);
    maildir->mailbox = mailbox;
    maildir->files = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    maildir->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return maildir;
}

static void maildir_close(gpointer state)
{
    struct maildir *maildir = state;
    g_free(maildir->path);
    g_hash_table_destroy(maildir->files);
    g_hash_table_destroy(maildir->folders);
    g_free(maildir);
}

/* ".A.B" → "A/B", out of modified UTF-7 when it is that. */
static char *shown_name(const char *folder)
{
    g_autofree char *path = g_strdelimit(g_strdup(folder + 1), ".", '/');
    char *decoded = utf7_decode(path);
    return decoded ? decoded : g_utf8_make_valid(path, -1);
}

/* Adds a sub-folder to the list unless it is left out. */
static void take_folder(struct maildir *maildir, const char *folder, enum folder_role role, GPtrArray *names)
{
    g_autofree char *cur = g_build_filename(maildir->mailbox->path, folder, "cur", NULL);
    if (folder[0] != '.' || names->len >= MAX_FOLDERS || !g_file_test(cur, G_FILE_TEST_IS_DIR))
        return;
    g_autofree char *name = shown_name(folder);
    if (name[0] == '\0' || g_hash_table_contains(maildir->folders, name) ||
        !folder_serves(maildir->mailbox, name, '/', MARK_NONE, role))
        return;
    g_ptr_array_add(names, g_strdup(name));
    g_hash_table_insert(maildir->folders, g_steal_pointer(&name), g_strdup(folder));
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GStrv maildir_folders(gpointer state, enum folder_role role, GError **error)
{
    struct maildir *maildir = state;
    g_autoptr(GDir) folder = local_folder(maildir->mailbox->path, error);
    if (!folder)
        return NULL;
    g_hash_table_remove_all(maildir->folders);
    GPtrArray *names = g_ptr_array_new();
    for (const char *name; (name = g_dir_read_name(folder));)
        take_folder(maildir, name, role, names);
    g_ptr_array_sort(names, by_name);
    if (folder_serves(maildir->mailbox, "INBOX", '/', MARK_NONE, role))
        g_ptr_array_insert(names, 0, g_strdup("INBOX"));
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_free(names, FALSE);
}

/* The folder on disk of a name: as listed, else as it would be written. NULL with ERROR_CONFIG. */
static char *folder_path(struct maildir *maildir, const char *name, GError **error)
{
    const char *root = maildir->mailbox->path, *known = g_hash_table_lookup(maildir->folders, name);
    if (g_ascii_strcasecmp(name, "INBOX") == 0)
        return g_strdup(root);
    if (known)
        return g_build_filename(root, known, NULL);
    if (name[0] == '\0' || strchr(name, '.') || strstr(name, "//") || name[0] == '/' ||
        !g_utf8_validate(name, -1, NULL)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: not a folder name for a Maildir", name);
        return NULL;
    }
    g_autofree char *plain = g_strdelimit(g_strdup(name), "/", '.');
    g_autofree char *wire = utf7_encode(plain);
    g_autofree char *as_typed = g_strdup_printf("%s/.%s", root, plain);
    if (g_file_test(as_typed, G_FILE_TEST_IS_DIR))
        return g_steal_pointer(&as_typed);
    return g_strdup_printf("%s/.%s", root, wire);
}

static bool maildir_select(gpointer state, const char *folder, guint64 *uidvalidity, GError **error)
{
    struct maildir *maildir = state;
    g_clear_pointer(&maildir->path, g_free);
    g_hash_table_remove_all(maildir->files);
    g_autofree char *path = folder_path(maildir, folder, error);
    g_autofree char *cur = path ? g_build_filename(path, "cur", NULL) : NULL;
    if (!path)
        return false;
    if (!g_file_test(cur, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "no such folder in the Maildir");
        return false;
    }
    maildir->path = g_steal_pointer(&path);
    *uidvalidity = 1;
    return true;
}

static void entry_clear(gpointer data)
{
    struct entry *entry = data;
    g_free(entry->file);
    g_free(entry->flags);
}

static bool scan_part(const char *path, const char *part, GArray *entries, GError **error)
{
    g_autofree char *folder_name = g_build_filename(path, part, NULL);
    if (!g_file_test(folder_name, G_FILE_TEST_IS_DIR)) /* programs that only move mails make no new/ */
        return true;
    g_autoptr(GDir) folder = local_folder(folder_name, error);
    if (!folder)
        return false;
    for (const char *name; (name = g_dir_read_name(folder)) && entries->len < MAX_FILES;) {
        if (name[0] == '.')
            continue;
        const char *flags = strstr(name, ":2,");
        g_autofree char *base = flags ? g_strndup(name, (gsize)(flags - name)) : g_strdup(name);
        struct entry entry = {
            .uid = local_uid(base),
            .file = g_build_filename(part, name, NULL),
            .flags = g_strdup(flags ? flags + 3 : ""),
        };
        g_array_append_val(entries, entry);
    }
    return true;
}

/* The mails of the selected folder as they lie there now. cur/ is read last: what moves there meanwhile is then
 * seen twice rather than not at all, and the later place counts. */
static GArray *scan(struct maildir *maildir, GError **error)
{
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
    g_array_set_clear_func(entries, entry_clear);
    if (!scan_part(maildir->path, "new", entries, error) || !scan_part(maildir->path, "cur", entries, error))
        return NULL;
    g_hash_table_remove_all(maildir->files);
    for (guint i = 0; i < entries->len; i++) {
        const struct entry *entry = &g_array_index(entries, struct entry, i);
        g_hash_table_insert(maildir->files, g_memdup2(&entry->uid, sizeof entry->uid), g_strdup(entry->file));
    }
    return g_steal_pointer(&entries);
}

/* Names begin with the time of delivery, for nearly all programs that deliver. */
static gint by_delivery(gconstpointer a, gconstpointer b)
{
    const struct entry *x = a, *y = b;
    return strcmp(strchr(x->file, '/') + 1, strchr(y->file, '/') + 1);
}

static GArray *maildir_list(gpointer state, guint64 from, GError **error)
{
    struct maildir *maildir = state;
    g_autoptr(GArray) entries = scan(maildir, error);
    if (!entries)
        return NULL;
    g_array_sort(entries, by_delivery);
    GArray *listings = g_array_new(FALSE, FALSE, sizeof(struct listing));
    for (guint i = 0; i < entries->len; i++) {
        const struct entry *entry = &g_array_index(entries, struct entry, i);
        g_autofree char *path = g_build_filename(maildir->path, entry->file, NULL);
        struct stat info;
        if (entry->uid < from || lstat(path, &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        struct listing listing = {
            .uid = entry->uid,
            .bytes = (guint64)info.st_size,
            .seen = strchr(entry->flags, 'S') != NULL,
            .deleted = strchr(entry->flags, 'T') != NULL,
        };
        if (g_str_equal(g_hash_table_lookup(maildir->files, &entry->uid), entry->file))
            g_array_append_val(listings, listing);
    }
    return listings;
}

/* The mail's present path; NULL when it is gone. Its flags may have changed since the listing. */
static char *find(struct maildir *maildir, guint64 uid, GError **error)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        const char *file = g_hash_table_lookup(maildir->files, &uid);
        g_autofree char *path = file ? g_build_filename(maildir->path, file, NULL) : NULL;
        if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
        if (attempt == 0) {
            g_autoptr(GArray) entries = scan(maildir, error);
            if (!entries)
                return NULL;
        }
    }
    return NULL;
}

static bool maildir_fetch(gpointer state, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched,
                          GError **error)
{
    struct maildir *maildir = state;
    for (guint i = 0; i < uids->len; i++) {
        guint64 uid = g_array_index(uids, guint64, i);
        g_autoptr(GError) fault = NULL;
        g_autofree char *path = find(maildir, uid, &fault);
        if (fault) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        struct fetched *one = path ? local_copy(path, uid, head, spool, error) : fetched_without(uid, "gone");
        if (!one)
            return false;
        g_ptr_array_add(fetched, one);
    }
    return true;
}

static bool maildir_heads(gpointer state, const GArray *uids, bool whole, GPtrArray *heads, GError **error)
{
    struct maildir *maildir = state;
    (void)whole;
    for (guint i = 0; i < uids->len; i++) {
        g_autoptr(GError) fault = NULL;
        g_autofree char *path = find(maildir, g_array_index(uids, guint64, i), &fault);
        if (fault) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        if (!path)
            continue;
        struct head *head = g_new0(struct head, 1);
        head->uid = g_array_index(uids, guint64, i);
        head->bytes = local_head(path);
        g_ptr_array_add(heads, head);
    }
    return true;
}

/* The file's name with a flag added: flags stand in ASCII order, each once. */
static char *name_with_flag(const char *path, char flag)
{
    g_autofree char *name = g_path_get_basename(path);
    const char *info = strstr(name, ":2,");
    g_autofree char *base = info ? g_strndup(name, (gsize)(info - name)) : g_strdup(name);
    GString *all = g_string_new(base);
    g_string_append(all, ":2,");
    const char *flags = info ? info + 3 : "";
    for (int c = '!'; c < 0x7f; c++)
        if (c == flag || strchr(flags, c))
            g_string_append_c(all, (char)c);
    return g_string_free(all, FALSE);
}

static bool move_file(const char *from, const char *to, GError **error)
{
    if (g_str_equal(from, to) || rename(from, to) == 0 || errno == ENOENT) /* somebody else was quicker */
        return true;
    error_set_errno(error, errno, "cannot rename %s to %s", from, to);
    return false;
}

/* The target of AFTER_MOVE, created with cur, new and tmp; NULL for AFTER_SEEN with no error. */
static char *move_target(struct maildir *maildir, GError **error)
{
    static const char *const parts[] = {"tmp", "new", "cur", NULL};
    const char *name = maildir->mailbox->move_to ? maildir->mailbox->move_to : "";
    g_autofree char *target = folder_path(maildir, name, error);
    for (guint i = 0; target && parts[i]; i++) {
        g_autofree char *part = g_build_filename(target, parts[i], NULL);
        if (!file_make_dirs(part, error))
            return NULL;
    }
    g_autofree char *mark = target ? g_build_filename(target, "maildirfolder", NULL) : NULL;
    int fd = mark ? open(mark, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
    if (fd >= 0)
        close(fd);
    return g_steal_pointer(&target);
}

static bool acknowledge_one(struct maildir *maildir, guint64 uid, const char *target, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autofree char *path = find(maildir, uid, &fault);
    if (fault) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    if (!path)
        return true;
    g_autofree char *name = target ? g_path_get_basename(path) : name_with_flag(path, 'S');
    g_autofree char *kept = strstr(name, ":2,") ? g_strdup(name) : g_strconcat(name, ":2,", NULL);
    g_autofree char *to = g_build_filename(target ? target : maildir->path, "cur", kept, NULL);
    if (!move_file(path, to, error))
        return false;
    g_hash_table_remove(maildir->files, &uid);
    return true;
}

static bool maildir_acknowledge(gpointer state, const GArray *uids, GError **error)
{
    struct maildir *maildir = state;
    if (maildir->mailbox->after == AFTER_NOTHING)
        return true;
    g_autofree char *target = NULL;
    if (maildir->mailbox->after == AFTER_MOVE && !(target = move_target(maildir, error)))
        return false;
    for (guint i = 0; i < uids->len; i++)
        if (!acknowledge_one(maildir, g_array_index(uids, guint64, i), target, error))
            return false;
    return true;
}

static bool maildir_remove(gpointer state, const GArray *uids, GError **error)
{
    struct maildir *maildir = state;
    for (guint i = 0; i < uids->len; i++) {
        guint64 uid = g_array_index(uids, guint64, i);
        g_autoptr(GError) fault = NULL;
        g_autofree char *path = find(maildir, uid, &fault);
        if (fault) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        if (path && unlink(path) != 0 && errno != ENOENT) {
            error_set_errno(error, errno, "cannot remove %s", path);
            return false;
        }
        g_hash_table_remove(maildir->files, &uid);
    }
    return true;
}

const struct source_ops source_maildir = {
    .name = "maildir",
    .open = maildir_open,
    .close = maildir_close,
    .folders = maildir_folders,
    .select = maildir_select,
    .list = maildir_list,
    .fetch = maildir_fetch,
    .heads = maildir_heads,
    .acknowledge = maildir_acknowledge,
    .remove = maildir_remove,
};
