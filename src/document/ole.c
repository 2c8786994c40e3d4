/* Compound files: a file system of sectors, whose tables of chains a damaged file gets wrong.
 *
 * A reader of our own and not libgsf: fed with damaged files libgsf leaks, writes its assertions to stderr and gives
 * up on a file that was cut off at its end, of which most can be read. Each chain is followed for at most as many
 * sectors as the file has. Layout: [MS-CFB] 2.2 to 2.6.
 */
#include "document/ole.h"

#include <string.h>

#include "document/document.h"

#define HEADER 512
#define ENTRY 128
#define MAX_ENTRIES 2048
#define END_OF_CHAIN 0xFFFFFFFAu /* and all above it: free, end, table sectors */
#define SMALL_STREAM 4096        /* streams below it stand in the stream of small sectors */
#define SMALL_SECTOR 64

struct ole {
    struct bytes file;
    gsize sector;        /* bytes a sector: 512 or 4096 */
    GArray *tables;      /* guint32: sectors of the allocation table */
    GByteArray *names;   /* the directory */
    GByteArray *small;   /* the stream of small sectors, */
    GByteArray *links;   /* and its allocation table */
    GHashTable *streams; /* name → GByteArray */
    bool torn;
};

static struct bytes sector_at(const struct ole *ole, guint32 number)
{
    guint64 at = ((guint64)number + 1) * ole->sector;
    return bytes_part(ole->file, (gsize)MIN(at, ole->file.length), ole->sector);
}

static guint32 next_sector(const struct ole *ole, guint32 number)
{
    gsize each = ole->sector / 4;
    if (number / each >= ole->tables->len)
        return END_OF_CHAIN;
    struct bytes table = sector_at(ole, g_array_index(ole->tables, guint32, number / each));
    return bytes_hold(table, 4 * (number % each), 4) ? bytes_32(table, 4 * (number % each)) : END_OF_CHAIN;
}

/* The bytes of a chain, up to a limit; shorter where the file ends or the chain is broken. */
static GByteArray *read_chain(const struct ole *ole, guint32 first, gsize limit)
{
    GByteArray *bytes = g_byte_array_new();
    gsize left = ole->file.length / ole->sector + 1;
    for (guint32 at = first; at < END_OF_CHAIN && bytes->len < limit && left > 0; left--) {
        struct bytes sector = sector_at(ole, at);
        if (sector.length == 0)
            break;
        g_byte_array_append(bytes, sector.data, (guint)MIN(sector.length, limit - bytes->len));
        at = next_sector(ole, at);
    }
    return bytes;
}

static GByteArray *read_small_chain(const struct ole *ole, guint32 first, gsize limit)
{
    GByteArray *bytes = g_byte_array_new();
    struct bytes small = {ole->small->data, ole->small->len}, links = {ole->links->data, ole->links->len};
    gsize left = small.length / SMALL_SECTOR + 1;
    for (guint32 at = first; at < END_OF_CHAIN && bytes->len < limit && left > 0; left--) {
        struct bytes sector = bytes_part(small, (gsize)at * SMALL_SECTOR, SMALL_SECTOR);
        if (sector.length == 0)
            break;
        g_byte_array_append(bytes, sector.data, (guint)MIN(sector.length, limit - bytes->len));
        at = bytes_hold(links, 4 * (gsize)at, 4) ? bytes_32(links, 4 * (gsize)at) : END_OF_CHAIN;
    }
    return bytes;
}

/* The table's sectors: 109 stand in the header, the others in a chain of lists whose last number is the next list. */
static void find_tables(struct ole *ole)
{
    gsize most = ole->file.length / ole->sector + 1, each = ole->sector / 4 - 1;
    for (gsize i = 0; i < 109; i++) {
        guint32 sector = bytes_32(ole->file, 0x4C + 4 * i);
        if (sector < END_OF_CHAIN)
            g_array_append_val(ole->tables, sector);
    }
    guint32 list = bytes_32(ole->file, 0x44);
    for (gsize lists = 0; list < END_OF_CHAIN && lists < most; lists++) {
        struct bytes numbers = sector_at(ole, list);
        for (gsize i = 0; i < each && ole->tables->len < most; i++) {
            guint32 sector = bytes_32(numbers, 4 * i);
            if (bytes_hold(numbers, 4 * i, 4) && sector < END_OF_CHAIN)
                g_array_append_val(ole->tables, sector);
        }
        list = bytes_hold(numbers, 4 * each, 4) ? bytes_32(numbers, 4 * each) : END_OF_CHAIN;
    }
}

