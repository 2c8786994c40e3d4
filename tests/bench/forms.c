/* How long a form takes: reading the document and finding the form in it, per format.
 *
 *   forms RULES MANIFEST [N]     at most N files of each format (50); the manifest is that of tests/forms/make-forms.py
 *
 * Each file is read three times and its fastest reading counts: other processes of the machine are not the subject.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/magic.h"
#include "document/document.h"
#include "form/form.h"
#include "ruleset/ruleset.h"

#define ROUNDS 3

struct format {
    char *name;
    GArray *read, *both; /* gint64, microseconds */
};

static int by_value(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return left < right ? -1 : left > right;
}

static double share(GArray *times, double part)
{
    g_array_sort(times, by_value);
    return (double)g_array_index(times, gint64, (guint)(part * (times->len - 1))) / 1000;
}

static bool measure(struct format *format, struct magic *magic, const struct form_index *index, const char *path)
{
    char *data;
    gsize length;
    gint64 read = G_MAXINT64, both = G_MAXINT64;
    if (!g_file_get_contents(path, &data, &length, NULL))
        return false;
    g_autoptr(GBytes) bytes = g_bytes_new_take(data, length);
    g_autofree char *type = magic_type(magic, data, length, path), *name = g_path_get_basename(path);
    for (int i = 0; i < ROUNDS; i++) {
        gint64 start = g_get_monotonic_time();
        g_autoptr(Document) document = document_read(bytes, type, name, NULL);
        gint64 middle = g_get_monotonic_time();
        if (!document)
            return false;
        g_autoptr(GPtrArray) forms = form_find(document, index, "1", name);
        read = MIN(read, middle - start);
        both = MIN(both, g_get_monotonic_time() - start);
    }
    g_array_append_val(format->read, read);
    g_array_append_val(format->both, both);
    return true;
}

static struct format *format_of(GPtrArray *formats, const char *name)
{
    for (guint i = 0; i < formats->len; i++)
        if (!strcmp(((struct format *)formats->pdata[i])->name, name))
            return formats->pdata[i];
    struct format *format = g_new0(struct format, 1);
    format->name = g_strdup(name);
    format->read = g_array_new(FALSE, FALSE, sizeof(gint64));
    format->both = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_ptr_array_add(formats, format);
    return format;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *manifest = NULL;
    if (argc < 3) {
        fputs("usage: forms RULES MANIFEST [N]\n", stderr);
        return 64;
    }
    g_autoptr(Ruleset) ruleset = ruleset_load(argv[1], &error);
    struct magic *magic = ruleset ? magic_create(&error) : NULL;
    if (!magic || !g_file_get_contents(argv[2], &manifest, NULL, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 66;
    }
    guint most = argc > 3 ? (guint)atoi(argv[3]) : 50;
    g_autoptr(FormIndex) index = form_index_create(ruleset);
    GPtrArray *formats = g_ptr_array_new();
    g_auto(GStrv) lines = g_strsplit(manifest, "\n", -1);
    for (guint i = 0; lines[i] && *lines[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], "\t", 3);
        struct format *format = parts[0] && parts[1] ? format_of(formats, parts[1]) : NULL;
        if (format && format->both->len < most && !measure(format, magic, index, parts[0]))
            fprintf(stderr, "%s: not read\n", parts[0]);
    }
    printf("%-12s %6s %12s %12s %12s\n", "format", "files", "read ms", "form ms", "95 % ms");
    for (guint i = 0; i < formats->len; i++) {
        struct format *format = formats->pdata[i];
        if (format->both->len)
            printf("%-12s %6u %12.2f %12.2f %12.2f\n", format->name, format->both->len, share(format->read, 0.5),
                   share(format->both, 0.5), share(format->both, 0.95));
        g_array_unref(format->read);
        g_array_unref(format->both);
        g_free(format->name);
        g_free(format);
    }
    g_ptr_array_unref(formats);
    magic_free(magic);
    return 0;
}
