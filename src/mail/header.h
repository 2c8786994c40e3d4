/* Headers as Chinese mail really writes them: RFC 2047 words (adjacent padded base64 words joined as bytes,
 * characters split over words, GBK labelled gb2312, raw 8-bit), RFC 2231 and RFC 2047 in parameters.
 * All results are valid UTF-8 and owned by the caller.
 */
#ifndef HUIZHI_MAIL_HEADER_H
#define HUIZHI_MAIL_HEADER_H

#include <glib.h>

/* A raw header value (folded or not) as text; line breaks removed. */
char *header_decode(const char *raw);

/* A parameter of a raw Content-Type or Content-Disposition value, decoded; NULL when absent. Understands
 * name="=?GBK?B?…?=", name*=gbk''%D0%C2, name*0*=…; name*1*=…, raw 8-bit, missing quotes, folded quotes. */
char *header_parameter(const char *raw, const char *name);

/* A decoded file name made safe to show and compare: the base name (after the last / or \ of the decoded
 * text), control characters dropped, at most 200 bytes. */
char *header_base_name(const char *name);

#endif
