/* What stands where on a page, a PDF's or a scan's: ruling lines, boxes to tick, tables, lines of text. From the page's
 * items (pdf.h) to the document's blocks.
 */
#ifndef HUIZHI_DOCUMENT_PDF_PLACE_H
#define HUIZHI_DOCUMENT_PDF_PLACE_H

#include "document/pdf.h"

/* A ruling line; at is its middle across, from and to its ends along. */
struct pdf_line {
    double at, from, to;
    bool upright, gone;
    int group; /* lines that touch each other */
};
/* The lines of a drawn page that end on others. struct pdf_line, owned by the caller. */
GArray *pdf_lines(const struct pdf_page *page);

/* Takes little squares out of the lines: they become items, before one that stands near the edge of a cell is taken
 * for its corner. */
void pdf_boxes(struct pdf_page *page, GArray *lines);
/* Turns on the boxes that are ticked by what is drawn or typed over them. */
void pdf_ticks(struct pdf_page *page);
/* True for a character that is an empty box. */
bool pdf_item_hollow(const struct pdf_item *item);

/* What stands at a place: characters and tables. */
struct pdf_place {
    GPtrArray *items; /* struct pdf_item, borrowed from the page */
    GPtrArray *grids; /* struct pdf_grid, owned, from top to bottom */
};
struct pdf_cell {
    struct pdf_box box;
    int row, rows; /* of the grid, from 0 */
    struct pdf_place content;
};
struct pdf_grid {
    struct pdf_box box;
    int rows;
    GPtrArray *cells; /* struct pdf_cell, by row then column */
    GArray *columns;  /* double: the edges */
};
struct pdf_extent { /* of fine cells, both ends included */
    int top, left, bottom, right, count;
};
/* A table without cells; edges (double) of at least one column and row. Cells go by row, then column. */
struct pdf_grid *pdf_grid_create(GArray *xs, GArray *ys);
void pdf_grid_add(struct pdf_grid *grid, const GArray *ys, const struct pdf_extent *extent);
void pdf_grid_free(struct pdf_grid *grid);

/* The tables of a tagged document's structure tree; NULL without one. */
struct pdf_tree;
struct pdf_tree *pdf_tree_read(const struct pdf_source *source);
void pdf_tree_free(struct pdf_tree *tree);
/* Those of page `number` that the place holds as text only; like pdf_columns. tree: may be NULL. */
GPtrArray *pdf_tree_grids(const struct pdf_tree *tree, int number, const struct pdf_place *place);
/* Tables of a place whose columns only text shows. struct pdf_grid, owned by the caller; items stay where they are. */
GPtrArray *pdf_columns(const struct pdf_place *place);

/* The index after the characters that go on from the one at `first`, each abutting the one before. */
guint pdf_run_end(const struct pdf_page *page, guint first);
/* The box or character that stands just left of one, NULL when there is none. */
const struct pdf_item *pdf_run_before(const struct pdf_page *page, const struct pdf_item *item);

/* The tables between the lines, those in cells of others inside them, and each character where it belongs. Little
 * squares become items of the page. */
struct pdf_place *pdf_place(struct pdf_page *page, GArray *lines, const struct pdf_tree *tree);
void pdf_place_free(struct pdf_place *place);

/* Mends a table at the page break after its row `above`; the rows that became part of others or were the header's
 * again. */
int pdf_join_rows(struct table *table, int above);

/* Items (struct pdf_item *) of one cell or of the page as paragraphs; `within` is the box that lines were wrapped in,
 * NULL: each line is a paragraph. */
void pdf_paragraphs(struct document *document, struct counts *counts, GPtrArray *items, const struct pdf_box *within,
                    GPtrArray *blocks);

#endif
