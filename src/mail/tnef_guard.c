/* What libytnef is allowed to see. It is old, and was written for files that Outlook made: it believes counts and
 * lengths. So every attribute and every property is walked first, and only those that fit are handed on.
 *
 * MS-OXTNEF 2.1.3.1 (attributes), 2.1.3.4 and 2.1.3.5.2 (properties); MS-OXCDATA 2.11.1 (their types).
 */
#include <string.h>

#include "mail/tnef.h"

#define HEADER 6      /* signature and key */
#define FRAME (9 + 2) /* level, id, length … checksum */
#define MAX_ATTRIBUTES 20000
#define MAX_PROPERTIES 4000
#define MAX_VALUES 4000

/* With their types, as libytnef compares them. */
enum {
    ID_BODY = 0x2800C,
    ID_DATA = 0x6800F,
    ID_TITLE = 0x18010,
    ID_RENDERING = 0x69002,
    ID_MESSAGE = 0x69003,
    ID_ATTACHMENT = 0x69005,
    ID_VERSION = 0x89006,
    ID_CODE_PAGE = 0x69007
};
enum { KIND_OBJECT = 0x0D, KIND_STRING = 0x1E, KIND_UNICODE = 0x1F, KIND_CLASS = 0x48, KIND_BINARY = 0x102 };

/* What is left to read of a block of properties. */
struct cursor {
    const guint8 *at;
    gsize left;
};

static guint32 le32(const guint8 *bytes)
{
    return (guint32)bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static bool skip(struct cursor *cursor, gsize count)
{
    if (count > cursor->left)
        return false;
    cursor->at += count;
    cursor->left -= count;
    return true;
}

static bool take32(struct cursor *cursor, guint32 *value)
{
    if (cursor->left < 4)
        return false;
    *value = le32(cursor->at);
    return skip(cursor, 4);
}

/* A length, so many bytes, and what fills them up to four. Some writers forget the last filling. */
static bool skip_counted(struct cursor *cursor)
{
    guint32 length;
    if (!take32(cursor, &length) || length > cursor->left)
        return false;
    gsize padded = ((gsize)length + 3) & ~(gsize)3;
    return skip(cursor, MIN(padded, cursor->left));
}

/* The bytes of one value of a fixed kind; 0 for the others. */
static gsize fixed_size(guint kind)
{
    switch (kind) {
    case 0x02: /* 16 bits, filled up */
    case 0x03:
    case 0x04:
    case 0x0A:
    case 0x0B:
        return 4;
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x14:
    case 0x40:
        return 8;
    case KIND_CLASS:
        return 16;
    default:
        return 0;
    }
}

static bool skip_values(struct cursor *cursor, guint type)
{
    guint kind = type & 0x0FFF;
    bool variable = kind == KIND_STRING || kind == KIND_UNICODE || kind == KIND_OBJECT || kind == KIND_BINARY;
    gsize size = fixed_size(kind);
    guint32 count = 1;
    if (!variable && !size)
        return false;
    if ((variable || type & 0x1000) && (!take32(cursor, &count) || count > MAX_VALUES || count == 0))
        return false;
    for (guint32 i = 0; i < count; i++)
        if (variable ? !skip_counted(cursor) : !skip(cursor, size))
            return false;
    return true;
}

/* A property named by a number or by a text, in a set of its own. */
static bool skip_name(struct cursor *cursor)
{
    guint32 kind;
    if (!skip(cursor, 16) || !take32(cursor, &kind) || kind > 1)
        return false;
    return kind == 0 ? skip(cursor, 4) : skip_counted(cursor);
}

static bool sound_properties(const guint8 *bytes, gsize length)
{
    struct cursor cursor = {bytes, length};
    guint32 count, tag;
    if (!take32(&cursor, &count) || count > MAX_PROPERTIES)
        return false;
    for (guint32 i = 0; i < count; i++) {
        if (!take32(&cursor, &tag) || (tag >> 16 >= 0x8000 && !skip_name(&cursor)) ||
            !skip_values(&cursor, tag & 0xFFFF))
            return false;
    }
    return true;
}

/* libytnef copies texts of these into fixed rooms or looks for their end: they must have one. */
static bool sound_content(guint32 id, const guint8 *bytes, gsize length)
{
    if (id == ID_MESSAGE || id == ID_ATTACHMENT)
        return sound_properties(bytes, length);
    if (id == ID_TITLE || id == ID_BODY)
        return length > 0 && bytes[length - 1] == 0;
    if (id == ID_VERSION)
        return length == 4;
    return id == ID_RENDERING ? length >= 14 : length > 0;
}

static bool right_sum(const guint8 *bytes, gsize length)
{
    guint16 sum = 0;
    for (gsize i = 0; i < length; i++)
        sum = (guint16)(sum + bytes[i]);
    return sum == (bytes[length] | bytes[length + 1] << 8);
}

/* What is handed on, the first of its kind only: libytnef loses the memory of an earlier one. Of an attachment, which
 * attAttachRenddata begins, each may stand once. What nobody here reads is left out, and is no damage. */
struct seen {
    guint message, attachment; /* a bit for each of wanted[] */
};

static const guint wanted[] = {ID_BODY,    ID_DATA,       ID_TITLE,   ID_RENDERING,
                               ID_MESSAGE, ID_ATTACHMENT, ID_VERSION, ID_CODE_PAGE};

static bool is_wanted(guint32 id)
{
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (wanted[i] == id)
            return true;
    return false;
}

static bool is_first(struct seen *seen, guint32 id)
{
    guint bit = 0;
    while (wanted[bit] != id)
        bit++;
    if (id == ID_RENDERING) {
        seen->attachment = 1u << bit;
        return true;
    }
    bool attached = id == ID_DATA || id == ID_TITLE || id == ID_ATTACHMENT;
    if (attached && !seen->attachment)
        return false;
    guint *mask = attached ? &seen->attachment : &seen->message;
    bool first = !(*mask & 1u << bit);
    *mask |= 1u << bit;
    return first;
}

GBytes *tnef_sound(GBytes *bytes, bool *whole)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    *whole = false;
    if (length < HEADER || le32(data) != 0x223E9F78)
        return NULL;
    GByteArray *sound = g_byte_array_sized_new((guint)MIN(length, G_MAXINT32));
    g_byte_array_append(sound, data, HEADER);
    struct seen seen = {0};
    gsize at = HEADER;
    bool good = true;
    for (guint i = 0; i < MAX_ATTRIBUTES && at + FRAME <= length; i++) {
        guint32 id = le32(data + at + 1), size = le32(data + at + 5);
        if ((data[at] != 1 && data[at] != 2) || size > length - at - FRAME || size > G_MAXINT32 / 2)
            break;
        bool fits = right_sum(data + at + 9, size) &&
                    (!is_wanted(id) || (sound_content(id, data + at + 9, size) && is_first(&seen, id)));
        if (fits && is_wanted(id))
            g_byte_array_append(sound, data + at, FRAME + size);
        good = good && fits;
        at += FRAME + (gsize)size;
    }
    *whole = good && at == length;
    return g_byte_array_free_to_bytes(sound);
}
