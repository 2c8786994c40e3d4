/* ZIP packages by libarchive: through the central directory when there is one, else through the local headers. */
#include "document/package.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define MAX_PART (64u << 20)
#define MAX_TOTAL (128u << 20)
#define MAX_ENTRIES 10000
#define FREE_BYTES (16u << 20)
#define MAX_RATIO 200

/* The entry's name, tidied; NULL when it has none that is text. */
static char *entry_path(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name)
        name = archive_entry_pathname(entry);
    if (!name || !g_utf8_validate(name, -1, NULL))
        return NULL;
    while (*name == '/' || *name == '\\')
        name++;
    return g_strdelimit(g_strdup(name), "\\", '/');
}

/* One part, as far as it goes. */
static GByteArray *unpack(struct archive *archive, struct package *package, gsize *total, gsize file)
{
    GByteArray *out = g_byte_array_new();
    for (;;) {
        const void *block;
        size_t length;
        la_int64_t offset;
        int code = archive_read_data_block(archive, &block, &length, &offset);
        if (code == ARCHIVE_EOF)
            return out;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
            package->damaged = true;
            return out;
        }
        if (length > MAX_PART - out->len || length > MAX_TOTAL - *total ||
            (*total + length > FREE_BYTES && *total + length > MAX_RATIO * file)) {
            package->bomb = true;
            return out;
        }
        g_byte_array_append(out, block, (guint)length);
        *total += length;
    }
}

static void read_entries(struct archive *archive, struct package *package, gsize file,
                         bool (*wanted)(const char *path, gpointer data), gpointer data)
{
    gsize total = 0;
    for (int entries = 0; !package->bomb; entries++) {
        struct archive_entry *entry;
        int code = archive_read_next_header(archive, &entry);
        if (code == ARCHIVE_EOF)
            return;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
            package->damaged = true;
            return;
        }
        if (entries >= MAX_ENTRIES) {
            package->bomb = true;
            return;
        }
        g_autofree char *path = entry_path(entry);
        if (!path || !wanted(path, data))
            continue;
        if (archive_entry_is_encrypted(entry)) {
            package->encrypted = true;
            continue;
        }
        GByteArray *part = unpack(archive, package, &total, file);
        if (package->bomb) {
            g_byte_array_unref(part);
            return;
        }
        g_hash_table_replace(package->parts, g_ascii_strdown(path, -1), g_byte_array_free_to_bytes(part));
    }
}

static bool has_directory(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    gsize tail = MIN(length, 22 + 65535);
    return tail >= 22 && memmem(data + length - tail, tail, "PK\5\6", 4);
}

struct package *package_read(GBytes *bytes, bool (*wanted)(const char *path, gpointer data), gpointer data)
{
    struct package *package = g_new0(struct package, 1);
    package->parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);

    struct archive *archive = archive_read_new();
    gsize length;
    const void *memory = g_bytes_get_data(bytes, &length);
    if (!archive || archive_read_support_format_zip(archive) != ARCHIVE_OK ||
        archive_read_open_memory(archive, memory, length) != ARCHIVE_OK)
        package->damaged = true;
    else
        read_entries(archive, package, length, wanted, data);
    if (archive)
        archive_read_free(archive);
    package->damaged |= !has_directory(bytes);
    return package;
}

void package_free(struct package *package)
{
    if (!package)
        return;
    g_hash_table_unref(package->parts);
    g_free(package);
}

GBytes *package_part(const struct package *package, const char *path)
{
    g_autofree char *key = g_ascii_strdown(*path == '/' ? path + 1 : path, -1);
    return g_hash_table_lookup(package->parts, key);
}
