/* The header of a mail without its body, as the Sent folder and the Trash are read: who wrote what to whom, in which
 * thread, and whether a program did. Bounded: the first 400 fields count, of each the first 8 KB.
 */
#ifndef HUIZHI_MAIL_HEADING_H
#define HUIZHI_MAIL_HEADING_H

#include <glib.h>
#include <stdbool.h>

struct heading {
    char *id, *in_reply_to; /* without angle brackets; NULL: none */
    GStrv references;       /* never NULL; the last 50 */
    char *from;             /* lower case; NULL: none */
    GStrv recipients;       /* To, Cc and Bcc, lower case, each once, 500 at most; never NULL */
    char *subject;          /* decoded, at most 1,000 bytes; "" when there is none */
    gint64 date;            /* 0: none */
    bool automatic; /* a program or a list wrote it: Auto-Submitted (RFC 3834), Precedence, List-… (RFC 2369) */
};
typedef struct heading Heading;

/* Any bytes; never fails. */
struct heading *heading_read(const char *bytes, gsize length);
void heading_free(struct heading *heading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Heading, heading_free)

#endif
