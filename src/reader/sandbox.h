/* The sandbox of a reader child: rlimits, Landlock, seccomp, no new privileges.
 *
 * After sandbox_enter the process can read its open descriptors and the system's libraries and data, create
 * files in the staging folder, and nothing else: no socket, no exec, no fork (clone3 answers ENOSYS so that
 * clone's flags can be filtered), no other path.
 */
#ifndef HUIZHI_READER_SANDBOX_H
#define HUIZHI_READER_SANDBOX_H

#include <glib.h>
#include <stdbool.h>

struct pool_limits;

struct sandbox; /* what can be made ready before the fork: the compiled filter */
typedef struct sandbox Sandbox;

struct sandbox *sandbox_create(GError **error);
void sandbox_free(struct sandbox *sandbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sandbox, sandbox_free)

/* Once, in the child. False: the process must exit, it would run without protection. */
bool sandbox_enter(const struct sandbox *sandbox, int staging_fd, const struct pool_limits *limits, GError **error);

/* "landlock 7, seccomp"; a missing part is named: "no landlock". Free with g_free. */
char *sandbox_describe(void);

#endif
