/* The list that goes along with a reply of many faults: a row a fault, with a cell to be filled in where words mend it.
 * It comes back as an attachment; form/answers.h reads it by its head and the numbers in its first column.
 */
#ifndef HUIZHI_REPLY_SHEET_H
#define HUIZHI_REPLY_SHEET_H

#include "reply/compose.h"

/* More faults than this are listed in a sheet. */
#define SHEET_FAULTS 10

/* Whether a submission with that many faults gets one: its sender is asked to mend them. */
bool sheet_wanted(const struct judged *judged, guint faults);

/* The sheet of one submission, NULL without an error when none is wanted. ERROR_IO when it
 * cannot be written. Owned by the caller. */
struct reply_file *sheet_make(const struct judged *judged, GError **error);
void reply_file_free(struct reply_file *file);

#endif
