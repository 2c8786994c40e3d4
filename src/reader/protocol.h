/* What the pool and its zygote say to each other over a SOCK_SEQPACKET pair: one packet a message.
 *
 * The zygote first says READY (the text describes the sandbox) or REFUSED (the text is the error). Then each JOB
 * carries two descriptors, the raw mail and the staging folder, and is answered by one DONE with the same tag. The
 * child leaves its dossier in the staging folder as "dossier", or a sentence why there is none as "reason".
 * Both ends are the same build on the same machine: the header is a plain struct.
 */
#ifndef HUIZHI_READER_PROTOCOL_H
#define HUIZHI_READER_PROTOCOL_H

#include <glib.h>
#include <stdbool.h>

#define PROTOCOL_SOCKET 3 /* the zygote's end */
#define PROTOCOL_TEXT 4000
#define PROTOCOL_DESCRIPTORS 2
#define PROTOCOL_DOSSIER "dossier"
#define PROTOCOL_REASON "reason"
#define PROTOCOL_REASON_BYTES 2048
#define PROTOCOL_MAX_JOBS 32 /* more answers than the socket's buffer holds could stop both ends */

enum packet_kind { PACKET_READY, PACKET_REFUSED, PACKET_JOB, PACKET_DONE };

struct packet {
    guint32 kind;   /* enum packet_kind */
    guint32 status; /* DONE, REFUSED: 0 or an enum error_code */
    guint64 tag;
    char text[PROTOCOL_TEXT]; /* NUL-terminated; only what is used is sent */
};

/* Sends a packet with `count` descriptors; over EINTR. ERROR_SOFTWARE when the other end is gone. */
bool packet_send(int socket, const struct packet *packet, const int *descriptors, guint count, GError **error);

/* Receives one; the caller owns the descriptors (close-on-exec), -1 where none came. False without *error when
 * the other end is gone; ERROR_SOFTWARE for what is no packet. */
bool packet_receive(int socket, struct packet *packet, int descriptors[PROTOCOL_DESCRIPTORS], GError **error);

void packet_set_text(struct packet *packet, const char *text);

#endif
