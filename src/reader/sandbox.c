/* The sandbox: what a process that reads a stranger's mail cannot do even when a parser has been taken over.
 *
 * Three layers, each of which would do alone for most attacks: rlimits bound what it may use; Landlock bounds
 * which files it reaches (asked for with every right that the running kernel knows, so that an older kernel
 * gives less and a newer one more); seccomp bounds which doors of the kernel it may knock at. Unknown system
 * calls are answered ENOSYS, so that a newer C library falls back to the older call; the ones that matter are
 * answered EPERM. Facts about the ABIs: Documentation/userspace-api/landlock.rst of Linux 6.18.
 */
#include "reader/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "reader/pool.h"

#define MAX_DESCRIPTORS 64
#define MAX_PROGRAM (4096 * sizeof(struct sock_filter)) /* the kernel takes no more (BPF_MAXINSNS) */

struct sandbox {
    int abi; /* of Landlock; 0: none */
    unsigned short count;
    struct sock_filter *program;
};

/* Landlock beyond the headers of Debian 12 (ABI 2). The kernel takes a longer struct than it knows as long as
 * the rest is zero, so one struct serves all. */
struct landlock_attributes {
    uint64_t files, network, scoped;
};
#define RIGHT_TRUNCATE (UINT64_C(1) << 14)  /* ABI 3, Linux 6.2 */
#define RIGHT_IOCTL_DEV (UINT64_C(1) << 15) /* ABI 5, Linux 6.10 */
#define NETWORK_ALL UINT64_C(3)             /* ABI 4, Linux 6.7: bind and connect over TCP */
#define SCOPED_ALL UINT64_C(3)              /* ABI 6, Linux 6.12: abstract sockets, signals */
#define RIGHTS_FIRST ((UINT64_C(1) << 13) - 1)

#define RIGHTS_FILE (LANDLOCK_ACCESS_FS_READ_FILE)
#define RIGHTS_FOLDER (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RIGHTS_STAGING                                                                                                 \
    (RIGHTS_FOLDER | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE |    \
     RIGHT_TRUNCATE)

/* The system's libraries and data: converters (gconv), the magic database, time zones, fonts. Of /etc only what
 * a library reads, for the program's own secrets may stand there too. */
static const char *const readable[] = {
    "/usr",           "/lib",       "/lib64",        "/etc/ld.so.cache",      "/etc/ld.so.preload", "/etc/fonts",
    "/etc/localtime", "/etc/magic", "/etc/timezone", "/var/cache/fontconfig", "/dev/null",          "/dev/urandom"};

static int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi < 0 ? 0 : (int)abi;
}

static struct landlock_attributes known_rights(int abi)
{
    struct landlock_attributes rights = {.files = RIGHTS_FIRST};
    if (abi >= 2)
        rights.files |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3)
        rights.files |= RIGHT_TRUNCATE;
    if (abi >= 4)
        rights.network = NETWORK_ALL;
    if (abi >= 5)
        rights.files |= RIGHT_IOCTL_DEV;
    if (abi >= 6)
        rights.scoped = SCOPED_ALL;
    return rights;
}

static bool allow_beneath(int ruleset, int fd, uint64_t rights, GError **error)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0)
        return true;
    error_set_errno(error, errno, "landlock_add_rule");
    return false;
}

/* A path that this machine does not have needs no rule. */
static bool allow_reading(int ruleset, const char *path, GError **error)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return true;
    struct stat stat;
    bool done =
        fstat(fd, &stat) == 0 && allow_beneath(ruleset, fd, S_ISDIR(stat.st_mode) ? RIGHTS_FOLDER : RIGHTS_FILE, error);
    close(fd);
    return done;
}

static bool allow_all(int ruleset, int staging_fd, uint64_t known, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(readable); i++)
        if (!allow_reading(ruleset, readable[i], error))
            return false;
    return allow_beneath(ruleset, staging_fd, RIGHTS_STAGING & known, error);
}

static bool enter_landlock(int staging_fd, int abi, GError **error)
{
    struct landlock_attributes rights = known_rights(abi);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rights, sizeof rights, 0);
    if (ruleset < 0) {
        error_set_errno(error, errno, "landlock_create_ruleset");
        return false;
    }
    bool done = allow_all(ruleset, staging_fd, rights.files, error);
    if (done && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
        error_set_errno(error, errno, "landlock_restrict_self");
        done = false;
    }
    close(ruleset);
    return done;
}

