/* Decoding a picture once (libvips): every byte of it is read, and a small picture of it remains. For work/ only.
 */
#ifndef HUIZHI_WORK_PHOTO_DECODE_H
#define HUIZHI_WORK_PHOTO_DECODE_H

#include "work/photo_header.h"

/* Three bytes a pixel: red, green, blue (sRGB). */
struct canvas {
    int width, height;
    guint8 *rgb; /* owned */
};

enum photo_end {
    PHOTO_WHOLE,
    PHOTO_DAMAGED,   /* it ends early or is corrupt; the canvas may hold what could be read */
    PHOTO_TOO_LARGE, /* decoding it would take more memory than this process may have; a canvas only from the preview
                        that the file holds */
    PHOTO_OTHER,     /* no decoder for this type */
};

struct photo_seen {
    enum photo_end end;
    struct canvas canvas; /* rgb NULL: none; long side up to 1,300 pixels */
    gint64 width, height; /* of a HEIF, as it is shown; else -1 */
    GBytes *exif, *xmp;   /* of a HEIF; NULL */
};

/* Once a process, before it forks (2 ms): no modules, no threads, no generated code, no operation cache. */
void photo_start(void);
/* Frees what the library keeps, for a process that looks for leaks. */
void photo_stop(void);

void photo_decode(const char *type, GBytes *bytes, const struct photo_header *header, struct photo_seen *seen);
void photo_seen_clear(struct photo_seen *seen);

/* The same picture in another size (area averages), turned and mirrored as EXIF's orientation (1 … 8) says. */
struct canvas canvas_scaled(const struct canvas *canvas, int width, int height);
struct canvas canvas_upright(const struct canvas *canvas, gint64 orientation);
/* A JPEG without metadata, at most `most` bytes; NULL when it cannot be made. */
GBytes *canvas_jpeg(const struct canvas *canvas, gsize most);
void canvas_clear(struct canvas *canvas);

#endif
