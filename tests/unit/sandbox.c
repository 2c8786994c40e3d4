/* The sandbox from inside: each probe runs in a child of its own that has entered it, and says with which errno it
 * was refused (0: it worked).
 */
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "reader/pool.h"
#include "reader/sandbox.h"
#include "tap.h"

static int staging;   /* descriptor of the staging folder */
static char *outside; /* path of a file beside it */

static int result(long value)
{
    return value < 0 ? errno : 0;
}

static int opens(const char *path, int flags)
{
    return result(open(path, flags, 0600));
}

static int opens_staged(const char *name, int flags)
{
    return result(openat(staging, name, flags, 0600));
}

static int make_socket(void)
{
    return result(socket(AF_INET, SOCK_STREAM, 0));
}

static int make_unix_socket(void)
{
    return result(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int exec_true(void)
{
    char *arguments[] = {(char *)"true", NULL};
    return result(execv("/bin/true", arguments));
}

static int make_process(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return result(pid);
}

static int make_process_directly(void)
{
    long pid = syscall(SYS_fork);
    if (pid == 0)
        _exit(0);
    return result(pid);
}

static int make_process_newly(void)
{
    guint64 arguments[11] = {[4] = SIGCHLD}; /* struct clone_args: exit_signal */
    long pid = syscall(SYS_clone3, arguments, sizeof arguments);
    if (pid == 0)
        _exit(0);
    return result(pid);
}

static void *idle(void *data)
{
    return data;
}

static int make_thread(void)
{
    pthread_t thread;
    int failed = pthread_create(&thread, NULL, idle, NULL);
    return failed ? failed : pthread_join(thread, NULL);
}

static int read_passwd(void)
{
    return opens("/etc/passwd", O_RDONLY);
}

static int read_outside(void)
{
    return opens(outside, O_RDONLY);
}

static int read_self(void)
{
    return opens("/proc/self/environ", O_RDONLY);
}

static int read_library(void)
{
    return opens("/usr/lib/os-release", O_RDONLY);
}

static int write_outside(void)
{
    return opens(outside, O_WRONLY);
}

static int truncate_outside(void)
{
    return result(truncate(outside, 0));
}

static int create_in_tmp(void)
{
    return opens("/tmp/huizhi-sandbox-probe", O_WRONLY | O_CREAT);
}

static int climb_out(void)
{
    return opens_staged("../outside", O_RDONLY);
}

static int remove_outside(void)
{
    return result(unlink(outside));
}

static int write_staged(void)
{
    int fd = openat(staging, "f0001", O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd < 0 || write(fd, "abc", 3) != 3 || ftruncate(fd, 2) != 0 || close(fd) != 0)
        return errno;
    return opens_staged("f0001", O_RDONLY);
}

static int remove_staged(void)
{
    int failed = opens_staged("f0002", O_WRONLY | O_CREAT);
    return failed ? failed : result(unlinkat(staging, "f0002", 0));
}

static int link_staged(void)
{
    return result(symlinkat("/etc/passwd", staging, "f0003"));
}

static int hard_link_staged(void)
{
    return result(linkat(AT_FDCWD, outside, staging, "f0003", 0));
}

static int rename_staged(void)
{
    return result(renameat(staging, "f0001", staging, "f0003"));
}

static int make_staged_folder(void)
{
    return result(mkdirat(staging, "d", 0700));
}

static int make_staged_pipe(void)
{
    return result(mkfifoat(staging, "p", 0600));
}

static int kill_parent(void)
{
    return result(kill(getppid(), 0));
}

static int abort_parent(void)
{
    return result(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

static int raise_limits(void)
{
    struct rlimit more = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    return result(setrlimit(RLIMIT_FSIZE, &more));
}

static int map_code(void)
{
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? errno : 0;
}

static int turn_to_code(void)
{
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return result(mprotect(memory, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
}

/* The converters are modules that glibc loads when they are first asked for. */
static int convert(const char *charset, const char *bytes, const char *want)
{
    iconv_t converter = iconv_open("UTF-8", charset);
    if (converter == (iconv_t)-1)
        return errno;
    char out[64] = "", *to = out, *from = (char *)bytes;
    gsize in_left = strlen(bytes), out_left = sizeof out - 1;
    if (iconv(converter, &from, &in_left, &to, &out_left) == (size_t)-1)
        return errno;
    return strcmp(out, want) == 0 ? 0 : EILSEQ;
}

static int convert_gb18030(void)
{
    return convert("GB18030", "\xbb\xd8\xd6\xb4\xb1\xed", "回执表");
}

static int convert_korean(void)
{
    return convert("EUC-KR", "\xc7\xd1", "한");
}

static int convert_japanese(void)
{
    return convert("ISO-2022-JP", "\x1b$BF|K\\\x1b(B", "日本");
}

static int take_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    return ENOMEM;
#else
    void *memory = mmap(NULL, (gsize)512 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? errno : 0;
#endif
}

static int write_too_much(void)
{
    g_autofree char *bytes = g_malloc0(1 << 20);
    int fd = openat(staging, "f0004", O_WRONLY | O_CREAT, 0600);
    for (int i = 0; i < 3; i++)
        if (write(fd, bytes, 1 << 20) < 0)
            return errno;
    return 0;
}

G_GNUC_NORETURN
static int spin(void)
{
    for (;;)
        sched_yield();
}

enum { KILLED = 1000 }; /* plus the signal */

static const struct probe {
    const char *what;
    int (*run)(void);
    int want;
} probes[] = {
    {"reading a system library", read_library, 0},
    {"GB18030 by a module loaded inside", convert_gb18030, 0},
    {"EUC-KR by a module loaded inside", convert_korean, 0},
    {"ISO-2022-JP by a module loaded inside", convert_japanese, 0},
    {"writing a file in staging", write_staged, 0},
    {"removing a file in staging", remove_staged, 0},
    {"a thread", make_thread, 0},
    {"no socket", make_socket, EPERM},
    {"no local socket", make_unix_socket, EPERM},
    {"no exec", exec_true, EPERM},
    {"no fork", make_process, EPERM},
    {"no fork by its number", make_process_directly, EPERM},
    {"no clone3", make_process_newly, ENOSYS},
    {"no other file of /etc", read_passwd, EACCES},
    {"no file beside staging", read_outside, EACCES},
    {"no way up from staging", climb_out, EACCES},
    {"no environment", read_self, EACCES},
    {"no writing elsewhere", write_outside, EACCES},
    {"no truncating elsewhere", truncate_outside, EPERM},
    {"no creating elsewhere", create_in_tmp, EACCES},
    {"no removing elsewhere", remove_outside, EACCES},
    {"no symbolic link in staging", link_staged, EPERM},
    {"no hard link into staging", hard_link_staged, EPERM},
    {"no renaming in staging", rename_staged, EPERM},
    {"no folder in staging", make_staged_folder, EPERM},
    {"no pipe in staging", make_staged_pipe, EPERM},
    {"no signal to others", kill_parent, EPERM},
    {"no signal to others' threads", abort_parent, ENOSYS},
    {"no raising of limits", raise_limits, ENOSYS},
    {"no writable code", map_code, ENOSYS},
    {"no data turned to code", turn_to_code, ENOSYS},
    {"no more memory than allowed", take_memory, ENOMEM},
    {"no larger file than allowed", write_too_much, KILLED + SIGXFSZ},
    {"no more processor time than allowed", spin, KILLED + SIGXCPU},
};

static int run(const struct sandbox *sandbox, const struct probe *probe, const struct pool_limits *limits)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        g_autoptr(GError) error = NULL;
        if (!sandbox_enter(sandbox, staging, limits, &error)) {
            fprintf(stderr, "# %s\n", error->message);
            _exit(255);
        }
        _exit(probe->run());
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED + WTERMSIG(status);
}

int main(void)
{
    static const struct pool_limits limits = {
        .jobs = 1, .seconds = 10, .cpu_seconds = 1, .memory = 256 << 20, .output = 2 << 20};
    g_autofree char *folder = g_dir_make_tmp("huizhi-sandbox-XXXXXX", NULL);
    g_autofree char *inner = g_build_filename(folder, "staging", NULL);
    outside = g_build_filename(folder, "outside", NULL);
    mkdir(inner, 0700);
    g_file_set_contents(outside, "secret", -1, NULL);
    staging = open(inner, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    g_autoptr(Sandbox) sandbox = sandbox_create(NULL);
    if (!tap_ok(sandbox, "the filter is made"))
        return tap_done();
    for (guint i = 0; i < G_N_ELEMENTS(probes); i++) {
        int got = run(sandbox, &probes[i], &limits);
        if (!tap_ok(got == probes[i].want, probes[i].what))
            printf("#   got %d (%s), want %d\n", got, strerror(got), probes[i].want);
    }
    g_autofree char *content = NULL;
    g_file_get_contents(outside, &content, NULL, NULL);
    tap_str(content, "secret", "the file outside is as it was");
    g_autofree char *described = sandbox_describe();
    tap_ok(strstr(described, "landlock ") && strstr(described, ", seccomp"), "described");
    tap_ok(file_remove_tree(folder, NULL), "removed");
    g_free(outside);
    return tap_done();
}
