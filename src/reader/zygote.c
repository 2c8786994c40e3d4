/* The zygote's loop: jobs in, children out, their ends reported.
 *
 * Everything waits in one poll: the socket (only while a child more may run), a signalfd for SIGCHLD and SIGTERM,
 * and the nearest deadline. Children are killed with the zygote (PR_SET_PDEATHSIG), so nothing outlives it.
 */
#include "reader/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "reader/protocol.h"
#include "reader/sandbox.h"

enum { CHILD_RAW = 3, CHILD_STAGING = 4, CHILD_FIRST_FREE = 5 };

struct child {
    pid_t pid;
    guint64 tag;
    gint64 deadline; /* monotonic, microseconds */
    gboolean late;   /* killed at its deadline */
};

struct state {
    const struct zygote *zygote;
    int signals;
    GArray *children; /* struct child */
};

/* In the child ------------------------------------------------------------------------------------------- */

static void put_at(int fd, int place)
{
    if (fd != place)
        dup2(fd, place);
    else
        fcntl(fd, F_SETFD, 0);
}

/* Only the mail and its staging folder remain: no socket, no other mail, nothing inherited. */
static void keep_two(int raw_fd, int staging_fd, bool verbose)
{
    int raw = fcntl(raw_fd, F_DUPFD, 16), staging = fcntl(staging_fd, F_DUPFD, 16);
    if (raw < 0 || staging < 0)
        _exit(ERROR_SOFTWARE);
    put_at(raw, CHILD_RAW);
    put_at(staging, CHILD_STAGING);
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= (verbose ? 1 : 2); fd++)
        put_at(null, fd);
    if (close_range(CHILD_FIRST_FREE, ~0U, 0) != 0)
        for (int fd = CHILD_FIRST_FREE; fd < (int)sysconf(_SC_OPEN_MAX); fd++)
            close(fd);
}

static void default_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    static const int used[] = {SIGTERM, SIGINT, SIGPIPE, SIGCHLD, SIGHUP};
    for (guint i = 0; i < G_N_ELEMENTS(used); i++)
        signal(used[i], SIG_DFL);
}

static bool leave(const char *name, const void *bytes, gsize length, GError **error)
{
    int fd = openat(CHILD_STAGING, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        error_set_errno(error, errno, "%s", name);
        return false;
    }
    bool done = file_write_all(fd, bytes, length, error);
    close(fd);
    return done;
}

static GBytes *read_inside(const struct zygote *zygote, GError **error)
{
    if (zygote->sandbox && !sandbox_enter(zygote->sandbox, CHILD_STAGING, &zygote->limits, error)) {
        g_prefix_error(error, "sandbox: ");
        if (error && *error)
            (*error)->code = ERROR_SOFTWARE; /* no mail's fault, and no disk's */
        return NULL;
    }
    return zygote->read(CHILD_RAW, CHILD_STAGING, zygote->data, error);
}

static int answer(const struct zygote *zygote)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) dossier = read_inside(zygote, &error);
    if (dossier) {
        gsize size;
        const void *bytes = g_bytes_get_data(dossier, &size);
        if (leave(PROTOCOL_DOSSIER, bytes, size, &error))
            return 0;
    }
    const char *why = error ? error->message : "no reason given";
    leave(PROTOCOL_REASON, why, MIN(strlen(why), PROTOCOL_REASON_BYTES), NULL);
    return error ? error_exit_code(error) : ERROR_SOFTWARE;
}

G_GNUC_NORETURN
static void be_child(const struct zygote *zygote, pid_t parent, int raw_fd, int staging_fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(ERROR_SOFTWARE);
    default_signals();
    alarm(zygote->limits.seconds + 2); /* should the zygote be stopped */
    keep_two(raw_fd, staging_fd, zygote->verbose);
    _exit(answer(zygote));
}

static pid_t spawn(const struct zygote *zygote, int raw_fd, int staging_fd)
{
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        be_child(zygote, parent, raw_fd, staging_fd);
    return pid;
}

/* In the zygote ------------------------------------------------------------------------------------------ */

/* How a child ended, as a status and a sentence for the secretariat. */
static void judge_end(struct packet *packet, int status, gboolean late, const struct pool_limits *limits)
{
    g_autofree char *text = NULL;
    packet->status = ERROR_INPUT;
    if (late)
        text = g_strdup_printf("读信进程超过%u秒时限，已终止", limits->seconds);
    else if (WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == ERROR_IO))
        packet->status = (guint32)WEXITSTATUS(status);
    else if (WIFEXITED(status))
        text = NULL; /* the child left its reason */
    else if (WTERMSIG(status) == SIGXCPU)
        text = g_strdup_printf("读信进程用尽%u秒处理器时间，已终止", limits->cpu_seconds);
    else if (WTERMSIG(status) == SIGXFSZ)
        text = g_strdup_printf("邮件中有文件超过%" G_GUINT64_FORMAT "字节上限", limits->output);
    else
        text = g_strdup_printf("读信进程异常终止（信号%d，内存上限或程序错误）", WTERMSIG(status));
    packet_set_text(packet, text);
}

static bool report(struct state *state, const struct child *child, int status, GError **error)
{
    struct packet packet = {.kind = PACKET_DONE, .tag = child->tag};
    judge_end(&packet, status, child->late, &state->zygote->limits);
    return packet_send(state->zygote->socket, &packet, NULL, 0, error);
}

static bool reap(struct state *state, GError **error)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (guint i = 0; i < state->children->len; i++) {
            struct child child = g_array_index(state->children, struct child, i);
            if (child.pid != pid)
                continue;
            g_array_remove_index_fast(state->children, i);
            if (!report(state, &child, status, error))
                return false;
            break;
        }
    return true;
}

