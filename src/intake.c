/* The pipe. Read top down: a round polls each mailbox (poll.c), which spools mails and calls intake_process; that
 * reads them in children (reading.c), and here, in arrival order, each is joined, judged and filed (handle.c) under
 * a savepoint of its own; drain.c sends what the filing queued.
 */
#include "intake.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "store/sighting.h"

#define BATCH 250

/* Beside this program, else where `make install` puts it. */
char *intake_reader_path(const struct config *config)
{
    if (config->reader_path)
        return g_strdup(config->reader_path);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(self ? self : ".");
    char *beside = g_build_filename(folder, "huizhi-reader", NULL);
    if (g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
        return beside;
    g_free(beside);
    return g_build_filename(folder, "..", "libexec", "huizhi", "huizhi-reader", NULL);
}

static GStrv own_addresses(const struct config *config, const struct ruleset *ruleset)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; i < config->mailboxes->len; i++)
        g_strv_builder_add(builder, ((const struct mailbox *)config->mailboxes->pdata[i])->address);
    for (guint i = 0; config->mailboxes->len == 0 && i < ruleset->campaigns->len; i++)
        g_strv_builder_add(builder, ((const struct campaign *)ruleset->campaigns->pdata[i])->mailbox);
    if (config->own)
        g_strv_builder_addv(builder, (const char **)config->own);
    return g_strv_builder_end(builder);
}

static struct pool *start_pool(const struct config *config, const struct ruleset *ruleset, GError **error)
{
    g_autofree char *reader = intake_reader_path(config);
    g_auto(GStrv) own = own_addresses(config, ruleset);
    struct pool_limits limits = {.jobs = (guint)config->reader_jobs,
                                 .seconds = (guint)config->reader_seconds,
                                 .cpu_seconds = (guint)config->reader_seconds,
                                 .memory = (guint64)config->reader_memory,
                                 .output = 512u * 1024 * 1024};
    return pool_start(reader, config->rules, (const char *const *)own, &limits, error);
}

struct intake *intake_open(const struct config *config, const struct clock *clock, GError **error)
{
    g_autoptr(Intake) intake = g_new0(struct intake, 1);
    intake->config = config;
    intake->clock = *clock;
    intake->ruleset = ruleset_load(config->rules, error);
    if (!intake->ruleset || !(intake->judge = judge_create(intake->ruleset, error)) ||
        !(intake->pool = start_pool(config, intake->ruleset, error)) ||
        !(intake->store = store_open(config->state, error)) || !(intake->spool = spool_open(config->state, error)))
        return NULL;
    return g_steal_pointer(&intake);
}

void intake_close(struct intake *intake)
{
    if (!intake)
        return;
    pool_stop(intake->pool);
    judge_free(intake->judge);
    ruleset_free(intake->ruleset);
    store_close(intake->store);
    spool_free(intake->spool);
    g_free(intake);
}

bool intake_reload(struct intake *intake, GError **error)
{
    g_autoptr(Ruleset) ruleset = ruleset_load(intake->config->rules, error);
    g_autoptr(Judge) judge = ruleset ? judge_create(ruleset, error) : NULL;
    g_autoptr(Pool) pool = judge ? start_pool(intake->config, ruleset, error) : NULL;
    if (!pool)
        return false;
    pool_stop(intake->pool);
    judge_free(intake->judge);
    ruleset_free(intake->ruleset);
    intake->pool = g_steal_pointer(&pool);
    intake->judge = g_steal_pointer(&judge);
    intake->ruleset = g_steal_pointer(&ruleset);
    return true;
}

static void count(struct tally *tally, const struct handled *handled)
{
    tally->filed += handled->disposition == DISPOSITION_FILED;
    tally->joined += handled->disposition == DISPOSITION_JOINED;
    tally->aside += handled->disposition == DISPOSITION_ASIDE;
    tally->waiting += handled->disposition == DISPOSITION_WAITING;
    tally->unread += handled->dossier == NULL;
    tally->replies += handled->reply != NULL;
}

