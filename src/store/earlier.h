/* What a mail without a number belongs to: the sender's own earlier mail. Inside store/ only. */
#ifndef HUIZHI_STORE_EARLIER_H
#define HUIZHI_STORE_EARLIER_H

#include "ruleset/ruleset.h"
#include "store/store.h"
#include "submission/submission.h"

/* The submission (row) that works after a form, a form after works, or the same slip again belong to; 0: a new one.
 *
 * Of several: the one whose mail this one answers, then the one whose unit or author the subject, the text or a file
 * names, then one that still lacks works, then the latest. Where nothing told them apart, the contribution gets a note
 * for the secretariat. `window`: seconds between first mail and this one. */
gint64 earlier_target(struct store *store, const struct campaign *campaign, const struct dossier *dossier,
                      struct contribution *next, gint64 window, GError **error);

#endif
