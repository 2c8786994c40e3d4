/* The charset of bytes in a mail: what the label says, unless the bytes say otherwise. */
#ifndef HUIZHI_MAIL_CHARSET_H
#define HUIZHI_MAIL_CHARSET_H

#include <glib.h>

/* Bytes as UTF-8 by their label (NULL: none). Over text_from_bytes of base/text.h it knows wrong labels: UTF-8 Chinese
 * labelled gb2312 or iso-8859-1, GBK labelled iso-8859-1, short unlabelled GBK that happens to be valid UTF-8,
 * UTF-8 with a broken character, UTF-16 with its mark. A byte order mark is dropped. Owned by the caller. */
char *charset_text(const void *bytes, gsize length, const char *label);

/* "utf-8", "gb18030" or "iso-8859-1": what unlabelled bytes are. Static. */
const char *charset_guess(const void *bytes, gsize length);

#endif
