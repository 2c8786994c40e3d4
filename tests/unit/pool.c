/* The pool against children that do everything wrong. The program is its own zygote: started with --zygote it serves
 * with a reader that does what the first word of the "mail" says. Own address "open@test" leaves the sandbox away,
 * to try what the parent then refuses.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "reader/protocol.h"
#include "reader/sandbox.h"
#include "reader/wire.h"
#include "reader/zygote.h"
#include "tap.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define MANY 500

/* The reader of the tests -------------------------------------------------------------------------------- */

static GBytes *small_dossier(const char *subject)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    char *nothing[] = {NULL};
    struct message message = {.sha256 = (char *)HASH,
                              .references = nothing,
                              .to = none,
                              .cc = none,
                              .headers = none,
                              .parts = none,
                              .notes = none,
                              .subject = (char *)subject};
    struct origin origin = {.why = (char *)"个人来信"};
    struct dossier dossier = {.version = DOSSIER_VERSION,
                              .ruleset = (char *)HASH,
                              .message = &message,
                              .origin = &origin,
                              .files = none,
                              .forms = none,
                              .works = none,
                              .links = none,
                              .captions = none,
                              .lines = none,
                              .pictures = none,
                              .numbers = nothing,
                              .notes = none};
    return wire_write(&dossier);
}

static void leave_pid(int staging)
{
    int fd = openat(staging, "pid", O_WRONLY | O_CREAT, 0600);
    dprintf(fd, "%d %d", (int)getpid(), (int)getppid());
    close(fd);
}

G_GNUC_NORETURN
static void hang(int staging)
{
    leave_pid(staging);
    for (;;)
        sleep(1);
}

G_GNUC_NORETURN
static void crash(void)
{
    volatile int *nowhere = NULL;
    *nowhere = 1;
    _exit(0);
}

G_GNUC_NORETURN
static void eat(void)
{
    for (;;)
        memset(g_malloc(16 << 20), 1, 16 << 20);
}

static GBytes *leave_odd(int staging, const char *deed)
{
    if (g_str_equal(deed, "symlink") && symlinkat("/etc/passwd", staging, PROTOCOL_DOSSIER) != 0)
        return small_dossier("no symlink");
    if (g_str_equal(deed, "fifo") && mkfifoat(staging, PROTOCOL_DOSSIER, 0600) != 0)
        return small_dossier("no fifo");
    if (g_str_equal(deed, "hardlink")) {
        g_autoptr(GBytes) good = small_dossier("two links");
        int fd = openat(staging, "other", O_WRONLY | O_CREAT, 0600);
        gsize size;
        const void *bytes = g_bytes_get_data(good, &size);
        file_write_all(fd, bytes, size, NULL);
        close(fd);
        if (linkat(staging, "other", staging, PROTOCOL_DOSSIER, 0) != 0)
            return small_dossier("no link");
    }
    if (g_str_equal(deed, "large")) {
        int fd = openat(staging, PROTOCOL_DOSSIER, O_WRONLY | O_CREAT, 0600);
        if (ftruncate(fd, WIRE_MAX_BYTES + 1) != 0)
            _exit(99);
    }
    _exit(0);
}

/* Nothing of the parent's is in sight: no descriptor but the mail and its folder, no secret. */
static GBytes *look(void)
{
    for (int fd = 5; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) != -1)
            return small_dossier("an open descriptor");
    if (g_getenv("HUIZHI_TEST_SECRET"))
        return small_dossier("a secret");
    return small_dossier("nothing");
}

static GBytes *fail(GError **error, enum error_code code)
{
    g_set_error(error, HUIZHI_ERROR, code, "邮件没有正文");
    return NULL;
}

