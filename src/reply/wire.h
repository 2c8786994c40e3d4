/* A mail of ours as RFC 5322 bytes (GMime): Auto-Submitted, In-Reply-To and References, the Message-ID fixed when
 * it was queued, names in RFC 2047 (QQ shows long RFC 2231 names as tcmime.….bin), text in UTF-8.
 *
 * The same `struct outgoing` always gives the same bytes. Strings that come from participants (names, subject,
 * message ids) are made harmless: control characters become spaces, what is too long is cut, a message id that is
 * none is left out.
 */
#ifndef HUIZHI_REPLY_WIRE_H
#define HUIZHI_REPLY_WIRE_H

#include <glib.h>
#include <stdbool.h>

struct attachment {
    const char *name; /* as people shall see it, UTF-8; folders are cut off */
    const char *type; /* "application/pdf"; NULL or no type: application/octet-stream */
    GBytes *bytes;
    const char *id; /* a picture that the HTML part shows by this Content-ID; NULL: an attachment like any other */
};

struct outgoing {
    const char *from, *from_name; /* equal to the login (NetEase: 553 otherwise); NULL name: none */
    const char *to, *to_name;
    const char *cc; /* a further recipient's address; NULL, or none that can stand in a header: none */
    const char *subject, *text;
    const char *html;              /* alternative; NULL: text only */
    const char *message_id;        /* without angle brackets */
    const char *in_reply_to;       /* the same; NULL: none */
    const char *const *references; /* oldest first, NULL-terminated; NULL: none; the first and the last 20 stay */
    gint64 date;
    bool by_hand;                         /* none of our marks: as if a person had sent it (rules try) */
    const char *automatic;                /* "auto-replied" or "auto-generated"; NULL: the latter */
    const struct attachment *attachments; /* NULL: none */
    guint n_attachments;                  /* at most 100 */
};

/* The header that marks every mail of ours, with our address: one that comes back is never answered. */
#define REPLY_LOOP_HEADER "X-Huizhi-Loop"

/* ERROR_INPUT when an address or the Message-ID cannot stand in a header: control characters, no domain, other than
 * ASCII before the @ (a domain in Chinese is written in its ASCII form), longer than 254 bytes. The bytes are 7-bit,
 * have CRLF line ends and no line over 998. */
GBytes *reply_wire(const struct outgoing *outgoing, GError **error);

/* A new Message-ID at the domain of an address, unguessable; without angle brackets. */
char *reply_message_id(const char *from);

#endif
