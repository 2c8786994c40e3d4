/* Pictures as grey bytes. Formats are leptonica's business; how large a picture may be is decided here, by its header,
 * before anything is decoded.
 */
#include <string.h>

#include <leptonica/allheaders.h>

#include "document/scan.h"

#define MAX_COLOUR_PIXELS (40 * 1000 * 1000) /* of formats that are decoded whole, 4 bytes a pixel */
#define MAX_PAGES 100

struct header {
    int format, width, height;
    bool jpeg;
};

struct picture *picture_create(int width, int height)
{
    struct picture *picture = g_new0(struct picture, 1);
    picture->width = width;
    picture->height = height;
    picture->grey = g_malloc((gsize)width * (gsize)height);
    return picture;
}

struct picture *picture_copy(const struct picture *picture)
{
    struct picture *copy = picture_create(picture->width, picture->height);
    memcpy(copy->grey, picture->grey, (gsize)picture->width * (gsize)picture->height);
    return copy;
}

void picture_free(struct picture *picture)
{
    if (!picture)
        return;
    g_free(picture->grey);
    g_free(picture);
}

static const guint8 *data_of(GBytes *bytes, gsize *length)
{
    return g_bytes_get_data(bytes, length);
}

static guint32 number(const guint8 *at, int bytes, bool little)
{
    guint32 value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (guint32)at[i] << 8 * (little ? i : bytes - 1 - i);
    return value;
}

/* Leptonica would decode a BMP to learn its size. */
static bool read_bmp_header(const guint8 *data, gsize length, struct header *header)
{
    if (length < 54 || memcmp(data, "BM", 2) != 0)
        return false;
    gint32 width = (gint32)number(data + 18, 4, true), height = (gint32)number(data + 22, 4, true);
    header->width = width;
    header->height = height == G_MININT32 ? 0 : ABS(height);
    return true;
}

static bool read_header(GBytes *bytes, int page, struct header *header)
{
    gsize length;
    const guint8 *data = data_of(bytes, &length);
    l_int32 bits, samples, mapped;
    setMsgSeverity(L_SEVERITY_NONE);
    if (length < 32 || findFileFormatBuffer(data, &header->format) != 0)
        return false;
    header->jpeg = header->format == IFF_JFIF_JPEG;
    bool tiff = header->format >= IFF_TIFF && header->format <= IFF_TIFF_ZIP;
    bool known = header->jpeg || tiff || header->format == IFF_PNG || header->format == IFF_WEBP;
    if (header->format == IFF_BMP)
        known = read_bmp_header(data, length, header);
    else if (tiff)
        known = readHeaderMemTiff(data, length, page, &header->width, &header->height, &bits, &samples, NULL, &mapped,
                                  NULL) == 0;
    else if (known)
        known = pixReadHeaderMem(data, length, NULL, &header->width, &header->height, &bits, &samples, &mapped) == 0;
    if (!known || header->width < 1 || header->height < 1 || header->width > 65500 || header->height > 65500)
        return false;
    gint64 pixels = (gint64)header->width * header->height;
    return pixels <= (header->jpeg ? SCAN_MAX_PIXELS : MAX_COLOUR_PIXELS);
}

int picture_pages(GBytes *bytes)
{
    struct header header = {0};
    if (!read_header(bytes, 0, &header))
        return 0;
    int pages = 1;
    if (header.format >= IFF_TIFF && header.format <= IFF_TIFF_ZIP)
        for (struct header next = {0}; pages < MAX_PAGES && read_header(bytes, pages, &next);)
            pages++;
    return pages;
}

/* Orientation --------------------------------------------------------------------------------------------------- */

/* Tag 0x0112 of the first directory of a TIFF block (TIFF 6.0, section 2; Exif 2.3, 4.6.4). */
static int read_directory(const guint8 *data, gsize length)
{
    if (length < 14)
        return 1;
    bool little = data[0] == 'I';
    gsize at = number(data + 4, 4, little);
    if (at > length - 2)
        return 1;
    guint count = number(data + at, 2, little);
    for (guint i = 0; i < count && at + 2 + 12 * (gsize)(i + 1) <= length; i++) {
        const guint8 *entry = data + at + 2 + 12 * (gsize)i;
        if (number(entry, 2, little) == 0x0112)
            return (int)number(entry + 8, 2, little);
    }
    return 1;
}

static int exif_orientation(const guint8 *data, gsize length)
{
    for (gsize at = 2; at + 4 <= length && data[at] == 0xFF && data[at + 1] != 0xDA;) {
        gsize size = number(data + at + 2, 2, false);
        if (size < 2 || at + 2 + size > length)
            break;
        if (data[at + 1] == 0xE1 && size > 8 && memcmp(data + at + 4, "Exif\0\0", 6) == 0)
            return read_directory(data + at + 10, size - 8);
        at += 2 + size;
    }
    return 1;
}

/* Decoding ------------------------------------------------------------------------------------------------------ */