static GBytes *do_deed(int raw, int staging, gconstpointer data, GError **error)
{
    (void)data;
    char deed[64] = "";
    if (read(raw, deed, sizeof deed - 1) <= 0)
        return NULL;
    if (g_str_has_prefix(deed, "good"))
        return small_dossier(deed);
    if (g_str_equal(deed, "look"))
        return look();
    if (g_str_equal(deed, "refuse"))
        return fail(error, ERROR_INPUT);
    if (g_str_equal(deed, "claim a full disk"))
        return fail(error, ERROR_IO);
    if (g_str_equal(deed, "hang"))
        hang(staging);
    if (g_str_equal(deed, "crash"))
        crash();
    if (g_str_equal(deed, "eat"))
        eat();
    if (g_str_equal(deed, "garbage"))
        return g_bytes_new_static("garbage", 7);
    if (g_str_equal(deed, "kill the zygote"))
        kill(getppid(), SIGKILL);
    if (g_str_equal(deed, "spin"))
        for (;;)
            getppid();
    return leave_odd(staging, deed);
}

static guint64 option(char **argv, const char *name, guint64 otherwise)
{
    for (; *argv; argv++)
        if (g_str_has_prefix(*argv, name))
            return g_ascii_strtoull(*argv + strlen(name), NULL, 10);
    return otherwise;
}

static int be_zygote(char **argv)
{
    if (g_strv_contains((const char *const *)argv, "/bad/rules")) {
        g_autoptr(GError) why = g_error_new(HUIZHI_ERROR, ERROR_CONFIG, "campaign.yaml:1:1: 不认识的键");
        zygote_refuse(PROTOCOL_SOCKET, why);
        return 0;
    }
    struct zygote zygote = {.socket = PROTOCOL_SOCKET, .read = do_deed};
    zygote.limits = (struct pool_limits){.jobs = (guint)option(argv, "--jobs=", 1),
                                         .seconds = (guint)option(argv, "--seconds=", 1),
                                         .cpu_seconds = (guint)option(argv, "--cpu-seconds=", 1),
                                         .memory = option(argv, "--memory=", 1),
                                         .output = option(argv, "--output=", 1)};
    g_autoptr(Sandbox) sandbox = sandbox_create(NULL);
    zygote.sandbox = g_strv_contains((const char *const *)argv, "open@test") ? NULL : sandbox;
    return zygote_serve(&zygote, NULL) ? 0 : 70;
}

/* The tests ---------------------------------------------------------------------------------------------- */

static const struct pool_limits limits = {
    .jobs = 4, .seconds = 6, .cpu_seconds = 1, .memory = 256 << 20, .output = 32 << 20};

struct box {
    char *folder;
    guint count;
};

static struct pool *start(bool open)
{
    static const char *const addresses[] = {"open@test", NULL};
    g_autoptr(GError) error = NULL;
    struct pool *pool = pool_start("/proc/self/exe", "/good/rules", open ? addresses : NULL, &limits, &error);
    if (!pool)
        printf("# %s\n", error->message);
    return pool;
}

static char *staging_of(const struct box *box, guint64 tag)
{
    return g_strdup_printf("%s/s%" G_GUINT64_FORMAT, box->folder, tag);
}

static guint64 submit(struct pool *pool, struct box *box, const char *deed)
{
    guint64 tag = ++box->count;
    g_autofree char *raw = g_strdup_printf("%s/m%" G_GUINT64_FORMAT, box->folder, tag);
    g_autofree char *staging = staging_of(box, tag);
    g_autoptr(GError) error = NULL;
    g_file_set_contents(raw, deed, -1, NULL);
    mkdir(staging, 0700);
    if (!pool_submit(pool, tag, raw, staging, &error))
        printf("# %s\n", error->message);
    return tag;
}

/* One job to its end: the dossier's subject, or "why: …", or "error N: …". */
static char *outcome(struct pool *pool, struct box *box, const char *deed)
{
    guint64 want = submit(pool, box, deed), tag = 0;
    g_autoptr(Dossier) dossier = NULL;
    g_autofree char *why = NULL;
    g_autoptr(GError) error = NULL;
    if (!pool_wait(pool, &tag, &dossier, &why, &error))
        return g_strdup_printf("error %d: %s", error ? error->code : 0, error ? error->message : "nothing under way");
    if (tag != want)
        return g_strdup("another job's tag");
    return dossier ? g_strdup(dossier->message->subject) : g_strdup_printf("why: %s", why);
}