/* One mail under its savepoint. An error that is this mail's fault sets it aside with the reason; another stops. */
static bool handle_one(struct intake *intake, const struct mail *mail, struct dossier *dossier, const char *why,
                       struct tally *tally, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!store_savepoint(intake->store, error)) {
        dossier_free(dossier);
        return false;
    }
    log_set_tag(mail->sha256);
    g_autoptr(Handled) handled = handle_mail(intake, mail, dossier, why, &failure);
    log_set_tag(NULL);
    if (!handled) {
        bool undone = store_undo(intake->store);
        if (!undone || error_blast(failure) != BLAST_MAIL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        log_line(LOG_WARN, "%s set aside: %s", mail->sha256, failure->message);
        return store_savepoint(intake->store, error) &&
               (handled = handle_mail(intake, mail, NULL, failure->message, error)) != NULL &&
               store_release(intake->store, error);
    }
    count(tally, handled);
    return store_release(intake->store, error);
}

struct turn {
    gint64 received;
    guint index;
};

static gint by_arrival(gconstpointer a, gconstpointer b)
{
    const struct turn *left = a, *right = b;
    if (left->received != right->received)
        return left->received < right->received ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* Only IMAP says when a mail came; of the other sources the mails themselves do, once they are read. */
static GArray *arrival_order(const struct intake *intake, const GPtrArray *mails, const GPtrArray *dossiers)
{
    GArray *turns = g_array_new(FALSE, FALSE, sizeof(struct turn));
    for (guint i = 0; i < mails->len; i++) {
        struct turn turn = {handle_received(intake, mails->pdata[i], dossiers->pdata[i]), i};
        g_array_append_val(turns, turn);
    }
    g_array_sort(turns, by_arrival);
    return turns;
}

/* One transaction a batch: nothing slow happens between BEGIN and COMMIT. */
static bool file_batch(struct intake *intake, const GPtrArray *mails, GPtrArray *dossiers, const GPtrArray *whys,
                       struct tally *tally, GError **error)
{
    struct tally before = *tally;
    g_autoptr(GArray) turns = arrival_order(intake, mails, dossiers);
    if (!store_begin(intake->store, error))
        return false;
    bool good = true;
    for (guint turn = 0; good && turn < turns->len; turn++) {
        guint i = g_array_index(turns, struct turn, turn).index;
        struct dossier *dossier = dossiers->pdata[i];
        dossiers->pdata[i] = NULL;
        good = handle_one(intake, mails->pdata[i], dossier, whys->pdata[i], tally, error);
    }
    good = good && mail_wake(intake->store, error) >= 0 && sighting_file(intake->store, error);
    if (good && store_commit(intake->store, error))
        return true;
    store_rollback(intake->store);
    *tally = before;
    return false;
}

bool intake_process(struct intake *intake, struct tally *tally, GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) mails = mail_pending(intake->store, BATCH, error);
        if (!mails)
            return false;
        if (mails->len == 0)
            return true;
        g_autoptr(GPtrArray) dossiers = g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
        g_autoptr(GPtrArray) whys = g_ptr_array_new_with_free_func(g_free);
        if (!read_batch(intake, mails, dossiers, whys, error) ||
            !file_batch(intake, mails, dossiers, whys, tally, error))
            return false;
        if (intake->stop && *intake->stop)
            return true;
    }
}

bool intake_round(struct intake *intake, struct tally *tally, GError **error)
{
    g_autoptr(GError) first = NULL;
    if (!intake_process(intake, tally, error))
        return false;
    for (guint i = 0; i < intake->config->mailboxes->len && !(intake->stop && *intake->stop); i++) {
        const struct mailbox *mailbox = intake->config->mailboxes->pdata[i];
        g_autoptr(GError) failure = NULL;
        if (poll_mailbox(intake, mailbox, tally, &failure)) {
            g_autofree char *key = g_strconcat("polled:", mailbox->address, NULL);
            g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, clock_now(&intake->clock));
            if (!store_set_meta(intake->store, key, now, error))
                return false;
            continue;
        }
        g_prefix_error(&failure, "%s: ", mailbox->address);
        bool theirs = error_blast(failure) == BLAST_AGAIN || failure->code == ERROR_LOGIN;
        log_line(LOG_ERROR, "%s", failure->message);
        if (failure->code == ERROR_LOGIN)
            alert_raise(intake->config, failure->message);
        if (!theirs) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        if (!first)
            first = g_steal_pointer(&failure);
    }
    if (!first)
        return true;
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
}
