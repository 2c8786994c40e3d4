/* read_mail on mails and on mutations of them, in this process: whatever it finds must pass wire_read.
 *
 *   read RULES --time N MAIL…            microseconds a reading, the mean of N
 *   read RULES --mutate N SEED MAIL…     N mutations of each; a crash, a hang or a refused dossier is a failure
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "reader/read.h"
#include "reader/wire.h"

#define SECONDS 20

static int mail_fd(const guint8 *bytes, gsize length)
{
    int fd = memfd_create("mail", MFD_CLOEXEC);
    if (fd < 0 || !file_write_all(fd, bytes, length, NULL) || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    return fd;
}

/* False when a dossier was found that the parent would not take. */
static bool read_once(const struct reader_data *data, const guint8 *bytes, gsize length)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-read-XXXXXX", NULL);
    int staging = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = mail_fd(bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(Dossier) dossier = read_mail(fd, staging, data, &error);
    close(fd);
    close(staging);
    file_remove_tree(folder, NULL);
    if (!dossier) {
        if (g_error_matches(error, HUIZHI_ERROR, ERROR_INPUT))
            return true;
        fprintf(stderr, "%s\n", error ? error->message : "no error");
        return false;
    }
    g_autoptr(GBytes) wire = wire_write(dossier);
    g_autoptr(Dossier) back = g_bytes_get_size(wire) <= WIRE_MAX_BYTES ? wire_read(wire, &error) : NULL;
    if (!back && error)
        fprintf(stderr, "%s\n", error->message);
    return back || !error;
}

/* Half of the changes fall on the header and the first lines of parts, where the structure is. */
static GByteArray *mutate(GRand *random, const guint8 *bytes, gsize length)
{
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, bytes, (guint)length);
    for (int i = g_rand_int_range(random, 1, 12); i > 0 && out->len > 2; i--) {
        guint at =
            (guint)g_rand_int_range(random, 0, (gint32)(g_rand_boolean(random) ? MIN(out->len, 1500) : out->len));
        guint run = (guint)g_rand_int_range(random, 1, 60);
        run = MIN(run, out->len - at);
        switch (g_rand_int_range(random, 0, 5)) {
        case 0:
            out->data[at] = (guint8)g_rand_int(random);
            break;
        case 1:
            out->data[at] ^= (guint8)(1 << g_rand_int_range(random, 0, 8));
            break;
        case 2:
            g_byte_array_remove_range(out, at, run);
            break;
        case 3:
            memmove(out->data + at, out->data + g_rand_int_range(random, 0, (gint32)(out->len - run + 1)), run);
            break;
        default:
            g_byte_array_set_size(out, at + 1);
        }
    }
    return out;
}

static int mutate_mail(const struct reader_data *data, const char *path, int count, guint32 seed)
{
    g_autoptr(GBytes) mail = file_read(path, 64 << 20, NULL);
    gsize length = 0;
    const guint8 *bytes = mail ? g_bytes_get_data(mail, &length) : NULL;
    int failed = !mail;
    for (int i = 0; i < count && mail; i++) {
        GRand *random = g_rand_new_with_seed(seed + (guint32)i);
        g_autoptr(GByteArray) odd = mutate(random, bytes, length);
        g_rand_free(random);
        alarm(SECONDS);
        if (!read_once(data, odd->data, odd->len)) {
            printf("%s: mutation %d of seed %u\n", path, i, seed);
            failed++;
        }
        alarm(0);
    }
    return failed;
}

static int time_mail(const struct reader_data *data, const char *path, int count)
{
    g_autoptr(GBytes) mail = file_read(path, 512 << 20, NULL);
    gsize length = 0;
    const guint8 *bytes = mail ? g_bytes_get_data(mail, &length) : NULL;
    gint64 start = g_get_monotonic_time();
    for (int i = 0; i < count && mail; i++)
        read_once(data, bytes, length);
    printf("%8.0f µs  %s\n", (double)(g_get_monotonic_time() - start) / count, path);
    return !mail;
}

int main(int argc, char **argv)
{
    struct reader_data data = {0};
    g_autoptr(GError) error = NULL;
    if (argc < 5 || !reader_data_load(&data, argv[1], NULL, &error)) {
        fprintf(stderr, "%s\n", error ? error->message : "usage: read RULES --time N MAIL… | --mutate N SEED MAIL…");
        return 64;
    }
    bool timing = g_str_equal(argv[2], "--time");
    int failed = 0;
    for (int i = timing ? 4 : 5; i < argc; i++)
        failed += timing ? time_mail(&data, argv[i], atoi(argv[3]))
                         : mutate_mail(&data, argv[i], atoi(argv[3]), (guint32)strtoul(argv[4], NULL, 10));
    reader_data_clear(&data);
    return failed > 0;
}
