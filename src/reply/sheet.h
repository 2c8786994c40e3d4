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

/* Adds the sheets of those that get one. ERROR_IO when one cannot be written. */
bool sheet_add(struct reply *reply, const GPtrArray *judged, GError **error);
void reply_file_free(struct reply_file *file);

#endif
