/* Fingerprints: 64 bits by which pictures that look alike are found, whatever was done to the file. */
#ifndef HUIZHI_WORK_FINGERPRINT_H
#define HUIZHI_WORK_FINGERPRINT_H

#include <glib.h>
#include <stdbool.h>

/* The grey picture that one is made of. */
#define FINGERPRINT_WIDTH 36
#define FINGERPRINT_HEIGHT 32

/* Pictures within so many bits are taken for the same; tests/bench/README.md tells how it was chosen. Four bands of 16
 * bits, each sought within one bit, find all up to 7. */
#define FINGERPRINT_NEAR 7

/* Of grey values (0 … 255), row by row, the upright picture scaled to that size. NULL for a picture so plain that it
 * would match every other plain one. 16 hexadecimal digits, owned by the caller. */
char *fingerprint_make(const double *grey);

/* Bits in which two differ; 64 when one of them is NULL or no fingerprint. */
int fingerprint_distance(const char *a, const char *b);

#endif
