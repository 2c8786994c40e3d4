/* run: the daemon, and the single round for cron. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/words.h"
#include "care/backup.h"
#include "cmd/cmd.h"
#include "digest/digest.h"
#include "intake.h"

/* Whatever is going on may be cut off at any point: the next run goes on from the rows. */
#define STOP_SECONDS 8

static volatile sig_atomic_t stopping, reloading;

static void on_signal(int number)
{
    if (number == SIGHUP) {
        reloading = 1;
    } else if (number == SIGALRM) {
        static const char words[] = "huizhi: stopped in the middle of a slow step; the next run goes on from there\n";
        ssize_t ignored = write(STDERR_FILENO, words, sizeof words - 1);
        (void)ignored;
        _exit(0);
    } else {
        stopping = 1;
        alarm(STOP_SECONDS);
    }
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
}

static void report(const struct tally *tally, const struct drained *drained)
{
    log_line(LOG_INFO,
             "fetched %u, filed %u, joined %u, set aside %u, waiting %u, unreadable %u; replies queued %u, sent %u, "
             "unsure %u, refused %u, withheld %u",
             tally->fetched, tally->filed, tally->joined, tally->aside, tally->waiting, tally->unread, tally->replies,
             drained->sent, drained->unsure, drained->refused, drained->withheld);
    sd_notifyf(0, "STATUS=fetched %u, filed %u, sent %u", tally->fetched, tally->filed, drained->sent);
}

/* The disk is the one trouble that nobody else will tell people about. */
static void complain(const struct config *config, struct store *store, gint64 now, const GError *error)
{
    if (error->code != ERROR_IO && error->code != ERROR_CREATE)
        return;
    g_autofree char *text =
        g_strdup_printf("磁盘有问题，已停止收信：%s。邮件仍在服务器上，清出空间后会自动继续。", error->message);
    if (store)
        alert_about(config, store, now, "disk", text);
    else
        alert_raise(config, text);
}

/* Another huizhi that is sending at this moment is no error: it sends our letters too. */
static bool deliver(struct intake *intake, struct drained *drained, GError **away, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (stopping ||
        drain_outbox(intake->config, intake->ruleset, intake->store, &intake->clock, &stopping, drained, &failure) ||
        failure->code == ERROR_AGAIN)
        return true;
    if (failure->code == ERROR_IO) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (failure->code != ERROR_LOGIN) /* that one has been told as an alert */
        log_line(LOG_ERROR, "%s", failure->message);
    if (!*away)
        *away = g_steal_pointer(&failure);
    return true;
}

/* A digest that cannot be written must not stop the intake: it stays due. */
static void tell(struct intake *intake)
{
    g_autoptr(GError) failure = NULL;
    if (!cmd_digest_daily(intake->config, intake->ruleset, intake->store, &intake->clock, &failure))
        log_line(LOG_ERROR, "digest: %s", failure->message);
}

/* Its failures stand in the database, where the vital signs find them. */
static void save(struct intake *intake)
{
    g_autoptr(GTimeZone) zone = digest_zone(intake->ruleset);
    if (!stopping)
        backup_daily(intake->config, intake->store, zone, clock_now(&intake->clock), &stopping);
}

/* A round: intake, then delivery, then the digest when it is due. *away (logged already) is what will be tried again;
 * false with *error stops. */
static bool round_once(struct intake *intake, GError **away, GError **error)
{
    struct tally tally = {0};
    struct drained drained = {0};
    g_autoptr(GError) failure = NULL;
    bool good = intake_round(intake, &tally, away, &failure) && remind_due(intake, &tally.replies, &failure) &&
                deliver(intake, &drained, away, &failure);
    if (good) {
        tell(intake);
        save(intake);
        watch_vitals(intake);
    }
    report(&tally, &drained);
    if (good)
        return true;
    complain(intake->config, intake->store, clock_now(&intake->clock), failure);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
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
        g_autoptr(GError) away = NULL, failure = NULL;
        sd_notify(0, "WATCHDOG=1");
        if (round_once(intake, &away, &failure)) {
            wait = intake->config->poll_seconds;
        } else if (failure->domain == HUIZHI_ERROR && (failure->code == ERROR_IO || failure->code == ERROR_AGAIN)) {
            /* A full disk, a database that somebody holds: a longer rest each time, an hour at most. */
            if (!stopping)
                log_line(LOG_ERROR, "%s", failure->message);
            wait = MIN(wait * 2, 3600);
        } else {
            return cmd_fail(failure);
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

static int one_round(struct intake *intake)
{
    g_autoptr(GError) away = NULL, failure = NULL;
    struct progress progress;
    progress_begin(&progress, _("reading mails"), 0);
    intake->progress = &progress;
    bool good = round_once(intake, &away, &failure);
    intake->progress = NULL;
    progress_end(&progress);
    if (!good)
        return cmd_fail(failure);
    return away ? error_exit_code(away) : 0;
}

int cmd_run(const struct session *session, int argc, char **argv)
{
    gboolean once = FALSE;
    const GOptionEntry entries[] = {{"once", 0, 0, G_OPTION_ARG_NONE, &once, N_("one round, for cron"), NULL}, {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("run", "[--once]", N_("Polls, reads, judges, files and answers."), entries, argc, argv, &words,
                     &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    if (config->mailboxes->len == 0) {
        fprintf(stderr, _("huizhi: no mailbox is configured (huizhi config --sample shows how)\n"));
        return ERROR_CONFIG;
    }
    catch_signals();
    int lock = take_lock(config->state, once, &failure);
    if (lock < 0)
        return failure ? cmd_fail(failure) : 0;
    g_autoptr(Intake) intake = intake_open(config, &session->clock, &failure);
    if (!intake) {
        complain(config, NULL, 0, failure);
        close(lock);
        return cmd_fail(failure);
    }
    intake->stop = &stopping;
    code = once ? one_round(intake) : daemon_loop(intake);
    close(lock);
    return code;
}
