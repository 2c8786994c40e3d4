/* Bytes of a text part as text: charset, line ends, format=flowed. */
#ifndef HUIZHI_MAIL_BODY_H
#define HUIZHI_MAIL_BODY_H

#include <glib.h>
#include <stdbool.h>

#define BODY_MAX_BYTES (8 * 1024 * 1024) /* a longer text is a file, not a body */

/* `type`: the raw Content-Type value, NULL when there is none. HTML without a label is searched for its meta charset.
 * Lines end with "\n". Owned by the caller. */
char *body_text(const void *bytes, gsize length, const char *type, bool html);

#endif
