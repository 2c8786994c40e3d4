/* What a reply's template sees: a GVariant a{sv} of the names in ruleset/variables.c, made from judged submissions.
 * Every name is set at each level (empty when there is nothing to say), so that an inner section never shows an
 * outer value by accident.
 */
#ifndef HUIZHI_REPLY_VIEW_H
#define HUIZHI_REPLY_VIEW_H

#include "reply/compose.h"

/* Array of struct judged, at least one; the first stands at the top, all of them in `submissions` when there are
 * several. `message` may be NULL. A new reference, not floating. */
GVariant *view_judged(const GPtrArray *judged, const struct message *message, gint64 now, bool delayed);

/* The campaign's own names and, over them, those of `extra` (a{sv}, may be NULL; a floating one is consumed). */
GVariant *view_plain(const struct campaign *campaign, const struct message *message, GVariant *extra);

#endif
