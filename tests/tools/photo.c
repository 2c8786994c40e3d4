/* What the reader measures of pictures, without a mail around them: a line a file and fact. For tests and benches.
 *
 * usage: photo FILE…           facts
 *        photo --thumbnail OUT FILE
 *        photo --time N FILE   reads it N times
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/magic.h"
#include "work/measure.h"
#include "work/photo.h"

static void print(const char *file, const struct work *work, const struct measured *measured)
{
    printf("%s: type=%s damaged=%d thumbnail=%zu", file, work->type, work->damaged,
           measured->thumbnail ? g_bytes_get_size(measured->thumbnail) : 0);
    for (guint i = 0; i < work_fact_count; i++) {
        const struct fact *fact = &work_facts[i];
        if (fact->kind == FACT_NUMBER && work_number(work, fact) >= 0)
            printf(" %s=%" G_GINT64_FORMAT, fact->name, work_number(work, fact));
        else if (fact->kind == FACT_TEXT && work_text(work, fact))
            printf(" %s='%s'", fact->name, work_text(work, fact));
    }
    if (work->described)
        printf(" described='%s'", work->described);
    if (measured->note)
        printf(" note='%s'", measured->note);
    putchar('\n');
}

static struct work *look(struct magic *magic, const struct photo_rules *rules, const char *file,
                         struct measured *measured)
{
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(file, FALSE, NULL);
    g_autoptr(GBytes) bytes = mapped ? g_mapped_file_get_bytes(mapped) : NULL;
    if (!bytes || !g_bytes_get_size(bytes)) {
        fprintf(stderr, "photo: %s: cannot be read, or is empty\n", file);
        exit(66);
    }
    g_autofree char *name = g_path_get_basename(file);
    g_autofree char *type = magic_type(magic, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), name);
    struct work *work = work_create(work_kind_of(type), name, "1", type, "", g_bytes_get_size(bytes));
    work_measure(work, bytes, rules, measured);
    return work;
}

int main(int argc, char **argv)
{
    const char *thumbnail = NULL;
    int times = 1, first = 1;
    if (argc > 3 && !strcmp(argv[1], "--thumbnail"))
        thumbnail = argv[2];
    else if (argc > 3 && !strcmp(argv[1], "--time"))
        times = atoi(argv[2]);
    first = argc > 3 && g_str_has_prefix(argv[1], "--") ? 3 : 1;
    struct magic *magic = magic_create(NULL);
    struct photo_rules *rules = photo_rules_load("rules/common/photos.yaml", NULL);
    work_measure_start();
    for (int i = first; i < argc; i++)
        for (int k = 0; k < times; k++) {
            struct measured measured;
            struct work *work = look(magic, rules, argv[i], &measured);
            if (thumbnail && measured.thumbnail)
                g_file_set_contents(thumbnail, g_bytes_get_data(measured.thumbnail, NULL),
                                    (gssize)g_bytes_get_size(measured.thumbnail), NULL);
            if (k == 0)
                print(argv[i], work, &measured);
            measured_clear(&measured);
            work_free(work);
        }
    magic_free(magic);
    photo_rules_free(rules);
    return 0;
}
