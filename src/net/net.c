/* Sockets and GnuTLS under libetpan's streams.
 *
 * Every wait is bounded by the operation's absolute deadline, on the wire and not only per record: GnuTLS reads
 * through `pull`, so that a peer that drips handshake fragments or empty records is cut as well. An end of file
 * is an error, never 0, because libetpan 1.9.4 spins on 0 inside a literal. Writes use MSG_NOSIGNAL.
 */
#include "net/net.h"

#include "base/error.h"
#include "config/config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <libetpan/mailstream.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECT_SECONDS = 10,
    HANDSHAKE_SECONDS = 30,
    BUFFER = 65536,        /* libetpan's buffer: four TLS records */
    FIRST_BUDGET = 262144, /* bytes until the first net_operation: a greeting */
};

struct net {
    int fd;
    char *host, *peer; /* "imap.example.org", "imap.example.org:993" */
    char *ca_file;     /* NULL: the system's authorities */
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    gint64 deadline; /* monotonic microseconds */
    gint64 idle;     /* microseconds without a byte from the peer, 0: only the deadline counts */
    guint64 budget;
    char why[128]; /* empty: no failure */
};

static void fail(struct net *net, const char *why)
{
    g_strlcpy(net->why, why, sizeof net->why);
}

/* Waits for the socket within the deadline. */
static bool wait_for(struct net *net, short events)
{
    gint64 left = net->deadline - g_get_monotonic_time();
    bool idle = net->idle > 0 && net->idle < left;
    if (idle)
        left = net->idle;
    if (left <= 0) {
        fail(net, "deadline");
        return false;
    }
    struct pollfd poller = {.fd = net->fd, .events = events};
    int ready = poll(&poller, 1, (int)MIN(left / 1000 + 1, G_MAXINT));
    if (ready > 0 || (ready < 0 && errno == EINTR))
        return true; /* after a signal the caller tries again and waits for what is left */
    fail(net, ready < 0 ? g_strerror(errno) : idle ? "no data" : "deadline");
    return false;
}

static bool in_time(struct net *net)
{
    if (g_get_monotonic_time() <= net->deadline)
        return true;
    fail(net, "deadline");
    return false;
}

/* GnuTLS's way to the socket. It may loop over records without returning to us, so the deadline is kept here. */
static ssize_t pull(gnutls_transport_ptr_t pointer, void *buffer, size_t length)
{
    struct net *net = pointer;
    if (!in_time(net)) {
        gnutls_transport_set_errno(net->session, ETIMEDOUT);
        return -1;
    }
    ssize_t got = recv(net->fd, buffer, length, 0);
    if (got < 0)
        gnutls_transport_set_errno(net->session, errno == EWOULDBLOCK ? EAGAIN : errno);
    return got;
}

static ssize_t push(gnutls_transport_ptr_t pointer, const void *buffer, size_t length)
{
    struct net *net = pointer;
    ssize_t sent = send(net->fd, buffer, length, MSG_NOSIGNAL);
    if (sent < 0)
        gnutls_transport_set_errno(net->session, errno == EWOULDBLOCK ? EAGAIN : errno);
    return sent;
}

static bool again(ssize_t result)
{
    return result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED || result == GNUTLS_E_WARNING_ALERT_RECEIVED;
}

static bool wait_for_tls(struct net *net)
{
    return wait_for(net, gnutls_record_get_direction(net->session) ? POLLOUT : POLLIN);
}

static ssize_t read_tls(struct net *net, void *buffer, size_t length)
{
    for (;;) {
        if (!in_time(net))
            return -1;
        ssize_t got = gnutls_record_recv(net->session, buffer, length);
        if (got > 0)
            return got;
        if (again(got)) {
            if (gnutls_record_check_pending(net->session) == 0 && !wait_for_tls(net))
                return -1;
            continue;
        }
        if (net->why[0] == '\0')
            fail(net, got == 0 || got == GNUTLS_E_PREMATURE_TERMINATION ? "peer closed" : gnutls_strerror((int)got));
        return -1;
    }
}

static ssize_t read_plain(struct net *net, void *buffer, size_t length)
{
    for (;;) {
        if (!in_time(net))
            return -1;
        ssize_t got = recv(net->fd, buffer, length, 0);
        if (got > 0)
            return got;
        if (got == 0) {
            fail(net, "peer closed");
            return -1;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
            if (!wait_for(net, POLLIN))
                return -1;
            continue;
        }
        fail(net, g_strerror(errno));
        return -1;
    }
}

/* Once an operation has failed the stream stays failed: what comes next could be the rest of an old answer. */
static ssize_t stream_read(mailstream_low *low, void *buffer, size_t length)
{
    struct net *net = low->data;
    if (net->why[0] != '\0')
        return -1;
    if (net->budget == 0) {
        fail(net, "byte budget");
        return -1;
    }
    length = MIN(length, net->budget);
    ssize_t got = net->session ? read_tls(net, buffer, length) : read_plain(net, buffer, length);
    if (got > 0)
        net->budget -= (guint64)got;
    return got;
}

