/* What a camera wrote into a picture: EXIF, XMP and IPTC. For work/ only.
 *
 * Every offset and count is checked against the bytes at hand; what does not fit is not there.
 */
#ifndef HUIZHI_WORK_PHOTO_EXIF_H
#define HUIZHI_WORK_PHOTO_EXIF_H

#include "work/work.h"

struct exif {
    gint64 width, height;              /* of the first directory (TIFF), -1 unknown */
    gint64 orientation;                /* 1 … 8, -1 unknown */
    gint64 strip;                      /* bytes of its largest strip or tile when decoded; -1 unknown (TIFF) */
    char *taken, *camera, *position;   /* as in struct work */
    char *descriptions[4];             /* ImageDescription, XPTitle, XPComment, XPSubject; NULL where there is none */
    gsize thumbnail, thumbnail_length; /* a JPEG inside the bytes; length 0: none */
};

/* Reads a TIFF structure ("II*\0…", also of raw files). False when it is none, or its directory is cut off. */
bool exif_read(const guint8 *bytes, gsize length, struct exif *exif);
void exif_clear(struct exif *exif);

/* dc:description of an XMP packet; the caption (2:120) of Photoshop's image resources. Owned by the caller; NULL: none.
 */
char *exif_xmp_description(const guint8 *bytes, gsize length);
char *exif_iptc_caption(const guint8 *bytes, gsize length);

#endif
