/* What one mail changed in a submission that was known before, in words for its sender. */
#ifndef HUIZHI_REPLY_CHANGED_H
#define HUIZHI_REPLY_CHANGED_H

#include "ruleset/ruleset.h"
#include "submission/submission.h"

/* "作品登记表、照片2、照片3的说明、作者手机号码", at most a dozen and then 等; NULL: nothing that has a name.
 * `submission` is the fold with the contribution in it. Free with g_free. */
char *changed_words(const struct campaign *campaign, const struct submission *submission,
                    const struct contribution *contribution);

#endif
