/* Making a backup: a snapshot of the database first, then every file that this snapshot speaks of. Files are durable
 * before their rows are, so that each row of the snapshot finds its file.
 */
#include "care/backup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/text.h"
#include "base/words.h"
#include "intake.h"
#include "store/query.h"
#include "store/snapshot.h"

#define HOUR 3600
#define MAX_RULES 5000
#define MAX_DEPTH 8

struct making {
    const struct config *config;
    struct store *store; /* reading, in one transaction */
    struct pool_store *pool;
    struct manifest *manifest;
    char *folder; /* DIR/.new-… */
    bool progress;
    struct progress bar;
    const volatile sig_atomic_t *stop;
    struct backup_report *report;
};

void backup_report_clear(struct backup_report *report)
{
    g_clear_pointer(&report->folder, g_free);
}

static void show(struct making *making, const char *what, guint64 done, guint64 all)
{
    if (!making->progress)
        return;
    if (making->bar.what != what)
        progress_begin(&making->bar, what, all);
    progress_at(&making->bar, done, all);
    if (done == all)
        progress_end(&making->bar);
}

static void show_pages(gpointer data, guint64 done, guint64 all)
{
    show(data, _("database"), done, all);
}

static bool put(struct making *making, const char *path, const char *place, const char *sha256, GError **error)
{
    if (making->stop && *making->stop) {
        g_set_error(error, HUIZHI_ERROR, ERROR_AGAIN, "the backup was stopped");
        return false;
    }
    struct manifest_entry entry = {0};
    bool good = pool_store_put(making->pool, path, sha256, &entry, error);
    if (good && (sha256 || !entry.missing)) {
        manifest_add(making->manifest, place, entry.sha256, entry.bytes, entry.missing);
        making->report->files += !entry.missing;
        making->report->missing += entry.missing;
        making->report->bytes += entry.missing ? 0 : entry.bytes;
        if (entry.missing)
            log_line(LOG_ERROR, "backup: %s is not there or is damaged", place);
    }
    g_free(entry.sha256);
    return good;
}

/* The files of one query: "spool/ab/ab….eml" below the state folder. */
static bool put_all(struct making *making, enum query query, const char *what, const char *root, const char *suffix,
                    GHashTable *done, GError **error)
{
    g_autoptr(Rows) rows = query_rows(making->store, query, NULL, error);
    for (guint i = 0; rows && i < rows->cells->len; i++) {
        const char *sha256 = ((char **)rows->cells->pdata[i])[0];
        g_autofree char *place = g_strdup_printf("%s/%.2s/%s%s", root, sha256, sha256, suffix);
        g_autofree char *path = g_build_filename(making->config->state, place, NULL);
        show(making, what, i + 1, rows->cells->len);
        if (g_hash_table_add(done, g_strdup(place)) && !put(making, path, place, sha256, error))
            return false;
    }
    return rows != NULL;
}

/* The value behind a key that may hold a secret: what a command line says is not for a backup. */
static char *without_commands(const char *text)
{
    g_autoptr(GRegex) folded =
        g_regex_new("^([ ]*)((?:- )?[^#\\n]*\\bcommand[\"']?[ ]*:)[ ]*[|>][^\\n]*(\\n\\1[ ]+[^\\n]*|\\n[ ]*$)*",
                    G_REGEX_MULTILINE, 0, NULL);
    g_autoptr(GRegex) plain = g_regex_new(
        "\\b(command[\"']?[ ]*:)[ ]*(\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\n]|'')*'|[^,}\\n\"'][^,}\\n]*)", 0, 0, NULL);
    g_autofree char *first = g_regex_replace(folded, text, -1, 0, "\\1\\2 \"\"", 0, NULL);
    return first ? g_regex_replace(plain, first, -1, 0, "\\1 \"(left out of the backup)\"", 0, NULL) : NULL;
}

static bool put_config(struct making *making, GError **error)
{
    if (!making->config->file)
        return true;
    g_autoptr(GBytes) bytes = file_read(making->config->file, 4 * 1024 * 1024, error);
    if (!bytes)
        return false;
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autofree char *bare = without_commands(text);
    g_autofree char *path = g_build_filename(making->folder, "huizhi.yaml", NULL);
    if (!bare || !file_replace(path, bare, strlen(bare), 0640, error))
        return bare != NULL;
    bool good = put(making, path, "config/huizhi.yaml", NULL, error);
    unlink(path);
    return good;
}

