/* A JPEG's segments, without decoding it (ITU-T T.81, annex B). For work/ only. */
#ifndef HUIZHI_WORK_JPEG_H
#define HUIZHI_WORK_JPEG_H

#include <glib.h>
#include <stdbool.h>

/* A stretch of the file's bytes; length 0: there is none. */
struct stretch {
    gsize at, length;
};

struct jpeg {
    gint64 width, height;     /* -1 when there is no frame header */
    int components;           /* of the frame header: 1 grey, 3, 4 CMYK */
    int samples;              /* samples in four pixels, all components: 6 is 4:2:0, 12 is 4:4:4 */
    bool progressive;         /* several scans: all coefficients stay in memory */
    int quality;              /* of its quantisation tables, on libjpeg's scale 1 … 100; -1 without tables */
    bool complete;            /* an EOI marker ends the picture */
    guint64 scan;             /* bytes of picture data */
    guint64 meta;             /* bytes of other segments: EXIF, thumbnails, comments */
    guint64 comments;         /* of these: comments, and application data that no camera or program is known to write */
    guint64 after;            /* bytes behind the EOI */
    struct stretch exif;      /* TIFF structure, without the "Exif" before it */
    struct stretch xmp;       /* the standard packet */
    struct stretch photoshop; /* image resources, which hold IPTC */
    struct stretch multiple;  /* the multi-picture index (CIPA DC-007), from its byte order on */
};

/* False when the bytes do not begin as a JPEG. Linear in the length. */
bool jpeg_walk(const guint8 *bytes, gsize length, struct jpeg *jpeg);

#endif
