/* A submission folded, judged, overruled by what people decided, and written down. Inside the caller's transaction;
 * NULL with *error.
 */
#ifndef HUIZHI_REFILE_H
#define HUIZHI_REFILE_H

#include "judge/judge.h"
#include "ruleset/ruleset.h"
#include "store/store.h"
#include "submission/submission.h"

struct refiled {
    const struct campaign *campaign; /* borrowed */
    struct submission *submission;
    struct verdict *verdict;
    GPtrArray *rulings; /* struct ruling, in their order */
};
typedef struct refiled Refiled;
/* As it stands in the database: after a ruling, a contribution or rules have changed. */
struct refiled *refile_submission(struct store *store, struct judge *judge, const struct ruleset *ruleset, gint64 id,
                                  gint64 now, GError **error);
/* The same, and nothing is written. */
struct refiled *refile_look(struct store *store, struct judge *judge, const struct ruleset *ruleset, gint64 id,
                            GError **error);
/* With these contributions, of which the last may not be written down yet; `target` 0: a new submission. */
struct refiled *refile_contributions(struct store *store, struct judge *judge, const struct campaign *campaign,
                                     gint64 target, const GPtrArray *contributions, gint64 now, GError **error);
void refiled_free(struct refiled *refiled);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Refiled, refiled_free)

#endif
