/* Addresses in headers, the broken ones too: unquoted Chinese names, an unclosed quote, no brackets, name in a
 * comment, groups, semicolons between addresses.
 */
#ifndef HUIZHI_MAIL_ADDRESS_H
#define HUIZHI_MAIL_ADDRESS_H

#include <glib.h>

#include "mail/message.h"

#define ADDRESS_MAX 1000 /* in one header; the rest is not read */

/* Array of struct address, each with an address or at least a name; owned by the caller. NULL: an empty array. */
GPtrArray *address_list(const char *raw);

/* The first of a list that has an address, else the first; both members NULL when there is none. */
struct address address_first(const char *raw);

/* "a@b" in lower case out of text that should be one address ("<a@b>", "mailto:a@b"); NULL when it is none. */
char *address_only(const char *text);

void address_clear(struct address *address);
void address_free(gpointer address);

#endif