static bool put_tree(struct making *making, const char *folder, const char *place, guint depth, GError **error)
{
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    for (const char *name; names && (name = g_dir_read_name(names));) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *below = g_build_filename(place, name, NULL);
        struct stat info;
        if (name[0] == '.' || strpbrk(name, "\n\r") || lstat(path, &info) != 0 ||
            making->manifest->entries->len > G_MAXINT - MAX_RULES)
            continue;
        if (S_ISDIR(info.st_mode) && depth < MAX_DEPTH) {
            if (!put_tree(making, path, below, depth + 1, error))
                return false;
        } else if (S_ISREG(info.st_mode) && !put(making, path, below, NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool put_database(struct making *making, GError **error)
{
    g_autofree char *path = g_build_filename(making->folder, "huizhi.db", NULL);
    if (!store_snapshot(making->store, path, show_pages, making, making->stop, error))
        return false;
    FILE *file = fopen(path, "rbe");
    guint64 bytes = 0;
    g_autofree char *sha256 = file ? hash_fd(fileno(file), &bytes, error) : NULL;
    if (file)
        fclose(file);
    if (sha256)
        manifest_add(making->manifest, "huizhi.db", sha256, bytes, false);
    return sha256 != NULL;
}

static bool fill(struct making *making, GError **error)
{
    g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!store_begin_reading(making->store, error))
        return false;
    bool good = put_database(making, error) &&
                put_all(making, QUERY_SPOOL, _("raw mails"), "spool", ".eml", done, error) &&
                put_all(making, QUERY_CONTENT, _("content files"), "content", "", done, error) &&
                put_all(making, QUERY_MADE, _("files of letters"), "content", "", done, error);
    store_rollback(making->store);
    return good && put_config(making, error) && put_tree(making, making->config->rules, "rules", 0, error) &&
           pool_store_flush(making->pool, error) && manifest_write(making->manifest, making->folder, error);
}

static bool is_backup(const char *name)
{
    return g_regex_match_simple("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6}Z(-[0-9]+)?$", name, 0, 0);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *names_in(const char *folder, bool left_over, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GDir) names = g_dir_open(folder, 0, &failure);
    if (!names) {
        g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, "%s", failure->message);
        return NULL;
    }
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(names));)
        if (left_over ? g_str_has_prefix(name, ".new-") : is_backup(name))
            g_ptr_array_add(found, g_strdup(name));
    g_ptr_array_sort(found, by_name);
    return found;
}

GPtrArray *backup_list(const char *backups, GError **error)
{
    return names_in(backups, false, error);
}

char *backup_find(const char *where, GError **error)
{
    g_autofree char *manifest = g_build_filename(where, "manifest", NULL);
    if (g_file_test(manifest, G_FILE_TEST_IS_REGULAR))
        return g_strdup(where);
    g_autoptr(GPtrArray) names = backup_list(where, error);
    if (!names)
        return NULL;
    if (names->len > 0)
        return g_build_filename(where, names->pdata[names->len - 1], NULL);
    g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, "%s holds no backup", where);
    return NULL;
}

static bool remove_named(const char *backups, const GPtrArray *names, guint count, GError **error)
{
    for (guint i = 0; i < count; i++) {
        g_autofree char *path = g_build_filename(backups, names->pdata[i], NULL);
        if (!file_remove_tree(path, error))
            return false;
    }
    return true;
}

static bool sweep_left_over(const char *backups, GError **error)
{
    g_autoptr(GPtrArray) names = names_in(backups, true, error);
    return names && remove_named(backups, names, names->len, error);
}

static bool keep_newest(const char *backups, guint keep, GError **error)
{
    g_autoptr(GPtrArray) names = backup_list(backups, error);
    if (!names)
        return false;
    if (keep == 0 || names->len <= keep)
        return true;
    return remove_named(backups, names, names->len - keep, error) && pool_store_prune(backups, error);
}

/* "2020-06-02T020000Z", with -002 when there is one of that second. */
static char *new_name(const char *backups, gint64 now)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
    g_autofree char *stamp = g_date_time_format(utc, "%Y-%m-%dT%H%M%SZ");
    char *path = g_build_filename(backups, stamp, NULL);
    for (guint n = 2; g_file_test(path, G_FILE_TEST_EXISTS); n++) {
        g_free(path);
        path = g_strdup_printf("%s/%s-%03u", backups, stamp, n);
    }
    return path;
}

static bool finish(struct making *making, const char *backups, gint64 now, GError **error)
{
    g_autofree char *path = new_name(backups, now);
    if (!file_sync_tree(making->folder, error))
        return false;
    if (rename(making->folder, path) != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CREATE, "cannot rename %s", making->folder);
        return false;
    }
    making->report->folder = g_steal_pointer(&path);
    making->report->copied = pool_store_copied(making->pool);
    return file_sync_tree(backups, error);
}

static bool make(const struct config *config, const char *backups, gint64 now, bool progress,
                 const volatile sig_atomic_t *stop, struct backup_report *report, GError **error)
{
    g_autoptr(Store) store = store_open_reading(config->state, error);
    g_autoptr(PoolStore) pool = store && sweep_left_over(backups, error) ? pool_store_open(backups, error) : NULL;
    if (!pool)
        return false;
    g_autofree char *folder = g_strdup_printf("%s/.new-%d", backups, (int)getpid());
    g_autoptr(Manifest) manifest = manifest_create(now);
    struct making making = {.config = config,
                            .store = store,
                            .pool = pool,
                            .manifest = manifest,
                            .folder = folder,
                            .progress = progress,
                            .stop = stop,
                            .report = report};
    if (file_make_dirs(folder, error) && fill(&making, error) && finish(&making, backups, now, error))
        return true;
    file_remove_tree(folder, NULL);
    return false;
}

