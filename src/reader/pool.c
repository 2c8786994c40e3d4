/* The parent's end of the reader: starts the zygote, hands it jobs, and believes nothing that comes back.
 *
 * The zygote gets an environment of its own (no secret of ours), one socket, and no other descriptor. A child's
 * answer is opened only after the zygote has reaped it: a regular file with one link, not followed, of bounded
 * size, checked value by value (wire.c).
 */
#include "reader/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "reader/protocol.h"
#include "reader/wire.h"

#define START_SECONDS 60 /* to load the rules */
#define GRACE_SECONDS 30 /* beyond a job's own deadline until the zygote itself is given up */
#define STOP_MILLISECONDS 3000

struct job {
    guint64 tag; /* the caller's */
    int staging_fd;
    gboolean answered;
};

struct pool {
    pid_t pid;
    int socket;
    struct pool_limits limits;
    char *sandbox;
    guint64 serial;   /* our own tag: the caller's need not be unique */
    GHashTable *jobs; /* serial → struct job, under way */
    GQueue *done;     /* struct packet, received but not yet asked for */
};

static void free_job(gpointer data)
{
    struct job *job = data;
    close(job->staging_fd);
    g_free(job);
}

/* Starting ----------------------------------------------------------------------------------------------- */

/* What a reader may know of our environment. */
static GStrv clean_environment(void)
{
    static const char *const kept[] = {"LANG",         "LC_ALL",        "LC_CTYPE",    "PATH",
                                       "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
        const char *value = g_getenv(kept[i]);
        g_autofree char *pair = g_strconcat(kept[i], "=", value, NULL);
        if (value)
            g_strv_builder_add(builder, pair);
    }
    g_strv_builder_add(builder, "MALLOC_ARENA_MAX=1");
    g_strv_builder_add(builder, "OMP_THREAD_LIMIT=1");
    return g_strv_builder_end(builder);
}

static void add_number(GStrvBuilder *builder, const char *option, guint64 value)
{
    g_autofree char *text = g_strdup_printf("--%s=%" G_GUINT64_FORMAT, option, value);
    g_strv_builder_add(builder, text);
}

static GStrv arguments(const char *reader, const char *rules_folder, const char *const *own,
                       const struct pool_limits *limits)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add_many(builder, reader, "--zygote", "--rules", rules_folder, NULL);
    add_number(builder, "jobs", limits->jobs);
    add_number(builder, "seconds", limits->seconds);
    add_number(builder, "cpu-seconds", limits->cpu_seconds);
    add_number(builder, "memory", limits->memory);
    add_number(builder, "output", limits->output);
    if (log_get_level() >= LOG_DEBUG)
        g_strv_builder_add(builder, "--verbose");
    for (guint i = 0; own && own[i]; i++)
        g_strv_builder_add_many(builder, "--own", own[i], NULL);
    return g_strv_builder_end(builder);
}

/* No signal of the terminal, no inherited mask or handler, no descriptor but the socket and stderr. */
static int spawn_reader(pid_t *pid, char **argv, char **environment, int socket)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, socket, PROTOCOL_SOCKET);
    posix_spawn_file_actions_addclosefrom_np(&actions, PROTOCOL_SOCKET + 1);
    int result = posix_spawn(pid, argv[0], &actions, &attributes, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return result;
}

static bool readable_within(int socket, int milliseconds)
{
    gint64 end = g_get_monotonic_time() + (gint64)milliseconds * 1000;
    for (;;) {
        struct pollfd wait = {.fd = socket, .events = POLLIN};
        gint64 left = MAX(end - g_get_monotonic_time(), 0) / 1000;
        int ready = poll(&wait, 1, (int)left);
        if (ready > 0)
            return true;
        if (ready == 0 || errno != EINTR)
            return false;
    }
}

/* One packet from the zygote; ERROR_SOFTWARE when it is gone or silent. */
static bool hear(struct pool *pool, struct packet *packet, guint seconds, GError **error)
{
    int descriptors[PROTOCOL_DESCRIPTORS];
    g_autoptr(GError) why = NULL;
    bool heard = readable_within(pool->socket, (int)seconds * 1000);
    if (heard && packet_receive(pool->socket, packet, descriptors, &why)) {
        for (guint i = 0; i < PROTOCOL_DESCRIPTORS; i++)
            if (descriptors[i] >= 0)
                close(descriptors[i]);
        return true;
    }
    if (why)
        g_propagate_error(error, g_steal_pointer(&why));
    else
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, heard ? "reader: huizhi-reader is gone" : "reader: no answer");
    return false;
}