static bool limit(int resource, rlim_t soft, rlim_t hard, GError **error)
{
    struct rlimit both = {.rlim_cur = soft, .rlim_max = hard};
    if (setrlimit(resource, &both) == 0)
        return true;
    error_set_errno(error, errno, "setrlimit %d", resource);
    return false;
}

static bool enter_limits(const struct pool_limits *limits, GError **error)
{
#ifndef __SANITIZE_ADDRESS__ /* whose shadow takes terabytes of address space */
    if (!limit(RLIMIT_AS, limits->memory, limits->memory, error))
        return false;
#endif
    /* The soft limit of CPU time tells the reason (SIGXCPU), the hard one kills. */
    return limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1, error) &&
           limit(RLIMIT_FSIZE, limits->output, limits->output, error) &&
           limit(RLIMIT_NOFILE, MAX_DESCRIPTORS, MAX_DESCRIPTORS, error) && limit(RLIMIT_CORE, 0, 0, error);
}

/* What readers need, from reading and memory to the threads of heavier libraries. */
static const char allowed[] =
    "read readv pread64 preadv write writev pwrite64 close close_range fstat newfstatat stat lstat statx "
    "fstatfs statfs lseek munmap mremap madvise msync brk mlock munlock rt_sigaction rt_sigprocmask "
    "rt_sigreturn sigaltstack futex set_robust_list rseq sched_yield sched_getaffinity sched_getparam "
    "sched_getscheduler get_mempolicy set_mempolicy membarrier getrandom exit exit_group open openat "
    "access faccessat faccessat2 readlink readlinkat getdents64 getcwd fcntl fsync fdatasync ftruncate "
    "fadvise64 fallocate umask uname getpid getppid gettid getuid geteuid getgid getegid clock_gettime "
    "clock_getres clock_nanosleep nanosleep gettimeofday time poll ppoll select pselect6 pipe pipe2 "
    "eventfd2 dup dup2 dup3 arch_prctl set_tid_address sysinfo getrusage times restart_syscall getrlimit";

/* What an attacker wants, named so that a test can tell a refusal from a call that the kernel lacks. */
static const char refused[] =
    "execve execveat fork vfork socket socketpair connect bind listen accept accept4 sendto sendmsg "
    "sendmmsg recvfrom recvmsg ptrace process_vm_readv process_vm_writev kill tkill pidfd_open "
    "pidfd_getfd pidfd_send_signal mkdir mkdirat rmdir rename renameat renameat2 link linkat symlink "
    "symlinkat mknod mknodat chmod fchmod fchmodat chown fchown fchownat lchown utimensat setxattr "
    "fsetxattr truncate chdir fchdir chroot mount umount2 pivot_root unshare setns bpf perf_event_open "
    "userfaultfd keyctl add_key request_key io_uring_setup memfd_create shmget setuid setgid setresuid "
    "setresgid setpriority sched_setscheduler sched_setaffinity setsid setpgid personality";

/* Adds one rule; a call that this architecture does not have needs none. */
static bool add(scmp_filter_ctx filter, uint32_t action, const char *name, guint count,
                const struct scmp_arg_cmp *arguments)
{
    int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR)
        return true;
    int result = seccomp_rule_add_array(filter, action, number, count, arguments);
    return result == 0 || result == -EDOM; /* EDOM: not on this architecture */
}

static bool add_list(scmp_filter_ctx filter, uint32_t action, const char *list)
{
    g_auto(GStrv) calls = g_strsplit(list, " ", -1);
    for (char **call = calls; *call; call++)
        if (!add(filter, action, *call, 0, NULL))
            return false;
    return true;
}

/* Memory is writable or executable, never both: code can come from a library's file only. */
static bool add_memory(scmp_filter_ctx filter)
{
    static const char *const calls[] = {"mmap", "mprotect"};
    static const uint64_t fine[] = {0, PROT_WRITE, PROT_EXEC};
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++)
        for (guint k = 0; k < G_N_ELEMENTS(fine); k++) {
            struct scmp_arg_cmp is = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, fine[k]);
            if (!add(filter, SCMP_ACT_ALLOW, calls[i], 1, &is))
                return false;
        }
    return true;
}

