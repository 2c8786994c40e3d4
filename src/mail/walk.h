/* The parts of a raw mail, in order, its files staged: the structure by GMime, all decoding by our own. */
#ifndef HUIZHI_MAIL_WALK_H
#define HUIZHI_MAIL_WALK_H

#include "mail/message.h"

/* Fills message->parts, ->declared, ->notes, ->sha256 and ->bytes; gives the raw headers (struct header with the value
 * as in the mail) in *raw_headers, owned by the caller. ERROR_INPUT over a limit, ERROR_IO when staging fails. */
bool walk_mail(int fd, struct staging *staging, struct magic *magic, struct message *message, GPtrArray **raw_headers,
               GError **error);

void header_free(gpointer header);
void part_free(gpointer part);
/* The value of the first header of that name in a list of struct header, any case; NULL when absent. Borrowed. */
const char *header_find(const GPtrArray *headers, const char *name);

#endif
