/* What a sender wrote anew, told from what the mail quotes or forwards (原始邮件, 发件人：…, "> "; the shapes of
 * QQ, 163, Foxmail, Outlook, iPhone).
 */
#ifndef HUIZHI_MAIL_QUOTE_H
#define HUIZHI_MAIL_QUOTE_H

#include <glib.h>
#include <stdbool.h>

struct quote {
    char *fresh;    /* text above and between quotes; never NULL */
    char *old;      /* the quoted or forwarded rest; never NULL, "" when none */
    char *sender;   /* the address that the quotation names as its author, lower case; NULL when none */
    bool forwarded; /* the rest is a forwarded mail (转发, Fw:), not an answer's quotation */
};
typedef struct quote Quote;

/* `text` is the body as plain text; `subject` decides between forwarded and quoted where the body does not. */
struct quote *quote_split(const char *text, const char *subject);
void quote_free(struct quote *quote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Quote, quote_free)

/* HTML as text: block elements and <br> break lines, cells are separated by tabs, script and style dropped,
 * entities undone, blockquotes of a reply marked with "> ". Owned by the caller. */
char *quote_html_text(const char *html);

/* 转发：…, Fw: … — the first prefix counts: "回复：转发：…" is an answer. */
bool quote_forwards(const char *subject);

#endif