/* For status, and for `mailbox clear`. */
static void record(const struct config *config, gint64 now, const struct backup_report *report, const GError *failure)
{
    g_autoptr(GError) ignored = NULL;
    g_autoptr(Store) store = store_open(config->state, &ignored);
    g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, now);
    g_autofree char *lost = report->missing ? g_strdup_printf("%u个文件缺失或损坏", report->missing) : g_strdup("");
    g_autofree char *name = report->folder ? g_path_get_basename(report->folder) : NULL;
    g_autofree char *detail = g_strdup_printf("files %u, missing %u", report->files, report->missing);
    bool good = store && store_begin(store, &ignored) &&
                store_set_meta(store, "backup.failed", failure ? failure->message : lost, &ignored) &&
                (!report->folder || (store_set_meta(store, "backup.made", stamp, &ignored) &&
                                     store_audit(store, now, g_get_user_name(), "backup", name, detail, &ignored))) &&
                store_commit(store, &ignored);
    if (!good)
        log_line(LOG_ERROR, "the backup's outcome could not be recorded: %s", ignored ? ignored->message : "");
    if (store)
        store_rollback(store);
}

bool backup_make(const struct config *config, const char *backups, gint64 now, guint keep, bool progress,
                 const volatile sig_atomic_t *stop, struct backup_report *report, GError **error)
{
    *report = (struct backup_report){.folder = NULL};
    g_autoptr(GError) failure = NULL;
    int lock = store_lock(backups, "backup", &failure);
    bool good = lock >= 0 && make(config, backups, now, progress, stop, report, &failure) &&
                keep_newest(backups, keep, &failure);
    if (good || failure->code != ERROR_AGAIN)
        record(config, now, report, good ? NULL : failure);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    if (lock >= 0)
        close(lock);
    return good;
}

/* The last moment at which the day's backup was due. */
static gint64 due_at(const struct config *config, GTimeZone *zone, gint64 now)
{
    int hour = 2, minute = 30;
    if (sscanf(config->backup_at ? config->backup_at : "", "%d:%d", &hour, &minute) != 2)
        hour = 2, minute = 30;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    g_autoptr(GDateTime) today = g_date_time_new(zone, g_date_time_get_year(local), g_date_time_get_month(local),
                                                 g_date_time_get_day_of_month(local), hour, minute, 0);
    g_autoptr(GDateTime) before = today ? g_date_time_add_days(today, -1) : NULL;
    if (!today)
        return now;
    return g_date_time_to_unix(today) <= now ? g_date_time_to_unix(today) : g_date_time_to_unix(before);
}

static gint64 number_of(struct store *store, const char *key)
{
    g_autofree char *text = store_meta(store, key);
    return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

void backup_daily(const struct config *config, struct store *store, GTimeZone *zone, gint64 now,
                  const volatile sig_atomic_t *stop)
{
    if (!config->backup_path || number_of(store, "backup.made") >= due_at(config, zone, now) ||
        now - number_of(store, "backup.tried") < HOUR)
        return;
    g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, now);
    struct backup_report report = {0};
    g_autoptr(GError) failure = NULL;
    bool good =
        store_set_meta(store, "backup.tried", stamp, &failure) &&
        backup_make(config, config->backup_path, now, (guint)config->backup_keep, false, stop, &report, &failure);
    if (good)
        log_line(LOG_INFO, "backup %s: %u files, %u new, %u missing", report.folder, report.files, report.copied,
                 report.missing);
    else
        log_line(LOG_ERROR, "backup: %s", failure->message);
    backup_report_clear(&report);
}

/* The file of an entry: the database lies with its backup, all else in the pool beside it. */
static char *place_of(const char *folder, const struct manifest_entry *entry)
{
    if (!strcmp(entry->path, "huizhi.db"))
        return g_build_filename(folder, "huizhi.db", NULL);
    g_autofree char *real = g_canonicalize_filename(folder, NULL), *backups = g_path_get_dirname(real);
    return pool_store_path(backups, entry->sha256);
}

static void check_entry(const char *folder, const struct manifest_entry *entry, GPtrArray *faults)
{
    g_autofree char *path = place_of(folder, entry);
    guint64 bytes = 0;
    FILE *file = entry->missing ? NULL : fopen(path, "rbe");
    g_autofree char *found = file ? hash_fd(fileno(file), &bytes, NULL) : NULL;
    if (file)
        fclose(file);
    if (faults->len >= 1000 || (found && bytes == entry->bytes && !strcmp(found, entry->sha256)))
        return;
    const char *why = entry->missing ? "was missing when the backup was made" : !file ? "is not there" : "was changed";
    g_ptr_array_add(faults, g_strdup_printf("%s %s", entry->path, why));
}

GPtrArray *backup_check(const char *folder, bool progress, GError **error)
{
    g_autoptr(Manifest) manifest = manifest_read(folder, error);
    if (!manifest)
        return NULL;
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct making making = {.progress = progress};
    for (guint i = 0; i < manifest->entries->len; i++) {
        show(&making, _("checking"), i + 1, manifest->entries->len);
        check_entry(folder, manifest->entries->pdata[i], faults);
    }
    return faults;
}
