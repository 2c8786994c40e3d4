/* Our driver under libetpan: sockets and GnuTLS with an absolute deadline and a byte budget for each operation.
 *
 * libetpan 1.9.4 verifies no certificate, spins at an end of file inside a literal, times out only per read,
 * lets lines grow without bound and dies of SIGPIPE; this driver cures all five. The chain and the host name are
 * verified in the handshake, before any password; TLS below 1.2 is refused.
 *
 * Third-party types stay here and in the .c files that speak a protocol (source/imap.c, deliver/smtp.c), which
 * take the stream through net_stream.
 */
#ifndef HUIZHI_NET_NET_H
#define HUIZHI_NET_NET_H

#include <glib.h>
#include <stdbool.h>

struct server;
struct net; /* one connection */
typedef struct net Net;

/* Connects (10 s an address) and, with implicit TLS, shakes hands. ERROR_SERVER with the reason: name not
 * found, refused, "certificate: …". `default_port` is used when the server's port is 0. */
struct net *net_open(const struct server *server, guint16 default_port, GError **error);
/* STARTTLS after the server's go-ahead: bytes that came before the handshake are a fault (injection). */
bool net_start_tls(struct net *net, gsize buffered, GError **error);
void net_free(struct net *net);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Net, net_free)

/* Begins an operation: it must end within `seconds` and read at most `bytes`. */
void net_operation(struct net *net, guint seconds, guint64 bytes);
/* Within the running operation, at most so many seconds may pass without a byte ("no data"): for long transfers,
 * whose deadline is far away. The next net_operation ends it. */
void net_idle(struct net *net, guint seconds);
/* Adds to the running operation's byte budget: what a body handler has taken is given back, so that only the bytes
 * around the bodies, which libetpan keeps in memory, are counted. */
void net_allow(struct net *net, guint64 bytes);
/* Why the last read or write failed: "deadline", "byte budget", "peer closed", …; NULL when none did. */
const char *net_why(const struct net *net);

/* libetpan's mailstream over this connection (cast by the protocol's file). The stream is owned by the session
 * that is connected with it, and must be freed before net_free. */
gpointer net_stream(struct net *net);

/* True when the string may stand in a command: no control characters, at most `limit` bytes. */
bool net_safe(const char *text, gsize limit);

#endif
