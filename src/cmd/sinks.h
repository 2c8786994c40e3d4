/* Where the register's rows go besides a workbook. */
#ifndef HUIZHI_CMD_SINKS_H
#define HUIZHI_CMD_SINKS_H

#include "digest/book.h"

/* FOLDER/<sheet>.csv, a file a sheet with the titles as its first line; each replaces an earlier one when the next
 * begins or at `finish`. */
struct book_sink *sink_csv(const char *folder, GError **error);
bool sink_csv_finish(struct book_sink *sink, GError **error);
void sink_csv_free(struct book_sink *sink);

/* A JSON object a line and row on standard output: "sheet", then the columns by their names. Free with g_free. */
struct book_sink *sink_json(void);

#endif
