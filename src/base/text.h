/* Text: Unicode folding, the widths and counts that the forms and the rules speak of.
 *
 * All strings are valid UTF-8 and NUL-terminated unless a length is given; all results are owned by the
 * caller (g_free). Functions never fail: bytes that no charset explains become U+FFFD.
 */
#ifndef HUIZHI_BASE_TEXT_H
#define HUIZHI_BASE_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* Bytes of a mail to UTF-8. gb2312, gbk, cp936 and x-gbk mean GB18030 (senders label so); big5 falls back to
 * big5-hkscs. With a NULL, unknown, utf-8 or us-ascii charset that does not fit the bytes: UTF-8, then GB18030,
 * then ISO-8859-1. NUL bytes become spaces. */
char *text_from_bytes(const void *bytes, gsize length, const char *charset);

/* NFKC: full-width letters and digits become half-width. */
char *text_nfkc(const char *text);

/* A label as the matcher compares it: NFKC, lower case, remarks in brackets dropped ("(个人报送不用填写)"),
 * all white space and all punctuation dropped, traditional characters simplified. "通 讯 地 址：" → "通讯地址",
 * "E-mail" → "email", "郵　編" → "邮编". */
char *text_fold(const char *text);

/* A value as it is stored: trimmed; full-width letters, digits, ＠ and spaces half-width; Chinese punctuation as
 * typed; white space between two Han characters removed; other runs of spaces become one; line breaks kept. */
char *text_tidy(const char *text);

/* Characters without white space: how a caption's length is counted (notice 二（一）1（1）, limit 150). */
gsize text_count(const char *text);

/* Spaces around each Han character, for FTS5's unicode61 (a word of any length is then a phrase). */
char *text_space_han(const char *text);

bool text_is_han(gunichar c);

/* The simplified form of a traditional character; any other character as it is. */
gunichar text_simplified(gunichar c);

/* True if the string is NULL or holds white space only (any Unicode space). */
bool text_blank(const char *text);

/* "980K", "1.2M", "24M": one decimal below 10; M is 1,000,000 bytes, as the notice's 2M. */
char *text_size(guint64 bytes);

/* Columns on a terminal: Han and full-width characters count two. */
gsize text_width(const char *text);

/* A copy cut to at most `bytes` bytes at a character's edge. */
char *text_truncate(const char *text, gsize bytes);

#endif