static void expect(struct pool *pool, struct box *box, const char *deed, const char *want)
{
    g_autofree char *got = outcome(pool, box, deed);
    g_autofree char *what = g_strdup_printf("%s → %s", deed, want);
    if (!tap_ok(strstr(got, want), what))
        printf("#   got %s\n", got);
}

static void test_deeds(struct box *box)
{
    g_autoptr(Pool) pool = start(false);
    if (!tap_ok(pool, "a pool starts"))
        return;
    g_autofree char *sandbox = pool_sandbox(pool);
    tap_ok(strstr(sandbox, "landlock") && strstr(sandbox, "seccomp"), "and says what its sandbox is");
    expect(pool, box, "good one", "good one");
    expect(pool, box, "look", "nothing");
    expect(pool, box, "refuse", "why: 邮件没有正文");
    expect(pool, box, "claim a full disk", "why: 邮件没有正文");
#ifdef __SANITIZE_ADDRESS__ /* which catches the signal and exits */
    expect(pool, box, "crash", "why: 读信进程异常终止，没有说明原因");
#else
    expect(pool, box, "crash", "why: 读信进程异常终止（信号11");
#endif
    expect(pool, box, "hang", "why: 读信进程超过6秒时限");
    expect(pool, box, "spin", "why: 读信进程用尽1秒处理器时间");
#ifndef __SANITIZE_ADDRESS__
    expect(pool, box, "eat", "why: 读信进程异常终止");
#endif
    expect(pool, box, "garbage", "why: dossier: frame");
    expect(pool, box, "nothing left", "why: 读信进程没有留下可用的结果");
    expect(pool, box, "symlink", "no symlink");
    expect(pool, box, "fifo", "no fifo");
    expect(pool, box, "hardlink", "no link");
    expect(pool, box, "large", "why: 读信进程没有留下可用的结果");
    expect(pool, box, "good two", "good two");
}

static void test_without_sandbox(struct box *box)
{
    g_autoptr(Pool) pool = start(true);
    if (!tap_ok(pool, "a pool starts without a sandbox"))
        return;
    expect(pool, box, "symlink", "why: 读信进程没有留下可用的结果");
    expect(pool, box, "fifo", "why: 读信进程没有留下可用的结果");
    expect(pool, box, "hardlink", "why: 读信进程没有留下可用的结果");
    expect(pool, box, "kill the zygote", "error 70: reader: huizhi-reader is gone");
}

static void test_parallel(struct box *box)
{
    g_autoptr(Pool) pool = start(false);
    g_autoptr(GHashTable) expected = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    for (int i = 0; i < MANY; i++) {
        g_autofree char *deed = i % 50 == 7 ? g_strdup("crash") : g_strdup_printf("good %d", i);
        gint64 tag = (gint64)submit(pool, box, deed);
        g_hash_table_insert(expected, g_memdup2(&tag, sizeof tag), g_steal_pointer(&deed));
    }
    guint right = 0, ended = 0;
    for (;; ended++) {
        guint64 tag;
        g_autoptr(Dossier) dossier = NULL;
        g_autofree char *why = NULL;
        if (!pool_wait(pool, &tag, &dossier, &why, NULL))
            break;
        gint64 key = (gint64)tag;
        const char *deed = g_hash_table_lookup(expected, &key);
        right += deed && (dossier ? g_str_equal(deed, dossier->message->subject) : g_str_equal(deed, "crash"));
        g_hash_table_remove(expected, &key);
    }
    tap_ok(ended == MANY, "every job ends once");
    tap_ok(right == MANY && g_hash_table_size(expected) == 0, "with its own answer");
}

static bool alive(pid_t pid)
{
    for (int i = 0; i < 200; i++) {
        if (kill(pid, 0) != 0)
            return false;
        g_usleep(10000);
    }
    return true;
}

/* The pids that a hanging child left: its own and its zygote's. */
static void wait_for_pids(const struct box *box, guint64 tag, int *child, int *zygote)
{
    g_autofree char *staging = staging_of(box, tag);
    g_autofree char *path = g_build_filename(staging, "pid", NULL);
    *child = *zygote = 0;
    for (int i = 0; i < 200 && !*zygote; i++) {
        g_autofree char *text = NULL;
        g_usleep(10000);
        if (g_file_get_contents(path, &text, NULL, NULL) && sscanf(text, "%d %d", child, zygote) != 2)
            *child = *zygote = 0;
    }
}