static bool hear_ready(struct pool *pool, const char *reader, GError **error)
{
    struct packet packet;
    if (!hear(pool, &packet, START_SECONDS, error)) {
        g_prefix_error(error, "%s: ", reader);
        return false;
    }
    if (packet.kind == PACKET_READY) {
        pool->sandbox = g_utf8_make_valid(packet.text, -1);
        return true;
    }
    int code = packet.kind == PACKET_REFUSED && packet.status >= ERROR_USAGE && packet.status <= ERROR_CONFIG
                   ? (int)packet.status
                   : ERROR_SOFTWARE;
    g_set_error_literal(error, HUIZHI_ERROR, code, packet.text);
    return false;
}

struct pool *pool_start(const char *reader, const char *rules_folder, const char *const *own,
                        const struct pool_limits *limits, GError **error)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        error_set_errno(error, errno, "socketpair");
        return NULL;
    }
    g_autoptr(Pool) pool = g_new0(struct pool, 1);
    pool->socket = pair[0];
    pool->limits = *limits;
    pool->limits.jobs = CLAMP(limits->jobs, 1, PROTOCOL_MAX_JOBS);
    pool->jobs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_job);
    pool->done = g_queue_new();
    g_auto(GStrv) environment = clean_environment();
    g_auto(GStrv) argv = arguments(reader, rules_folder, own, &pool->limits);
    int failed = spawn_reader(&pool->pid, argv, environment, pair[1]);
    close(pair[1]);
    if (failed) {
        pool->pid = 0;
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "%s: %s", reader, g_strerror(failed));
        return NULL;
    }
    return hear_ready(pool, reader, error) ? g_steal_pointer(&pool) : NULL;
}

/* The closed socket ends the zygote; one that does not go is killed, and its children die with it. */
static void end_process(pid_t pid)
{
    for (int waited = 0; waited < STOP_MILLISECONDS; waited += 5) {
        pid_t gone = waitpid(pid, NULL, WNOHANG);
        if (gone == pid || (gone < 0 && errno == ECHILD))
            return;
        g_usleep(5000);
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

void pool_stop(struct pool *pool)
{
    if (!pool)
        return;
    close(pool->socket);
    if (pool->pid > 0)
        end_process(pool->pid);
    g_hash_table_unref(pool->jobs);
    g_queue_free_full(pool->done, g_free);
    g_free(pool->sandbox);
    g_free(pool);
}

char *pool_sandbox(struct pool *pool)
{
    return g_strdup(pool->sandbox);
}

/* Jobs --------------------------------------------------------------------------------------------------- */

static guint running(const struct pool *pool)
{
    return g_hash_table_size(pool->jobs) - pool->done->length;
}

/* Waits for one answer and queues it; false with *error when the zygote is gone. */
static bool hear_done(struct pool *pool, GError **error)
{
    g_autofree struct packet *packet = g_new0(struct packet, 1);
    if (!hear(pool, packet, pool->limits.seconds + GRACE_SECONDS, error))
        return false;
    gint64 serial = (gint64)packet->tag;
    struct job *job = g_hash_table_lookup(pool->jobs, &serial);
    if (packet->kind != PACKET_DONE || !job || job->answered) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "reader: an answer to no job");
        return false;
    }
    job->answered = TRUE;
    g_queue_push_tail(pool->done, g_steal_pointer(&packet));
    return true;
}

static int open_for_job(const char *path, int flags, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flags);
    if (fd < 0) {
        error_set_errno(error, errno, "%s", path);
        if (errno == ENOENT && error && *error)
            (*error)->code = ERROR_NO_INPUT;
    }
    return fd;
}

static bool send_job(struct pool *pool, guint64 tag, int raw, int staging, GError **error)
{
    struct packet packet = {.kind = PACKET_JOB, .tag = ++pool->serial};
    int descriptors[PROTOCOL_DESCRIPTORS] = {raw, staging};
    if (!packet_send(pool->socket, &packet, descriptors, PROTOCOL_DESCRIPTORS, error))
        return false;
    struct job *job = g_new0(struct job, 1);
    *job = (struct job){.tag = tag, .staging_fd = staging};
    gint64 serial = (gint64)pool->serial;
    g_hash_table_insert(pool->jobs, g_memdup2(&serial, sizeof serial), job);
    return true;
}

