/* document/archive.c on archives made here (libarchive's writers, and by hand where a writer would not lie). */
#include "document/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/magic.h"
#include "tap.h"

#define ROOM (16u << 20)

struct bed {
    struct magic *magic;
    char *folder;
    int fd;
};

static struct staging *fresh(struct bed *bed)
{
    g_autofree char *folder = g_build_filename(bed->folder, "stage", NULL);
    file_remove_tree(folder, NULL);
    g_mkdir_with_parents(folder, 0700);
    if (bed->fd >= 0)
        close(bed->fd);
    bed->fd = open(folder, O_RDONLY | O_DIRECTORY);
    return staging_open(bed->fd);
}

/* path, content, path, content, …, NULL. A path that ends with a slash is a folder. */
static GBytes *pack(const char *format, const char *options, const char *const *entries)
{
    /* For the writer only: unpacking must not depend on the locale. */
    setlocale(LC_ALL, "C.UTF-8");
    guint8 *room = g_malloc(ROOM);
    size_t used = 0;
    struct archive *out = archive_write_new();
    archive_write_set_format_by_name(out, format);
    if (strcmp(format, "ustar") == 0)
        archive_write_add_filter_gzip(out);
    if (options)
        archive_write_set_options(out, options);
    archive_write_set_passphrase(out, "abc");
    archive_write_open_memory(out, room, ROOM, &used);
    for (; entries[0]; entries += 2) {
        struct archive_entry *entry = archive_entry_new();
        bool folder = g_str_has_suffix(entries[0], "/");
        archive_entry_set_pathname(entry, entries[0]);
        archive_entry_set_filetype(entry, folder ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, folder ? 0 : (la_int64_t)strlen(entries[1]));
        archive_write_header(out, entry);
        if (!folder)
            archive_write_data(out, entries[1], strlen(entries[1]));
        archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    setlocale(LC_ALL, "C");
    return g_bytes_new_take(g_realloc(room, MAX(used, 1)), used);
}

#define ENTRIES(...) ((const char *const[]){__VA_ARGS__, NULL, NULL})

/* "path=type path=type" of the result, for one comparison. */
static char *listing(const struct unpacked *unpacked)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; unpacked && i < unpacked->files->len; i++) {
        const struct unpacked_file *file = unpacked->files->pdata[i];
        g_string_append_printf(out, "%s%s%s", i ? " " : "", file->path, file->partial ? "(part)" : "");
    }
    return g_string_free(out, FALSE);
}

static void check(struct bed *bed, GBytes *bytes, const char *name, const char *want, enum unpack_status status,
                  const char *what)
{
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    g_autofree char *type = magic_type(bed->magic, data, length, name);
    g_autoptr(Staging) staging = fresh(bed);
    g_autoptr(GError) error = NULL;
    g_autoptr(Unpacked) unpacked = archive_unpack(bytes, type, name, staging, bed->magic, &error);
    g_autofree char *got = listing(unpacked);
    tap_str(got, want, what);
    tap_ok(unpacked && unpacked->status == status, what);
    tap_ok(unpacked && (status == UNPACK_WHOLE) == (unpacked->note == NULL), what);
    if (error)
        printf("# %s\n", error->message);
}

