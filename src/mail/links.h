/* Oversized attachments (超大附件, 云附件): files that are only a link. They have no MIME part, so the text and
 * the HTML are searched for the hosts of rules/common/links.yaml, matched exactly (mail.163.com.evil.example
 * is not 163). Nothing is ever fetched.
 */
#ifndef HUIZHI_MAIL_LINKS_H
#define HUIZHI_MAIL_LINKS_H

#include <glib.h>

struct message;

struct link {
    char *host;     /* "mail.qq.com" */
    char *provider; /* "QQ邮箱超大附件", from the data */
    char *url;      /* as in the mail, &amp; undone */
    char *name;     /* file name, NULL when the mail does not show it */
    gint64 bytes;   /* -1 unknown; "128.03M" counts 1,048,576 a M */
    gint64 expires; /* seconds; 0 unknown or without limit. Read in China's zone (UTC+8) */
    char *code;     /* extraction code (提取码), NULL when none */
};
typedef struct link Link;
void link_free(struct link *link);

struct link_hosts; /* the compiled rules/common/links.yaml */
typedef struct link_hosts LinkHosts;
struct link_hosts *link_hosts_load(const char *path, GError **error);
void link_hosts_free(struct link_hosts *hosts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkHosts, link_hosts_free)

/* The links of a mail, one an attached file (the same file in text and HTML once), in the order of the body.
 * Array of struct link, owned by the caller; never NULL. */
GPtrArray *links_find(const struct message *message, const struct link_hosts *hosts);

#endif
