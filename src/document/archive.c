/* Unpacking by libarchive, entry by entry into staging.
 *
 * libarchive turns names into the locale's charset and loses them in the C locale, so the calls are made under
 * C.UTF-8 (only this thread's, and put back). Limits hold over the whole tree of nested archives.
 */
#include "document/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/magic.h"

#define BLOCK 65536
#define MAX_HEADERS 20000 /* folders and skipped entries count too */

static const struct {
    const char *type;
    enum { ZIP, RAR, SEVEN_ZIP, TAR, GZIP, BZIP2, XZ } format;
} types[] = {
    {"application/zip", ZIP},   {"application/x-rar", RAR}, {"application/x-7z-compressed", SEVEN_ZIP},
    {"application/x-tar", TAR}, {"application/gzip", GZIP}, {"application/x-bzip2", BZIP2},
    {"application/x-xz", XZ},
};

/* One run over an archive and all that it holds. */
struct unpacking {
    struct unpacked *result;
    struct staging *staging;
    struct magic *magic;
    guint64 source; /* bytes of the outermost archive */
    guint64 total;  /* bytes written so far */
    guint headers;
    bool stopped; /* a limit was met: nothing more is taken, on any level */
};

/* What became of one entry's bytes. */
enum copied { COPIED, COPIED_PART, COPIED_LIMIT, COPIED_ERROR };

static int find_type(const char *type)
{
    for (gsize i = 0; type && i < G_N_ELEMENTS(types); i++)
        if (strcmp(types[i].type, type) == 0)
            return (int)i;
    return -1;
}

bool archive_unpackable(const char *type)
{
    return find_type(type) >= 0;
}

static void file_free(struct unpacked_file *file)
{
    g_free(file->path);
    g_free(file->name);
    g_free(file->type);
    g_free(file->file);
    g_free(file->sha256);
    g_free(file);
}

void unpacked_free(struct unpacked *unpacked)
{
    if (!unpacked)
        return;
    g_ptr_array_unref(unpacked->files);
    g_free(unpacked->note);
    g_free(unpacked);
}

static struct archive *open_archive(GBytes *bytes, int type)
{
    struct archive *archive = archive_read_new();
    if (!archive)
        return NULL;
    switch (types[type].format) {
    case ZIP:
        archive_read_support_format_zip(archive);
        break;
    case RAR:
        archive_read_support_format_rar(archive);
        archive_read_support_format_rar5(archive);
        break;
    case SEVEN_ZIP:
        archive_read_support_format_7zip(archive);
        break;
    case TAR:
        archive_read_support_format_tar(archive);
        break;
    case GZIP:
    case BZIP2:
    case XZ:
        archive_read_support_filter_gzip(archive);
        archive_read_support_filter_bzip2(archive);
        archive_read_support_filter_xz(archive);
        archive_read_support_format_tar(archive);
        archive_read_support_format_raw(archive);
        break;
    }
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    if (archive_read_open_memory(archive, data, length) == ARCHIVE_OK)
        return archive;
    archive_read_free(archive);
    return NULL;
}

/* True when libarchive stopped because of a password; it says so in three ways. */
static bool wants_password(struct archive *archive)
{
    const char *message = archive_error_string(archive);
    g_autofree char *folded = g_ascii_strdown(message ? message : "", -1);
    return archive_read_has_encrypted_entries(archive) > 0 || strstr(folded, "encrypt") || strstr(folded, "passphrase");
}

static enum copied copy_entry(struct unpacking *run, struct archive *archive, GError **error)
{
    g_autofree guint8 *block = g_malloc(BLOCK);
    for (;;) {
        la_ssize_t count = archive_read_data(archive, block, BLOCK);
        if (count == 0)
            return COPIED;
        if (count < 0)
            return COPIED_PART;
        guint64 total = run->total + (guint64)count;
        if (total > UNPACK_MAX_BYTES || (total > UNPACK_FREE_BYTES && total > UNPACK_MAX_RATIO * run->source))
            return COPIED_LIMIT;
        g_autoptr(GError) failed = NULL;
        if (!staging_write(run->staging, block, (gsize)count, &failed)) {
            if (g_error_matches(failed, HUIZHI_ERROR, ERROR_INPUT))
                return COPIED_LIMIT;
            g_propagate_error(error, g_steal_pointer(&failed));
            return COPIED_ERROR;
        }
        run->total = total;
    }
}

static char *join(const char *prefix, const char *path)
{
    return *prefix ? g_strconcat(prefix, "/", path, NULL) : g_strdup(path);
}

/* The name of an entry that has none: a .gz names its content by its own name. */
static char *nameless(const char *archive_name, guint number)
{
    static const char *const endings[] = {".gz", ".bz2", ".xz"};
    g_autofree char *name = archive_name ? g_path_get_basename(archive_name) : NULL;
    for (gsize i = 0; name && i < G_N_ELEMENTS(endings); i++)
        if (strlen(name) > strlen(endings[i]) && g_str_has_suffix(name, endings[i])) {
            name[strlen(name) - strlen(endings[i])] = 0;
            return g_steal_pointer(&name);
        }
    return g_strdup_printf("文件%u", number);
}

static char *entry_path(struct archive_entry *entry, const char *archive_name, guint number)
{
    const char *raw = archive_entry_pathname(entry);
    if (!raw)
        raw = archive_entry_pathname_utf8(entry);
    /* "data" is what libarchive calls the content of a bare .gz. */
    char *path = raw && strcmp(raw, "data") != 0 ? archive_safe_path(raw) : NULL;
    return path ? path : nameless(archive_name, number);
}

static bool unpack_level(struct unpacking *run, GBytes *bytes, int type, const char *name, const char *prefix,
                         int depth, enum unpack_status *status, GError **error);

