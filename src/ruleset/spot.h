/* Where something stands in a rules file, kept for messages about it that come later than loading. Part of a ruleset,
 * which owns it.
 */
#ifndef HUIZHI_RULESET_SPOT_H
#define HUIZHI_RULESET_SPOT_H

#include <glib.h>

struct spot {
    char *place;   /* "campaign.yaml:120:5" */
    char *excerpt; /* that line and a caret under the column */
};

/* ERROR_CONFIG: "place: message", the line and the caret. */
void spot_refuse(GError **error, const struct spot *spot, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