bool pool_submit(struct pool *pool, guint64 tag, const char *raw_path, const char *staging_folder, GError **error)
{
    while (running(pool) >= pool->limits.jobs)
        if (!hear_done(pool, error))
            return false;
    int raw = open_for_job(raw_path, O_NONBLOCK, error);
    if (raw < 0)
        return false;
    int staging = open_for_job(staging_folder, O_DIRECTORY, error);
    bool sent = staging >= 0 && send_job(pool, tag, raw, staging, error);
    close(raw);
    if (!sent && staging >= 0)
        close(staging);
    return sent;
}

/* A file that the child left: regular, one link, at most `limit` bytes, not followed; and removed, so that only
 * the mail's own files remain in the folder. */
static GBytes *take_file(int folder, const char *name, gsize limit, GError **error)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat stat;
    if (fd < 0 || fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode) || stat.st_nlink != 1 ||
        (guint64)stat.st_size > limit) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "读信进程没有留下可用的结果（%s）",
                    fd < 0 ? g_strerror(errno) : "不是普通文件，或过大");
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    gsize size = (gsize)stat.st_size, got = 0;
    g_autofree char *bytes = g_malloc(size + 1);
    ssize_t part = 1;
    while (got < size && part > 0) {
        part = pread(fd, bytes + got, size - got, (off_t)got);
        if (part > 0)
            got += (gsize)part;
        else if (part < 0 && errno == EINTR)
            part = 1;
    }
    close(fd);
    unlinkat(folder, name, 0);
    if (got != size) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "读信进程的结果读不出来");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

static char *take_reason(int folder, const struct packet *packet)
{
    g_autoptr(GBytes) bytes = *packet->text ? NULL : take_file(folder, PROTOCOL_REASON, PROTOCOL_REASON_BYTES, NULL);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    if (text && size > 0)
        return g_utf8_make_valid(text, (gssize)size);
    return *packet->text ? g_utf8_make_valid(packet->text, -1) : g_strdup("读信进程异常终止，没有说明原因");
}

/* A child that was taken over could say that the disk is full, and stop the run with every attempt: it is believed
 * only when a file of the allowed size would indeed not fit. */
static bool disk_is_full(int folder, guint64 output)
{
    struct statvfs space;
    return fstatvfs(folder, &space) != 0 || (guint64)space.f_bavail * space.f_frsize < output ||
           (space.f_files > 0 && space.f_favail == 0);
}

static struct dossier *take_dossier(const struct job *job, GError **error)
{
    g_autoptr(GBytes) bytes = take_file(job->staging_fd, PROTOCOL_DOSSIER, WIRE_MAX_BYTES, error);
    return bytes ? wire_read(bytes, error) : NULL;
}

/* The mail's fault gives *why and true; the machine's (disk full, no process to be had) an error. */
static bool settle(const struct pool *pool, const struct job *job, const struct packet *packet,
                   struct dossier **dossier, char **why, GError **error)
{
    g_autoptr(GError) refused = NULL;
    if (packet->status == 0 && (*dossier = take_dossier(job, &refused)))
        return true;
    bool again = packet->status == ERROR_AGAIN;
    bool full = packet->status == ERROR_IO && disk_is_full(job->staging_fd, pool->limits.output);
    g_autofree char *reason = refused ? g_strdup(refused->message) : take_reason(job->staging_fd, packet);
    if (again || full)
        g_set_error(error, HUIZHI_ERROR, (int)packet->status, "reader: %s", reason);
    else
        *why = g_steal_pointer(&reason);
    return !again && !full;
}

bool pool_wait(struct pool *pool, guint64 *tag, struct dossier **dossier, char **why, GError **error)
{
    *dossier = NULL;
    *why = NULL;
    if (g_hash_table_size(pool->jobs) == 0)
        return false;
    if (pool->done->length == 0 && !hear_done(pool, error))
        return false;
    g_autofree struct packet *packet = g_queue_pop_head(pool->done);
    gint64 serial = (gint64)packet->tag;
    struct job *job = g_hash_table_lookup(pool->jobs, &serial);
    *tag = job->tag;
    bool settled = settle(pool, job, packet, dossier, why, error);
    g_hash_table_remove(pool->jobs, &serial);
    return settled;
}