static struct picture *take_pix(PIX *pix)
{
    PIX *flat = pix && pixGetSpp(pix) == 4 ? pixAlphaBlendUniform(pix, 0xffffff00) : pix ? pixClone(pix) : NULL;
    PIX *grey = flat ? pixConvertTo8(flat, 0) : NULL;
    pixDestroy(&flat);
    if (!grey)
        return NULL;
    struct picture *picture = picture_create(pixGetWidth(grey), pixGetHeight(grey));
    const l_uint32 *data = pixGetData(grey);
    for (int y = 0; y < picture->height; y++) {
        const l_uint32 *line = data + (gsize)y * (gsize)pixGetWpl(grey);
        guint8 *out = picture->grey + (gsize)y * (gsize)picture->width;
        for (int x = 0; x < picture->width; x++)
            out[x] = GET_DATA_BYTE(line, x);
    }
    pixDestroy(&grey);
    return picture;
}

static PIX *decode(GBytes *bytes, int page, int side, const struct header *header)
{
    gsize length;
    const guint8 *data = data_of(bytes, &length);
    if (header->jpeg) {
        int reduction = 1, longer = MAX(header->width, header->height);
        while (reduction < 8 && longer / (2 * reduction) >= side)
            reduction *= 2;
        PIX *grey = pixReadMemJpeg(data, length, 0, reduction, NULL, L_JPEG_READ_LUMINANCE);
        return grey ? grey : pixReadMemJpeg(data, length, 0, reduction, NULL, 0); /* CMYK has no luminance of its own */
    }
    return header->format >= IFF_TIFF && header->format <= IFF_TIFF_ZIP ? pixReadMemTiff(data, length, page)
                                                                        : pixReadMem(data, length);
}

struct picture *picture_decode(GBytes *bytes, int page, int side)
{
    static const int turns[] = {0, 0, 0, 2, 2, 1, 1, 3, 3}; /* mirrored ones do not come from cameras */
    struct header header = {0};
    if (!read_header(bytes, page, &header))
        return NULL;
    PIX *pix = decode(bytes, page, side, &header);
    /* A header may lie about what follows. */
    bool fits = pix && (gint64)pixGetWidth(pix) * pixGetHeight(pix) <= SCAN_MAX_PIXELS;
    g_autoptr(Picture) whole = fits ? take_pix(pix) : NULL;
    pixDestroy(&pix);
    if (!whole)
        return NULL;
    g_autoptr(Picture) small = picture_shrink(whole, 2 * side);
    gsize length;
    const guint8 *data = data_of(bytes, &length);
    int orientation = header.jpeg ? exif_orientation(data, length) : 1;
    return picture_turn(small, orientation > 0 && orientation < 9 ? turns[orientation] : 0);
}

/* Changing ------------------------------------------------------------------------------------------------------ */

struct picture *picture_shrink(const struct picture *picture, int side)
{
    int width = picture->width, height = picture->height, longer = MAX(width, height);
    if (longer <= side)
        return picture_copy(picture);
    struct picture *small =
        picture_create(MAX((int)((gint64)width * side / longer), 1), MAX((int)((gint64)height * side / longer), 1));
    for (int y = 0; y < small->height; y++) {
        int top = (int)((gint64)y * height / small->height), bottom = (int)((gint64)(y + 1) * height / small->height);
        bottom = MAX(bottom, top + 1);
        for (int x = 0; x < small->width; x++) {
            int left = (int)((gint64)x * width / small->width), right = (int)((gint64)(x + 1) * width / small->width);
            right = MAX(right, left + 1);
            guint64 sum = 0;
            for (int v = top; v < bottom; v++)
                for (int u = left; u < right; u++)
                    sum += picture->grey[(gsize)v * (gsize)width + (gsize)u];
            small->grey[(gsize)y * (gsize)small->width + (gsize)x] =
                (guint8)(sum / (guint64)((right - left) * (bottom - top)));
        }
    }
    return small;
}

struct picture *picture_turn(const struct picture *picture, int quarters)
{
    int width = picture->width, height = picture->height;
    if (quarters % 4 == 0)
        return picture_copy(picture);
    bool half = quarters % 4 == 2;
    struct picture *turned = picture_create(half ? width : height, half ? height : width);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int to_x = half ? width - 1 - x : quarters % 4 == 1 ? height - 1 - y : y;
            int to_y = half ? height - 1 - y : quarters % 4 == 1 ? x : width - 1 - x;
            turned->grey[(gsize)to_y * (gsize)turned->width + (gsize)to_x] =
                picture->grey[(gsize)y * (gsize)width + (gsize)x];
        }
    return turned;
}

GBytes *picture_png(const struct picture *picture, const struct area *area)
{
    int left = CLAMP(area->x, 0, picture->width), top = CLAMP(area->y, 0, picture->height);
    int width = MIN(area->width, picture->width - left), height = MIN(area->height, picture->height - top);
    PIX *pix = width > 0 && height > 0 ? pixCreate(width, height, 8) : NULL;
    if (!pix)
        return NULL;
    for (int y = 0; y < height; y++) {
        l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
        const guint8 *from = picture->grey + (gsize)(top + y) * (gsize)picture->width + left;
        for (int x = 0; x < width; x++)
            SET_DATA_BYTE(line, x, (from[x] >> 4) * 17); /* 16 greys: legible, and a third of the size */
    }
    l_uint8 *data = NULL;
    size_t size = 0;
    l_int32 failed = pixWriteMemPng(&data, &size, pix, 0);
    pixDestroy(&pix);
    GBytes *bytes = failed ? NULL : g_bytes_new(data, size);
    lept_free(data);
    return bytes;
}