static void kill_late(struct state *state)
{
    gint64 now = g_get_monotonic_time();
    for (guint i = 0; i < state->children->len; i++) {
        struct child *child = &g_array_index(state->children, struct child, i);
        if (child->late || child->deadline > now)
            continue;
        child->late = TRUE;
        kill(child->pid, SIGKILL);
    }
}

/* Milliseconds to the nearest deadline, -1 when no child has one to meet. */
static int patience(const struct state *state)
{
    gint64 nearest = -1, now = g_get_monotonic_time();
    for (guint i = 0; i < state->children->len; i++) {
        const struct child *child = &g_array_index(state->children, struct child, i);
        gint64 left = MAX(child->deadline - now, 0) / 1000 + 1;
        if (!child->late && (nearest < 0 || left < nearest))
            nearest = left;
    }
    return (int)MIN(nearest, G_MAXINT);
}

static void start_job(struct state *state, const struct packet *job, const int *descriptors, pid_t *pid)
{
    *pid = descriptors[0] >= 0 && descriptors[1] >= 0 ? spawn(state->zygote, descriptors[0], descriptors[1]) : -1;
    if (*pid <= 0)
        return;
    struct child child = {.pid = *pid,
                          .tag = job->tag,
                          .deadline = g_get_monotonic_time() + state->zygote->limits.seconds * G_USEC_PER_SEC};
    g_array_append_val(state->children, child);
}

/* Takes one job. False without *error when the pool has closed its end. */
static bool take_job(struct state *state, GError **error)
{
    struct packet packet;
    int descriptors[PROTOCOL_DESCRIPTORS];
    if (!packet_receive(state->zygote->socket, &packet, descriptors, error))
        return false;
    pid_t pid;
    start_job(state, &packet, descriptors, &pid);
    int saved = errno;
    for (guint i = 0; i < PROTOCOL_DESCRIPTORS; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
    if (pid > 0)
        return true;
    struct packet answer_packet = {.kind = PACKET_DONE, .status = ERROR_AGAIN, .tag = packet.tag};
    g_autofree char *text = g_strdup_printf("fork: %s", g_strerror(saved));
    packet_set_text(&answer_packet, text);
    return packet_send(state->zygote->socket, &answer_packet, NULL, 0, error);
}

/* True when SIGTERM came. */
static bool drain_signals(const struct state *state)
{
    struct signalfd_siginfo info;
    bool terminate = false;
    while (read(state->signals, &info, sizeof info) == (ssize_t)sizeof info)
        terminate = terminate || info.ssi_signo == SIGTERM;
    return terminate;
}

static bool serve(struct state *state, GError **error)
{
    for (;;) {
        bool room = state->children->len < state->zygote->limits.jobs;
        struct pollfd wait[] = {{.fd = state->signals, .events = POLLIN},
                                {.fd = state->zygote->socket, .events = room ? POLLIN : 0}};
        if (poll(wait, G_N_ELEMENTS(wait), patience(state)) < 0 && errno != EINTR) {
            error_set_errno(error, errno, "poll");
            return false;
        }
        if (drain_signals(state))
            return true;
        kill_late(state);
        if (!reap(state, error))
            return false;
        if (!(wait[1].revents & (POLLIN | POLLHUP | POLLERR)))
            continue;
        g_autoptr(GError) why = NULL;
        if (!take_job(state, &why)) {
            bool closed = !why;
            if (why)
                g_propagate_error(error, g_steal_pointer(&why));
            return closed;
        }
    }
}

static void kill_all(struct state *state)
{
    for (guint i = 0; i < state->children->len; i++)
        kill(g_array_index(state->children, struct child, i).pid, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
}

static int open_signals(void)
{
    sigset_t handled;
    sigemptyset(&handled);
    sigaddset(&handled, SIGCHLD);
    sigaddset(&handled, SIGTERM);
    sigprocmask(SIG_SETMASK, &handled, NULL);
    signal(SIGINT, SIG_IGN); /* ^C is for the program that started us */
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* A child enters the sandbox and goes, before any mail depends on it. */
static bool try_sandbox(const struct zygote *zygote, GError **error)
{
    if (!zygote->sandbox)
        return true;
    pid_t pid = fork();
    if (pid == 0) {
        int folder = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        _exit(sandbox_enter(zygote->sandbox, folder, &zygote->limits, NULL) ? 0 : ERROR_SOFTWARE);
    }
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "the sandbox cannot be entered on this machine");
    return false;
}

void zygote_refuse(int socket, const GError *why)
{
    struct packet packet = {.kind = PACKET_REFUSED, .status = (guint32)error_exit_code(why)};
    packet_set_text(&packet, why->message);
    packet_send(socket, &packet, NULL, 0, NULL);
}

bool zygote_serve(const struct zygote *zygote, GError **error)
{
    struct state state = {.zygote = zygote, .signals = open_signals()};
    if (state.signals < 0) {
        error_set_errno(error, errno, "signalfd");
        return false;
    }
    if (!try_sandbox(zygote, error))
        return false;
    struct packet ready = {.kind = PACKET_READY};
    g_autofree char *sandbox = !zygote->sandbox ? g_strdup("no sandbox") : sandbox_describe();
    packet_set_text(&ready, sandbox);
    state.children = g_array_new(FALSE, FALSE, sizeof(struct child));
    bool done = packet_send(zygote->socket, &ready, NULL, 0, error) && serve(&state, error);
    kill_all(&state);
    g_array_unref(state.children);
    close(state.signals);
    return done;
}

int zygote_read_one(const struct zygote *zygote, int raw_fd, int staging_fd)
{
    pid_t pid = spawn(zygote, raw_fd, staging_fd);
    int status = 0;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (pid < 0)
        return ERROR_AGAIN;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
