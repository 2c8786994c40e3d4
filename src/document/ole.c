/* Compound files through libgsf, after a look at what libgsf takes on trust: the sizes of sectors, for which it takes
 * stack, and the number of directory entries, over which it recurses.
 */
#include "document/ole.h"

#include <gsf/gsf.h>
#include <string.h>

#include "document/document.h"

#define HEADER 512
#define MAX_ENTRIES 2048
#define END_OF_CHAIN 0xFFFFFFFAu

struct ole {
    GsfInput *input;
    GsfInfile *file;
    GBytes *padded;
    GHashTable *streams; /* name → GBytes */
};

/* The next sector of a chain; the tables beyond the header's 109 are left to libgsf (files over 6.8 MB). */
static guint32 next_sector(struct bytes file, gsize size, guint32 sector)
{
    gsize each = size / 4, table = sector / each;
    if (table >= 109)
        return END_OF_CHAIN;
    guint64 at = ((guint64)bytes_32(file, 0x4C + 4 * table) + 1) * size + 4 * (sector % each);
    return at + 4 <= file.length ? bytes_32(file, (gsize)at) : END_OF_CHAIN;
}

static bool sane(struct bytes file)
{
    guint shift = bytes_16(file, 0x1E), small = bytes_16(file, 0x20);
    if (file.length < HEADER || (shift != 9 && shift != 12) || small < 4 || small > shift)
        return false;
    gsize size = (gsize)1 << shift, entries = 0;
    for (guint32 sector = bytes_32(file, 0x30); sector < END_OF_CHAIN; sector = next_sector(file, size, sector)) {
        entries += size / 128;
        if (entries > MAX_ENTRIES)
            return false;
    }
    return true;
}

/* Some writers leave the last sector short, and a mail may have been cut: libgsf then reads no sector at all. */
static GBytes *pad(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    gsize whole = (length + 4095) / 4096 * 4096 + HEADER;
    guint8 *copy = g_malloc0(whole);
    memcpy(copy, data, length);
    return g_bytes_new_take(copy, whole);
}

struct ole *ole_open(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (length > DOCUMENT_MAX_BYTES || !sane((struct bytes){data, length}))
        return NULL;
    g_autoptr(Ole) ole = g_new0(struct ole, 1);
    ole->streams = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    ole->padded = pad(bytes);
    data = g_bytes_get_data(ole->padded, &length);
    ole->input = gsf_input_memory_new(data, (gsf_off_t)length, FALSE);
    ole->file = ole->input ? gsf_infile_msole_new(ole->input, NULL) : NULL;
    return ole->file ? g_steal_pointer(&ole) : NULL;
}

void ole_close(struct ole *ole)
{
    if (!ole)
        return;
    g_clear_object(&ole->file);
    g_clear_object(&ole->input);
    g_hash_table_unref(ole->streams);
    g_bytes_unref(ole->padded);
    g_free(ole);
}

static GBytes *read_stream(GsfInput *input, gsize limit)
{
    gsf_off_t size = gsf_input_size(input);
    if (size <= 0 || (gsize)size > limit)
        return NULL;
    guint8 *copy = g_malloc((gsize)size);
    if (gsf_input_read(input, (size_t)size, copy))
        return g_bytes_new_take(copy, (gsize)size);
    g_free(copy);
    return NULL;
}

struct bytes ole_stream(struct ole *ole, const char *name)
{
    GBytes *stream = g_hash_table_lookup(ole->streams, name);
    int count = stream ? 0 : gsf_infile_num_children(ole->file);
    for (int i = 0; i < count && !stream; i++) {
        const char *entry = gsf_infile_name_by_index(ole->file, i);
        if (!entry || g_ascii_strcasecmp(entry, name) != 0)
            continue;
        GsfInput *input = gsf_infile_child_by_index(ole->file, i);
        stream = input ? read_stream(input, g_bytes_get_size(ole->padded)) : NULL;
        g_clear_object(&input);
        if (stream)
            g_hash_table_replace(ole->streams, g_strdup(name), stream);
    }
    struct bytes bytes = {NULL, 0};
    if (stream)
        bytes.data = g_bytes_get_data(stream, &bytes.length);
    return bytes;
}

char *ole_utf16(struct bytes bytes, gsize at, gsize units)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < units && bytes_hold(bytes, at + 2 * i, 2); i++) {
        gunichar code = bytes_16(bytes, at + 2 * i);
        guint low = i + 1 < units ? bytes_16(bytes, at + 2 * i + 2) : 0;
        if (code >= 0xD800 && code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i++;
        } else if (code >= 0xD800 && code < 0xE000) {
            code = 0xFFFD;
        }
        g_string_append_unichar(text, code ? code : ' ');
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

gunichar ole_cp1252(guint8 byte)
{
    static const guint16 upper[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                      0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                      0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                      0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
    return byte >= 0x80 && byte < 0xA0 ? upper[byte - 0x80] : byte;
}
