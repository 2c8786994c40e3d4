/* Each format's frame is one function behind one table. Nothing here decodes, all of it is linear in the length.
 */
#include "work/photo_header.h"

#include <string.h>

#include "work/photo_exif.h"
#include "work/photo_trailer.h"

enum { PREVIEW = 320 }; /* pixels that a scaled JPEG must keep on its long side */

static guint64 number(const guint8 *bytes, int count, bool little)
{
    guint64 value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[little ? count - 1 - i : i];
    return value;
}

static guint64 pixels(const struct photo_header *header)
{
    return header->width > 0 && header->height > 0 ? (guint64)header->width * (guint64)header->height : 0;
}

/* libjpeg keeps a progressive picture's coefficients, two bytes a sample; of others a few rows. */
static void read_jpeg(struct photo_header *header, const guint8 *bytes, gsize length)
{
    struct jpeg jpeg;
    if (!jpeg_walk(bytes, length, &jpeg)) {
        header->damaged = true;
        return;
    }
    header->width = jpeg.width;
    header->height = jpeg.height;
    header->quality = jpeg.quality;
    header->surplus = jpeg.complete ? (gint64)(photo_trailer_surplus(bytes, length, &jpeg) + jpeg.comments) : -1;
    header->damaged = !jpeg.complete || jpeg.width <= 0 || !jpeg.scan;
    header->exif = jpeg.exif;
    header->xmp = jpeg.xmp;
    header->photoshop = jpeg.photoshop;
    gint64 longest = MAX(jpeg.width, jpeg.height);
    header->shrink = longest >= 8 * PREVIEW ? 8 : longest >= 4 * PREVIEW ? 4 : longest >= 2 * PREVIEW ? 2 : 1;
    header->memory = (guint64)MAX(jpeg.width, 1) * 256;
    if (jpeg.progressive)
        header->memory += pixels(header) * (guint64)jpeg.samples / 4 * 2;
}

/* Chunks that encoders write; others, texts above all, are no picture. (PNG third edition, 11 and 14.) */
static bool is_picture_chunk(const guint8 *type)
{
    static const char *const types[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP",
                                        "sBIT", "sRGB", "cICP", "bKGD", "hIST", "pHYs", "sPLT", "eXIf",
                                        "tIME", "acTL", "fcTL", "fdAT", "mDCv", "cLLi"};
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (!memcmp(type, types[i], 4))
            return true;
    return false;
}

static const char xmp_chunk[] = "XML:com.adobe.xmp\0\0\0\0"; /* uncompressed, no language */

static void read_chunks(struct photo_header *header, const guint8 *bytes, gsize length)
{
    gsize at = 8;
    guint64 texts = 0;
    bool data = false;
    while (at + 12 <= length) {
        gsize size = (gsize)number(bytes + at, 4, false);
        const guint8 *type = bytes + at + 4;
        if (size > length - at - 12)
            break;
        data = data || !memcmp(type, "IDAT", 4);
        texts += is_picture_chunk(type) ? 0 : size + 12;
        if (!memcmp(type, "eXIf", 4) && !header->exif.length)
            header->exif = (struct stretch){at + 8, size};
        if (!memcmp(type, "iTXt", 4) && size > sizeof xmp_chunk && !memcmp(type + 4, xmp_chunk, sizeof xmp_chunk))
            header->xmp = (struct stretch){at + 8 + sizeof xmp_chunk, size - sizeof xmp_chunk};
        if (!memcmp(type, "IEND", 4)) {
            header->surplus = (gint64)(length - at - 12 - size + texts);
            header->damaged = !data;
            return;
        }
        at += 12 + size;
    }
    header->damaged = true;
}

/* PNG specification, 5: IHDR comes first, IEND last. An interlaced picture is decoded whole. */
static void read_png(struct photo_header *header, const guint8 *bytes, gsize length)
{
    static const guint8 signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    if (length < 33 || memcmp(bytes, signature, sizeof signature) != 0 || memcmp(bytes + 12, "IHDR", 4) != 0) {
        header->damaged = true;
        return;
    }
    header->width = (gint64)number(bytes + 16, 4, false);
    header->height = (gint64)number(bytes + 20, 4, false);
    guint64 depth = bytes[24] == 16 ? 8 : 4;
    header->memory = (bytes[28] ? pixels(header) : (guint64)header->width * 64) * depth;
    read_chunks(header, bytes, length);
}

static void read_gif(struct photo_header *header, const guint8 *bytes, gsize length)
{
    if (length < 14 || memcmp(bytes, "GIF8", 4) != 0) {
        header->damaged = true;
        return;
    }
    header->width = (gint64)number(bytes + 6, 2, true);
    header->height = (gint64)number(bytes + 8, 2, true);
    header->memory = pixels(header) * 8;
}

static void read_riff(struct photo_header *header, const guint8 *bytes, gsize length)
{
    gsize at = 12;
    while (at + 8 <= length) {
        gsize size = (gsize)number(bytes + at + 4, 4, true);
        struct stretch content = {at + 8, size};
        if (size > length - at - 8)
            return;
        if (!memcmp(bytes + at, "EXIF", 4))
            header->exif = content;
        else if (!memcmp(bytes + at, "XMP ", 4))
            header->xmp = content;
        at += 8 + size + (size & 1);
    }
}

