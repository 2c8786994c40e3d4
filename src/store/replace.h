/* Which of the files that a correction brings take the place of earlier works.
 *
 * A file replaces a work when it has that work's number: its name has it (NXZ-0001-02, 照片2), or the text names just
 * that work and there is just that file; or when that work has an open fault which only a new file can settle (a rule
 * with `resend`) and both show nearly the same picture. Every other file is added: the same file name proves nothing,
 * phones send image0.jpeg again and again.
 */
#ifndef HUIZHI_STORE_REPLACE_H
#define HUIZHI_STORE_REPLACE_H

#include "store/store.h"
#include "submission/submission.h"

/* Sets `replaces` of the contribution's works. `corrects`: the mail itself names the submission, or answers us about
 * it.
 */
bool replace_mark(struct store *store, gint64 target, const struct dossier *dossier, bool corrects,
                  struct contribution *contribution, GError **error);

#endif
