/* The pieces of the reader of scanned and photographed pages: pictures as grey bytes (scan_picture.c), light and shapes
 * in them (scan_plane.c), whether one looks like a page with a form (scan_look.c), the page laid flat (scan_flat.c),
 * its ruling lines (scan_line.c), its characters (scan_text.c), and the document of all that (scan.c).
 *
 * Pixels run from the top left; a grey of 0 is black. Everything returned is owned by the caller.
 */
#ifndef HUIZHI_DOCUMENT_SCAN_H
#define HUIZHI_DOCUMENT_SCAN_H

#include "document/pdf_place.h"

#define SCAN_MAX_PIXELS (60 * 1000 * 1000) /* of a picture, by its header: larger ones are not decoded */
#define SCAN_SIDE 2400                     /* the longer side of a page that is recognised: A4 at 205 dpi */

/* struct picture: see document.h */
struct picture *picture_create(int width, int height);
struct picture *picture_copy(const struct picture *picture);

/* Pages of a picture file: 1, of a TIFF as many as it holds; 0: no picture, or too large. */
int picture_pages(GBytes *bytes);
/* Page `page` (from 0) upright by its EXIF orientation, decoded as small as its format allows with the longer side
 * still at least `side`, and never larger than twice that. NULL: damaged or too large. */
struct picture *picture_decode(GBytes *bytes, int page, int side);
/* No larger than `side`, by averages. */
struct picture *picture_shrink(const struct picture *picture, int side);
/* Turned clockwise by quarters. */
struct picture *picture_turn(const struct picture *picture, int quarters);

/* Dark marks on whatever lies behind them: how much darker than its surroundings a pixel is; 0: not enough. */
struct picture *plane_ink(const struct picture *picture);

struct point {
    double x, y;
};

/* Dark pixels that hang together. */
struct blob {
    int left, top, right, bottom; /* right and bottom: the last ones */
    int area, dark;               /* pixels; the sum of their ink */
    struct point corners[4];      /* outermost: top left, top right, bottom right, bottom left */
};
/* struct blob, at most 60,000, in the order of their tops; *labels (width × height, from 1; g_free) says whose a pixel
 * is. */
GArray *plane_blobs(const struct picture *ink, guint32 **labels);

/* What a page shows without its text being read. */
struct plane_look {
    int cells;               /* areas enclosed by the largest ruled frame; 0: there is none */
    double share;            /* of its area that they take up */
    double size;             /* of the picture that the frame takes up */
    int letters;             /* blobs of the size of characters; in the frame, where there is one */
    double grain;            /* unevenness of what lies behind the writing; paper: below 0.02 */
    struct point corners[4]; /* of the frame */
};
struct plane_look plane_look(const struct picture *picture);

/* The page laid flat: the frame a rectangle or, without one, the lines of text level; paper white, what is no paper
 * white too. May stand on its head or side. */
struct picture *scan_flatten(const struct picture *picture);

/* The ruling lines of a page laid flat: struct pdf_line. */
GArray *scan_lines(const struct picture *page);

/* A character, where it stands; `sure` 0 … 1. */
struct scan_symbol {
    struct pdf_box box;
    char text[16];
    double sure;
    int line;        /* counts the lines of text */
    int top, bottom; /* of its line */
};
struct scan_engine; /* opaque: the recogniser */
/* NULL where the recogniser's data are not installed. */
struct scan_engine *scan_engine_start(void);
void scan_engine_stop(struct scan_engine *engine);
/* Recognises a page whose rules have been erased: struct scan_symbol; NULL when it took too long. */
GArray *scan_recognise(struct scan_engine *engine, const struct picture *page);
/* How well a page reads as it lies, 0 … 1: by a part of it. */
double scan_try(struct scan_engine *engine, const struct picture *page);
/* Makes marks (□ ☑ ■ √) of the characters that boxes and ticks were taken for. */
void scan_marks(const struct picture *page, GArray *symbols);

#endif
