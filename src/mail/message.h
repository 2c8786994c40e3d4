/* A mail, read exactly (GMime for the structure, header and file-name decoding of our own where GMime drops
 * text: facts in message.c and header.c).
 *
 * Pure: bytes in, a struct out, files into staging. Runs in the sandboxed reader. Everything is owned by the
 * message and freed by message_free. Strings are valid UTF-8.
 */
#ifndef HUIZHI_MAIL_MESSAGE_H
#define HUIZHI_MAIL_MESSAGE_H

#include <glib.h>
#include <stdbool.h>

#include "spool/staging.h"

struct magic;

struct address {
    char *name; /* decoded display name, NULL when none */
    char *addr; /* "a@b" in lower case; NULL when there is no valid one */
};

struct header {
    char *name;  /* as sent */
    char *value; /* unfolded, decoded; valid UTF-8 */
};

enum part_role_hint {
    PART_BODY_TEXT, /* text/plain that is (part of) the body */
    PART_BODY_HTML, /* text/html that is (part of) the body */
    PART_FILE,      /* everything else: an attachment, named or not */
    PART_MESSAGE,   /* message/rfc822: its own parts follow with its path as prefix */
};

struct part {
    char *path;       /* IMAP-like number "2.1", "2.1/3" inside a message/rfc822 at 2.1 */
    char *name;       /* decoded base name without any folder; "附件2.jpg" style name made when the mail gives none */
    char *type;       /* by content (base/magic.h), never the declared one */
    char *declared;   /* declared media type in lower case */
    char *content_id; /* without angle brackets, NULL when none */
    enum part_role_hint hint;
    bool attachment; /* Content-Disposition: attachment */
    bool cid_used;   /* the HTML body refers to its content_id */
    bool named;      /* the mail gives a file name */
    bool damaged;    /* a winmail.dat that could not be read to its end */
    char *text;      /* PART_BODY_*: decoded text (HTML: the markup); PART_MESSAGE: the inner header, a line each;
                      * parts of a delivery or read report: their fields; else NULL */
    char *subject;   /* PART_MESSAGE: the inner subject; else NULL */
    char *from;      /* PART_MESSAGE: the inner From address; else NULL */
    char *file;      /* name of the staged file; NULL for PART_BODY_* and PART_MESSAGE */
    char *sha256;
    guint64 bytes; /* decoded */
};

struct message {
    char *sha256;      /* of the raw mail */
    guint64 bytes;     /* of the raw mail */
    char *id;          /* Message-ID without angle brackets, NULL when none */
    char *in_reply_to; /* first id, without angle brackets */
    GStrv references;  /* ids without angle brackets; never NULL */
    struct address from, reply_to, sender;
    GPtrArray *to, *cc;   /* struct address */
    char *delivered_to;   /* topmost Delivered-To/X-Original-To address, NULL when none */
    char *return_path;    /* "" for <>, NULL when there is no header */
    char *subject;        /* decoded; "" when none */
    gint64 date;          /* Date header, 0 when none or unreadable */
    gint64 received;      /* date of the topmost Received header, else date; the source's INTERNALDATE overrides it */
    GPtrArray *headers;   /* struct header, in order */
    GPtrArray *parts;     /* struct part, in order */
    char *declared;       /* media type of the whole mail, "multipart/report" */
    char *report_type;    /* report-type parameter, NULL when none */
    char *text;           /* the body as one plain text: text parts, else the HTML parts as text; never NULL */
    char *fresh;          /* of that, what the sender wrote anew (mail/quote.h), never NULL */
    struct address inner; /* who wrote the mail that this one passes on, when certain (mail/forward.h) */
    gint64 inner_date;    /* of that mail; 0: not said */
    bool forwarded;       /* the body quotes a forwarded mail, or a message/rfc822 is attached */
    GPtrArray *notes;     /* char *: what could not be read ("嵌套超过50层…") */
};
typedef struct message Message;

/* Limits of one mail; over one of them the mail is ERROR_INPUT with that reason. */
#define MESSAGE_MAX_DEPTH 50
#define MESSAGE_MAX_PARTS 1000
#define MESSAGE_MAX_HEADERS 2000
#define MESSAGE_MAX_HEADER_BYTES (1024 * 1024)
#define MESSAGE_MAX_BOUNDARIES 10000 /* lines that begin with "--" */

/* Reads the raw mail from a seekable descriptor (not closed) and stages its files. */
struct message *message_read(int fd, struct staging *staging, struct magic *magic, GError **error);
void message_free(struct message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)

/* First header of that name (any case), NULL when absent. Borrowed. */
const char *message_header(const struct message *message, const char *name);

#endif
