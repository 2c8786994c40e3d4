/* Reading a batch: every mail in a sandboxed child of its own, several at once, answers put back in order. */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "intake.h"

#define MAX_ATTEMPTS 3

struct jobs {
    struct intake *intake;
    const GPtrArray *mails;
    GPtrArray *dossiers, *whys;
    GPtrArray *folders; /* staging folder a mail, NULL when done */
    guint *attempts;
};

static bool submit(struct jobs *jobs, guint index, GError **error)
{
    const struct mail *mail = jobs->mails->pdata[index];
    g_autofree char *raw = spool_path(jobs->intake->spool, mail->sha256);
    char *folder = spool_stage(jobs->intake->spool, error);
    if (!folder)
        return false;
    jobs->folders->pdata[index] = folder;
    return pool_submit(jobs->intake->pool, index, raw, folder, error);
}

/* What a dossier says of its files is believed only after each was hashed again, outside of the child's reach. */
static bool take_files(struct jobs *jobs, guint index, const struct dossier *dossier, GError **error)
{
    const char *folder = jobs->folders->pdata[index];
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < dossier->files->len; i++) {
        const struct file *file = dossier->files->pdata[i];
        if (!file->staged || !file->sha256 || !g_hash_table_add(taken, file->sha256))
            continue;
        if (!content_take(jobs->intake->spool, folder, file->staged, file->sha256, file->bytes, error))
            return false;
    }
    for (guint i = 0; i < dossier->pictures->len; i++) {
        const struct staged *picture = dossier->pictures->pdata[i];
        if (g_hash_table_add(taken, picture->sha256) &&
            !content_take(jobs->intake->spool, folder, picture->file, picture->sha256, picture->bytes, error))
            return false;
    }
    return true;
}

static void leave(struct jobs *jobs, guint index)
{
    char *folder = jobs->folders->pdata[index];
    if (folder)
        spool_unstage(jobs->intake->spool, folder);
    g_free(folder);
    jobs->folders->pdata[index] = NULL;
}

/* A failed reading costs the mail an attempt; the reading is tried again at once, for the machine may have been short.
 */
static bool failed(struct jobs *jobs, guint index, const char *why, bool *again, GError **error)
{
    const struct mail *mail = jobs->mails->pdata[index];
    jobs->attempts[index]++;
    log_line(LOG_WARN, "%s: reading failed (%u): %s", mail->sha256, mail->attempts + jobs->attempts[index], why);
    *again = mail->attempts + jobs->attempts[index] < MAX_ATTEMPTS;
    if (!*again)
        jobs->whys->pdata[index] = g_strdup(why);
    return store_begin(jobs->intake->store, error) && mail_attempted(jobs->intake->store, mail->id, why, error) &&
           store_commit(jobs->intake->store, error);
}

static bool finish(struct jobs *jobs, guint index, struct dossier *dossier, const char *why, guint *running,
                   GError **error)
{
    g_autoptr(Dossier) owned = dossier;
    g_autoptr(GError) failure = NULL;
    if (owned && !take_files(jobs, index, owned, &failure)) {
        if (error_blast(failure) != BLAST_MAIL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        why = failure->message;
        g_clear_pointer(&owned, dossier_free);
    }
    leave(jobs, index);
    if (owned) {
        jobs->dossiers->pdata[index] = g_steal_pointer(&owned);
        return true;
    }
    bool again = false;
    if (!failed(jobs, index, why ? why : "读取进程没有结果", &again, error))
        return false;
    if (!again)
        return true;
    (*running)++;
    return submit(jobs, index, error);
}

static bool collect(struct jobs *jobs, guint *running, GError **error)
{
    guint64 tag = 0;
    struct dossier *dossier = NULL;
    g_autofree char *why = NULL;
    if (!pool_wait(jobs->intake->pool, &tag, &dossier, &why, error)) {
        if (!error || !*error)
            *running = 0;
        return !error || !*error;
    }
    (*running)--;
    if (tag < jobs->mails->len)
        return finish(jobs, (guint)tag, dossier, why, running, error);
    dossier_free(dossier);
    return true;
}

/* Of what came in later rounds of fetching nobody knows yet how much there is. */
static void watch(struct progress *progress, guint64 done)
{
    if (progress)
        progress_at(progress, done, MAX(progress->total, done));
}

bool read_batch(struct intake *intake, const GPtrArray *mails, GPtrArray *dossiers, GPtrArray *whys, GError **error)
{
    guint64 before = intake->progress ? intake->progress->done : 0;
    g_autofree guint *attempts = g_new0(guint, mails->len + 1);
    g_autoptr(GPtrArray) folders = g_ptr_array_new();
    struct jobs jobs = {intake, mails, dossiers, whys, folders, attempts};
    g_ptr_array_set_size(dossiers, (gint)mails->len);
    g_ptr_array_set_size(whys, (gint)mails->len);
    g_ptr_array_set_size(folders, (gint)mails->len);
    guint running = 0, jobs_at_once = (guint)intake->config->reader_jobs;
    bool good = true;
    for (guint next = 0; good && (next < mails->len || running);) {
        if (intake->stop && *intake->stop) {
            g_set_error(error, HUIZHI_ERROR, ERROR_AGAIN, "stopped while mails were read; the next run goes on");
            good = false;
        } else if (next < mails->len && running < MAX(jobs_at_once, 1)) {
            good = submit(&jobs, next++, error);
            running++;
        } else {
            good = collect(&jobs, &running, error);
            watch(intake->progress, before + next - MIN(running, next));
        }
    }
    for (guint i = 0; i < folders->len; i++)
        leave(&jobs, i);
    return good && content_sync(intake->spool, error);
}
