/* Erasing: database intents first, then the disk, then the free pages. */
#include "care/forget.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "refile.h"
#include "spool/traces.h"

void forget_plan_free(struct forget_plan *plan)
{
    if (!plan)
        return;
    g_clear_pointer(&plan->mails, g_array_unref);
    g_clear_pointer(&plan->digests, g_ptr_array_unref);
    g_clear_pointer(&plan->out, g_ptr_array_unref);
    g_free(plan);
}

char **forget_office(const struct config *config)
{
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();
    for (guint i = 0; i < config->mailboxes->len; i++)
        g_strv_builder_add(all, ((const struct mailbox *)config->mailboxes->pdata[i])->address);
    if (config->own)
        g_strv_builder_addv(all, (const char **)config->own);
    if (config->digest_to)
        g_strv_builder_addv(all, (const char **)config->digest_to);
    if (config->trusted_forwarders)
        g_strv_builder_addv(all, (const char **)config->trusted_forwarders);
    return g_strv_builder_end(all);
}

static char *works_root(const struct config *config)
{
    return config->works_folder ? g_strdup(config->works_folder) : g_build_filename(config->state, "works", NULL);
}

/* ---- looking */

static GPtrArray *column(const struct rows *rows, guint n)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < rows->cells->len; i++) {
        const char *cell = ((char **)rows->cells->pdata[i])[n];
        if (cell && *cell)
            g_ptr_array_add(all, g_strdup(cell));
    }
    return all;
}

/* What a raw mail shows without being decoded: addresses and numbers. */
static void keep_plain(GPtrArray *terms)
{
    for (guint i = terms->len; i-- > 0;)
        if (!g_str_is_ascii(terms->pdata[i]) || strlen(terms->pdata[i]) < 6)
            g_ptr_array_remove_index(terms, i);
}

/* Bounces hold the letter that came back, letters of ours in the mailbox their recipient: their words do not show it,
 * their raw text does. */
static bool find_returned(const struct intake *intake, struct forget_plan *plan, GError **error)
{
    g_autoptr(Rows) names = erase_rows(intake->store, ERASE_TERMS, error);
    g_autoptr(Rows) returned = names ? erase_rows(intake->store, ERASE_RETURNED, error) : NULL;
    if (!returned)
        return false;
    g_autoptr(GPtrArray) terms = column(names, 0);
    keep_plain(terms);
    for (guint i = 0; terms->len && i < returned->cells->len; i++) {
        char **row = returned->cells->pdata[i];
        g_autofree char *path = spool_path(intake->spool, row[1]);
        gint64 id = g_ascii_strtoll(row[0], NULL, 10);
        if (traces_in_file(path, terms))
            g_array_append_val(plan->mails, id);
    }
    return true;
}

/* When the first of it came: a workbook that is older cannot show it. */
static bool find_since(const struct intake *intake, struct forget_plan *plan, GError **error)
{
    g_autoptr(Rows) mails = erase_rows(intake->store, ERASE_MAILS, error);
    for (guint i = 0; mails && i < mails->cells->len; i++) {
        const char *cell = ((char **)mails->cells->pdata[i])[1];
        gint64 received = cell ? g_ascii_strtoll(cell, NULL, 10) : 0;
        if (received > 0 && (plan->since == 0 || received < plan->since))
            plan->since = received;
    }
    return mails != NULL;
}

static bool find_digests(const struct intake *intake, struct forget_plan *plan, GError **error)
{
    g_autoptr(Rows) names = erase_rows(intake->store, ERASE_TERMS, error);
    if (!names)
        return false;
    g_autoptr(GPtrArray) terms = column(names, 0);
    const char *const usual[] = {"digest", "digests"};
    if (terms->len && intake->config->digest_folder)
        traces_in_folder(intake->config->digest_folder, terms, plan->since, plan->digests);
    for (gsize i = 0; terms->len && i < G_N_ELEMENTS(usual); i++) {
        g_autofree char *root = g_build_filename(intake->config->state, usual[i], NULL);
        if (g_strcmp0(root, intake->config->digest_folder) != 0)
            traces_in_folder(root, terms, plan->since, plan->digests);
    }
    return true;
}

/* Letters that wait in a folder for another mailer, by their Message-ID. */
static bool find_out(const struct intake *intake, struct forget_plan *plan, GError **error)
{
    const struct config *config = intake->config;
    if (config->deliver_via != DELIVER_MAILDIR || !config->deliver_path)
        return true;
    g_autoptr(Rows) letters = erase_rows(intake->store, ERASE_WRITTEN, error);
    if (!letters)
        return false;
    g_autoptr(GPtrArray) ids = column(letters, 0);
    const char *const folders[] = {"new", "cur", "tmp"};
    for (gsize i = 0; ids->len && i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(config->deliver_path, folders[i], NULL);
        traces_files(folder, ids, plan->out);
    }
    return true;
}

/* "works/NXZ-0001 江城医院"; NULL when nothing is laid out. */
static char *works_of(const char *root, const char *number)
{
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    gsize length = strlen(number);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (!strncmp(name, number, length) && (name[length] == ' ' || name[length] == '\0'))
            return g_build_filename(root, name, NULL);
    return NULL;
}

static bool find_works(const struct intake *intake, struct forget_plan *plan, GError **error)
{
    g_autoptr(Rows) gone = erase_rows(intake->store, ERASE_SUBMISSIONS, error);
    g_autofree char *root = works_root(intake->config);
    for (guint i = 0; gone && i < gone->cells->len; i++) {
        g_autofree char *folder = works_of(root, ((char **)gone->cells->pdata[i])[0]);
        plan->folders += folder != NULL;
    }
    return gone != NULL;
}

