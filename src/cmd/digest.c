/* digest: the secretariat's page, on demand and once a day. */
#include <stdio.h>

#include "base/error.h"
#include "base/log.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "digest/book.h"
#include "digest/digest.h"
#include "intake.h"

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

/* The page and, beside it, the workbook. */
static bool write_all(const struct digest *digest, const struct book_request *request, const char *folder,
                      GError **error)
{
    g_autofree char *book = g_build_filename(folder, BOOK_NAME, NULL);
    return digest_write(digest, folder, error) && book_write_xlsx(request, book, error);
}

bool cmd_digest_daily(const struct config *config, const struct ruleset *ruleset, struct store *store,
                      const struct clock *clock, GError **error)
{
    gint64 now = clock_now(clock);
    g_autoptr(GTimeZone) zone = digest_zone(ruleset);
    if (!digest_due(config, store, zone, now))
        return true;
    g_autofree char *folder = folder_of(config, NULL);
    g_autoptr(Digest) digest = digest_gather(config, ruleset, store, digest_last(store), now, error);
    struct book_request book = {config, ruleset, store, NULL, now};
    if (!digest || !write_all(digest, &book, folder, error))
        return false;
    gint64 letters = digest_mail(digest, config, store, true, error);
    if (letters < 0)
        return false;
    log_line(LOG_INFO, "digest written, %d letter(s) queued", (int)letters);
    return letters == 0 || send_now(config, ruleset, store, clock, error);
}

struct request {
    gint64 since; /* 0: since the last daily one */
    const char *folder;
    bool mail;
};

static int answer(const struct session *session, const struct config *config, const struct ruleset *ruleset,
                  const struct request *request)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Store) store = store_open(config->state, &failure);
    if (!store)
        return cmd_fail(failure);
    gint64 now = clock_now(&session->clock);
    gint64 since = request->since ? request->since : digest_last(store);
    g_autofree char *folder = folder_of(config, request->folder);
    g_autoptr(Digest) digest = digest_gather(config, ruleset, store, since, now, &failure);
    struct book_request book = {config, ruleset, store, NULL, now};
    if (!digest || !write_all(digest, &book, folder, &failure))
        return cmd_fail(failure);
    printf("%s\n%s/index.html\n", digest->headline, folder);
    if (!request->mail)
        return 0;
    gint64 letters = digest_mail(digest, config, store, false, &failure);
    if (letters < 0)
        return cmd_fail(failure);
    if (letters == 0) {
        fprintf(stderr, _("huizhi: digest.to names nobody to mail it to\n"));
        return ERROR_CONFIG;
    }
    printf("已寄%d人\n", (int)letters);
    return send_now(config, ruleset, store, &session->clock, &failure) ? 0 : cmd_fail(failure);
}

int cmd_digest(const struct session *session, int argc, char **argv)
{
    g_autofree char *since = NULL, *folder = NULL;
    gboolean mail = FALSE;
    const GOptionEntry entries[] = {
        {"since", 0, 0, G_OPTION_ARG_STRING, &since, N_("begin here (default: at the last daily digest)"), "TIME"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("write into this folder (default: digest.folder)"), "DIR"},
        {"mail", 0, 0, G_OPTION_ARG_NONE, &mail, N_("mail it to digest.to, too"), NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("digest", "[--since TIME] [--out DIR] [--mail]",
                     N_("Writes index.html, digest.txt and the workbook."), entries, argc, argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Ruleset) ruleset = config ? ruleset_load(config->rules, &failure) : NULL;
    if (!ruleset)
        return cmd_fail(failure);
    g_autoptr(GTimeZone) zone = digest_zone(ruleset);
    struct request request = {.folder = folder, .mail = mail};
    if (since && !clock_parse(since, zone, &request.since, &failure))
        return cmd_fail(failure);
    return answer(session, config, ruleset, &request);
}
