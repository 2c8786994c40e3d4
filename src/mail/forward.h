/* Who wrote the mail that this one passes on, where that is certain. Whether to believe it is for the configuration to
 * say (trusted_forwarders): anybody can write such lines.
 */
#ifndef HUIZHI_MAIL_FORWARD_H
#define HUIZHI_MAIL_FORWARD_H

#include "mail/message.h"

/* Sets `inner` and `inner_date` of a message whose parts still have their texts; leaves them empty when it is no
 * forwarded mail, or its author is not certain. */
void forward_read(struct message *message);

/* A date as mailers write it above what they quote or in a header, China's time where none is said; 0: none. */
gint64 forward_date(const char *text);

#endif
