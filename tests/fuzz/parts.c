/* The readers of films, archives and winmail.dat fed with mutations: cut off, bits turned, bytes overwritten.
 *
 *   parts CUTS FLIPS SEED FILE…   of each; a crash, a leak or 10 s in one is a failure
 *
 * Attributes of TNEF get their checksums again, or nothing behind the first check would ever be reached. A mutation is
 * known by its seed and number; KEEP_MUTATION names a file that it is written to first.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/magic.h"
#include "document/archive.h"
#include "mail/tnef.h"
#include "work/media.h"

#define SECONDS 10
#define TNEF_TYPE "application/vnd.ms-tnef"

struct bed {
    struct magic *magic;
    char *folder, *file;
    int fd;
    guint damaged, whole;
};

static char now_doing[512];

static void too_long(int signal)
{
    (void)signal;
    (void)!write(2, "\nhangs: ", 8);
    (void)!write(2, now_doing, strlen(now_doing));
    abort();
}

static guint32 le32(const guint8 *bytes)
{
    return (guint32)bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static void mend_sums(GByteArray *bytes)
{
    for (gsize at = 6; at + 11 <= bytes->len;) {
        gsize size = le32(bytes->data + at + 5);
        if (size > bytes->len - at - 11)
            return;
        guint16 sum = 0;
        for (gsize i = 0; i < size; i++)
            sum = (guint16)(sum + bytes->data[at + 9 + i]);
        bytes->data[at + 9 + size] = (guint8)sum;
        bytes->data[at + 10 + size] = (guint8)(sum >> 8);
        at += 11 + size;
    }
}

static bool read_film(struct bed *bed, const GByteArray *bytes, const char *type)
{
    g_file_set_contents(bed->file, (const char *)bytes->data, bytes->len, NULL);
    g_autoptr(Work) work = work_create(WORK_VIDEO, "x", "1", type, "", bytes->len);
    g_autoptr(GBytes) picture = NULL;
    int fd = open(bed->file, O_RDONLY | O_CLOEXEC);
    media_measure(work, fd, &picture);
    close(fd);
    return work->damaged;
}

static bool read_archive(struct bed *bed, GBytes *bytes, const char *type)
{
    g_autofree char *folder = g_build_filename(bed->folder, "stage", NULL);
    file_remove_tree(folder, NULL);
    g_mkdir_with_parents(folder, 0700);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    g_autoptr(Staging) staging = staging_open(fd);
    g_autoptr(GError) error = NULL;
    g_autoptr(Unpacked) unpacked = archive_unpack(bytes, type, "x", staging, bed->magic, &error);
    for (guint i = 0; unpacked && i < unpacked->files->len; i++) {
        const struct unpacked_file *file = unpacked->files->pdata[i];
        if (!g_utf8_validate(file->path, -1, NULL) || strstr(file->path, "../") || *file->path == '/')
            abort();
    }
    close(fd);
    return !unpacked || unpacked->status != UNPACK_WHOLE;
}

static bool read_tnef(GBytes *bytes)
{
    g_autoptr(Tnef) tnef = tnef_read(bytes);
    guint sum = 0;
    for (guint i = 0; i < tnef->files->len; i++) {
        const struct tnef_file *file = tnef->files->pdata[i];
        for (gsize k = 0; k < file->length; k++)
            sum += file->bytes[k];
        if (file->name && (!g_utf8_validate(file->name, -1, NULL) || strchr(file->name, '/')))
            abort();
    }
    if ((tnef->text && !g_utf8_validate(tnef->text, -1, NULL)) ||
        (tnef->html && !g_utf8_validate(tnef->html, -1, NULL)))
        abort();
    return tnef->damaged || sum == G_MAXUINT;
}

static void read_once(struct bed *bed, GByteArray *copy, const char *type)
{
    if (getenv("KEEP_MUTATION"))
        g_file_set_contents(getenv("KEEP_MUTATION"), (const char *)copy->data, copy->len, NULL);
    /* A block of its own, so that the sanitizer sees a read past the end. */
    g_autoptr(GBytes) bytes = g_bytes_new(copy->data, copy->len);
    alarm(SECONDS);
    bool damaged = media_type(type)           ? read_film(bed, copy, type)
                   : !strcmp(type, TNEF_TYPE) ? read_tnef(bytes)
                                              : read_archive(bed, bytes, type);
    alarm(0);
    *(damaged ? &bed->damaged : &bed->whole) += 1;
}

static void flip(GByteArray *copy, GRand *dice)
{
    int steps = g_rand_int_range(dice, 1, 17);
    for (int i = 0; i < steps; i++) {
        /* The beginning holds what leads the reader. */
        gint32 room = (gint32)(g_rand_boolean(dice) ? MIN(copy->len, 2048) : copy->len);
        guint8 *byte = copy->data + g_rand_int_range(dice, 0, room);
        static const guint8 odd[] = {0, 1, 0x7F, 0x80, 0xFF};
        if (g_rand_boolean(dice))
            *byte ^= (guint8)(1u << g_rand_int_range(dice, 0, 8));
        else
            *byte = odd[g_rand_int_range(dice, 0, G_N_ELEMENTS(odd))];
    }
}

static void mutate(struct bed *bed, const char *path, const char *data, gsize length, const char *type, int count,
                   guint32 seed, bool cut)
{
    bed->damaged = bed->whole = 0;
    for (int i = 0; i < count; i++) {
        g_snprintf(now_doing, sizeof now_doing, "%s %s %d of seed %u\n", path, cut ? "cut" : "flip", i, seed);
        g_autoptr(GRand) dice = g_rand_new_with_seed(seed ^ (guint32)i * 2654435761u);
        g_autoptr(GByteArray) copy = g_byte_array_new();
        g_byte_array_append(copy, (const guint8 *)data, (guint)length);
        if (cut)
            g_byte_array_set_size(copy, (guint)g_rand_int_range(dice, 1, (gint32)length));
        else
            flip(copy, dice);
        if (!strcmp(type, TNEF_TYPE) && g_rand_int_range(dice, 0, 8))
            mend_sums(copy);
        read_once(bed, copy, type);
    }
    printf("# %s: %d %s, %u damaged, %u read as whole\n", path, count, cut ? "cut" : "flipped", bed->damaged,
           bed->whole);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    struct bed bed = {.magic = magic_create(&error), .folder = g_dir_make_tmp("huizhi-parts-XXXXXX", NULL)};
    if (argc < 5 || !bed.magic || !bed.folder)
        return 64;
    bed.file = g_build_filename(bed.folder, "file", NULL);
    signal(SIGALRM, too_long);
    guint32 seed = (guint32)strtoul(argv[3], NULL, 10);
    for (int i = 4; i < argc; i++) {
        g_autofree char *data = NULL;
        gsize length;
        if (!g_file_get_contents(argv[i], &data, &length, &error)) {
            fprintf(stderr, "%s\n", error->message);
            return 66;
        }
        g_autofree char *type = magic_type(bed.magic, data, length, argv[i]);
        mutate(&bed, argv[i], data, length, type, atoi(argv[1]), seed, true);
        mutate(&bed, argv[i], data, length, type, atoi(argv[2]), seed, false);
    }
    file_remove_tree(bed.folder, NULL);
    g_free(bed.file);
    g_free(bed.folder);
    magic_free(bed.magic);
    return 0;
}
