/* Walking a JPEG. A truncated picture opens and shows its header in most programs; only the missing end tells. Bytes
 * behind the end, or giant comments, are how a small picture is made to weigh two megabytes. The quantisation tables
 * tell how hard a program has squeezed it.
 */
#include "work/jpeg.h"

#include <stdlib.h>
#include <string.h>

enum {
    APP0 = 0xE0,
    APP15 = 0xEF,
    COM = 0xFE,
    DQT = 0xDB,
    SOS = 0xDA,
    EOI = 0xD9,
    COEFFICIENTS = 64,
    HEAD = 4 /* marker and length */
};

/* Application data that cameras and programs write, and how much of it is honest in one file. What a list does not
 * name, or is over its measure, counts as a comment. (EXIF 2.32, 4.5; XMP part 3, 1.1.3; ICC.1, annex B.4; CIPA
 * DC-007; ISO 19566-5 for APP11.) */
static const struct {
    guint8 marker;
    const char *begins;
    gsize skip;     /* bytes before the content */
    guint64 honest; /* bytes of all such segments together */
    gsize place;    /* of the content in struct jpeg; 0: not kept */
} known[] = {
    {0xE0, "JFIF", 5, 64 * 1024},
    {0xE0, "JFXX", 5, 64 * 1024},
    {0xE1, "Exif", 6, 256 * 1024, offsetof(struct jpeg, exif)},
    {0xE1, "http://ns.adobe.com/xap/1.0/", 29, 128 * 1024, offsetof(struct jpeg, xmp)},
    {0xE1, "http://ns.adobe.com/xmp/extension/", 35, 16 * 1024 * 1024},
    {0xE2, "ICC_PROFILE", 12, 4 * 1024 * 1024},
    {0xE2, "MPF", 4, 64 * 1024, offsetof(struct jpeg, multiple)},
    {0xE2, "FPXR", 5, 512 * 1024},
    {0xEB, "JP", 2, 8 * 1024 * 1024},
    {0xED, "Photoshop 3.0", 14, 1024 * 1024, offsetof(struct jpeg, photoshop)},
    {0xEE, "Adobe", 5, 1024},
};

/* Tables K.1 and K.2 of the standard, summed: what quality 50 of libjpeg gives. */
static const int luminance[COEFFICIENTS] = {16, 11, 12,  14,  12,  10, 16, 14,  13,  14,  18,  17,  16, 19,  24,  40,
                                            26, 24, 22,  22,  24,  49, 35, 37,  29,  40,  58,  51,  61, 60,  57,  51,
                                            56, 55, 64,  72,  92,  78, 64, 68,  87,  69,  55,  56,  80, 109, 81,  87,
                                            95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99};

struct walk {
    const guint8 *bytes;
    gsize length;
    struct jpeg *jpeg;
    guint64 used[G_N_ELEMENTS(known)];
};

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

/* libjpeg scales the standard's table by 5000/q below 50 and 200-2q from there on (jcparam.c, jpeg_quality_scaling),
 * and keeps each step between 1 and 255. The quality whose table is nearest is the estimate: cameras with tables of
 * their own get that of the most similar one. */
static int quality_of(const int *steps)
{
    int best = -1, least = G_MAXINT;
    for (int quality = 1; quality <= 100; quality++) {
        int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality, difference = 0;
        for (int i = 0; i < COEFFICIENTS; i++)
            difference += abs(steps[i] - CLAMP((luminance[i] * scale + 50) / 100, 1, 255));
        if (difference <= least) {
            least = difference;
            best = quality;
        }
    }
    return best;
}

/* Only table 0, the luminance: at the same quality programs differ in what they do to colour. */
static void read_tables(struct walk *walk, gsize at, gsize end)
{
    while (at < end) {
        bool wide = walk->bytes[at] >> 4, first = (walk->bytes[at] & 15) == 0;
        gsize step = wide ? 2 : 1;
        if (end - at - 1 < COEFFICIENTS * step)
            return;
        int steps[COEFFICIENTS];
        for (gsize i = 0; i < COEFFICIENTS; i++) {
            const guint8 *p = walk->bytes + at + 1 + i * step;
            steps[i] = wide ? p[0] << 8 | p[1] : p[0];
        }
        if (first)
            walk->jpeg->quality = quality_of(steps);
        at += 1 + COEFFICIENTS * step;
    }
}

static void read_frame(struct walk *walk, guint8 marker, gsize at, gsize end)
{
    struct jpeg *jpeg = walk->jpeg;
    const guint8 *p = walk->bytes + at;
    if (end - at < 6 || jpeg->width >= 0)
        return;
    jpeg->height = (gint64)p[1] << 8 | p[2];
    jpeg->width = (gint64)p[3] << 8 | p[4];
    jpeg->components = p[5];
    jpeg->progressive = (marker & 3) == 2;
    int most = 1, all = 0;
    for (int i = 0; i < jpeg->components && end - at >= 9 + 3 * (gsize)i; i++) {
        int samples = (p[7 + 3 * i] >> 4) * (p[7 + 3 * i] & 15);
        most = MAX(most, samples);
        all += samples;
    }
    jpeg->samples = MAX(4, 4 * all / most);
}

static void read_application(struct walk *walk, guint8 marker, gsize at, gsize end)
{
    struct jpeg *jpeg = walk->jpeg;
    guint64 whole = end - at + HEAD;
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        gsize length = strlen(known[i].begins);
        if (known[i].marker != marker || end - at < known[i].skip ||
            memcmp(walk->bytes + at, known[i].begins, length) != 0)
            continue;
        walk->used[i] += whole;
        jpeg->comments += walk->used[i] > known[i].honest ? whole : 0;
        struct stretch *place = known[i].place ? (struct stretch *)((char *)jpeg + known[i].place) : NULL;
        if (place && !place->length)
            *place = (struct stretch){at + known[i].skip, end - at - known[i].skip};
        return;
    }
    jpeg->comments += whole;
}

static void read_segment(struct walk *walk, guint8 marker, gsize at, gsize end)
{
    if (is_frame(marker))
        read_frame(walk, marker, at, end);
    else if (marker == DQT)
        read_tables(walk, at, end);
    else if (marker == COM)
        walk->jpeg->comments += end - at + HEAD;
    else if (marker >= APP0 && marker <= APP15)
        read_application(walk, marker, at, end);
}

bool jpeg_walk(const guint8 *bytes, gsize length, struct jpeg *jpeg)
{
    *jpeg = (struct jpeg){.width = -1, .height = -1, .quality = -1};
    if (length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        return false;
    struct walk walk = {.bytes = bytes, .length = length, .jpeg = jpeg};
    gsize at = 2;
    while (at + 1 < length) {
        if (bytes[at] != 0xFF || bytes[at + 1] == 0xFF) {
            at++;
            continue;
        }
        guint8 marker = bytes[at + 1];
        if (marker == EOI) {
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
        gsize size = (gsize)bytes[at + 2] << 8 | bytes[at + 3], end = MIN(at + 2 + size, length);
        if (size >= 2)
            read_segment(&walk, marker, MIN(at + 4, end), end);
        jpeg->meta += end - at;
        at += 2 + size;
        if (marker == SOS && at < length) {
            gsize next = scan_end(bytes, length, at);
            jpeg->scan += next - at;
            at = next;
        }
    }
    return true;
}
