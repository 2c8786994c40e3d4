/* Secrets are read when a login needs them and wiped after it; they are never part of the configuration in memory.
 *
 * They pass through buffers of fixed size that are wiped, not through GLib's growing ones, which leave copies behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/words.h"
#include "config/config.h"

#define MAX_SECRET 1024
#define COMMAND_SECONDS 10

struct buffer {
    char bytes[MAX_SECRET + 1];
    gsize length;
};

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool refuse(GError **error, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, HUIZHI_ERROR, ERROR_CONFIG, message);
    return false;
}

/* Reads until the end; 0 when it ended, -1 with errno, 1 when there is more to come or too much. */
static int fill(struct buffer *buffer, int fd)
{
    gssize got = read(fd, buffer->bytes + buffer->length, sizeof buffer->bytes - buffer->length);

    if (got < 0)
        return errno == EINTR || errno == EAGAIN ? 1 : -1;
    buffer->length += (gsize)got;
    return got == 0 ? 0 : 1;
}

/* Who else could read the file? Root may own it, so that a service's administrator can place it. */
static bool check_mode(int fd, const char *path, GError **error)
{
    struct stat status;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return refuse(error, _("%s: the password file is no regular file; give a plain file"), path);
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return refuse(error, _("%s: the password file belongs to somebody else; run: chown %u '%s'"), path, geteuid(),
                      path);
    if (status.st_mode & 077)
        return refuse(error, _("%s: others may read the password file (mode %04o); run: chmod 600 '%s'"), path,
                      (unsigned)(status.st_mode & 07777), path);
    return true;
}

static bool read_file(const char *path, struct buffer *buffer, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), state = 1;
    bool good;

    if (fd < 0)
        return refuse(error, _("%s: cannot open the password file: %s"), path, g_strerror(errno));
    good = check_mode(fd, path, error);
    while (good && state > 0 && buffer->length <= MAX_SECRET)
        state = fill(buffer, fd);
    if (state < 0)
        good = refuse(error, _("%s: cannot read the password file: %s"), path, g_strerror(errno));
    close(fd);
    return good;
}

static bool read_env(const char *name, struct buffer *buffer, GError **error)
{
    const char *value = g_getenv(name);

    if (!value)
        return refuse(error, _("the environment variable %s, which should hold the password, is not set"), name);
    buffer->length = MIN(strlen(value), sizeof buffer->bytes);
    memcpy(buffer->bytes, value, buffer->length);
    return true;
}

/* Runs in the child: a group of its own, so that the time limit ends its children too. */
static void lead_group(gpointer data)
{
    (void)data;
    setpgid(0, 0);
}

/* Takes what the command prints until it ends or its time is over. NULL or why it did not work. */
static const char *drain(int fd, struct buffer *buffer)
{
    gint64 deadline = g_get_monotonic_time() + COMMAND_SECONDS * G_USEC_PER_SEC;
    int state = 1;

    while (state > 0) {
        gint64 left = (deadline - g_get_monotonic_time()) / 1000;
        struct pollfd wait = {.fd = fd, .events = POLLIN};

        if (left <= 0)
            return "did not end within 10 seconds";
        if (poll(&wait, 1, (int)left) > 0)
            state = fill(buffer, fd);
        if (buffer->length > MAX_SECRET)
            return "printed more than a password";
    }
    return state < 0 ? "could not be read from" : NULL;
}

/* The command may close its output and live on: it has until the deadline as well. */
static bool reap(GPid pid, bool kill_now, int *status)
{
    for (int tries = 0; !kill_now && tries < COMMAND_SECONDS * 100; tries++) {
        pid_t ended = waitpid(pid, status, WNOHANG);

        if (ended == pid)
            return true;
        if (ended < 0 && errno != EINTR)
            return false;
        g_usleep(10000);
    }
    kill(-pid, SIGKILL);
    kill(pid, SIGKILL);
    while (waitpid(pid, status, 0) < 0 && errno == EINTR)
        ;
    return false;
}

static bool read_command(const char *command, struct buffer *buffer, GError **error)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    g_autoptr(GError) problem = NULL;
    const char *why;
    int status = 0, out;
    GPid pid;

    if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES,
                                  lead_group, NULL, &pid, NULL, &out, NULL, &problem))
        return refuse(error, _("the password command cannot be run: %s"), problem->message);
    why = drain(out, buffer);
    close(out);
    if (!reap(pid, why != NULL, &status) && !why)
        why = "did not end within 10 seconds";
    if (why)
        return refuse(error, _("the password command %s; try it by hand: %s"), why, command);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return refuse(error, _("the password command failed (%s %d); try it by hand: %s"),
                      WIFEXITED(status) ? "exit code" : "signal",
                      WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), command);
    return true;
}

/* One line of text, without the newline that editors add. */
static bool trim(struct buffer *buffer, GError **error)
{
    if (buffer->length > 0 && buffer->bytes[buffer->length - 1] == '\n')
        buffer->length--;
    if (buffer->length > 0 && buffer->bytes[buffer->length - 1] == '\r')
        buffer->length--;
    if (buffer->length == 0)
        return refuse(error, _("the password is empty; check where it comes from"));
    if (buffer->length > MAX_SECRET)
        return refuse(error, _("the password is longer than %d bytes; check where it comes from"), MAX_SECRET);
    for (gsize i = 0; i < buffer->length; i++)
        if ((guchar)buffer->bytes[i] < ' ' || buffer->bytes[i] == 127)
            return refuse(error, _("the password has several lines or control characters; keep the password alone"));
    buffer->bytes[buffer->length] = '\0';
    return true;
}

char *secret_read(const struct secret *secret, GError **error)
{
    struct buffer buffer = {.length = 0};
    char *password = NULL;
    bool good = secret->file      ? read_file(secret->file, &buffer, error)
                : secret->env     ? read_env(secret->env, &buffer, error)
                : secret->command ? read_command(secret->command, &buffer, error)
                                  : refuse(error, _("no password is configured; give password: {file: …}"));

    if (good && trim(&buffer, error))
        password = g_strndup(buffer.bytes, buffer.length);
    explicit_bzero(&buffer, sizeof buffer);
    return password;
}

void secret_free(char *password)
{
    if (password)
        explicit_bzero(password, strlen(password));
    g_free(password);
}
