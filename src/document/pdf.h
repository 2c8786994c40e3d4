/* The pieces of the PDF reader: the document and its blocks (pdf.c), pages as poppler shows them (pdf_page.c,
 * pdf_text.c, pdf_field.c, pdf_style.c). What stands where on a page is pdf_place.h.
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

#endif
