/* HTML as text, with or without its links. */
#ifndef HUIZHI_MAIL_HTML_H
#define HUIZHI_MAIL_HTML_H

#include <glib.h>
#include <stdbool.h>

/* A link stands behind its label as HTML_LINK url HTML_FIELD name HTML_FIELD size HTML_FIELD expiry HTML_END, the last
 * three from the attributes that NetEase's mailers write on large attachments, each may be empty. */
#define HTML_LINK '\001'
#define HTML_FIELD '\002'
#define HTML_END '\003'

/* Linear in time, a few bytes of state a level of nesting (which is capped). Owned by the caller. */
char *html_text(const char *html, bool links);

/* Entities undone ("&amp;", "&#20013;", "&nbsp;"). Owned by the caller. */
char *html_unescape(const char *text, gsize length);

#endif
