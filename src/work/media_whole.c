/* Is the whole file there? The outermost lengths of a container tell without decoding anything.
 *
 * ISO base media: ISO/IEC 14496-12, 4.2 (boxes), 8.2.1 (moov). RIFF: Microsoft's Multimedia Programming Interface
 * 1.0, chapter 2; AVI 2.0 adds more RIFF chunks of 1 GB each. Matroska: RFC 8794 (lengths), RFC 9559 (Segment).
 * Ogg: RFC 3533, section 6 (pages). ASF: Microsoft's specification, 3.2 (File Properties).
 */
#include <string.h>
#include <unistd.h>

#include "work/media_inside.h"

#define MAX_BOXES 100000
#define PAGE_TAIL (128 * 1024) /* an Ogg page has at most 65,307 bytes */
#define SLACK 8                /* a pad byte, a chunk's header: nobody misses them */

/* Up to `length` bytes at a place; the number that there were. */
static gsize take(int fd, guint64 at, void *into, gsize length)
{
    gsize got = 0;
    while (got < length) {
        gssize count = pread(fd, (guint8 *)into + got, length - got, (off_t)(at + got));
        if (count <= 0)
            break;
        got += (gsize)count;
    }
    return got;
}

static guint64 big(const guint8 *bytes, int count)
{
    guint64 value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static guint64 little(const guint8 *bytes, int count)
{
    guint64 value = 0;
    while (count-- > 0)
        value = value << 8 | bytes[count];
    return value;
}

static bool box_type(const guint8 *type)
{
    for (int i = 0; i < 4; i++)
        if (!g_ascii_isalnum(type[i]) && type[i] != ' ' && type[i] != 0xA9)
            return false;
    return true;
}

/* Every box within the file, and one that says where the samples are. What follows the last box and is none (zeros,
 * a maker's note) is no damage. */
static bool boxes_cut(int fd, guint64 bytes)
{
    bool index = false;
    guint64 at = 0;
    for (guint i = 0; i < MAX_BOXES && at + 8 <= bytes; i++) {
        guint8 head[16] = {0};
        gsize got = take(fd, at, head, sizeof head);
        guint64 size = big(head, 4);
        if (!box_type(head + 4))
            break;
        index = index || !memcmp(head + 4, "moov", 4) || !memcmp(head + 4, "moof", 4);
        if (size == 1 && got == sizeof head)
            size = big(head + 8, 8);
        if (size == 0)
            break; /* to the end of the file */
        if (size < 8)
            return true;
        if (size > bytes - at)
            return true;
        at += size;
    }
    return !index;
}

static bool known_box(const guint8 *head)
{
    static const char *const types[] = {"ftyp", "moov", "mdat", "wide", "pnot", "skip", "free", "styp"};
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        if (!memcmp(head + 4, types[i], 4))
            return true;
    return false;
}

/* A WAVE file that was written to a pipe has no true lengths: all ones, or none. */
static bool wave_cut(int fd, guint64 bytes)
{
    guint64 at = 12;
    for (guint i = 0; i < 1000 && at + 8 <= bytes; i++) {
        guint8 head[8];
        if (take(fd, at, head, sizeof head) < sizeof head)
            return true;
        guint64 size = little(head + 4, 4);
        if (!memcmp(head, "data", 4))
            return size != G_MAXUINT32 && size > bytes - at - 8;
        at += 8 + size + (size & 1);
    }
    return true; /* no sound in it */
}

static bool riff_cut(int fd, guint64 bytes, const guint8 *head)
{
    if (!memcmp(head + 8, "WAVE", 4))
        return wave_cut(fd, bytes);
    guint64 size = little(head + 4, 4);
    return size == 0 || size > bytes - 8 + SLACK; /* a camera that lost its power leaves 0 */
}

/* The value of a length of Matroska and the bytes that it takes; 0 for none. All ones: unknown. */
static int vint(const guint8 *bytes, gsize length, guint64 *value)
{
    int count = 1;
    while (count <= 8 && !(bytes[0] & 0x80 >> (count - 1)))
        count++;
    if (count > 8 || (gsize)count > length)
        return 0;
    guint64 mask = G_GUINT64_CONSTANT(1) << (7 * count);
    *value = big(bytes, count) & (mask - 1);
    if (*value == mask - 1)
        *value = G_MAXUINT64;
    return count;
}

static bool matroska_cut(int fd, guint64 bytes)
{
    guint8 head[64];
    gsize got = take(fd, 0, head, sizeof head);
    guint64 size = 0;
    int count = got > 12 ? vint(head + 4, got - 4, &size) : 0;
    if (!count || size > bytes)
        return true;
    guint64 at = 4 + (guint64)count + size;
    for (guint i = 0; i < 100 && at + 12 <= bytes; i++) {
        got = take(fd, at, head, 12);
        bool segment = big(head, 4) == 0x18538067;
        int id = 1;
        while (id <= 4 && !(head[0] & 0x80 >> (id - 1)))
            id++;
        count = id <= 4 ? vint(head + id, got - (gsize)id, &size) : 0;
        if (!count)
            return true;
        at += (guint64)id + (guint64)count;
        if (segment)
            return size != G_MAXUINT64 && size > bytes - MIN(at, bytes);
        if (size > bytes)
            return true;
        at += size;
    }
    return true;
}

/* The last page must end with the file; what is behind it and is no page is not looked at. */
static bool ogg_cut(int fd, guint64 bytes)
{
    g_autofree guint8 *tail = g_malloc(PAGE_TAIL);
    guint64 from = bytes > PAGE_TAIL ? bytes - PAGE_TAIL : 0;
    gsize got = take(fd, from, tail, PAGE_TAIL);
    for (gsize at = got; at-- > 0;) {
        if (got - at < 4 || memcmp(tail + at, "OggS", 4))
            continue;
        if (got - at < 27 || got - at < 27u + tail[at + 26])
            return true;
        gsize size = 27u + tail[at + 26];
        for (guint i = 0; i < tail[at + 26]; i++)
            size += tail[at + 27 + i];
        return size > got - at;
    }
    return true;
}

static bool asf_cut(int fd, guint64 bytes)
{
    static const guint8 properties[] = {0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11,
                                        0x8E, 0xE4, 0x00, 0xC0, 0x0C, 0x20, 0x53, 0x65};
    guint8 head[8192];
    gsize got = take(fd, 0, head, sizeof head);
    const guint8 *found = memmem(head, got, properties, sizeof properties);
    if (!found || (gsize)(head + got - found) < 104)
        return false;
    bool live = found[88] & 1; /* Broadcast: lengths are not valid */
    return !live && little(found + 40, 8) > bytes;
}

bool media_cut(int fd, guint64 bytes)
{
    static const guint8 asf[] = {0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11};
    guint8 head[16] = {0};
    if (take(fd, 0, head, sizeof head) < sizeof head)
        return true;
    if (known_box(head))
        return boxes_cut(fd, bytes);
    if (!memcmp(head, "RIFF", 4))
        return riff_cut(fd, bytes, head);
    if (big(head, 4) == 0x1A45DFA3)
        return matroska_cut(fd, bytes);
    if (!memcmp(head, "OggS", 4))
        return ogg_cut(fd, bytes);
    return !memcmp(head, asf, sizeof asf) && asf_cut(fd, bytes);
}
