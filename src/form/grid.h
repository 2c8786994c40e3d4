/* A table as a dense grid, so that "the cell to the right" and "the cell below" are one look-up. Rows and columns
 * are counted among those that hold a cell (an .xlsx may put its form at row 1,000,000); merged cells cover
 * their whole area. Lines of text with tabs make a grid as well.
 */
#ifndef HUIZHI_FORM_GRID_H
#define HUIZHI_FORM_GRID_H

#include "form/flat.h"

struct grid_cell {
    int row, column, rowspan, colspan; /* from 0 */
    guint index;                       /* in grid.cells */
    struct flat *flat;
    char *place; /* "table 1 row 2 column 3"; "line 7" of a text */
    bool blank;
};

struct grid {
    int rows, columns;
    GPtrArray *cells;       /* struct grid_cell, by row then column */
    struct grid_cell **map; /* rows × columns; NULL: no cell there */
};

/* At most 20,000 rows and 256 columns; `budget` counts atoms and is drawn down. */
struct grid *grid_from_table(const struct table *table, gint64 *budget);
/* Lines [first, last) of a text, split at tabs; `line` is the number of the first one. */
struct grid *grid_from_lines(const struct flat *text, int begin, int end, int line);
void grid_free(struct grid *grid);

struct grid_cell *grid_at(const struct grid *grid, int row, int column); /* NULL outside or in a hole */
/* The next cell to the right of a cell in a row, holes skipped; NULL at the edge. */
struct grid_cell *grid_right(const struct grid *grid, const struct grid_cell *cell, int row);
struct grid_cell *grid_left(const struct grid *grid, const struct grid_cell *cell, int row);

#endif