/* Lists a staged file and unpacks it in turn when it is an archive. */
static bool list_file(struct unpacking *run, struct staged *staged, char *path, bool partial, int depth, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    if (staged->bytes > 0 && !(bytes = staging_bytes(run->staging, staged->file, error))) {
        g_free(path);
        return false;
    }
    struct unpacked_file *file = g_new0(struct unpacked_file, 1);
    file->path = path;
    file->name = g_path_get_basename(path);
    gsize length = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    file->type = magic_type(run->magic, data, length, file->name);
    file->file = g_steal_pointer(&staged->file);
    file->sha256 = g_steal_pointer(&staged->sha256);
    file->bytes = staged->bytes;
    file->partial = partial;
    g_ptr_array_add(run->result->files, file);

    int type = find_type(file->type);
    file->archive = type >= 0;
    if (!file->archive)
        return true;
    if (depth >= UNPACK_MAX_DEPTH) {
        file->status = UNPACK_LIMIT;
        return true;
    }
    return unpack_level(run, bytes, type, file->name, path, depth + 1, &file->status, error);
}

/* False with *error on trouble with the staging folder. Takes the path. */
static bool take_entry(struct unpacking *run, struct archive *archive, char *path, int depth,
                       enum unpack_status *status, GError **error)
{
    g_autofree char *owned = path;
    g_autoptr(GError) failed = NULL;
    if (run->result->files->len >= UNPACK_MAX_FILES || !staging_begin(run->staging, &failed)) {
        if (failed && !g_error_matches(failed, HUIZHI_ERROR, ERROR_INPUT)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        *status = UNPACK_LIMIT;
        run->stopped = true;
        return true;
    }
    enum copied copied = copy_entry(run, archive, error);
    if (copied == COPIED_ERROR)
        return false;
    if (copied == COPIED_LIMIT) {
        *status = UNPACK_LIMIT;
        run->stopped = true;
        return true;
    }
    if (copied == COPIED_PART)
        *status = wants_password(archive) ? UNPACK_ENCRYPTED : UNPACK_DAMAGED;
    g_autoptr(Staged) staged = staging_end(run->staging, error);
    if (!staged)
        return false;
    if (copied == COPIED_PART && staged->bytes == 0)
        return true;
    return list_file(run, staged, g_steal_pointer(&owned), copied == COPIED_PART, depth, error);
}

static bool read_entries(struct unpacking *run, struct archive *archive, const char *name, const char *prefix,
                         int depth, enum unpack_status *status, GError **error)
{
    guint number = 0;
    while (!run->stopped) {
        struct archive_entry *entry;
        int code = archive_read_next_header(archive, &entry);
        if (code == ARCHIVE_EOF)
            return true;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
            *status = wants_password(archive) ? UNPACK_ENCRYPTED : UNPACK_DAMAGED;
            return true;
        }
        if (++run->headers > MAX_HEADERS) {
            *status = UNPACK_LIMIT;
            return true;
        }
        if (archive_entry_is_encrypted(entry)) {
            *status = UNPACK_ENCRYPTED;
            continue;
        }
        mode_t kind = archive_entry_filetype(entry);
        if ((kind != AE_IFREG && kind != 0) || archive_entry_hardlink(entry))
            continue;
        g_autofree char *path = entry_path(entry, name, ++number);
        if (archive_is_litter(path))
            continue;
        if (!take_entry(run, archive, join(prefix, path), depth, status, error))
            return false;
    }
    return true;
}

/* A ZIP ends with the list of its entries. Without it libarchive takes what it finds and cannot know what is missing.
 */
static bool has_end(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    gsize tail = MIN(length, 22 + 65535);
    return memmem(data + length - tail, tail, "PK\5\6", 4) != NULL;
}

static bool unpack_level(struct unpacking *run, GBytes *bytes, int type, const char *name, const char *prefix,
                         int depth, enum unpack_status *status, GError **error)
{
    *status = types[type].format == ZIP && !has_end(bytes) ? UNPACK_DAMAGED : UNPACK_WHOLE;
    guint before = run->result->files->len;
    struct archive *archive = open_archive(bytes, type);
    if (!archive) {
        *status = UNPACK_DAMAGED;
    } else {
        bool good = read_entries(run, archive, name, prefix, depth, status, error);
        archive_read_free(archive);
        if (!good)
            return false;
    }
    /* The archive is as bad as the worst archive in it. */
    for (guint i = before; i < run->result->files->len; i++)
        *status = MAX(*status, ((struct unpacked_file *)run->result->files->pdata[i])->status);
    return true;
}

static char *describe(enum unpack_status status)
{
    switch (status) {
    case UNPACK_WHOLE:
        return NULL;
    case UNPACK_ENCRYPTED:
        return g_strdup("压缩包有密码，无法打开");
    case UNPACK_LIMIT:
        return g_strdup("压缩包内文件过多、过大或嵌套过深，其余未解压");
    case UNPACK_DAMAGED:
        break;
    }
    return g_strdup("压缩包损坏或不完整");
}

struct unpacked *archive_unpack(GBytes *bytes, const char *type, const char *name, struct staging *staging,
                                struct magic *magic, GError **error)
{
    int format = find_type(type);
    if (format < 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s: no unpacker for %s", name ? name : "", type ? type : "?");
        return NULL;
    }
    g_autoptr(Unpacked) result = g_new0(struct unpacked, 1);
    result->files = g_ptr_array_new_with_free_func((GDestroyNotify)file_free);
    struct unpacking run = {result, staging, magic, g_bytes_get_size(bytes), 0, 0, false};

    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    bool good = unpack_level(&run, bytes, format, name, "", 1, &result->status, error);
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    if (!good)
        return NULL;
    result->note = describe(result->status);
    return g_steal_pointer(&result);
}
