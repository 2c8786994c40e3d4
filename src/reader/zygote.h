/* The zygote: a process that has loaded everything once and forks one child a mail.
 *
 * It never opens a mail itself. Each child enters the sandbox, reads its one mail, writes the dossier into the
 * staging folder and exits; the zygote keeps the clock and reports how it ended.
 */
#ifndef HUIZHI_READER_ZYGOTE_H
#define HUIZHI_READER_ZYGOTE_H

#include "reader/pool.h"

/* What a child does with its mail, inside the sandbox: the bytes of the dossier. ERROR_INPUT: the mail cannot be
 * read; ERROR_IO: the staging folder takes no more; anything else is a fault of ours. */
typedef GBytes *(*zygote_reader)(int raw_fd, int staging_fd, gconstpointer data, GError **error);

struct sandbox;

struct zygote {
    int socket;
    struct pool_limits limits;
    zygote_reader read;
    gconstpointer data;
    const struct sandbox *sandbox; /* NULL only in tests of what the parent then refuses */
    bool verbose;                  /* children keep stderr */
};

/* Says READY and serves until the socket's other end closes or SIGTERM comes; kills its children then. False:
 * ERROR_SOFTWARE, also when the sandbox cannot be entered on this machine. */
bool zygote_serve(const struct zygote *zygote, GError **error);

/* One mail in a child of its own, without a socket (huizhi-reader FILE). The child's exit code, 128 and the signal
 * when it was killed. */
int zygote_read_one(const struct zygote *zygote, int raw_fd, int staging_fd);

/* Says why nothing can be served. */
void zygote_refuse(int socket, const GError *why);

#endif
