/* What the terminal is like: its width, and whether it wants colour. A file, a pipe or cron gets neither. */
#ifndef HUIZHI_BASE_SCREEN_H
#define HUIZHI_BASE_SCREEN_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Columns of the terminal that `out` is (at least 40), $COLUMNS where it does not say; 0 when `out` is no terminal. */
gsize screen_columns(FILE *out);

/* A terminal that is not dumb, and NO_COLOR (no-color.org) is unset or empty. */
bool screen_colour(FILE *out);

enum tint { TINT_NONE, TINT_BOLD, TINT_GOOD, TINT_CARE, TINT_BAD, TINT_PALE };

/* Writes the text, in that colour where screen_colour() allows. */
void screen_put(FILE *out, enum tint tint, const char *text);

/* One line that fits into `columns`: control characters become spaces, what does not fit is cut and ends with an
 * ellipsis. 0 columns: nothing is cut. Free with g_free. */
char *screen_fit(const char *text, gsize columns);

#endif
