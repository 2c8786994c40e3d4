/* A reply as RFC 5322 bytes (GMime): Auto-Submitted: auto-replied, In-Reply-To and References, the Message-ID
 * fixed when it was queued, names in RFC 2047 (QQ shows long RFC 2231 names as tcmime.….bin).
 */
#ifndef HUIZHI_REPLY_WIRE_H
#define HUIZHI_REPLY_WIRE_H

#include <glib.h>

struct outgoing {
    const char *from, *from_name; /* equal to the login (NetEase: 553 otherwise) */
    const char *to, *to_name;
    const char *subject, *text;
    const char *html;              /* alternative; NULL: text only */
    const char *message_id;        /* without angle brackets */
    const char *in_reply_to;       /* NULL: none */
    const char *const *references; /* NULL: none */
    gint64 date;
    const char *automatic; /* "auto-replied" or "auto-generated" */
};

/* ERROR_INPUT when an address holds control characters. The bytes have CRLF line ends and no line over 998. */
GBytes *reply_wire(const struct outgoing *outgoing, GError **error);

/* A new Message-ID at the domain of an address, unguessable; without angle brackets. */
char *reply_message_id(const char *from);

#endif
