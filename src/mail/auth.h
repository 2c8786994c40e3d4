/* What our own provider found out about a mail's sender: Authentication-Results (RFC 8601). Only the topmost such
 * field counts, and only when the configured server wrote it: whoever sends a mail can write others below it.
 */
#ifndef HUIZHI_MAIL_AUTH_H
#define HUIZHI_MAIL_AUTH_H

#include "mail/message.h"

enum auth {
    AUTH_NONE, /* no such field on top, or another server's */
    AUTH_FAIL, /* neither method passed for the From domain */
    AUTH_PASS, /* dkim=pass (header.d, header.i) or spf=pass (smtp.mailfrom) for exactly the From domain */
};

/* `servers`: authserv-ids, any case; an asterisk stands for anything ("mx*.163.com"). A mail with several From fields
 * or addresses has no From domain. */
enum auth auth_read(const struct message *message, const char *const *servers);

#endif
