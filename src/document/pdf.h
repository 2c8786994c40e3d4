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

struct pdf_box {
    double x1, y1, x2, y2;
};

/* A character where it stands, or a form field's value: a text, a button. */
struct pdf_item {
    struct pdf_box box;
    const char *text; /* in the page's own store */
    const char *font; /* a symbol font, else NULL; as text */
    unsigned style;
    bool button, on; /* a check box or an option button of a form, */
    bool drawn;      /* or a little square of lines */
    bool field;      /* the value of a text field: stands on a line of its own */
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
    guint8 *grey;  /* the page without its characters, width × height; NULL when it was not drawn */
};

/* Opaque: poppler's document. */
struct pdf_source;
enum pdf_state { PDF_OPEN, PDF_ENCRYPTED, PDF_DAMAGED };
struct pdf_source *pdf_open(GBytes *bytes, enum pdf_state *state);
void pdf_close(struct pdf_source *source);
int pdf_pages(const struct pdf_source *source);
/* The text of page `number` and the values of its fields, which are also appended to `fields` (struct pdf_field). */
struct pdf_page *pdf_page_read(const struct pdf_source *source, int number, GPtrArray *fields);
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
/* The tables between the lines, those in cells of others inside them, and each character where it belongs. Little
 * squares become items of the page. */
struct pdf_place *pdf_place(struct pdf_page *page, GArray *lines);
void pdf_place_free(struct pdf_place *place);

/* Items (struct pdf_item *) of one cell or of the page as paragraphs; `within` is the box that lines were wrapped in,
 * NULL: each line is a paragraph. */
void pdf_paragraphs(struct document *document, struct counts *counts, GPtrArray *items, const struct pdf_box *within,
                    GPtrArray *blocks);

#endif
