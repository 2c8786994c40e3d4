/* GMime's decoder ends at the first padding, so that of two chunks encoded by themselves and set end to end the
 * second is lost; GLib's goes on but counts the padding as a sextet and loses the place when it is not aligned.
 */
#include "mail/base64.h"

static int sextet(guchar c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

gsize base64_end(struct base64 *state, guchar *out)
{
    gsize given = 0;
    if (state->count >= 2)
        out[given++] = (guchar)(state->bits >> (state->count * 6 - 8));
    if (state->count == 3)
        out[given++] = (guchar)(state->bits >> 2);
    *state = (struct base64){0};
    return given;
}

gsize base64_step(struct base64 *state, const void *bytes, gsize length, guchar *out)
{
    const guchar *in = bytes;
    gsize given = 0;
    for (gsize i = 0; i < length; i++) {
        if (in[i] == '=') {
            given += base64_end(state, out + given);
            continue;
        }
        int value = sextet(in[i]);
        if (value < 0)
            continue;
        state->bits = state->bits << 6 | (guint32)value;
        if (++state->count == 4) {
            out[given++] = (guchar)(state->bits >> 16);
            out[given++] = (guchar)(state->bits >> 8);
            out[given++] = (guchar)state->bits;
            *state = (struct base64){0};
        }
    }
    return given;
}
