/* The low frequencies of a discrete cosine transform, each above or below their median (the "pHash" of Zauner, 2010):
 * compression, scaling and brightness hardly move them.
 */
#include "work/fingerprint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = FINGERPRINT_SIDE, LOW = 8, BITS = LOW * LOW, DIGITS = 16 };

/* Grey values whose standard deviation is below this are a blank wall or an empty page. */
#define PLAIN 5.0

static bool is_plain(const double *grey)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        sum += grey[i];
        squares += grey[i] * grey[i];
    }
    double mean = sum / (SIDE * SIDE);
    return squares / (SIDE * SIDE) - mean * mean < PLAIN * PLAIN;
}

/* Frequencies 1 … LOW in both directions: the constant and the plain gradients say little. */
static void transform(const double *grey, double *low)
{
    double cosine[LOW][SIDE], rows[SIDE][LOW];
    for (int u = 0; u < LOW; u++)
        for (int x = 0; x < SIDE; x++)
            cosine[u][x] = cos((2 * x + 1) * (u + 1) * G_PI / (2 * SIDE));
    for (int y = 0; y < SIDE; y++)
        for (int u = 0; u < LOW; u++) {
            rows[y][u] = 0;
            for (int x = 0; x < SIDE; x++)
                rows[y][u] += grey[y * SIDE + x] * cosine[u][x];
        }
    for (int v = 0; v < LOW; v++)
        for (int u = 0; u < LOW; u++) {
            double sum = 0;
            for (int y = 0; y < SIDE; y++)
                sum += rows[y][u] * cosine[v][y];
            low[v * LOW + u] = sum;
        }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

char *fingerprint_make(const double *grey)
{
    if (is_plain(grey))
        return NULL;
    double low[BITS], sorted[BITS];
    transform(grey, low);
    memcpy(sorted, low, sizeof low);
    qsort(sorted, BITS, sizeof *sorted, by_size);
    double median = (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
    guint64 bits = 0;
    for (int i = 0; i < BITS; i++)
        bits = bits << 1 | (low[i] > median);
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x", bits);
}

int fingerprint_distance(const char *a, const char *b)
{
    if (!a || !b || strlen(a) != DIGITS || strlen(b) != DIGITS)
        return BITS;
    guint64 differ = g_ascii_strtoull(a, NULL, 16) ^ g_ascii_strtoull(b, NULL, 16);
    return __builtin_popcountll(differ);
}
