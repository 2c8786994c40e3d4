/* The pieces of the PDF reader: the document and its blocks (pdf.c), pages as poppler shows them (pdf_page.c), ruling
 * lines (pdf_line.c), cells between lines (pdf_grid.c), lines of text (pdf_text.c). Shared by those files only.
 *
 * Coordinates are pixels at 144 dpi from the top left of the page.
 */
#ifndef HUIZHI_DOCUMENT_PDF_H
#define HUIZHI_DOCUMENT_PDF_H

#include "document/build.h"
#include "document/reader.h"

#define PDF_SCALE 2.0       /* pixels a point */
#define PDF_MAX_PAGES 2000  /* looked at for text */
#define PDF_MAX_READ 20     /* pages with text that are read */
#define PDF_MAX_ITEMS 60000 /* characters of a page */
#define PDF_MAX_FIELDS 5000
#define PDF_MAX_FACES 1000

struct pdf_box {
    double x1, y1, x2, y2;
};

/* A character where it stands, or a form field's value: a text, a button. */
struct pdf_item {
    struct pdf_box box;
    const char *text; /* in the page's own store */
    const char *font; /* a symbol font, else NULL; as text */
    unsigned style;
    guint face;    /* one of the page's fonts */
    double size;   /* of the font in pixels, 0 when not known */
    bool mark, on; /* a box by itself: a form's button (origin says so), a little square of lines, */
    enum mark_origin origin;
    bool field; /* typed into a field or over the page: stands on a line of its own */
    bool gone;  /* became part of another */
    bool inked; /* a written box with ink in its middle */
};

struct pdf_field {
    char *name, *value; /* value: NULL when empty; a button: "true", "false" */
    bool button;
};

struct pdf_page {
    int number;        /* from 1 */
    int width, height; /* pixels */
    GArray *items;     /* struct pdf_item */
    GStringChunk *texts;
    guint visible; /* characters that are no space */
    guint faces;
    guint typed;      /* values of fields and annotations */
    GArray *overlays; /* struct pdf_box: of annotations; what is drawn in them rules no table */
    GArray *strokes;  /* struct pdf_box: of ink, small enough for a tick */
    guint8 *grey;     /* the page without its characters, width × height; NULL when it was not drawn */
};

/* Opaque: poppler's document. */
struct pdf_source;
enum pdf_state { PDF_OPEN, PDF_ENCRYPTED, PDF_DAMAGED };
struct pdf_source *pdf_open(GBytes *bytes, enum pdf_state *state);
void pdf_close(struct pdf_source *source);
int pdf_pages(const struct pdf_source *source);
gpointer pdf_source_document(const struct pdf_source *source); /* poppler's, borrowed */
/* The text of page `number` and the values of its fields, which are also appended to `fields` (struct pdf_field). */
struct pdf_page *pdf_page_read(const struct pdf_source *source, int number, GPtrArray *fields);
/* Takes out the text of fonts whose codes mean nothing; true when there was any. */
bool pdf_ungarble(struct pdf_page *page);
/* Styles that are drawn under and over characters, from a drawing that has them: four bytes a pixel, blue first. */
void pdf_styles(struct pdf_page *page, const guint8 *pixels, gsize stride);
/* Form fields and annotations of poppler's page, as items; fields are appended to `fields` as well. */
void pdf_fields(struct pdf_page *page, gpointer source, GPtrArray *fields);
/* Draws the page into `grey`, characters left out. False when it is too large, or hardly more than a picture. */
bool pdf_page_draw(const struct pdf_source *source, struct pdf_page *page);
/* The whole page drawn in grey, its longer side `side` pixels; NULL when it has no size. */
struct picture *pdf_picture(const struct pdf_source *source, int number, int side);
void pdf_page_free(struct pdf_page *page);
void pdf_field_free(struct pdf_field *field);

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

/* A line of text: items from left to right, no white space at its ends. */
struct pdf_row {
    GPtrArray *items; /* struct pdf_item */
    struct pdf_box box;
};
/* Items as lines from top to bottom; sorts them. struct pdf_row, owned by the caller. */
GPtrArray *pdf_rows(GPtrArray *items);
/* Between a line of a cell and the next: a paragraph's end, a space, nothing. within: the cell, NULL on the page. */
enum pdf_break { PDF_BREAK, PDF_SPACE, PDF_JOIN };
enum pdf_break pdf_break_of(const struct pdf_row *line, const struct pdf_row *next, const struct pdf_box *within);
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
