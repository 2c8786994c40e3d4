/* Rows as people and programs want them: an aligned table (Han characters count two columns), JSON, CSV, a
 * workbook.
 */
#ifndef HUIZHI_CMD_TABLE_H
#define HUIZHI_CMD_TABLE_H

#include "base/words.h"
#include "store/query.h"

enum table_format { TABLE_TEXT, TABLE_JSON, TABLE_CSV };

/* Prints to standard output. A text table has its headings in the reader's language and line
 * breaks become spaces; on a terminal the widest columns are cut until a row fits. In CSV
 * (UTF-8 with BOM, RFC 4180) a cell that a spreadsheet would take for a formula is preceded by an apostrophe. */
void table_print(const struct rows *rows, enum table_format format);

/* Columns named `*_at`, `received`, `deadline`, `fix_by` hold seconds: replaced by local times in the zone, in place.
 */
void table_times(struct rows *rows, GTimeZone *zone);

/* How a verb's rows are wanted; nothing chosen: a text table. Free `xlsx` with g_free. */
struct table_choice {
    gboolean json, csv;
    char *xlsx; /* a file */
};
#define TABLE_OPTIONS(choice)                                                                                          \
    {"json", 0, 0, G_OPTION_ARG_NONE, &(choice)->json, N_("one JSON object a line"), NULL},                            \
        {"csv", 0, 0, G_OPTION_ARG_NONE, &(choice)->csv, N_("CSV with a byte order mark"), NULL},                      \
    {                                                                                                                  \
        "xlsx", 0, 0, G_OPTION_ARG_FILENAME, &(choice)->xlsx, N_("write a workbook"), "FILE"                           \
    }
#define TABLE_USAGE "[--json | --csv] [--xlsx FILE]"

/* Writes the rows as chosen; `title` names the workbook's sheet. The times among them (seconds) are replaced as by
 * table_times when they are printed. */
bool table_deliver(struct rows *rows, const char *title, GTimeZone *zone, const struct table_choice *choice,
                   GError **error);

#endif
