/* One submission that is two: some of its works go to a new one, with the same form, and their mailed numbers go on
 * being understood. Inside the caller's transaction; the caller judges both again.
 */
#ifndef HUIZHI_STORE_SPLIT_H
#define HUIZHI_STORE_SPLIT_H

#include "store/store.h"

struct split {
    gint64 from;
    const GArray *works; /* int: their numbers there, each once */
    const char *prefix;  /* of the campaign */
    const char *actor;
    gint64 now;
};

/* What each mail and person brought to the form is brought to both; files, captions, lines of a list and rulings about
 * single works go with the works, rulings about the whole hold for both. The numbers that leave are never given again.
 * The id of the new submission; 0: ERROR_USAGE (no work would remain, or what belongs to which cannot be told). */
gint64 split_submission(struct store *store, const struct split *split, GError **error);

#endif
