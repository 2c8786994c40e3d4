/* The HTML alternative of a reply, made from its finished text, so that no template is written twice.
 *
 * The text's own shape carries it: paragraphs between empty lines; a line that begins with ✗, ✓ or · is an item, with →
 * the one thing to do next; a short line over items, or one in 【…】, is their heading; what stands between two lines
 * that begin with —— is to be copied; the last paragraph is the office's. Everything is escaped, so words of a
 * participant stay words. No link, no picture, no script, nothing from outside: styles stand in the elements, as QQ,
 * NetEase and Outlook drop the rest.
 */
#ifndef HUIZHI_REPLY_HTML_H
#define HUIZHI_REPLY_HTML_H

#include <glib.h>

/* The line's beginning that opens and closes what is to be copied. */
#define HTML_FENCE "——"

/* `strong` (NULL-terminated, may be NULL): words to stress, the submissions' numbers. A whole document in UTF-8; free
 * with g_free. */
char *html_from_text(const char *subject, const char *text, const char *const *strong);

#endif
