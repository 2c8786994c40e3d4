/* The look at a raw mail before GMime sees it: GMime keeps 2 KB a part and all headers in memory and knows no
 * limit (a million parts take 2 GB), so what is over ours is refused here.
 */
#ifndef HUIZHI_MAIL_SCAN_H
#define HUIZHI_MAIL_SCAN_H

#include <glib.h>
#include <stdbool.h>

struct scan {
    char *sha256; /* of all bytes */
    guint64 bytes;
    guint64 start;      /* where the headers begin: after an mbox "From " line, a byte order mark, blank lines */
    guint64 header_end; /* where the body begins */
    bool headers;       /* there is a header line at all */
    bool line_feeds;    /* false: lines end with CR alone, or there is one line */
    bool zeros;         /* a NUL in the header */
    guint parts;
};

/* Reads the descriptor from its beginning to its end in one pass of constant memory (but for one header block of at
 * most MESSAGE_MAX_HEADER_BYTES). ERROR_INPUT with the reason over a limit of message.h. `depth` and `parts`: of the
 * mails around this one; they count. */
bool scan_mail(int fd, guint depth, guint parts, struct scan *scan, GError **error);
/* True if a NUL-terminated text begins with "Name:". */
bool scan_header_line(const char *text);

void scan_clear(struct scan *scan);

#endif
