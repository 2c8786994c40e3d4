/* digest: the secretariat's page, on demand and once a day. */
#include <stdio.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "digest/book.h"
#include "digest/digest.h"
#include "digest/post.h"
#include "digest/site.h"
#include "intake.h"
#include "spool/spool.h"

static char *folder_of(const struct config *config, const char *given)
{
    if (given)
        return g_strdup(given);
    return config->digest_folder ? g_strdup(config->digest_folder) : g_build_filename(config->state, "digest", NULL);
}

/* Sends the letters that were queued. Another huizhi at the outbox will do it as well. */
static bool send_now(const struct config *config, const struct ruleset *ruleset, struct store *store,
                     const struct clock *clock, GError **error)
{
    struct drained drained = {0};
    g_autoptr(GError) failure = NULL;
    if (drain_outbox(config, ruleset, store, clock, NULL, &drained, &failure) || failure->code == ERROR_AGAIN)
        return true;
    g_propagate_prefixed_error(error, g_steal_pointer(&failure), _("the digest waits in the outbox: "));
    return false;
}

/* The workbook goes along with the letters up to this size. */
#define MAX_ATTACHED (5 * 1000 * 1000)
#define BOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* What one digest is made of and for. */
struct task {
    const struct config *config;
    const struct ruleset *ruleset;
    struct store *store;
    const struct clock *clock;
    const char *folder;
    struct digest_plan plan;
    gint64 until;
    bool all;  /* pages of all submissions */
    bool kept; /* a record of it stays */
    bool due;  /* that it was written is remembered */
};

/* The page with what belongs to it and, beside it, the workbook. */
static bool write_all(const struct task *task, const struct digest *digest, GError **error)
{
    struct site site = {task->config, task->ruleset, task->store, digest, task->folder, task->all};
    struct book_request request = {task->config, task->ruleset, task->store, NULL, task->until};
    g_autofree char *book = g_build_filename(task->folder, BOOK_NAME, NULL);
    g_autofree char *records = g_build_filename(task->config->state, "digests", NULL);
    return site_write(&site, error) && book_write_xlsx(&request, book, error) &&
           (!task->kept || digest_keep(digest, records, task->config->digest_keep, error));
}

/* The same for everybody; one that is too large stays on the disk. */
static bool attach_book(const struct task *task, const GPtrArray *letters, GError **error)
{
    g_autofree char *path = g_build_filename(task->folder, BOOK_NAME, NULL);
    g_autoptr(GBytes) bytes = letters->len ? file_read(path, MAX_ATTACHED, NULL) : NULL;
    if (!bytes)
        return true;
    g_autoptr(Spool) spool = spool_open(task->config->state, error);
    g_autofree char *sha256 = spool ? content_put(spool, bytes, error) : NULL;
    for (guint i = 0; sha256 && i < letters->len; i++)
        digest_letter_attach(letters->pdata[i], sha256, BOOK_NAME, BOOK_TYPE);
    return sha256 != NULL;
}

/* How many letters were queued; -1. */
static gint64 mail_it(const struct task *task, const struct digest *digest, GError **error)
{
    g_autoptr(GPtrArray) letters = digest_letters(task->config);
    if (!attach_book(task, letters, error))
        return -1;
    return digest_mail(digest, letters, task->config, task->store, task->due, error);
}

static struct digest *gather(const struct task *task, GError **error)
{
    return digest_gather(task->config, task->ruleset, task->store, task->plan.kind, task->plan.since, task->until,
                         error);
}

bool cmd_digest_daily(const struct config *config, const struct ruleset *ruleset, struct store *store,
                      const struct clock *clock, GError **error)
{
    g_autofree char *folder = folder_of(config, NULL);
    struct task task = {config, ruleset, store, clock, folder, .until = clock_now(clock), .kept = true, .due = true};
    if (!digest_due(config, ruleset, store, task.until, &task.plan))
        return true;
    g_autoptr(Digest) digest = gather(&task, error);
    if (!digest || !write_all(&task, digest, error))
        return false;
    gint64 letters = mail_it(&task, digest, error);
    if (letters < 0)
        return false;
    log_line(LOG_INFO, "digest written, %d letter(s) queued", (int)letters);
    return letters == 0 || send_now(config, ruleset, store, clock, error);
}

static int answer(struct task *task, bool mail)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Digest) digest = gather(task, &failure);
    if (!digest || !write_all(task, digest, &failure))
        return cmd_fail(failure);
    printf("%s\n%s/index.html\n", digest->headline, task->folder);
    if (!mail)
        return 0;
    gint64 letters = mail_it(task, digest, &failure);
    if (letters < 0)
        return cmd_fail(failure);
    if (letters == 0) {
        fprintf(stderr, _("huizhi: digest.to names nobody to mail it to\n"));
        return ERROR_CONFIG;
    }
    printf("已寄%d人\n", (int)letters);
    return send_now(task->config, task->ruleset, task->store, task->clock, &failure) ? 0 : cmd_fail(failure);
}

int cmd_digest(const struct session *session, int argc, char **argv)
{
    g_autofree char *since = NULL, *until = NULL, *folder = NULL;
    gboolean mail = FALSE, silent = FALSE, all = FALSE;
    const GOptionEntry entries[] = {
        {"since", 0, 0, G_OPTION_ARG_STRING, &since, N_("begin here (default: at the last daily digest)"), "TIME"},
        {"until", 0, 0, G_OPTION_ARG_STRING, &until, N_("end here (default: now)"), "TIME"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("write into this folder (default: digest.folder)"), "DIR"},
        {"all", 0, 0, G_OPTION_ARG_NONE, &all, N_("pages of all submissions, not of the changed ones only"), NULL},
        {"mail", 0, 0, G_OPTION_ARG_NONE, &mail, N_("mail it to digest.to, too"), NULL},
        {"no-mail", 0, 0, G_OPTION_ARG_NONE, &silent, N_("mail it to nobody (the default)"), NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options(
            "digest", "[--since TIME] [--until TIME] [--out DIR] [--all] [--mail|--no-mail]",
            N_("Writes index.html with a page a submission, contact sheets and charts, digest.txt and the workbook."),
            entries, argc, argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Ruleset) ruleset = config ? ruleset_load(config->rules, &failure) : NULL;
    if (!ruleset)
        return cmd_fail(failure);
    g_autoptr(GTimeZone) zone = digest_zone(ruleset);
    g_autofree char *target = folder_of(config, folder);
    struct task task = {config,    ruleset, NULL, &session->clock, target, .until = clock_now(&session->clock),
                        .all = all};
    if ((since && !clock_parse(since, zone, &task.plan.since, &failure)) ||
        (until && !clock_parse(until, zone, &task.until, &failure)))
        return cmd_fail(failure);
    g_autoptr(Store) store = store_open(config->state, &failure);
    if (!store)
        return cmd_fail(failure);
    task.store = store;
    if (!since)
        task.plan.since = digest_last(store);
    return answer(&task, mail && !silent);
}
