/* The readers of documents on files: prints what they read, or feeds them mutations of the files.
 *
 *   document FILE…                       the dump of each (base/magic.h names its type)
 *   document --time N FILE…              microseconds a reading, the median of N
 *   document --mutate N SEED FILE…       N mutations of each file; a crash, a leak or 10 s in one is a failure
 *
 * With HUIZHI_RULES set to a folder of rules the forms of each mutation are looked for as well.
 *
 * Half of the mutations of a package change its parts before they are packed again, so that they get past the
 * checksums. A mutation is known by its seed and number; the number is printed when a run is cut off.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/magic.h"
#include "document/dump.h"
#include "document/package.h"
#include "form/form.h"
#include "ruleset/ruleset.h"

#define SECONDS 10

static char now_doing[512];

static void too_long(int signal)
{
    (void)signal;
    const char text[] = "\nhangs: ";
    (void)!write(2, text, sizeof text - 1);
    (void)!write(2, now_doing, strlen(now_doing));
    abort();
}

static void put(GByteArray *out, guint64 value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        guint8 byte = value >> (8 * i) & 0xFF;
        g_byte_array_append(out, &byte, 1);
    }
}

static guint32 checksum(const guint8 *bytes, gsize length)
{
    guint32 crc = 0xFFFFFFFFu;
    for (gsize i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

/* Packs parts again, stored. */
static GByteArray *pack(GHashTable *parts)
{
    GByteArray *out = g_byte_array_new();
    g_autoptr(GByteArray) directory = g_byte_array_new();
    GHashTableIter iter;
    gpointer path, bytes;
    g_hash_table_iter_init(&iter, parts);
    while (g_hash_table_iter_next(&iter, &path, &bytes)) {
        gsize size;
        const guint8 *data = g_bytes_get_data(bytes, &size);
        guint at = out->len, name = (guint)strlen(path);
        guint32 crc = checksum(data, size);
        put(out, 0x04034b50, 4), put(out, 20, 2), put(out, 0, 8), put(out, crc, 4), put(out, size, 4);
        put(out, size, 4), put(out, name, 2), put(out, 0, 2);
        g_byte_array_append(out, path, name);
        g_byte_array_append(out, data, (guint)size);
        put(directory, 0x02014b50, 4), put(directory, 20, 2), put(directory, 20, 2), put(directory, 0, 8);
        put(directory, crc, 4), put(directory, size, 4), put(directory, size, 4), put(directory, name, 2);
        put(directory, 0, 8), put(directory, 0, 4), put(directory, at, 4);
        g_byte_array_append(directory, path, name);
    }
    guint at = out->len;
    g_byte_array_append(out, directory->data, directory->len);
    put(out, 0x06054b50, 4), put(out, 0, 4), put(out, g_hash_table_size(parts), 2);
    put(out, g_hash_table_size(parts), 2), put(out, directory->len, 4), put(out, at, 4), put(out, 0, 2);
    return out;
}

static void overwrite(GByteArray *bytes, GRand *dice, guint at, guint length)
{
    static const guint8 odd[] = {0, 1, 0x7F, 0x80, 0xFF, '<', '>', '"', '{', '}', '\\', 0xFE};
    for (guint i = at; i < MIN(at + length, bytes->len); i++)
        bytes->data[i] =
            g_rand_boolean(dice) ? (guint8)g_rand_int(dice) : odd[g_rand_int_range(dice, 0, G_N_ELEMENTS(odd))];
}

/* Copies a piece of the file over or before another: elements get doubled, torn and nested. */
static void transplant(GByteArray *bytes, GRand *dice, guint from, guint to, guint length)
{
    length = MIN(length, bytes->len - from);
    g_autofree guint8 *piece = g_memdup2(bytes->data + from, length);
    if (g_rand_boolean(dice)) {
        memmove(bytes->data + to, piece, MIN(length, bytes->len - to));
        return;
    }
    g_autofree guint8 *tail = g_memdup2(bytes->data + to, bytes->len - to);
    guint rest = bytes->len - to;
    g_byte_array_set_size(bytes, to);
    g_byte_array_append(bytes, piece, length);
    g_byte_array_append(bytes, tail, rest);
}

static void mutate(GByteArray *bytes, GRand *dice)
{
    int steps = g_rand_int_range(dice, 1, 9);
    for (int i = 0; i < steps && bytes->len > 1; i++) {
        guint at = (guint)g_rand_int_range(dice, 0, (gint32)bytes->len);
        guint length = 1u << g_rand_int_range(dice, 0, g_rand_boolean(dice) ? 4 : 12);
        switch (g_rand_int_range(dice, 0, 8)) {
        case 0:
            if (g_rand_int_range(dice, 0, 4) == 0)
                g_byte_array_set_size(bytes, at + 1);
            break;
        case 1:
            g_byte_array_remove_range(bytes, at, MIN(length, bytes->len - at));
            break;
        case 2:
        case 3:
            transplant(bytes, dice, at, (guint)g_rand_int_range(dice, 0, (gint32)bytes->len), length);
            break;
        case 4:
            bytes->data[at] ^= (guint8)(1u << g_rand_int_range(dice, 0, 8));
            break;
        default:
            overwrite(bytes, dice, at, MIN(length, 16));
        }
    }
}

static bool every(const char *path, gpointer data)
{
    (void)path;
    (void)data;
    return true;
}