static void names(void)
{
    static const struct {
        const char *raw, *want;
    } cases[] = {
        {"../../etc/passwd", "etc/passwd"},
        {"/etc/./passwd", "etc/passwd"},
        {"C:\\照片\\1.jpg", "照片/1.jpg"},
        {"\xD5\xD5\xC6\xAC/\xD2\xBB.jpg", "照片/一.jpg"}, /* GBK */
        {"\x95\x5C.txt", "昞.txt"},                       /* GBK whose second byte is a backslash */
        {"e\xCC\x81.txt", "é.txt"},                       /* decomposed, as macOS writes */
        {"a\nb\x01.txt", "a_b_.txt"},
        {"..", NULL},
        {"/", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = archive_safe_path(cases[i].raw);
        tap_str(got, cases[i].want, "a safe path");
    }
    g_autofree char *wide = g_strnfill(5000, 'x');
    g_autofree char *name = g_strconcat(wide, ".jpg", NULL);
    g_autofree char *got = archive_safe_path(name);
    tap_ok(strlen(got) <= 200 && g_str_has_suffix(got, ".jpg"), "a long name keeps its extension");
    tap_ok(archive_is_litter("__MACOSX/._a.jpg") && archive_is_litter("a/Thumbs.db") && archive_is_litter("~$a.docx") &&
               !archive_is_litter("a/b.jpg"),
           "litter");
}

static void formats(struct bed *bed)
{
    const char *const *entries =
        ENTRIES("照片/", "", "照片/1.jpg", "\xFF\xD8\xFF", "说明.txt", "一", ".DS_Store", "x", "__MACOSX/._1.jpg", "x");
    static const char *const kinds[] = {"zip", "7zip", "ustar"};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GBytes) bytes = pack(kinds[i], NULL, entries);
        check(bed, bytes, "a", "照片/1.jpg 说明.txt", UNPACK_WHOLE, kinds[i]);
    }
    g_autoptr(GBytes) tar = pack("ustar", NULL, ENTRIES("一.txt", "x"));
    gsize length;
    const guint8 *data = g_bytes_get_data(tar, &length);
    g_autoptr(GBytes) cut = g_bytes_new(data, length / 2);
    check(bed, cut, "a.tar.gz", "", UNPACK_DAMAGED, "a tar.gz cut in the middle");

    /* RAR 1.5 to 4, stored: marker, archive header, one file. */
    static const guint8 rar[] =
        "Rar!\x1A\x07\0"
        "\xCF\x90\x73\0\0\x0D\0\0\0\0\0\0\0"
        "\0\0\x74\0\x80\x25\0\x02\0\0\0\x02\0\0\0\x02\xAC\x2A\x93\xD8\0\0\0\0\x14\x30\x05\0\x20\0\0\0"
        "a.txthi";
    g_autofree guint8 *copy = g_memdup2(rar, sizeof rar - 1);
    guint32 crc = 0xFFFFFFFFu; /* of the file header from its type on */
    for (guint i = 22; i < 20 + 0x25; i++) {
        crc ^= copy[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    crc = ~crc;
    copy[20] = crc & 0xFF;
    copy[21] = crc >> 8 & 0xFF;
    g_autoptr(GBytes) rar_bytes = g_bytes_new(copy, sizeof rar - 1);
    check(bed, rar_bytes, "a.rar", "a.txt", UNPACK_WHOLE, "rar");
}

static void nesting(struct bed *bed)
{
    GBytes *inner = pack("zip", "zip:compression=store", ENTRIES("1.txt", "x"));
    for (int i = 0; i < 4; i++) {
        gsize length;
        const guint8 *data = g_bytes_get_data(inner, &length);
        guint8 *room = g_malloc(ROOM);
        size_t used = 0;
        struct archive *out = archive_write_new();
        archive_write_set_format_zip(out);
        archive_write_open_memory(out, room, ROOM, &used);
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, "in.zip");
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, (la_int64_t)length);
        archive_write_header(out, entry);
        archive_write_data(out, data, length);
        archive_entry_free(entry);
        archive_write_close(out);
        archive_write_free(out);
        g_bytes_unref(inner);
        inner = g_bytes_new_take(room, used);
        if (i == 1)
            check(bed, inner, "a.zip", "in.zip in.zip/in.zip in.zip/in.zip/1.txt", UNPACK_WHOLE, "three deep");
    }
    check(bed, inner, "a.zip", "in.zip in.zip/in.zip in.zip/in.zip/in.zip", UNPACK_LIMIT, "five deep stops");
    g_bytes_unref(inner);
}

static void hostile(struct bed *bed)
{
    g_autoptr(GBytes) locked = pack("zip", "zip:encryption=traditional", ENTRIES("1.txt", "secret"));
    check(bed, locked, "a.zip", "", UNPACK_ENCRYPTED, "a zip with a password");

    g_autofree char *zeros = g_malloc0(9u << 20);
    memset(zeros, 'x', (9u << 20) - 1);
    g_autoptr(GBytes) bomb =
        pack("zip", NULL, ENTRIES("1.txt", zeros, "2.txt", zeros, "3.txt", zeros, "4.txt", zeros, "5.txt", zeros));
    check(bed, bomb, "a.zip", "1.txt 2.txt 3.txt", UNPACK_LIMIT, "a bomb stops at its ratio");

    g_autoptr(GPtrArray) many = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 1200; i++) {
        g_ptr_array_add(many, g_strdup_printf("%d.txt", i));
        g_ptr_array_add(many, g_strdup_printf("%d", i));
    }
    g_ptr_array_add(many, NULL);
    g_ptr_array_add(many, NULL);
    g_autoptr(GBytes) crowd = pack("zip", NULL, (const char *const *)many->pdata);
    g_autoptr(Staging) staging = fresh(bed);
    g_autoptr(Unpacked) unpacked = archive_unpack(crowd, "application/zip", "a.zip", staging, bed->magic, NULL);
    tap_ok(unpacked && unpacked->files->len == UNPACK_MAX_FILES && unpacked->status == UNPACK_LIMIT,
           "1,200 files stop at 1,000");

    gsize length;
    g_autoptr(GBytes) good = pack("zip", "zip:compression=store", ENTRIES("../1.txt", "first", "2.txt", "second"));
    const guint8 *data = g_bytes_get_data(good, &length);
    guint ended = 0;
    for (gsize i = 4; i < length; i += 3) {
        g_autoptr(GBytes) cut = g_bytes_new(data, i);
        g_autoptr(Staging) again = fresh(bed);
        g_autoptr(Unpacked) part = archive_unpack(cut, "application/zip", "a.zip", again, bed->magic, NULL);
        ended += part != NULL;
    }
    tap_ok(ended == (length - 4 + 2) / 3, "every prefix of a zip ends with an answer");
    tap_ok(!archive_unpackable("image/jpeg") && archive_unpackable("application/x-rar"), "what can be unpacked");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    struct bed bed = {magic_create(&error), g_dir_make_tmp("huizhi-archive-XXXXXX", &error), -1};
    if (!tap_ok(bed.magic && bed.folder, "a place to unpack"))
        return tap_done();
    names();
    formats(&bed);
    nesting(&bed);
    hostile(&bed);
    close(bed.fd);
    tap_ok(file_remove_tree(bed.folder, &error), "cleaned up");
    g_free(bed.folder);
    magic_free(bed.magic);
    return tap_done();
}
