/* Folder names on the wire: IMAP's modified UTF-7 (RFC 3501, 5.1.3). libetpan passes names through as they are. */
#ifndef HUIZHI_SOURCE_UTF7_H
#define HUIZHI_SOURCE_UTF7_H

#include <glib.h>

/* "已发送" → "&XfJT0ZAB-". The name must be valid UTF-8. Free with g_free. */
char *utf7_encode(const char *name);

/* The reverse; NULL when the text is not modified UTF-7 (then it is shown as it came). Free with g_free. */
char *utf7_decode(const char *wire);

#endif
