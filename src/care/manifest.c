/* The manifest of a backup: lines of text, so that people can read it and sha256sum can check it.
 *
 *   huizhi-backup 1 MADE
 *   file SHA256 BYTES PATH
 *   missing SHA256 BYTES PATH
 *   end SHA256                 of all before it
 */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "care/backup.h"

#define HEAD "huizhi-backup 1 "
#define MAX_BYTES (1024u * 1024 * 1024)

static void entry_free(gpointer data)
{
    struct manifest_entry *entry = data;
    g_free(entry->path);
    g_free(entry->sha256);
    g_free(entry);
}

struct manifest *manifest_create(gint64 made)
{
    struct manifest *manifest = g_new0(struct manifest, 1);
    manifest->made = made;
    manifest->entries = g_ptr_array_new_with_free_func(entry_free);
    return manifest;
}

void manifest_free(struct manifest *manifest)
{
    if (!manifest)
        return;
    g_ptr_array_unref(manifest->entries);
    g_free(manifest);
}

void manifest_add(struct manifest *manifest, const char *path, const char *sha256, guint64 bytes, bool missing)
{
    struct manifest_entry *entry = g_new0(struct manifest_entry, 1);
    entry->path = g_strdup(path);
    entry->sha256 = g_strdup(sha256);
    entry->bytes = bytes;
    entry->missing = missing;
    g_ptr_array_add(manifest->entries, entry);
}

bool manifest_write(const struct manifest *manifest, const char *folder, GError **error)
{
    g_autoptr(GString) text = g_string_new(HEAD);
    g_string_append_printf(text, "%" G_GINT64_FORMAT "\n", manifest->made);
    for (guint i = 0; i < manifest->entries->len; i++) {
        const struct manifest_entry *entry = manifest->entries->pdata[i];
        g_string_append_printf(text, "%s %s %" G_GUINT64_FORMAT " %s\n", entry->missing ? "missing" : "file",
                               entry->sha256, entry->bytes, entry->path);
    }
    g_autofree char *hash = hash_bytes(text->str, text->len);
    g_string_append_printf(text, "end %s\n", hash);
    g_autofree char *path = g_build_filename(folder, "manifest", NULL);
    return file_replace(path, text->str, text->len, 0440, error);
}

static bool is_hash(const char *text)
{
    return strlen(text) == HASH_HEX && strspn(text, "0123456789abcdef") == HASH_HEX;
}

/* A backup may come from anywhere: it must not write beside the state folder, nor where something else belongs. */
static bool is_place(const char *path)
{
    static const char *const roots[] = {"spool/", "content/", "config/", "rules/"};
    bool known = !strcmp(path, "huizhi.db");
    for (gsize i = 0; i < G_N_ELEMENTS(roots); i++)
        known = known || g_str_has_prefix(path, roots[i]);
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    for (char **part = parts; *part; part++)
        if (!**part || **part == '.')
            return false;
    return known && g_strv_length(parts) <= 16;
}

static bool take_line(struct manifest *manifest, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 4);
    bool file = words[0] && !strcmp(words[0], "file"), missing = words[0] && !strcmp(words[0], "missing");
    guint64 bytes = 0;
    if ((!file && !missing) || g_strv_length(words) != 4 || !is_hash(words[1]) || !is_place(words[3]) ||
        !g_ascii_string_to_unsigned(words[2], 10, 0, G_MAXINT64, &bytes, NULL))
        return false;
    manifest_add(manifest, words[3], words[1], bytes, missing);
    return true;
}

static struct manifest *parse(const char *text, gsize length)
{
    const char *end = g_strrstr_len(text, (gssize)length, "\nend ");
    if (!end || !g_str_has_prefix(text, HEAD))
        return NULL;
    g_autofree char *body = g_strndup(text, (gsize)(end + 1 - text));
    g_autofree char *found = hash_bytes(body, strlen(body));
    g_autofree char *last = g_strdup_printf("end %s\n", found);
    if (strlen(body) != (gsize)(end + 1 - text) || strlen(last) != length - strlen(body) ||
        strncmp(end + 1, last, strlen(last)) != 0)
        return NULL;
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    g_autoptr(Manifest) manifest = manifest_create(g_ascii_strtoll(lines[0] + strlen(HEAD), NULL, 10));
    for (guint i = 1; lines[i] && lines[i][0]; i++)
        if (!take_line(manifest, lines[i]))
            return NULL;
    return g_steal_pointer(&manifest);
}

struct manifest *manifest_read(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "manifest", NULL);
    g_autoptr(GBytes) bytes = file_read(path, MAX_BYTES, error);
    if (!bytes)
        return NULL;
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    struct manifest *manifest = text ? parse(text, length) : NULL;
    if (!manifest)
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s is damaged or no manifest", path);
    return manifest;
}