/* Threads, but no processes: clone only with CLONE_THREAD; clone3 hides its flags from the filter, so the default
 * says that it does not exist and glibc uses clone. Limits are read, never set. No signals, not even to itself:
 * abort() then ends in a trap, which is as good. */
static bool add_processes(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
    struct scmp_arg_cmp process = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0);
    struct scmp_arg_cmp query = SCMP_A2(SCMP_CMP_EQ, 0);
    return add(filter, SCMP_ACT_ALLOW, "clone", 1, &thread) &&
           add(filter, SCMP_ACT_ERRNO(EPERM), "clone", 1, &process) &&
           add(filter, SCMP_ACT_ALLOW, "prlimit64", 1, &query);
}

/* Calls with many faces: only the harmless one. */
static bool add_narrow(scmp_filter_ctx filter)
{
    static const uint64_t queries[] = {TCGETS, FIONREAD};
    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        struct scmp_arg_cmp is = SCMP_A1(SCMP_CMP_EQ, queries[i]);
        if (!add(filter, SCMP_ACT_ALLOW, "ioctl", 1, &is))
            return false;
    }
    struct scmp_arg_cmp name = SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME);
    return add(filter, SCMP_ACT_ALLOW, "prctl", 1, &name);
}

/* A name in staging that turned out to be a duplicate may be removed: but only where Landlock keeps that
 * within the staging folder. */
static bool add_unlink(scmp_filter_ctx filter, bool confined)
{
    return add_list(filter, confined ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM), "unlink unlinkat");
}

static scmp_filter_ctx make_filter(bool confined)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!filter)
        return NULL;
    if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
        add_list(filter, SCMP_ACT_ALLOW, allowed) && add_list(filter, SCMP_ACT_ERRNO(EPERM), refused) &&
        add_memory(filter) && add_processes(filter) && add_narrow(filter) && add_unlink(filter, confined))
        return filter;
    seccomp_release(filter);
    return NULL;
}

/* The filter as the kernel's program: making it takes a millisecond, so it is made once and not in each child. */
static bool compile(struct sandbox *sandbox)
{
    scmp_filter_ctx filter = make_filter(sandbox->abi > 0);
    int fd = memfd_create("filter", MFD_CLOEXEC);
    sandbox->program = g_malloc(MAX_PROGRAM);
    ssize_t size = -1;
    if (filter && fd >= 0 && seccomp_export_bpf(filter, fd) == 0)
        size = pread(fd, sandbox->program, MAX_PROGRAM, 0);
    if (fd >= 0)
        close(fd);
    if (filter)
        seccomp_release(filter);
    sandbox->count = size > 0 ? (unsigned short)((gsize)size / sizeof(struct sock_filter)) : 0;
    return sandbox->count > 0;
}

struct sandbox *sandbox_create(GError **error)
{
    g_autoptr(Sandbox) sandbox = g_new0(struct sandbox, 1);
    sandbox->abi = landlock_abi();
    if (compile(sandbox))
        return g_steal_pointer(&sandbox);
    g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "seccomp: the filter cannot be made");
    return NULL;
}

void sandbox_free(struct sandbox *sandbox)
{
    if (!sandbox)
        return;
    g_free(sandbox->program);
    g_free(sandbox);
}

static bool enter_seccomp(const struct sandbox *sandbox, GError **error)
{
    struct sock_fprog program = {.len = sandbox->count, .filter = sandbox->program};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0)
        return true;
    error_set_errno(error, errno, "seccomp");
    return false;
}

bool sandbox_enter(const struct sandbox *sandbox, int staging_fd, const struct pool_limits *limits, GError **error)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        error_set_errno(error, errno, "PR_SET_NO_NEW_PRIVS");
        return false;
    }
    if (!enter_limits(limits, error))
        return false;
    if (sandbox->abi > 0 && !enter_landlock(staging_fd, sandbox->abi, error))
        return false;
    return enter_seccomp(sandbox, error);
}

char *sandbox_describe(void)
{
    int abi = landlock_abi();
    bool seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
    g_autofree char *landlock = abi > 0 ? g_strdup_printf("landlock %d", abi) : g_strdup("no landlock");
    return g_strdup_printf("%s, %s", landlock, seccomp ? "seccomp" : "no seccomp");
}
