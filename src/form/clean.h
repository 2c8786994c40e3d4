/* What stands in a value's place but is the form's own: instructions, examples, seals, dates to complete. */
#ifndef HUIZHI_FORM_CLEAN_H
#define HUIZHI_FORM_CLEAN_H

#include <stdbool.h>

/* The text of a value without what the form printed there: "（请写明…）", "限200字", "例：…", "（盖章）", "年 月 日".
 * Prose keeps what only a number's or a name's cell would not hold. Owned by the caller. */
char *clean_value(const char *text, bool prose);

/* True when a text tells what to write. */
bool clean_instructs(const char *text);

#endif
