/* Compound files (OLE2) told apart by the streams that stand directly under the root.
 *
 * WPS writes .wps and .et as Word and Excel files, so their content decides. Streams deeper down do not count: a
 * workbook may carry an embedded Word document. A file whose allocation table is damaged is scanned for directory
 * entries instead. Layout: [MS-CFB] 2.2, 2.6.
 */
#include "base/magic_look.h"

#include <string.h>

#define HEADER 512
#define ENTRY 128
#define MAX_SECTORS 4096
#define END_OF_CHAIN 0xFFFFFFFAu /* and all above it: free, end, table sectors */
#define NO_STREAM 0xFFFFFFFFu

struct compound {
    const guint8 *bytes;
    gsize length;
    gsize sector;   /* bytes a sector: 512 or 4096 */
    GArray *places; /* gsize: file offsets of the directory's sectors, in order */
};

static guint32 le32(const guint8 *at)
{
    return (guint32)at[0] | (guint32)at[1] << 8 | (guint32)at[2] << 16 | (guint32)at[3] << 24;
}

/* The next sector of a chain, through the first 109 table sectors (6.8 MB of 512-byte sectors; a directory that
 * lies behind them is found by the scan). */
static guint32 next_sector(const struct compound *file, guint32 sector)
{
    gsize each = file->sector / 4;
    gsize table = sector / each;
    if (table >= 109)
        return NO_STREAM;
    guint64 at = ((guint64)le32(file->bytes + 0x4C + 4 * table) + 1) * file->sector + 4 * (sector % each);
    return at + 4 <= file->length ? le32(file->bytes + at) : NO_STREAM;
}

static void find_directory(struct compound *file)
{
    guint32 sector = le32(file->bytes + 0x30);
    while (sector < END_OF_CHAIN && file->places->len < MAX_SECTORS) {
        guint64 wide = ((guint64)sector + 1) * file->sector;
        if (wide + file->sector > file->length)
            return;
        gsize at = (gsize)wide;
        g_array_append_val(file->places, at);
        sector = next_sector(file, sector);
    }
}

static const guint8 *entry_at(const struct compound *file, guint32 index)
{
    gsize each = file->sector / ENTRY;
    if (index / each >= file->places->len)
        return NULL;
    return file->bytes + g_array_index(file->places, gsize, index / each) + (index % each) * ENTRY;
}

/* The entry's name when it is ASCII (all that we ask for are), "" otherwise. */
static void entry_name(const guint8 *entry, char name[33])
{
    guint units = ((guint)entry[64] | (guint)entry[65] << 8) / 2;
    name[0] = 0;
    if (units < 2 || units > 32)
        return;
    for (guint i = 0; i + 1 < units; i++) {
        if (entry[2 * i + 1] != 0 || entry[2 * i] >= 0x7F) {
            name[0] = 0;
            return;
        }
        name[i] = (char)entry[2 * i];
    }
    name[units - 1] = 0;
}

static const char *by_stream(const char *stream, const char *name)
{
    static const struct {
        const char *stream, *type;
    } known[] = {
        {"WordDocument", "application/msword"},
        {"Workbook", "application/vnd.ms-excel"},
        {"Book", "application/vnd.ms-excel"},
        {"PowerPoint Document", "application/vnd.ms-powerpoint"},
        {"__properties_version1.0", "application/vnd.ms-outlook"},
        {"VisioDocument", "application/vnd.visio"},
        {"MatOST", "application/vnd.ms-works"},
        {"HwpSummaryInformation", "application/x-hwp"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_ascii_strcasecmp(stream, known[i].stream) == 0)
            return known[i].type;
    /* A docx, xlsx or pptx behind a password is a compound file; what is in it only the name tells. */
    if (strcmp(stream, "EncryptedPackage") == 0)
        return magic_named(name, "xlsx") ? TYPE_XLSX : magic_named(name, "pptx") ? TYPE_PPTX : TYPE_DOCX;
    return NULL;
}

/* Walks the root's tree of children; the queue bounds it, a loop ends with it. */
static const char *under_root(const struct compound *file, const char *name)
{
    const guint8 *root = entry_at(file, 0);
    if (!root || root[66] != 5)
        return NULL;
    guint32 queue[256];
    guint tail = 0;
    queue[tail++] = le32(root + 76);
    for (guint head = 0; head < tail; head++) {
        const guint8 *entry = queue[head] == NO_STREAM ? NULL : entry_at(file, queue[head]);
        if (!entry || entry[66] == 0)
            continue;
        char stream[33];
        entry_name(entry, stream);
        const char *type = by_stream(stream, name);
        if (type)
            return type;
        if (tail + 2 <= G_N_ELEMENTS(queue)) {
            queue[tail++] = le32(entry + 68);
            queue[tail++] = le32(entry + 72);
        }
    }
    return NULL;
}

static const char *anywhere(const struct compound *file, const char *name)
{
    for (gsize at = HEADER; at + ENTRY <= file->length; at += ENTRY) {
        const guint8 *entry = file->bytes + at;
        if (entry[66] != 2 || entry[65] != 0 || entry[64] > 64 || entry[0] == 0 || entry[1] != 0)
            continue;
        char stream[33];
        entry_name(entry, stream);
        const char *type = by_stream(stream, name);
        if (type)
            return type;
    }
    return NULL;
}

const char *magic_ole(const guint8 *bytes, gsize length, const char *name)
{
    if (length < HEADER)
        return NULL;
    struct compound file = {bytes, length, bytes[0x1E] == 12 ? 4096 : 512, NULL};
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gsize));
    file.places = places;
    find_directory(&file);
    const char *type = under_root(&file, name);
    return type ? type : anywhere(&file, name);
}
