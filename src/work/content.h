/* A PDF content stream, as far as preflight needs it: which XObjects are painted, and how large. For work/ only. */
#ifndef HUIZHI_WORK_CONTENT_H
#define HUIZHI_WORK_CONTENT_H

#include <glib.h>
#include <stdbool.h>

/* Coordinates by [a b 0; c d 0; e f 1] (PDF 32000-1, 8.3.4); e and f place, they do not scale. */
struct matrix {
    double a, b, c, d;
};

struct painted {
    char *name; /* of the XObject in the resources, with its slash: "/Im1" */
    struct matrix matrix;
};

/* The outcome of applying `inner` first. */
struct matrix matrix_multiply(const struct matrix *inner, const struct matrix *outer);

/* Array of struct painted in the order of painting, at most `limit`. `start` is the matrix in force at the beginning.
 * Damaged streams give what could be read. Linear in the length. */
GArray *content_painted(const char *bytes, gsize length, const struct matrix *start, guint limit);

#endif
