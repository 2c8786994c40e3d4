/* run: the daemon, and the single round for cron. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "intake.h"

static volatile sig_atomic_t stopping, reloading;

static void on_signal(int number)
{
    if (number == SIGHUP)
        reloading = 1;
    else
        stopping = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static void report(const struct tally *tally, const struct drained *drained)
{
    bool idle = !tally->fetched && !tally->filed && !tally->joined && !tally->aside && !drained->sent;
    log_line(idle ? LOG_INFO : LOG_INFO,
             "fetched %u, filed %u, joined %u, set aside %u, waiting %u, unreadable %u; replies queued %u, sent %u, "
             "unsure %u, refused %u, withheld %u",
             tally->fetched, tally->filed, tally->joined, tally->aside, tally->waiting, tally->unread, tally->replies,
             drained->sent, drained->unsure, drained->refused, drained->withheld);
    sd_notifyf(0, "STATUS=fetched %u, filed %u, sent %u", tally->fetched, tally->filed, drained->sent);
}

/* A round: intake, then delivery, then the digest when it is due. The first error is returned after all that could be
 * done was done. */
static bool round_once(struct intake *intake, struct tally *tally, GError **error)
{
    struct drained drained = {0};
    g_autoptr(GError) polled = NULL, sent = NULL, told = NULL;
    bool good = intake_round(intake, tally, &polled);
    if (!good && error_blast(polled) == BLAST_FATAL && polled->code != ERROR_LOGIN) {
        g_propagate_error(error, g_steal_pointer(&polled));
        return false;
    }
    bool out = drain_outbox(intake->config, intake->ruleset, intake->store, &intake->clock, &drained, &sent);
    if (!out)
        log_line(LOG_ERROR, "%s", sent->message);
    /* A digest that cannot be written must not stop the intake: it stays due. */
    if (!cmd_digest_daily(intake->config, intake->ruleset, intake->store, &intake->clock, &told))
        log_line(LOG_ERROR, "digest: %s", told->message);
    report(tally, &drained);
    if (!good)
        g_propagate_error(error, g_steal_pointer(&polled));
    else if (!out)
        g_propagate_error(error, g_steal_pointer(&sent));
    return good && out;
}

static void reload(struct intake *intake)
{
    reloading = 0;
    g_autoptr(GError) failure = NULL;
    sd_notify(0, "RELOADING=1");
    if (intake_reload(intake, &failure)) {
        log_line(LOG_INFO, "rules read again");
    } else {
        g_autofree char *text = g_strdup_printf("规则文件有误，继续使用原来的规则：%s", failure->message);
        alert_raise(intake->config, text);
    }
    sd_notify(0, "READY=1");
}

/* Sleeps until the next poll; signals cut it short, the watchdog is fed. */
static void rest(gint64 seconds)
{
    for (gint64 i = 0; i < seconds && !stopping && !reloading; i++) {
        struct timespec second = {.tv_sec = 1};
        nanosleep(&second, NULL);
        sd_notify(0, "WATCHDOG=1");
    }
}

static int daemon_loop(struct intake *intake)
{
    sd_notify(0, "READY=1");
    gint64 wait = intake->config->poll_seconds;
    while (!stopping) {
        g_autoptr(GError) failure = NULL;
        struct tally tally = {0};
        sd_notify(0, "WATCHDOG=1");
        if (round_once(intake, &tally, &failure)) {
            wait = intake->config->poll_seconds;
        } else if (error_blast(failure) == BLAST_FATAL && failure->code != ERROR_LOGIN && failure->code != ERROR_IO) {
            return cmd_fail(failure);
        } else {
            /* Server away, login refused, disk full: come back later, each time after a longer rest, at most an hour.
             */
            wait = MIN(wait * 2, 3600);
        }
        if (!stopping && !reloading)
            rest(wait);
        if (reloading)
            reload(intake);
    }
    sd_notify(0, "STOPPING=1");
    return 0;
}

/* The lock is waited for by the daemon (a verb may hold it for a moment), not by a single round. */
static int take_lock(const char *state, bool once, GError **error)
{
    for (;;) {
        g_clear_error(error);
        int fd = store_lock(state, "intake", error);
        if (fd >= 0 || once || stopping || !*error || (*error)->code != ERROR_AGAIN)
            return fd;
        rest(5);
    }
}

int cmd_run(const struct session *session, int argc, char **argv)
{
    gboolean once = FALSE;
    const GOptionEntry entries[] = {{"once", 0, 0, G_OPTION_ARG_NONE, &once, "one round, for cron", NULL}, {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("run", "[--once]", "Polls, reads, judges, files and answers.", entries, argc, argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    if (config->mailboxes->len == 0) {
        fprintf(stderr, "huizhi: no mailbox is configured (huizhi config --sample shows how)\n");
        return ERROR_CONFIG;
    }
    catch_signals();
    int lock = take_lock(config->state, once, &failure);
    if (lock < 0)
        return failure ? cmd_fail(failure) : 0;
    g_autoptr(Intake) intake = intake_open(config, &session->clock, &failure);
    if (!intake) {
        close(lock);
        return cmd_fail(failure);
    }
    intake->stop = &stopping;
    struct tally tally = {0};
    if (once)
        code = round_once(intake, &tally, &failure) ? 0 : cmd_fail(failure);
    else
        code = daemon_loop(intake);
    close(lock);
    return code;
}
