/* What `check` and `rules try` show of a judged submission. */
#ifndef HUIZHI_CMD_JUDGED_H
#define HUIZHI_CMD_JUDGED_H

#include "reply/compose.h"

/* On standard output: form, verdict, fields, works, findings. `places`: also where each field was found, and the empty
 * ones. */
void judged_print(const struct judged *judged, bool places);

#endif
