/* A document in reading order: tables as grids, the text between them, content controls; all with one running count
 * of rows, so that the beginning and the end of each form in it are two numbers.
 */
#ifndef HUIZHI_FORM_LAYOUT_H
#define HUIZHI_FORM_LAYOUT_H

#include "form/flat.h"
#include "form/grid.h"

struct region {
    struct grid *grid; /* a table; NULL: text */
    struct flat *text; /* lines */
    int first, rows;   /* running rows: [first, first + rows) */
    int line;          /* number of the first line of a text */
    bool tabbed;       /* a grid of lines with tabs */
};

struct tag { /* a content control or a PDF's field */
    int row;
    char *name, *value;
    char *place;
};

struct layout {
    GPtrArray *regions; /* struct region */
    GPtrArray *tags;    /* struct tag */
    int rows;
    bool cut; /* too long: the rest was not looked at */
    bool scanned;
    char *name; /* of the document, as `from` shows it */
};
typedef struct layout Layout;

struct layout *layout_create(const struct document *document, const char *name);
/* Plain text as one region. */
struct layout *layout_from_text(const char *text, const char *name);
void layout_free(struct layout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Layout, layout_free)

#endif
