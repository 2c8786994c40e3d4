/* Base64 as mail really has it: padding in the middle, white space and other bytes between. */
#ifndef HUIZHI_MAIL_BASE64_H
#define HUIZHI_MAIL_BASE64_H

#include <glib.h>

struct base64 {
    guint32 bits; /* not yet given out */
    guint count;  /* sextets in them, 0 to 3 */
};

/* Decodes into `out` (at least length * 3 / 4 + 3 bytes) and gives the number of bytes. Padding ends a group wherever
 * it stands, and the next one begins anew: two encodings set end to end decode to both texts. Bytes that are
 * no base64 are skipped. Begin with a zeroed state. */
gsize base64_step(struct base64 *state, const void *bytes, gsize length, guchar *out);

/* The last group when no padding ended it: at most 2 bytes. Resets the state. */
gsize base64_end(struct base64 *state, guchar *out);

#endif
