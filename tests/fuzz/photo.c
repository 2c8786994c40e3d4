/* Pictures cut off and with bits turned: facts or `damaged`, never a crash or a hang.
 *
 * usage: photo [-n COUNT] FILE…   COUNT of each kind of mutation a file (500); always the same ones
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/magic.h"
#include "work/measure.h"
#include "work/photo_decode.h"

#define SLOW (20 * G_USEC_PER_SEC)

static bool measure(const char *type, const guint8 *data, gsize length)
{
    g_autoptr(Work) work = work_create(WORK_PHOTO, "a", "1", type, "", length);
    g_autoptr(GBytes) bytes = g_bytes_new(data, length);
    gint64 begin = g_get_monotonic_time();
    struct measured measured;
    work_measure(work, bytes, NULL, &measured);
    measured_clear(&measured);
    return g_get_monotonic_time() - begin < SLOW && work->width >= -1;
}

static bool mutate(const char *file, int count, GRand *random)
{
    g_autofree char *data = NULL;
    gsize length = 0;
    if (!g_file_get_contents(file, &data, &length, NULL) || length < 64)
        return false;
    struct magic *magic = magic_create(NULL);
    g_autofree char *type = magic_type(magic, data, length, file);
    magic_free(magic);
    bool good = measure(type, (guint8 *)data, length);
    for (int i = 0; i < count; i++) {
        gsize kept = (gsize)g_rand_int_range(random, 1, (gint32)length);
        good = good && measure(type, (guint8 *)data, kept);
        g_autofree guint8 *bad = g_memdup2(data, length);
        for (int k = g_rand_int_range(random, 1, 12); k > 0; k--) {
            /* Half of them in the first kilobyte, where the structure is. */
            gint32 most = g_rand_boolean(random) ? MIN((gint32)length, 1024) : (gint32)length;
            bad[g_rand_int_range(random, 0, most)] ^= (guint8)(1 << g_rand_int_range(random, 0, 8));
        }
        good = good && measure(type, bad, length);
    }
    return good;
}

int main(int argc, char **argv)
{
    int count = 500, failed = 0;
    work_measure_start();
    GRand *random = g_rand_new_with_seed(20);
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "-n") && i + 1 < argc) {
            count = atoi(argv[++i]);
            continue;
        }
        bool good = mutate(argv[i], count, random);
        printf("%s: %d mutations %s\n", argv[i], 2 * count, good ? "read" : "FAILED");
        failed += !good;
    }
    g_rand_free(random);
    photo_stop();
    return failed > 0;
}