struct forget_plan *forget_find(const struct intake *intake, const struct erase_wish *wish, GError **error)
{
    g_autoptr(ForgetPlan) plan = g_new0(struct forget_plan, 1);
    plan->mails = g_array_new(FALSE, FALSE, sizeof(gint64));
    plan->digests = g_ptr_array_new_with_free_func(g_free);
    plan->out = g_ptr_array_new_with_free_func(g_free);
    if (!erase_select(intake->store, wish, NULL, error) || !find_returned(intake, plan, error) ||
        (plan->mails->len && !erase_select(intake->store, wish, plan->mails, error)) ||
        !find_since(intake, plan, error) || !find_digests(intake, plan, error) || !find_out(intake, plan, error) ||
        !find_works(intake, plan, error))
        return NULL;
    return g_steal_pointer(&plan);
}

/* ---- rows */

static bool note_paths(struct store *store, const GPtrArray *paths, gint64 now, GError **error)
{
    for (guint i = 0; i < paths->len; i++)
        if (!erasure_add(store, "path", paths->pdata[i], now, error))
            return false;
    return true;
}

/* A line a submission and one for the whole: numbers and counts, no values. */
static bool note_audit(struct store *store, const char *actor, gint64 now, GError **error)
{
    g_autoptr(Rows) gone = erase_rows(store, ERASE_SUBMISSIONS, error);
    g_autoptr(Rows) mails = gone ? erase_rows(store, ERASE_MAILS, error) : NULL;
    g_autoptr(Rows) letters = mails ? erase_rows(store, ERASE_LETTERS, error) : NULL;
    if (!letters)
        return false;
    for (guint i = 0; i < gone->cells->len; i++)
        if (!store_audit(store, now, actor, "forget", ((char **)gone->cells->pdata[i])[0], NULL, error))
            return false;
    g_autofree char *detail = g_strdup_printf("submissions %u, mails %u, letters %u", gone->cells->len,
                                              mails->cells->len, letters->cells->len);
    return store_audit(store, now, actor, "forget", "person", detail, error);
}

static bool judge_touched(struct intake *intake, const struct rows *touched, gint64 now, GError **error)
{
    for (guint i = 0; i < touched->cells->len; i++) {
        gint64 id = g_ascii_strtoll(((char **)touched->cells->pdata[i])[0], NULL, 10);
        g_autoptr(Refiled) refiled = refile_submission(intake->store, intake->judge, intake->ruleset, id, now, error);
        if (!refiled)
            return false;
    }
    return true;
}

static bool erase(struct intake *intake, const struct erase_wish *wish, const struct forget_plan *plan,
                  const char *actor, GError **error)
{
    struct store *store = intake->store;
    gint64 now = clock_now(&intake->clock);
    if (!erase_select(store, wish, plan->mails, error))
        return false;
    g_autoptr(Rows) touched = erase_rows(store, ERASE_TOUCHED, error);
    return touched && note_audit(store, actor, now, error) && note_paths(store, plan->digests, now, error) &&
           note_paths(store, plan->out, now, error) && erase_delete(store, now, error) &&
           judge_touched(intake, touched, now, error);
}

bool forget_rows(struct intake *intake, const struct erase_wish *wish, const struct forget_plan *plan,
                 const char *actor, GError **error)
{
    if (!store_begin(intake->store, error))
        return false;
    if (erase(intake, wish, plan, actor, error) && store_commit(intake->store, error))
        return true;
    store_rollback(intake->store);
    return false;
}

/* ---- the disk */

static bool remove_file(const char *path, guint *files, GError **error)
{
    if (unlink(path) == 0) {
        ++*files;
        return true;
    }
    if (errno == ENOENT || errno == ENOTDIR)
        return true;
    error_set_errno(error, errno, "cannot remove %s", path);
    return false;
}

static bool remove_path(const char *path, guint *files, GError **error)
{
    struct stat info;
    if (lstat(path, &info) != 0 || !S_ISDIR(info.st_mode))
        return remove_file(path, files, error);
    ++*files;
    return file_remove_tree(path, error);
}

static bool remove_works(const struct intake *intake, const char *number, guint *files, GError **error)
{
    g_autofree char *root = works_root(intake->config), *folder = works_of(root, number);
    return !folder || remove_path(folder, files, error);
}

static bool remove_one(const struct intake *intake, const char *kind, const char *value, guint *files, GError **error)
{
    if (!strcmp(kind, "path"))
        return remove_path(value, files, error);
    if (!strcmp(kind, "work"))
        return remove_works(intake, value, files, error);
    if (!strcmp(kind, "database"))
        return erase_scour(intake->store, error);
    g_autofree char *path =
        !strcmp(kind, "mail") ? spool_path(intake->spool, value) : content_path(intake->spool, value);
    return remove_file(path, files, error);
}

bool forget_finish(struct intake *intake, guint *files, GError **error)
{
    g_autoptr(Rows) open = erasure_open(intake->store, error);
    if (!open)
        return false;
    for (guint i = 0; i < open->cells->len; i++) {
        char **row = open->cells->pdata[i];
        bool needed = row[3] && !strcmp(row[3], "1");
        if (!needed && !remove_one(intake, row[1], row[2], files, error))
            return false;
    }
    if (!store_begin(intake->store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < open->cells->len; i++)
        good = erasure_done(intake->store, ((char **)open->cells->pdata[i])[0], error);
    if (good && store_commit(intake->store, error))
        return true;
    store_rollback(intake->store);
    return false;
}
