/* Reads mails through the pool, each several times, and writes what was found of each into a folder.
 *
 * usage: reader_pool READER RULES FOLDER TIMES MAIL…   fails when two readings of one mail differ
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "reader/pool.h"

struct work_list {
    const char *folder;
    char **mails;
    guint count;
    char **found; /* by mail */
    guint differ, read, refused;
};

static char *staging_of(const struct work_list *list, guint64 tag)
{
    return g_strdup_printf("%s/staging.%" G_GUINT64_FORMAT, list->folder, tag);
}

static bool submit(struct work_list *list, struct pool *pool, guint64 tag, GError **error)
{
    g_autofree char *staging = staging_of(list, tag);
    mkdir(staging, 0700);
    return pool_submit(pool, tag, list->mails[tag % list->count], staging, error);
}

/* One answer; false when nothing is under way or the pool is gone. */
static bool collect(struct work_list *list, struct pool *pool, GError **error)
{
    guint64 tag;
    g_autoptr(Dossier) dossier = NULL;
    g_autofree char *why = NULL;
    if (!pool_wait(pool, &tag, &dossier, &why, error))
        return false;
    g_autofree char *staging = staging_of(list, tag);
    file_remove_tree(staging, NULL);
    g_autofree char *text = dossier ? dossier_print(dossier) : g_strdup("");
    *(dossier ? &list->read : &list->refused) += 1;
    char **before = &list->found[tag % list->count];
    if (*before && strcmp(*before, text) != 0)
        list->differ++;
    if (!*before)
        *before = g_steal_pointer(&text);
    return true;
}

static void write_found(const struct work_list *list)
{
    for (guint i = 0; i < list->count; i++) {
        g_autofree char *base = g_path_get_basename(list->mails[i]);
        if (g_str_has_suffix(base, ".eml"))
            base[strlen(base) - 4] = 0;
        g_autofree char *path = g_build_filename(list->folder, base, NULL);
        g_file_set_contents(path, list->found[i], -1, NULL);
        g_free(list->found[i]);
    }
    g_free(list->found);
}

int main(int argc, char **argv)
{
    if (argc < 6)
        return 64;
    struct work_list list = {.folder = argv[3], .mails = argv + 5, .count = (guint)argc - 5};
    guint64 jobs = (guint64)list.count * (guint64)atoi(argv[4]);
    list.found = g_new0(char *, list.count);
    static const struct pool_limits limits = {
        .jobs = 4, .seconds = 60, .cpu_seconds = 30, .memory = G_GUINT64_CONSTANT(1) << 30, .output = 512 << 20};
    g_autoptr(GError) error = NULL;
    g_autoptr(Pool) pool = pool_start(argv[1], argv[2], NULL, &limits, &error);
    gint64 start = g_get_monotonic_time();
    for (guint64 tag = 0; pool && !error && tag < jobs; tag++)
        if ((tag < limits.jobs || collect(&list, pool, &error)) && !error)
            submit(&list, pool, tag, &error);
    while (pool && !error && collect(&list, pool, &error))
        continue;
    if (error) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    printf("%u read, %u refused, %u differ, %.1f ms each\n", list.read, list.refused, list.differ,
           (double)(g_get_monotonic_time() - start) / 1000.0 / (double)jobs);
    write_found(&list);
    return list.differ || list.read + list.refused != jobs;
}
