/* A JPEG's segments, without decoding it (ITU-T T.81, annex B). For work/ only. */
#ifndef HUIZHI_WORK_JPEG_H
#define HUIZHI_WORK_JPEG_H

#include <glib.h>
#include <stdbool.h>

struct jpeg {
    gint64 width, height; /* -1 when there is no frame header */
    bool complete;        /* an EOI marker ends the picture */
    guint64 scan;         /* bytes of picture data */
    guint64 meta;         /* bytes of other segments: EXIF, thumbnails, comments */
    guint64 comments;     /* bytes of comment segments, also in `meta` */
    guint64 after;        /* bytes behind the EOI */
};

/* False when the bytes do not begin as a JPEG. Linear in the length. */
bool jpeg_walk(const guint8 *bytes, gsize length, struct jpeg *jpeg);

#endif
