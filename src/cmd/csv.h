/* CSV as spreadsheets read it (RFC 4180, UTF-8 with a byte order mark).
 *
 * A cell that a spreadsheet would take for a formula is preceded by an apostrophe, which Excel and LibreOffice show as
 * such when they read CSV; OWASP's "CSV Injection" lists the beginnings: = + - @, tab, carriage return, line feed, and
 * the full-width signs that some versions treat alike.
 */
#ifndef HUIZHI_CMD_CSV_H
#define HUIZHI_CMD_CSV_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

void csv_begin(FILE *out);
/* `first`: of its line. NULL is an empty cell. */
void csv_cell(FILE *out, const char *cell, bool first);
void csv_end_line(FILE *out);

#endif