static struct bytes entry_at(const struct ole *ole, guint32 index)
{
    struct bytes names = {ole->names->data, ole->names->len};
    struct bytes entry = index < MAX_ENTRIES ? bytes_part(names, (gsize)index * ENTRY, ENTRY) : (struct bytes){NULL, 0};
    return entry.length == ENTRY ? entry : (struct bytes){NULL, 0};
}

struct ole *ole_open(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (length < HEADER || length > DOCUMENT_MAX_BYTES || memcmp(data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) != 0)
        return NULL;
    struct ole *ole = g_new0(struct ole, 1);
    ole->file = (struct bytes){data, length};
    ole->sector = bytes_16(ole->file, 0x1E) == 12 ? 4096 : 512;
    ole->tables = g_array_new(FALSE, FALSE, sizeof(guint32));
    ole->streams = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_byte_array_unref);
    find_tables(ole);
    ole->names = read_chain(ole, bytes_32(ole->file, 0x30), (gsize)MAX_ENTRIES * ENTRY);
    struct bytes root = entry_at(ole, 0);
    ole->small =
        read_chain(ole, root.length ? bytes_32(root, 116) : END_OF_CHAIN, root.length ? bytes_32(root, 120) : 0);
    ole->links = read_chain(ole, bytes_32(ole->file, 0x3C), length);
    return ole;
}

void ole_close(struct ole *ole)
{
    if (!ole)
        return;
    g_array_unref(ole->tables);
    g_byte_array_unref(ole->names);
    g_byte_array_unref(ole->small);
    g_byte_array_unref(ole->links);
    g_hash_table_unref(ole->streams);
    g_free(ole);
}

static bool is_named(struct bytes entry, const char *name)
{
    gsize units = bytes_16(entry, 64) / 2;
    if (bytes_8(entry, 66) != 2 || units > 32 || units != strlen(name) + 1)
        return false;
    for (gsize i = 0; name[i]; i++)
        if (bytes_8(entry, 2 * i + 1) || g_ascii_tolower((char)bytes_8(entry, 2 * i)) != g_ascii_tolower(name[i]))
            return false;
    return true;
}

/* Directly under the root: an embedded document has streams of the same names deeper down. */
static struct bytes find_entry(const struct ole *ole, const char *name)
{
    guint32 queue[MAX_ENTRIES];
    guint tail = 0;
    struct bytes root = entry_at(ole, 0);
    if (root.length)
        queue[tail++] = bytes_32(root, 76);
    for (guint head = 0; head < tail; head++) {
        struct bytes entry = entry_at(ole, queue[head]);
        if (is_named(entry, name))
            return entry;
        if (entry.length && tail + 2 <= G_N_ELEMENTS(queue)) {
            queue[tail++] = bytes_32(entry, 68);
            queue[tail++] = bytes_32(entry, 72);
        }
    }
    /* The tree is broken: the first of that name. */
    for (guint32 i = 0; entry_at(ole, i).length; i++)
        if (is_named(entry_at(ole, i), name))
            return entry_at(ole, i);
    return (struct bytes){NULL, 0};
}

struct bytes ole_stream(struct ole *ole, const char *name)
{
    GByteArray *stream = g_hash_table_lookup(ole->streams, name);
    struct bytes entry = stream ? (struct bytes){NULL, 0} : find_entry(ole, name);
    if (entry.length) {
        guint32 first = bytes_32(entry, 116), size = bytes_32(entry, 120);
        stream = size < SMALL_STREAM ? read_small_chain(ole, first, size) : read_chain(ole, first, size);
        g_hash_table_replace(ole->streams, g_strdup(name), stream);
        ole->torn |= stream->len < size;
    }
    return stream ? (struct bytes){stream->data, stream->len} : (struct bytes){NULL, 0};
}

bool ole_torn(const struct ole *ole)
{
    return ole->torn;
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