static ssize_t write_tls(struct net *net, const void *bytes, size_t length)
{
    ssize_t sent = gnutls_record_send(net->session, bytes, length);
    while (again(sent)) {
        if (!wait_for_tls(net))
            return -1;
        sent = gnutls_record_send(net->session, NULL, 0); /* goes on with the record that is under way */
    }
    if (sent < 0 && net->why[0] == '\0')
        fail(net, gnutls_strerror((int)sent));
    return sent < 0 ? -1 : sent;
}

static ssize_t write_plain(struct net *net, const void *bytes, size_t length)
{
    for (;;) {
        ssize_t sent = send(net->fd, bytes, length, MSG_NOSIGNAL);
        if (sent >= 0)
            return sent;
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
            if (!wait_for(net, POLLOUT))
                return -1;
            continue;
        }
        fail(net, g_strerror(errno));
        return -1;
    }
}

static ssize_t stream_write(mailstream_low *low, const void *bytes, size_t length)
{
    struct net *net = low->data;
    if (net->why[0] != '\0' || !in_time(net))
        return -1;
    return net->session ? write_tls(net, bytes, length) : write_plain(net, bytes, length);
}

/* The connection outlives its stream: net_free closes it. */
static int stream_close(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int stream_fd(mailstream_low *low)
{
    return ((struct net *)low->data)->fd;
}

static void stream_free(mailstream_low *low)
{
    free(low);
}

static void stream_cancel(mailstream_low *low)
{
    (void)low;
}

static struct mailstream_cancel *stream_get_cancel(mailstream_low *low)
{
    (void)low;
    return NULL;
}

static mailstream_low_driver driver = {
    .mailstream_read = stream_read,
    .mailstream_write = stream_write,
    .mailstream_close = stream_close,
    .mailstream_get_fd = stream_fd,
    .mailstream_free = stream_free,
    .mailstream_cancel = stream_cancel,
    .mailstream_get_cancel = stream_get_cancel,
};

gpointer net_stream(struct net *net)
{
    mailstream_low *low = mailstream_low_new(net, &driver);
    mailstream *stream = low ? mailstream_new(low, BUFFER) : NULL;
    if (!stream)
        g_error("out of memory");
    return stream;
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
        return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
    }
    return false;
}

static bool is_address(const char *host)
{
    struct in6_addr any;
    return inet_pton(AF_INET, host, &any) == 1 || inet_pton(AF_INET6, host, &any) == 1;
}

/* Connects to one address; false with net->why. */
static bool connect_address(struct net *net, const struct addrinfo *address)
{
    net->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (net->fd < 0) {
        fail(net, g_strerror(errno));
        return false;
    }
    net->why[0] = '\0';
    net->deadline = g_get_monotonic_time() + CONNECT_SECONDS * G_USEC_PER_SEC;
    int fault = connect(net->fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (fault == EINPROGRESS || fault == EINTR) {
        struct pollfd poller = {.fd = net->fd, .events = POLLOUT};
        while (wait_for(net, POLLOUT) && poll(&poller, 1, 0) <= 0)
            ; /* woken by a signal: not yet connected */
        socklen_t size = sizeof fault;
        fault = 0;
        getsockopt(net->fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    }
    if (fault)
        fail(net, g_strerror(fault));
    if (net->why[0] == '\0') {
        int on = 1;
        setsockopt(net->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return true;
    }
    close(net->fd);
    net->fd = -1;
    return false;
}

static bool connect_any(struct net *net, guint16 port, bool loopback_only, GError **error)
{
    struct addrinfo *found = NULL, hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    char service[8];
    g_snprintf(service, sizeof service, "%u", port);
    int fault = getaddrinfo(net->host, service, &hints, &found);
    if (fault) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: name lookup: %s", net->peer,
                    fault == EAI_SYSTEM ? g_strerror(errno) : gai_strerror(fault));
        return false;
    }
    bool done = false, refused = false;
    for (const struct addrinfo *a = found; a && loopback_only; a = a->ai_next)
        refused |= !is_loopback(a->ai_addr);
    for (const struct addrinfo *a = found; a && !done && !refused; a = a->ai_next)
        done = connect_address(net, a);
    freeaddrinfo(found);
    if (refused)
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: `tls: none` is for loopback addresses only", net->peer);
    else if (!done)
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: connect: %s", net->peer,
                    strcmp(net->why, "deadline") == 0 ? "timed out" : net->why);
    return done;
}

static bool load_authorities(struct net *net, GError **error)
{
    if (gnutls_certificate_allocate_credentials(&net->credentials) < 0)
        g_error("out of memory");
    int count = net->ca_file
                    ? gnutls_certificate_set_x509_trust_file(net->credentials, net->ca_file, GNUTLS_X509_FMT_PEM)
                    : gnutls_certificate_set_x509_system_trust(net->credentials);
    if (count > 0)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: %s: %s", net->peer,
                net->ca_file ? net->ca_file : "the system's certificate authorities",
                count == 0 ? "no certificate in it" : gnutls_strerror(count));
    return false;
}

