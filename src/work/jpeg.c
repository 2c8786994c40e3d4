/* Walking a JPEG. A truncated picture opens and shows its header in most programs; only the missing end tells. Bytes
 * behind the end, or giant comments, are how a small picture is made to weigh two megabytes.
 */
#include "work/jpeg.h"

#include <string.h>

static bool is_frame(guint8 marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* The end of entropy-coded data: the next marker that is neither stuffing nor a restart. */
static gsize scan_end(const guint8 *bytes, gsize length, gsize at)
{
    while (at + 1 < length) {
        const guint8 *next = memchr(bytes + at, 0xFF, length - at - 1);
        if (!next)
            return length;
        at = (gsize)(next - bytes);
        guint8 marker = bytes[at + 1];
        if (marker != 0 && marker != 0xFF && (marker < 0xD0 || marker > 0xD7))
            return at;
        at += marker == 0xFF ? 1 : 2;
    }
    return length;
}

bool jpeg_walk(const guint8 *bytes, gsize length, struct jpeg *jpeg)
{
    *jpeg = (struct jpeg){.width = -1, .height = -1};
    if (length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        return false;
    gsize at = 2;
    while (at + 1 < length) {
        if (bytes[at] != 0xFF || bytes[at + 1] == 0xFF) {
            at++;
            continue;
        }
        guint8 marker = bytes[at + 1];
        if (marker == 0xD9) {
            jpeg->complete = true;
            jpeg->after = length - at - 2;
            return true;
        }
        if (marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            at += 2;
            continue;
        }
        if (at + 4 > length)
            return true;
        gsize size = (gsize)bytes[at + 2] << 8 | bytes[at + 3];
        if (is_frame(marker) && size >= 8 && at + 9 <= length) {
            jpeg->height = (gint64)bytes[at + 5] << 8 | bytes[at + 6];
            jpeg->width = (gint64)bytes[at + 7] << 8 | bytes[at + 8];
        }
        jpeg->meta += MIN(2 + size, length - at);
        jpeg->comments += marker == 0xFE ? MIN(2 + size, length - at) : 0;
        at += 2 + size;
        if (marker == 0xDA && at < length) {
            gsize end = scan_end(bytes, length, at);
            jpeg->scan += end - at;
            at = end;
        }
    }
    return true;
}
