/* What a picture's file tells before it is decoded: pixels, where the metadata lie, whether the end is there, bytes
 * that are no picture, and what decoding it would take. For work/ only.
 */
#ifndef HUIZHI_WORK_PHOTO_HEADER_H
#define HUIZHI_WORK_PHOTO_HEADER_H

#include "work/jpeg.h"

struct photo_header {
    gint64 width, height; /* -1 unknown */
    gint64 surplus;       /* -1 unknown */
    int quality;          /* of a JPEG; -1 */
    bool damaged;         /* by its frame alone */
    bool tiff;            /* the file as a whole is a TIFF structure */
    struct stretch exif, xmp, photoshop;
    guint64 memory; /* bytes that a decoder needs at once, roughly and rather too many */
    int shrink;     /* a JPEG's scale for a decoder: 1, 2, 4, 8 */
};

/* False for a format whose header is not known here. */
bool photo_header_read(const char *type, const guint8 *bytes, gsize length, struct photo_header *header);

#endif
