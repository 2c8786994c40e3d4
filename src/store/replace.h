/* Which of the files that a correction brings take the place of earlier works.
 *
 * A file replaces a work that has an open fault which only a new file can settle (a rule with `resend`), and only
 * when it says so: its name has the work's number (NXZ-0001-02, 照片2), or the text names just that work and there is
 * just that file, or it has the same file name, is larger, and has the same proportions. Every other file is added:
 * phones send image0.jpeg again and again.
 */
#ifndef HUIZHI_STORE_REPLACE_H
#define HUIZHI_STORE_REPLACE_H

#include "store/store.h"
#include "submission/submission.h"

/* Sets `replaces` of the contribution's works. */
bool replace_mark(struct store *store, gint64 target, const struct dossier *dossier, struct contribution *contribution,
                  GError **error);

#endif
