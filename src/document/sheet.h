/* Spreadsheets: a sheet gathers its cells and merged areas, then becomes one table; and how a number looks.
 *
 * The table's rows and columns are the sheet's own, A1 being row 1 column 1. Cells without text that lie between
 * others or have a border are there too, empty, because values are typed into them; a sheet whose used area is over
 * SHEET_MAX_FILLED cells has only those with text.
 */
#ifndef HUIZHI_DOCUMENT_SHEET_H
#define HUIZHI_DOCUMENT_SHEET_H

#include "document/build.h"
#include "document/reader.h"

#define SHEET_MAX_FILLED 20000
#define SHEET_MAX_MERGES 10000
#define SHEET_MAX_ROW 1048576
#define SHEET_MAX_COLUMN 16384

struct sheet;
typedef struct sheet Sheet;

struct sheet *sheet_create(struct document *document, struct counts *counts, const char *name);
void sheet_free(struct sheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)

/* The first paragraph of a cell, made when it is not there; borrowed. NULL outside of the sheet or over the limit of
 * cells (which is then warned of). Rows and columns from 1. */
struct paragraph *sheet_cell(struct sheet *sheet, int row, int column);
/* Another paragraph in it: what floats over the cell. */
struct paragraph *sheet_floating(struct sheet *sheet, int row, int column);
/* An empty cell with a border. */
void sheet_border(struct sheet *sheet, int row, int column);
void sheet_merge(struct sheet *sheet, int row, int column, int last_row, int last_column);
/* Adds the table to the document, if there is any text; `page` is the sheet's number. */
void sheet_finish(struct sheet *sheet, int page);

/* A number as its format shows it: dates 2020-05-10, times 09:30 (with seconds if there are any), percentages, leading
 * zeros of 000000; all else with up to 15 digits and nothing between them. `code` is the format's text, or NULL when
 * only its number is known ([ECMA-376] 18.8.30). `epoch_1904` counts days from 1904. Owned. */
char *sheet_number(double value, guint format, const char *code, bool epoch_1904);

#endif
