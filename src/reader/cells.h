/* A spreadsheet as rows of text: what the sandboxed reader prints of one (stage "table"), and how the parent takes it
 * up again. For tables that the office brings (exports of a web page): their cells are strangers' words all the same.
 */
#ifndef HUIZHI_READER_CELLS_H
#define HUIZHI_READER_CELLS_H

#include <glib.h>
#include <stdbool.h>

#define CELLS_MAX_COLUMNS 300
#define CELLS_MAX_ROW 1048576

/* One line of a table. */
struct cells_row {
    int number;       /* from 1, as the spreadsheet counts */
    GPtrArray *texts; /* char *, tidied; NULL where the cell is empty */
};

struct cells_table {
    char *sheet;     /* NULL: the format has none */
    GPtrArray *rows; /* struct cells_row, those with text */
};

struct cells {
    GPtrArray *tables;   /* struct cells_table */
    GPtrArray *warnings; /* char *: what could not be read */
    bool encrypted, damaged;
};
typedef struct cells Cells;

/* In the reader: the document's tables as lines of text. */
struct document;
void cells_print(GString *out, const struct document *document);

/* In the parent: runs `reader` on the file in its sandbox. ERROR_INPUT: it is no table; ERROR_SOFTWARE: the reader
 * cannot be run or answers nonsense. */
struct cells *cells_read(const char *reader, const char *rules_folder, const char *file, GError **error);
/* What was printed, checked line by line. NULL: it is nonsense. */
struct cells *cells_parse(const char *text);
void cells_free(struct cells *cells);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cells, cells_free)

#endif
