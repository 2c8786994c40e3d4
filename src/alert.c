/* Alerts: the mailbox itself may be dead, so they go through a command of the operator's. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "intake.h"

#define ALERT_SECONDS 30
#define HOUR (60 * 60)

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

void alert_raise(const struct config *config, const char *text)
{
    log_line(LOG_ERROR, "alert: %s", text);
    if (!config->alert_command)
        return;
    const char *const argv[] = {"/bin/sh", "-c", config->alert_command, NULL};
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

void alert_about(const struct config *config, struct store *store, gint64 now, const char *subject, const char *text)
{
    g_autofree char *key = g_strconcat("alerted:", subject, NULL);
    g_autofree char *last = store_meta(store, key);
    if (last && ABS(now - g_ascii_strtoll(last, NULL, 10)) < HOUR) {
        log_line(LOG_ERROR, "alert (raised before): %s", text);
        return;
    }
    g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, now);
    g_autoptr(GError) ignored = NULL; /* a full disk must not keep the alert from being raised */
    store_set_meta(store, key, stamp, &ignored);
    alert_raise(config, text);
}
