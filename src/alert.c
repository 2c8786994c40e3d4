/* Alerts: the mailbox itself may be dead, so they go through a command of the operator's, or over a second account. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "deliver/deliver.h"
#include "intake.h"
#include "reply/wire.h"

#define ALERT_SECONDS 30
#define HOUR (60 * 60)
#define DAY (24 * HOUR)
#define SUBJECT 60 /* characters */

/* Waits for the child; a command that hangs must not hang the intake. */
static int wait_for(pid_t pid)
{
    int status = -1;
    for (int tenths = 0; tenths < ALERT_SECONDS * 10; tenths++) {
        pid_t done = waitpid(pid, &status, WNOHANG);
        if (done == pid || (done < 0 && errno != EINTR))
            return status;
        g_usleep(100 * 1000);
    }
    kill(-pid, SIGKILL);
    waitpid(pid, &status, 0);
    return -1;
}

static void own_group(gpointer data)
{
    (void)data;
    setpgid(0, 0);
}

static void run_command(const char *command, const char *text)
{
    const char *const argv[] = {"/bin/sh", "-c", command, NULL};
    GPid pid;
    int in = -1;
    g_autoptr(GError) failure = NULL;
    GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL;
    if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL, flags, own_group, NULL, &pid, &in, NULL, NULL, &failure)) {
        log_line(LOG_ERROR, "alert.command: %s", failure->message);
        return;
    }
    /* It goes to another provider's mail or to a chat. */
    g_autofree char *masked = log_mask(text);
    ssize_t ignored = write(in, masked, strlen(masked));
    ignored = write(in, "\n", 1);
    (void)ignored;
    close(in);
    if (wait_for(pid) != 0)
        log_line(LOG_ERROR, "alert.command failed");
}

static GBytes *letter_to(const struct config *config, const char *to, const char *text, GError **error)
{
    g_autofree char *id = reply_message_id(config->alert_from);
    g_autofree char *line = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), SUBJECT));
    g_autofree char *subject = g_strconcat("【回执报警】", g_strdelimit(line, "\r\n", ' '), NULL);
    g_autofree char *body = g_strdup_printf("%s\n\n数据目录：%s\n主机：%s\n", text, config->state, g_get_host_name());
    struct outgoing outgoing = {.from = config->alert_from,
                                .from_name = "回执",
                                .to = to,
                                .subject = subject,
                                .text = body,
                                .message_id = id,
                                .date = g_get_real_time() / G_USEC_PER_SEC};
    return reply_wire(&outgoing, error);
}

/* Its own account, its own connection: nothing of the mailboxes' is used. */
static bool send_mail(const struct config *config, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(config->rules, "common", "refusals.yaml", NULL);
    g_autoptr(Refusals) refusals = refusals_load(path, error);
    g_autoptr(Post) post = refusals ? post_open_smtp(&config->alert_smtp, config->alert_from, refusals, error) : NULL;
    for (char **to = config->alert_to; post && *to; to++) {
        g_autoptr(GBytes) mail = letter_to(config, *to, text, error);
        if (!mail)
            return false;
        struct delivery delivery = {0};
        post_send(post, config->alert_from, *to, mail, &delivery);
        if (delivery.outcome != OUTCOME_SENT)
            log_line(LOG_ERROR, "alert to %s: %s %s", *to, outcome_name(delivery.outcome),
                     delivery.response ? delivery.response : "");
        delivery_clear(&delivery);
    }
    return post != NULL;
}

void alert_raise(const struct config *config, const char *text)
{
    log_line(LOG_ERROR, "alert: %s", text);
    if (config->alert_command)
        run_command(config->alert_command, text);
    g_autoptr(GError) failure = NULL;
    if (config->alert_to && config->alert_to[0] && config->alert_from && !send_mail(config, text, &failure))
        log_line(LOG_ERROR, "alert.smtp: %s", failure->message);
}

static char *key_of(const char *subject)
{
    return g_strconcat("alerted:", subject, NULL);
}

static void raise_after(const struct config *config, struct store *store, gint64 now, const char *subject,
                        const char *text, gint64 seconds)
{
    g_autofree char *key = key_of(subject);
    g_autofree char *last = store_meta(store, key);
    gint64 at = last ? g_ascii_strtoll(last, NULL, 10) : 0;
    if (at > 0 && ABS(now - at) < seconds) {
        log_line(seconds > HOUR ? LOG_INFO : LOG_ERROR, "alert (raised before): %s", text);
        return;
    }
    g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, now);
    g_autoptr(GError) ignored = NULL; /* a full disk must not keep the alert from being raised */
    store_set_meta(store, key, stamp, &ignored);
    alert_raise(config, text);
}

void alert_about(const struct config *config, struct store *store, gint64 now, const char *subject, const char *text)
{
    raise_after(config, store, now, subject, text, HOUR);
}

void alert_daily(const struct config *config, struct store *store, gint64 now, const char *subject, const char *text)
{
    raise_after(config, store, now, subject, text, DAY);
}

bool alert_over(const struct config *config, struct store *store, const char *subject, const char *text)
{
    g_autofree char *key = key_of(subject);
    g_autofree char *last = store_meta(store, key);
    g_autoptr(GError) ignored = NULL;
    if (!last || g_ascii_strtoll(last, NULL, 10) <= 0)
        return false;
    if (!store_set_meta(store, key, "0", &ignored))
        return false; /* what cannot be written down would be said every round */
    g_autofree char *words = g_strconcat("已恢复：", text, NULL);
    if (text)
        alert_raise(config, words);
    return true;
}