static void test_end(struct box *box)
{
    struct pool *pool = start(false);
    int child, zygote;
    wait_for_pids(box, submit(pool, box, "hang"), &child, &zygote);
    tap_ok(child > 0 && kill(child, 0) == 0, "a child hangs");
    pool_stop(pool);
    tap_ok(!alive(child) && !alive(zygote), "stopping ends the zygote and its children");
    pool_stop(NULL);

    g_autoptr(Pool) again = start(false);
    expect(again, box, "good again", "good again");
}

static void test_death_of_parent(struct box *box)
{
    fflush(stdout);
    guint64 tag = box->count + 1;
    pid_t parent = fork();
    if (parent == 0) {
        struct pool *pool = start(false);
        int child, zygote;
        wait_for_pids(box, submit(pool, box, "hang"), &child, &zygote);
        kill(getpid(), SIGKILL);
    }
    waitpid(parent, NULL, 0);
    int child, zygote;
    wait_for_pids(box, tag, &child, &zygote);
    box->count = (guint)tag;
    tap_ok(child > 0 && !alive(child) && !alive(zygote), "nothing outlives a parent that is killed");
}

static void test_death_of_zygote(struct box *box)
{
    g_autoptr(Pool) pool = start(false);
    int child, zygote;
    wait_for_pids(box, submit(pool, box, "hang"), &child, &zygote);
    kill(zygote, SIGKILL);
    guint64 tag;
    g_autoptr(Dossier) dossier = NULL;
    g_autofree char *why = NULL;
    g_autoptr(GError) error = NULL;
    tap_ok(!pool_wait(pool, &tag, &dossier, &why, &error) && g_error_matches(error, HUIZHI_ERROR, ERROR_SOFTWARE),
           "a dead zygote is an error of the pool");
    tap_ok(!alive(child), "its child dies with it");
}

static void test_refusals(struct box *box)
{
    g_autoptr(GError) rules = NULL, missing = NULL, no_mail = NULL;
    g_autoptr(Pool) none = pool_start("/proc/self/exe", "/bad/rules", NULL, &limits, &rules);
    tap_ok(!none && g_error_matches(rules, HUIZHI_ERROR, ERROR_CONFIG), "rules that are refused");
    tap_str(rules ? rules->message : NULL, "campaign.yaml:1:1: 不认识的键", "with the place");
    g_autoptr(Pool) no_reader = pool_start("/no/such/reader", "/good/rules", NULL, &limits, &missing);
    tap_ok(!no_reader && g_error_matches(missing, HUIZHI_ERROR, ERROR_SOFTWARE), "a reader that is not there");
    g_autoptr(Pool) pool = start(false);
    tap_ok(!pool_submit(pool, 1, "/no/such/mail", box->folder, &no_mail) &&
               g_error_matches(no_mail, HUIZHI_ERROR, ERROR_NO_INPUT),
           "a mail that is not there");
    g_autoptr(Dossier) dossier = NULL;
    g_autofree char *why = NULL;
    g_autoptr(GError) error = NULL;
    guint64 tag;
    tap_ok(!pool_wait(pool, &tag, &dossier, &why, &error) && !error, "nothing under way is no error");
}

int main(int argc, char **argv)
{
    if (argc > 1 && g_str_equal(argv[1], "--zygote"))
        return be_zygote(argv);
    g_setenv("HUIZHI_TEST_SECRET", "hunter2", TRUE);
    struct box box = {.folder = g_dir_make_tmp("huizhi-pool-XXXXXX", NULL)};
    test_deeds(&box);
    test_without_sandbox(&box);
    test_parallel(&box);
    test_end(&box);
    test_death_of_parent(&box);
    test_death_of_zygote(&box);
    test_refusals(&box);
    tap_ok(file_remove_tree(box.folder, NULL), "removed");
    g_free(box.folder);
    return tap_done();
}
