/* Rows as people and programs want them: an aligned table (Han characters count two columns), JSON, CSV.
 */
#ifndef HUIZHI_CMD_TABLE_H
#define HUIZHI_CMD_TABLE_H

#include "store/query.h"

enum table_format { TABLE_TEXT, TABLE_JSON, TABLE_CSV };

/* Prints to standard output. In a text table cells are cut at 40 columns and line breaks become spaces. In CSV
 * (UTF-8 with BOM, RFC 4180) a cell that a spreadsheet would take for a formula is preceded by an apostrophe. */
void table_print(const struct rows *rows, enum table_format format);

/* Columns named `*_at`, `received` hold seconds: replaced by local times in the zone, in place. */
void table_times(struct rows *rows, GTimeZone *zone);

#endif
