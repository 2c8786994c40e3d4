/* What phones write behind the end of a JPEG: other pictures, a film, the maker's own data. For work/ only. */
#ifndef HUIZHI_WORK_PHOTO_TRAILER_H
#define HUIZHI_WORK_PHOTO_TRAILER_H

#include "work/jpeg.h"

/* How many of the bytes behind the picture's end nothing explains. */
guint64 photo_trailer_surplus(const guint8 *bytes, gsize length, const struct jpeg *jpeg);

#endif
