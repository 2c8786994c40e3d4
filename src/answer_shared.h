/* The answer of a mailbox that several campaigns share. Part of answer.c. */
#ifndef HUIZHI_ANSWER_SHARED_H
#define HUIZHI_ANSWER_SHARED_H

#include "reply/compose.h"

/* The same template of each campaign (const struct campaign, at least one) in one reply, under the first one's subject;
 * those without the template are left out. */
struct reply *answer_shared(const GPtrArray *campaigns, const char *template, const struct message *message,
                            GError **error);

/* reply_compose of what one mail brought: of several campaigns, each in its own campaign's words, one under the other.
 */
struct reply *answer_judged(const GPtrArray *judged, const struct message *message, gint64 now, bool delayed,
                            GError **error);

#endif
