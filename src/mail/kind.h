/* What a part says that it is, and the few kinds of content that the walk itself must know. */
#ifndef HUIZHI_MAIL_KIND_H
#define HUIZHI_MAIL_KIND_H

#include <glib.h>
#include <stdbool.h>

/* "text/html" of a raw Content-Type, in lower case; "text/plain" when there is none or it is no type (RFC 2045, 5.2).
 * Owned by the caller. */
char *kind_declared(const char *raw_type);

bool kind_is_attachment(const char *raw_disposition);

/* A part that a robot reads: delivery status, read receipt, abuse report, returned header. */
bool kind_is_report(const char *declared);

/* A whole mail that came as a file: its first lines are headers, and the names say so too. A saved web page (.mht)
 * looks the same and is none. */
bool kind_is_mail(const char *bytes, gsize length, const char *declared, const char *name);

/* ".jpg" for a media type; "" when unknown. */
const char *kind_extension(const char *type);

#endif
