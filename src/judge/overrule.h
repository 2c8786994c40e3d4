/* What people decided about a submission, over what the checks found. Pure.
 *
 * A ruling speaks about what had come by its `at`. Accepting makes notes of the findings about it: of everything while
 * no later mail came, and after one only of the works that this mail left alone (and of its having been late).
 * Returning adds the fault `desk.return` until something new comes: for a work a new file, for the whole any mail.
 * Rejecting stands whatever comes, until it is reopened. Accepting the whole later than returning a work settles that
 * return too. Holding does not touch the verdict.
 */
#ifndef HUIZHI_JUDGE_OVERRULE_H
#define HUIZHI_JUDGE_OVERRULE_H

#include "judge/judge.h"
#include "submission/ruling.h"

/* `verdict` as judge_submission made it of `submission`; `rulings` (struct ruling) are all of it, in their order. */
void verdict_overrule(struct verdict *verdict, const struct submission *submission, const GPtrArray *rulings);

#endif
