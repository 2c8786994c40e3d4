/* Packets with descriptors (SCM_RIGHTS), for both ends of the reader's socket.
 */
#include "reader/protocol.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#define HEAD offsetof(struct packet, text)

union control { /* aligned as cmsghdr wants it */
    char bytes[CMSG_SPACE(sizeof(int) * PROTOCOL_DESCRIPTORS)];
    struct cmsghdr header;
};

void packet_set_text(struct packet *packet, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    gsize length = strlen(valid);
    if (length >= sizeof packet->text) {
        const char *end = g_utf8_find_prev_char(valid, valid + sizeof packet->text);
        length = end ? (gsize)(end - valid) : 0;
    }
    memset(packet->text, 0, sizeof packet->text);
    memcpy(packet->text, valid, length);
}

static void attach(struct msghdr *message, union control *control, const int *descriptors, guint count)
{
    memset(control, 0, sizeof *control);
    message->msg_control = control->bytes;
    message->msg_controllen = CMSG_SPACE(sizeof(int) * count);
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
}

bool packet_send(int socket, const struct packet *packet, const int *descriptors, guint count, GError **error)
{
    g_assert(count <= PROTOCOL_DESCRIPTORS);
    struct iovec piece = {.iov_base = (void *)packet, .iov_len = HEAD + strlen(packet->text) + 1};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    union control control;
    if (count > 0)
        attach(&message, &control, descriptors, count);
    ssize_t sent;
    do
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent == (ssize_t)piece.iov_len)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "reader: cannot send: %s", g_strerror(errno));
    return false;
}

/* Takes the descriptors of the message; more than we asked for cannot come, for the buffer has no room. */
static void detach(struct msghdr *message, int descriptors[PROTOCOL_DESCRIPTORS])
{
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        gsize count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(descriptors, CMSG_DATA(header), sizeof(int) * MIN(count, PROTOCOL_DESCRIPTORS));
    }
}

bool packet_receive(int socket, struct packet *packet, int descriptors[PROTOCOL_DESCRIPTORS], GError **error)
{
    memset(packet, 0, sizeof *packet);
    for (guint i = 0; i < PROTOCOL_DESCRIPTORS; i++)
        descriptors[i] = -1;
    struct iovec piece = {.iov_base = packet, .iov_len = sizeof *packet};
    union control control;
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t got;
    do
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got == 0 || (got < 0 && errno == ECONNRESET))
        return false;
    if (got > 0)
        detach(&message, descriptors);
    if (got > (ssize_t)HEAD && !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) && packet->kind <= PACKET_DONE &&
        memchr(packet->text, 0, (gsize)got - HEAD))
        return true;
    for (guint i = 0; i < PROTOCOL_DESCRIPTORS; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
    g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "reader: not a packet (%zd bytes)", got);
    return false;
}
