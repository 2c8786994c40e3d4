/* Single header fields, raw, as the whole mail (message_read.c) and a header alone (head.c) read them. */
#ifndef HUIZHI_MAIL_FIELD_H
#define HUIZHI_MAIL_FIELD_H

#include <glib.h>

/* The ids between angle brackets, 200 at most; without brackets the words that look like ids. NULL: an empty list. */
GStrv field_ids(const char *raw);

/* RFC 5322 dates and their obsolete forms, and 2020-05-09 10:00:00; 0 when it is none. CST is China's here, not
 * Chicago's. */
gint64 field_date(const char *raw);

#endif
