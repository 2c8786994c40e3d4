/* Honest bytes behind a picture's end, so that only the others count as padding: what the multi-picture index claims
 * (CIPA DC-007, 5.2), a film (ISO/IEC 14496-12 boxes from ftyp on, as Google's motion photos, Huawei's and Samsung's
 * have it), Samsung's directory (SEFH … SEFT). Each is checked to be what it says and covers no more than that.
 */
#include "work/photo_trailer.h"

#include <string.h>

enum { MAX_PICTURES = 64, MAX_BOXES = 1000, ENTRY = 16, NEAR = 256 };

static guint64 number(const guint8 *p, int count, bool little)
{
    guint64 value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | p[little ? count - 1 - i : i];
    return value;
}

/* The end of what the index's pictures cover, from `end` on; `end` when there are none. A picture that begins further
 * behind than alignment explains, or as no JPEG, is none. */
static gsize after_pictures(const guint8 *bytes, gsize length, const struct stretch *index, gsize end)
{
    const guint8 *p = bytes + index->at;
    if (index->length < 10)
        return end;
    bool little = *p == 'I';
    guint64 at = number(p + 4, 4, little);
    if (at > index->length - 2)
        return end;
    guint64 tags = number(p + at, 2, little);
    for (guint64 i = 0; i < tags && at + 2 + 12 * (i + 1) <= index->length; i++) {
        const guint8 *tag = p + at + 2 + 12 * i;
        guint64 bytes_of = number(tag + 4, 4, little), list = number(tag + 8, 4, little);
        if (number(tag, 2, little) != 0xB002)
            continue;
        for (guint64 k = 0; k < MIN(bytes_of / ENTRY, MAX_PICTURES) && list + ENTRY * (k + 1) <= index->length; k++) {
            const guint8 *entry = p + list + ENTRY * k;
            guint64 size = number(entry + 4, 4, little), from = index->at + number(entry + 8, 4, little);
            bool begins = from >= end && from <= end + 64 * 1024 && from + 2 <= length && size <= length - from;
            if (begins && bytes[from] == 0xFF && bytes[from + 1] == 0xD8)
                end = from + size;
        }
    }
    return end;
}

static bool is_box(const guint8 *type)
{
    static const char *const types[] = {"ftyp", "moov", "mdat", "free", "skip", "wide", "uuid", "mpvd", "meta", "moof"};
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (!memcmp(type, types[i], 4))
            return true;
    return false;
}

/* The end of the film that begins near `at`, or `at`. A film has its index (moov) and data (mdat). */
static gsize after_film(const guint8 *bytes, gsize length, gsize at)
{
    const guint8 *word = memmem(bytes + at, MIN(length - at, NEAR), "ftyp", 4);
    if (!word || word < bytes + at + 4)
        return at;
    gsize box = (gsize)(word - bytes) - 4;
    bool moov = false, mdat = false;
    for (int i = 0; i < MAX_BOXES && box + 8 <= length && is_box(bytes + box + 4); i++) {
        guint64 size = number(bytes + box, 4, false);
        if (size == 1 && box + 16 <= length)
            size = number(bytes + box + 8, 8, false);
        if (size < 8 || size > length - box)
            break;
        moov = moov || !memcmp(bytes + box + 4, "moov", 4);
        mdat = mdat || !memcmp(bytes + box + 4, "mdat", 4);
        box += size;
    }
    return moov && mdat ? box : at;
}

/* Where Samsung's data begins: its directory stands at the end of the file and counts backwards from itself. */
static gsize before_directory(const guint8 *bytes, gsize length, gsize at)
{
    if (length - at < 24 || memcmp(bytes + length - 4, "SEFT", 4) != 0)
        return length;
    guint64 size = number(bytes + length - 8, 4, true);
    if (size < 12 || size > length - at - 8 || memcmp(bytes + length - 8 - size, "SEFH", 4) != 0)
        return length;
    gsize head = length - 8 - size, first = head;
    guint64 count = MIN(number(bytes + head + 8, 4, true), (size - 12) / 12);
    for (guint64 i = 0; i < count; i++) {
        guint64 back = number(bytes + head + 12 + 12 * i + 4, 4, true);
        if (back <= head - at)
            first = MIN(first, head - back);
    }
    return first;
}

guint64 photo_trailer_surplus(const guint8 *bytes, gsize length, const struct jpeg *jpeg)
{
    if (!jpeg->after)
        return 0;
    gsize at = length - jpeg->after, end = before_directory(bytes, length, at);
    gsize first = after_pictures(bytes, end, &jpeg->multiple, at);
    gsize last = after_film(bytes, end, first);
    /* Between the film and the end of the file stands at most the maker's mark: "LIVE_…", 40 to 60 bytes. */
    return last > first && end - last <= NEAR ? 0 : end - last;
}
