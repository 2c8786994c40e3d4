/* Reader processes, as intake uses them: a zygote (huizhi-reader) that forks one sandboxed child a mail.
 *
 * The pool starts the zygote before any secret is read. A job names a raw mail and an empty staging folder; the
 * answer is a dossier, checked, or the reason why there is none. A child that dies, hangs over its deadline or
 * answers nonsense is an ERROR_INPUT of that mail, never an error of the pool. Jobs run in parallel up to `jobs` (at
 * most 32).
 */
#ifndef HUIZHI_READER_POOL_H
#define HUIZHI_READER_POOL_H

#include "reader/dossier.h"

struct pool;
typedef struct pool Pool;

struct pool_limits {
    guint jobs;        /* children at once */
    guint seconds;     /* wall clock a mail */
    guint cpu_seconds; /* RLIMIT_CPU */
    guint64 memory;    /* RLIMIT_AS, bytes */
    guint64 output;    /* RLIMIT_FSIZE, bytes a staged file */
};

/* Starts `reader` (path of huizhi-reader) with the rules folder. ERROR_CONFIG when the zygote refuses the
 * rules, ERROR_SOFTWARE when it cannot be started. */
struct pool *pool_start(const char *reader, const char *rules_folder, const char *const *own,
                        const struct pool_limits *limits, GError **error);
/* Stops the zygote and its children. */
void pool_stop(struct pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pool, pool_stop)

/* Queues a job; `tag` comes back with its answer. Blocks only while all children are busy. */
bool pool_submit(struct pool *pool, guint64 tag, const char *raw_path, const char *staging_folder, GError **error);

/* Waits for one finished job. *dossier is NULL and *why set (owned by the caller) when the mail is to blame; false
 * without error when nothing is under way. False with *error when the machine is to blame and the mail must be
 * read again: ERROR_IO (disk full; *tag is the job's), ERROR_AGAIN (no process to be had; *tag too),
 * ERROR_SOFTWARE (the zygote is gone: stop the pool and start another). */
bool pool_wait(struct pool *pool, guint64 *tag, struct dossier **dossier, char **why, GError **error);

/* What the sandbox really has on this machine, for `doctor`: "landlock 7, seccomp"; free with g_free. */
char *pool_sandbox(struct pool *pool);

#endif
