/* The pipe. Read top down: a round polls each mailbox (poll.c), which spools mails and calls intake_process; that
 * reads them in children (reading.c), and here, in arrival order, each is joined, judged and filed (handle.c) under
 * a savepoint of its own; shelve.c lays the works out for people; drain.c sends what the filing queued.
 */
#include "intake.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/share.h"
#include "store/sighting.h"

#define BATCH 250
#define HOUR 3600
#define LOGIN_REST 900 /* seconds; providers lock an account that is refused too often */

/* A mailbox that failed. */
struct rest {
    gint64 until; /* seconds of the monotonic clock */
    guint failures;
};

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

static bool share(const struct config *config, GError **error)
{
    const char *const folders[] = {config->state, config->works_folder, config->digest_folder, config->deliver_path};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        if (folders[i] && !share_with_group(folders[i], config->group, error))
            return false;
    return true;
}

static struct intake *open_all(const struct config *config, const struct clock *clock, bool reads, GError **error)
{
    g_autoptr(Intake) intake = g_new0(struct intake, 1);
    intake->config = config;
    intake->clock = *clock;
    intake->rests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    intake->ruleset = ruleset_load(config->rules, error);
    if (!intake->ruleset || !(intake->judge = judge_create(intake->ruleset, error)) ||
        (reads && !(intake->pool = start_pool(config, intake->ruleset, error))) || !share(config, error) ||
        !(intake->store = store_open(config->state, error)) || !(intake->spool = spool_open(config->state, error)))
        return NULL;
    return g_steal_pointer(&intake);
}

struct intake *intake_open(const struct config *config, const struct clock *clock, GError **error)
{
    return open_all(config, clock, true, error);
}

struct intake *intake_open_desk(const struct config *config, const struct clock *clock, GError **error)
{
    return open_all(config, clock, false, error);
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
    g_hash_table_unref(intake->rests);
    g_free(intake);
}

bool intake_reload(struct intake *intake, GError **error)
{
    g_hash_table_remove_all(intake->rests);
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

/* An error that another mail need not have: its content, or a row that the database will not take. */
static bool of_this_mail(const GError *error)
{
    return error->domain == HUIZHI_ERROR && (error->code == ERROR_INPUT || error->code == ERROR_SOFTWARE);
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
        if (!undone || !of_this_mail(failure)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        log_line(LOG_WARN, "%s set aside: %s", mail->sha256, failure->message);
        if (!store_savepoint(intake->store, error) ||
            !(handled = handle_mail(intake, mail, NULL, failure->message, error)))
            return false;
    }
    count(tally, handled);
    return store_release(intake->store, error);
}

struct place {
    guint index;
    gint64 received;
};

static gint by_arrival(gconstpointer a, gconstpointer b)
{
    const struct place *x = a, *y = b;
    if (x->received != y->received)
        return x->received < y->received ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The batch in the order of arrival. Where the source does not tell when a mail came, only reading it does. */
static GArray *arrivals(const struct intake *intake, const GPtrArray *mails, const GPtrArray *dossiers)
{
    GArray *order = g_array_new(FALSE, FALSE, sizeof(struct place));
    for (guint i = 0; i < mails->len; i++) {
        struct place place = {i, handle_received(intake, mails->pdata[i], dossiers->pdata[i])};
        g_array_append_val(order, place);
    }
    g_array_sort(order, by_arrival);
    return order;
}

/* One transaction a batch: nothing slow happens between BEGIN and COMMIT. */
static bool file_batch(struct intake *intake, const GPtrArray *mails, GPtrArray *dossiers, const GPtrArray *whys,
                       struct tally *tally, GError **error)
{
    struct tally before = *tally;
    g_autoptr(GArray) order = arrivals(intake, mails, dossiers);
    if (!store_begin(intake->store, error))
        return false;
    bool good = true;
    for (guint n = 0; good && n < order->len; n++) {
        guint i = g_array_index(order, struct place, n).index;
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

static bool resting(const struct intake *intake, const struct mailbox *mailbox)
{
    const struct rest *rest = g_hash_table_lookup(intake->rests, mailbox->address);
    return rest && g_get_monotonic_time() / G_USEC_PER_SEC < rest->until;
}

/* The mailbox is left alone for twice as long as before, an hour at most. */
static void let_rest(struct intake *intake, const struct mailbox *mailbox, bool refused)
{
    struct rest *rest = g_hash_table_lookup(intake->rests, mailbox->address);
    if (!rest) {
        rest = g_new0(struct rest, 1);
        g_hash_table_insert(intake->rests, g_strdup(mailbox->address), rest);
    }
    gint64 first = refused ? MAX(intake->config->poll_seconds, LOGIN_REST) : intake->config->poll_seconds;
    gint64 seconds = MIN(first << MIN(rest->failures, 12), MAX(HOUR, intake->config->poll_seconds));
    rest->failures++;
    rest->until = g_get_monotonic_time() / G_USEC_PER_SEC + seconds;
}

/* What is wrong with one mailbox need not stop the others; our disk and our database do. */
static bool of_this_mailbox(const GError *error)
{
    return error->domain == HUIZHI_ERROR && error->code != ERROR_IO && error->code != ERROR_SOFTWARE &&
           error->code != ERROR_CREATE;
}

/* For those who ask how the mailbox fares. */
static bool note_time(struct intake *intake, const char *what, const struct mailbox *mailbox, GError **error)
{
    g_autofree char *key = g_strconcat(what, mailbox->address, NULL);
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, clock_now(&intake->clock));
    return store_set_meta(intake->store, key, now, error);
}

/* The first try counts until one succeeds: before that, nobody is told that none ever has. */
static bool note_try(struct intake *intake, const struct mailbox *mailbox, GError **error)
{
    g_autofree char *key = g_strconcat("tried:", mailbox->address, NULL);
    g_autofree char *known = store_meta(intake->store, key);
    return known || note_time(intake, "tried:", mailbox, error);
}

static bool poll_one(struct intake *intake, const struct mailbox *mailbox, struct tally *tally, GError **away,
                     GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (poll_mailbox(intake, mailbox, tally, &failure)) {
        g_hash_table_remove(intake->rests, mailbox->address);
        return note_time(intake, "polled:", mailbox, error);
    }
    g_prefix_error(&failure, "%s: ", mailbox->address);
    if (intake->stop && *intake->stop) {
        if (!*away)
            *away = g_steal_pointer(&failure);
        return true;
    }
    if (!of_this_mailbox(failure)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    bool refused = failure->code == ERROR_LOGIN;
    if ((refused && !note_time(intake, "refused:", mailbox, error)) || !note_try(intake, mailbox, error))
        return false;
    let_rest(intake, mailbox, refused);
    g_autofree char *subject = g_strconcat("login:", mailbox->address, NULL);
    if (refused)
        alert_about(intake->config, intake->store, clock_now(&intake->clock), subject, failure->message);
    else
        log_line(LOG_ERROR, "%s", failure->message);
    if (!*away)
        *away = g_steal_pointer(&failure);
    return true;
}

bool intake_round(struct intake *intake, struct tally *tally, GError **away, GError **error)
{
    if (!intake_process(intake, tally, error))
        return false;
    for (guint i = 0; i < intake->config->mailboxes->len && !(intake->stop && *intake->stop); i++) {
        const struct mailbox *mailbox = intake->config->mailboxes->pdata[i];
        if (!resting(intake, mailbox) && !poll_one(intake, mailbox, tally, away, error))
            return false;
    }
    shelve_works(intake);
    return true;
}