/* Google's WebP container: VP8 , VP8L or VP8X is the first chunk. */
static void read_webp(struct photo_header *header, const guint8 *bytes, gsize length)
{
    if (length < 30 || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WEBP", 4) != 0) {
        header->damaged = true;
        return;
    }
    guint64 size = number(bytes + 4, 4, true);
    header->damaged = size > length - 8;
    header->surplus = header->damaged ? -1 : (gint64)(length - 8 - size);
    if (!memcmp(bytes + 12, "VP8X", 4)) {
        header->width = 1 + (gint64)number(bytes + 24, 3, true);
        header->height = 1 + (gint64)number(bytes + 27, 3, true);
    } else if (!memcmp(bytes + 12, "VP8L", 4)) {
        guint64 packed = number(bytes + 21, 4, true);
        header->width = 1 + (gint64)(packed & 0x3FFF);
        header->height = 1 + (gint64)(packed >> 14 & 0x3FFF);
    } else if (!memcmp(bytes + 12, "VP8 ", 4)) {
        header->width = (gint64)number(bytes + 26, 2, true) & 0x3FFF;
        header->height = (gint64)number(bytes + 28, 2, true) & 0x3FFF;
    }
    header->memory = pixels(header) * 8;
    read_riff(header, bytes, length);
}

/* TIFF 6.0: a strip or tile is decoded whole. Its metadata are the file's own directories. */
static void read_tiff(struct photo_header *header, const guint8 *bytes, gsize length)
{
    struct exif exif;
    header->tiff = true;
    header->damaged = !exif_read(bytes, length, &exif);
    header->width = exif.width;
    header->height = exif.height;
    header->memory = 2 * (guint64)MAX(exif.strip, 0) + (guint64)MAX(exif.width, 0) * 512;
    exif_clear(&exif);
}

/* Raw files of cameras: their first directory tells the preview's size, not the picture's, so only the rest is used.
 */
static void read_raw(struct photo_header *header, const guint8 *bytes, gsize length)
{
    struct exif exif;
    header->tiff = true;
    exif_read(bytes, length, &exif);
    exif_clear(&exif);
}

static void read_bmp(struct photo_header *header, const guint8 *bytes, gsize length)
{
    if (length < 26 || memcmp(bytes, "BM", 2) != 0) {
        header->damaged = true;
        return;
    }
    header->width = (gint64)number(bytes + 18, 4, true);
    gint32 height = (gint32)number(bytes + 22, 4, true);
    header->height = height < 0 ? -(gint64)height : height;
    header->damaged = number(bytes + 2, 4, true) > length;
}

/* ISO/IEC 23008-12: the largest item's size (ispe); a picture of tiles has one of its own. libheif decodes whole: the
 * planes, then the pixels. A file that is cut off lacks bytes of its last box. */
static void read_heif(struct photo_header *header, const guint8 *bytes, gsize length)
{
    gsize at = 0, boxes = 0;
    while (at + 8 <= length && boxes++ < 1000) {
        guint64 size = number(bytes + at, 4, false);
        if (size == 1 && at + 16 <= length)
            size = number(bytes + at + 8, 8, false);
        size = size == 0 ? length - at : size;
        if (size < 8 || size > length - at)
            break;
        at += size;
    }
    header->damaged = at != length || boxes < 2;
    const guint8 *end = bytes + length, *p = bytes;
    while ((p = memmem(p, (gsize)MIN(end - p, 1 << 20), "ispe", 4)) && end - p >= 16) {
        gint64 width = (gint64)number(p + 8, 4, false), height = (gint64)number(p + 12, 4, false);
        if (width < 65536 && height < 65536 && width * height > header->width * header->height) {
            header->width = width;
            header->height = height;
        }
        p += 4;
    }
    header->memory = pixels(header) * 7 + (48 << 20);
}

bool photo_header_read(const char *type, const guint8 *bytes, gsize length, struct photo_header *header)
{
    static const struct {
        const char *type;
        void (*read)(struct photo_header *, const guint8 *, gsize);
    } formats[] = {
        {"image/jpeg", read_jpeg},      {"image/png", read_png},         {"image/gif", read_gif},
        {"image/webp", read_webp},      {"image/tiff", read_tiff},       {"image/bmp", read_bmp},
        {"image/x-ms-bmp", read_bmp},   {"image/heic", read_heif},       {"image/heif", read_heif},
        {"image/avif", read_heif},      {"image/x-canon-cr2", read_raw}, {"image/x-nikon-nef", read_raw},
        {"image/x-sony-arw", read_raw}, {"image/x-adobe-dng", read_raw}, {"image/x-olympus-orf", read_raw},
    };
    *header = (struct photo_header){.width = -1, .height = -1, .surplus = -1, .quality = -1, .shrink = 1};
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
        if (!g_strcmp0(type, formats[i].type)) {
            formats[i].read(header, bytes, length);
            return true;
        }
    return false;
}