static GByteArray *mutate_parts(GHashTable *parts, GRand *dice)
{
    g_autoptr(GHashTable) changed =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    GHashTableIter iter;
    gpointer path, part;
    g_hash_table_iter_init(&iter, parts);
    while (g_hash_table_iter_next(&iter, &path, &part)) {
        gsize length;
        const guint8 *data = g_bytes_get_data(part, &length);
        GByteArray *copy = g_byte_array_sized_new((guint)length);
        g_byte_array_append(copy, data, (guint)length);
        /* The large main parts hold what matters; the rest seldom changes. */
        if (strstr(path, "document") || strstr(path, "sheet") || strstr(path, "content") ||
            g_rand_int_range(dice, 0, 6) == 0)
            mutate(copy, dice);
        g_hash_table_replace(changed, g_strdup(path), g_byte_array_free_to_bytes(copy));
    }
    return pack(changed);
}

static void find_forms(const struct document *document, const struct form_index *index)
{
    g_autoptr(GPtrArray) forms = form_find(document, index, "1", "x");
    for (guint i = 0; i < forms->len; i++) {
        const struct form *form = forms->pdata[i];
        for (guint k = 0; k < form->fields->len; k++) {
            const struct field *field = form->fields->pdata[k];
            bool good = (!field->value || g_utf8_validate(field->value, -1, NULL)) && field->confidence >= 0 &&
                        field->confidence <= 1;
            if (!good) {
                fprintf(stderr, "bad field: %s\n", now_doing);
                abort();
            }
        }
    }
}

static void read_once(const void *data, gsize length, const char *type, const struct form_index *index)
{
    /* A block of its own, so that the sanitizer sees a read past the end. */
    g_autoptr(GBytes) bytes = g_bytes_new(data, length);
    g_autoptr(Document) document = document_read(bytes, type, "x", NULL);
    if (!document)
        return;
    if (document->kind == DOCUMENT_SCAN && strcmp(type, "application/pdf") == 0)
        document_scan(document, bytes, 1);
    g_autofree char *dump = document_dump(document);
    g_autofree char *text = document_text(document);
    if (!g_utf8_validate(dump, -1, NULL) || !g_utf8_validate(text, -1, NULL)) {
        fprintf(stderr, "not UTF-8: %s\n", now_doing);
        abort();
    }
    if (index)
        find_forms(document, index);
}

static void mutate_file(const char *path, GBytes *bytes, const char *type, int count, guint32 seed,
                        const struct form_index *index)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    bool zipped = length > 4 && memcmp(data, "PK\3\4", 4) == 0;
    g_autoptr(Package) package = zipped ? package_read(bytes, every, NULL) : NULL;
    for (int i = 0; i < count; i++) {
        g_autoptr(GRand) dice = g_rand_new_with_seed(seed ^ (guint32)i * 2654435761u);
        g_autoptr(GByteArray) copy = NULL;
        if (package && i % 2) {
            copy = mutate_parts(package->parts, dice);
        } else {
            copy = g_byte_array_sized_new((guint)length);
            g_byte_array_append(copy, data, (guint)length);
            mutate(copy, dice);
        }
        g_snprintf(now_doing, sizeof now_doing, "%s mutation %d of seed %u\n", path, i, seed);
        if (getenv("KEEP_MUTATION"))
            g_file_set_contents(getenv("KEEP_MUTATION"), (const char *)copy->data, copy->len, NULL);
        alarm(SECONDS);
        read_once(copy->data, copy->len, type, index);
        alarm(0);
    }
    printf("# %s: %d mutations\n", path, count);
}

static int by_value(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return left < right ? -1 : left > right;
}

static void time_file(const char *path, GBytes *bytes, const char *type, int count)
{
    g_autofree gint64 *took = g_new(gint64, (gsize)count);
    for (int i = 0; i < count; i++) {
        gint64 start = g_get_monotonic_time();
        g_autoptr(Document) document = document_read(bytes, type, path, NULL);
        took[i] = g_get_monotonic_time() - start;
    }
    qsort(took, (gsize)count, sizeof *took, by_value);
    printf("%6ld us  %s\n", (long)took[count / 2], path);
}

static int show(const char *path, GBytes *bytes, const char *type)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(Document) document = document_read(bytes, type, name, &error);
    if (!document) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    if (document->kind == DOCUMENT_SCAN && strcmp(type, "application/pdf") == 0)
        document_scan(document, bytes, SCAN_MAX_PAGES);
    g_autofree char *dump = document_dump(document);
    fputs(dump, stdout);
    return 0;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    struct magic *magic = magic_create(&error);
    bool mutating = argc > 4 && strcmp(argv[1], "--mutate") == 0, timing = argc > 3 && strcmp(argv[1], "--time") == 0;
    int failed = magic ? 0 : 1;
    const char *rules = g_getenv("HUIZHI_RULES");
    g_autoptr(Ruleset) ruleset = mutating && rules ? ruleset_load(rules, &error) : NULL;
    g_autoptr(FormIndex) index = ruleset ? form_index_create(ruleset) : NULL;
    if (error) {
        fprintf(stderr, "%s\n", error->message);
        return 78;
    }
    signal(SIGALRM, too_long);
    for (int i = mutating ? 4 : timing ? 3 : 1; i < argc && magic; i++) {
        char *data;
        gsize length;
        if (!g_file_get_contents(argv[i], &data, &length, &error)) {
            fprintf(stderr, "%s\n", error->message);
            return 66;
        }
        g_autoptr(GBytes) bytes = g_bytes_new_take(data, length);
        g_autofree char *type = magic_type(magic, data, length, argv[i]);
        if (mutating)
            mutate_file(argv[i], bytes, type, atoi(argv[2]), (guint32)strtoul(argv[3], NULL, 10), index);
        else if (timing)
            time_file(argv[i], bytes, type, atoi(argv[2]));
        else
            failed |= show(argv[i], bytes, type);
    }
    magic_free(magic);
    return failed;
}