/* The chain, the host name (or an IP address in the certificate's alternative names) and the dates are verified
 * within the handshake, so no byte of ours follows a bad certificate. */
static bool make_session(struct net *net, GError **error)
{
    int fault = gnutls_init(&net->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    if (fault < 0)
        net->session = NULL;
    if (fault >= 0)
        fault = gnutls_set_default_priority_append(net->session, "-VERS-TLS1.0:-VERS-TLS1.1:-VERS-DTLS-ALL", NULL, 0);
    if (fault >= 0)
        fault = gnutls_credentials_set(net->session, GNUTLS_CRD_CERTIFICATE, net->credentials);
    if (fault >= 0 && !is_address(net->host))
        fault = gnutls_server_name_set(net->session, GNUTLS_NAME_DNS, net->host, strlen(net->host));
    if (fault < 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: TLS: %s", net->peer, gnutls_strerror(fault));
        return false;
    }
    gnutls_session_set_verify_cert(net->session, net->host, 0);
    gnutls_transport_set_ptr(net->session, net);
    gnutls_transport_set_pull_function(net->session, pull);
    gnutls_transport_set_push_function(net->session, push);
    return true;
}

static void refuse_handshake(struct net *net, int fault, GError **error)
{
    if (fault == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR || fault == GNUTLS_E_CERTIFICATE_ERROR) {
        gnutls_datum_t text = {0};
        unsigned status = gnutls_session_get_verify_cert_status(net->session);
        if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) < 0)
            text.data = NULL;
        g_autofree char *copy = g_strstrip(g_strdup(text.data ? (const char *)text.data : gnutls_strerror(fault)));
        gnutls_free(text.data);
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: certificate: %s", net->peer, copy);
        fail(net, "certificate");
        return;
    }
    const char *what = net->why[0] ? net->why : gnutls_strerror(fault);
    if (fault == GNUTLS_E_FATAL_ALERT_RECEIVED)
        what = gnutls_alert_get_name(gnutls_alert_get(net->session));
    g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: TLS: %s", net->peer, what);
    if (net->why[0] == '\0')
        fail(net, "TLS handshake");
}

static bool shake_hands(struct net *net, GError **error)
{
    if (!load_authorities(net, error) || !make_session(net, error))
        return false;
    net->deadline = g_get_monotonic_time() + HANDSHAKE_SECONDS * G_USEC_PER_SEC;
    int fault;
    while ((fault = gnutls_handshake(net->session)) < 0) {
        if (net->why[0] == '\0' && !gnutls_error_is_fatal(fault) && wait_for_tls(net))
            continue;
        refuse_handshake(net, fault, error);
        return false;
    }
    return true;
}

struct net *net_open(const struct server *server, guint16 default_port, GError **error)
{
    g_autoptr(Net) net = g_new0(struct net, 1);
    guint16 port = server->port > 0 && server->port <= G_MAXUINT16 ? (guint16)server->port : default_port;
    net->fd = -1;
    net->host = g_strdup(server->host);
    net->ca_file = g_strdup(server->ca_file);
    net->budget = FIRST_BUDGET;
    net->peer = g_strdup_printf("%s:%u", server->host ? server->host : "(no host)", port);
    if (!net_safe(server->host, 253) || server->host[0] == '\0') {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "no usable host name of the server");
        return NULL;
    }
    if (!connect_any(net, port, server->tls == TLS_NONE, error))
        return NULL;
    if (server->tls == TLS_IMPLICIT && !shake_hands(net, error))
        return NULL;
    net_operation(net, HANDSHAKE_SECONDS, FIRST_BUDGET);
    return g_steal_pointer(&net);
}

bool net_start_tls(struct net *net, gsize buffered, GError **error)
{
    if (buffered > 0 || net->session) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER,
                    "%s: STARTTLS: bytes before the handshake (somebody injects commands)", net->peer);
        fail(net, "STARTTLS injection");
        return false;
    }
    return shake_hands(net, error);
}

void net_operation(struct net *net, guint seconds, guint64 bytes)
{
    net->deadline = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    net->budget = bytes;
    net->idle = 0;
}

void net_idle(struct net *net, guint seconds)
{
    net->idle = (gint64)seconds * G_USEC_PER_SEC;
}

void net_allow(struct net *net, guint64 bytes)
{
    net->budget += bytes;
}

const char *net_why(const struct net *net)
{
    return net->why[0] ? net->why : NULL;
}

void net_free(struct net *net)
{
    if (!net)
        return;
    if (net->session) {
        if (net->why[0] == '\0')
            gnutls_bye(net->session, GNUTLS_SHUT_WR);
        gnutls_deinit(net->session);
    }
    if (net->credentials)
        gnutls_certificate_free_credentials(net->credentials);
    if (net->fd >= 0)
        close(net->fd);
    g_free(net->host);
    g_free(net->peer);
    g_free(net->ca_file);
    g_free(net);
}

bool net_safe(const char *text, gsize limit)
{
    if (!text)
        return false;
    gsize length = 0;
    for (; text[length]; length++)
        if ((guchar)text[length] < 0x20 || text[length] == 0x7f)
            return false;
    return length <= limit;
}
