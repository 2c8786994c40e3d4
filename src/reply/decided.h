/* The letter that tells a participant what people decided: template "decided" of the campaign. */
#ifndef HUIZHI_REPLY_DECIDED_H
#define HUIZHI_REPLY_DECIDED_H

#include "reply/compose.h"
#include "submission/ruling.h"

/* `rulings` (struct ruling): those to tell of, all about this submission, standing, and of an action that is told.
 * Beside them the letter says what `judged` still needs. `message`: the mail whose sender is written to. */
struct reply *reply_decided(const struct judged *judged, const GPtrArray *rulings, const struct message *message,
                            gint64 now, GError **error);

/* True for what a participant is told: accept, return, reject, extend, accept_late. */
bool reply_tells(enum ruling_action action);

#endif
