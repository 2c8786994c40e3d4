/* A difference hash (N. Krawetz, "Kind of like that", 2013): the picture in 9×8 boxes, a bit for each that is clearly
 * darker than its neighbour to the right. Compression, scaling and brightness hardly move it, and of the fingerprints
 * that were tried (tests/bench/README.md) it found most copies without taking one picture for another.
 */
#include "work/fingerprint.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = FINGERPRINT_WIDTH, HEIGHT = FINGERPRINT_HEIGHT, COLUMNS = 9, ROWS = 8, BITS = 64, DIGITS = 16 };

/* Grey values whose standard deviation is below this are a blank wall or an empty page. */
#define PLAIN 5.0
/* Boxes (of 16 values) that differ by less than two grey values are alike: else an even sky or wall would give bits of
 * chance. */
#define STEP (2.0 * 16)

static bool is_plain(const double *grey)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        sum += grey[i];
        squares += grey[i] * grey[i];
    }
    double mean = sum / (WIDTH * HEIGHT);
    return squares / (WIDTH * HEIGHT) - mean * mean < PLAIN * PLAIN;
}

static double box(const double *grey, int column, int row)
{
    const int wide = WIDTH / COLUMNS, high = HEIGHT / ROWS;
    double sum = 0;
    for (int y = row * high; y < (row + 1) * high; y++)
        for (int x = column * wide; x < (column + 1) * wide; x++)
            sum += grey[y * WIDTH + x];
    return sum;
}

char *fingerprint_make(const double *grey)
{
    if (is_plain(grey))
        return NULL;
    guint64 bits = 0;
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column + 1 < COLUMNS; column++)
            bits = bits << 1 | (box(grey, column, row) + STEP < box(grey, column + 1, row));
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x", bits);
}

int fingerprint_distance(const char *a, const char *b)
{
    if (!a || !b || strlen(a) != DIGITS || strlen(b) != DIGITS)
        return BITS;
    guint64 differ = g_ascii_strtoull(a, NULL, 16) ^ g_ascii_strtoull(b, NULL, 16);
    return __builtin_popcountll(differ);
}
