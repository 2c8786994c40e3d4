/* Tables as Word writes them in .doc and .rtf: cells and rows end with a mark in the text, columns are edges.
 *
 * A row knows the positions of its cells' edges, not its columns: the grid is the union of all rows' edges (edges
 * closer than 30 twentieths of a point are one). Tables nest by depth. What is open when the text ends is closed as
 * if its marks stood there.
 */
#ifndef HUIZHI_DOCUMENT_NEST_H
#define HUIZHI_DOCUMENT_NEST_H

#include "document/build.h"
#include "document/reader.h"

#define ROW_MAX_CELLS 64 /* Word's own limit is 63 */

enum merge { MERGE_NONE, MERGE_START, MERGE_ON };

/* What a row's definition says. Edges are in twips, count + 1 of them. */
struct row_shape {
    int count;
    int edges[ROW_MAX_CELLS + 1];
    guint8 down[ROW_MAX_CELLS], across[ROW_MAX_CELLS]; /* enum merge */
};

struct nest; /* the tables of one flow of text */

/* Tables and paragraphs go to `blocks`; all three must outlive it. */
struct nest *nest_create(struct document *document, struct counts *counts, GPtrArray *blocks);
/* Closes what is open. */
void nest_free(struct nest *nest);

/* Text now stands in this many tables inside each other, 0 for none: opens and closes tables. */
void nest_depth(struct nest *nest, int depth);
int nest_now(const struct nest *nest);
/* Where paragraphs go; borrowed until the next call of another function. */
GPtrArray *nest_blocks(struct nest *nest);

void nest_end_cell(struct nest *nest);
/* NULL when the row has no definition. */
void nest_end_row(struct nest *nest, const struct row_shape *shape);
/* The row was deleted or is hidden. */
void nest_drop_row(struct nest *nest);

#endif
