/* Looking for words in files. Pages are small; raw mails are mapped, not read into memory. */
#include "spool/traces.h"

#include <string.h>
#include <sys/stat.h>

#define DEPTH 8

static bool holds(const char *bytes, gsize length, const char *term)
{
    gsize size = strlen(term);
    char lower = g_ascii_tolower(term[0]), upper = g_ascii_toupper(term[0]);
    for (gsize i = 0; size && i + size <= length; i++)
        if ((bytes[i] == lower || bytes[i] == upper) && !g_ascii_strncasecmp(bytes + i, term, size))
            return true;
    return false;
}

bool traces_in_file(const char *path, const GPtrArray *terms)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    const char *bytes = file ? g_mapped_file_get_contents(file) : NULL;
    for (guint i = 0; bytes && i < terms->len; i++) {
        g_autofree char *page = g_markup_escape_text(terms->pdata[i], -1);
        gsize length = g_mapped_file_get_length(file);
        if (holds(bytes, length, terms->pdata[i]) || (strcmp(page, terms->pdata[i]) != 0 && holds(bytes, length, page)))
            return true;
    }
    return false;
}

static bool is_closed(const char *name)
{
    return g_str_has_suffix(name, ".xlsx") || g_str_has_suffix(name, ".pdf") || g_str_has_suffix(name, ".zip");
}

static bool is_trace(const char *path, const struct stat *info, const GPtrArray *terms, gint64 since)
{
    return is_closed(path) ? info->st_mtime >= since : traces_in_file(path, terms);
}

static bool tree_holds(const char *folder, const GPtrArray *terms, gint64 since, int depth)
{
    g_autoptr(GDir) dir = depth < DEPTH ? g_dir_open(folder, 0, NULL) : NULL;
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct stat info;
        if (lstat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode) ? tree_holds(path, terms, since, depth + 1)
                                  : S_ISREG(info.st_mode) && is_trace(path, &info, terms, since))
            return true;
    }
    return false;
}

void traces_files(const char *folder, const GPtrArray *terms, GPtrArray *found)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (traces_in_file(path, terms))
            g_ptr_array_add(found, g_steal_pointer(&path));
    }
}

/* What a digest consists of; whatever else people keep beside it goes only when it holds a trace itself. */
static bool is_part(const char *name)
{
    static const char *const parts[] = {"index.html", "digest.txt", "cases", "sheets", "charts", "thumbs", "pictures"};
    bool part = g_str_has_suffix(name, ".xlsx");
    for (gsize i = 0; i < G_N_ELEMENTS(parts) && !part; i++)
        part = !strcmp(name, parts[i]);
    return part;
}

void traces_in_folder(const char *folder, const GPtrArray *terms, gint64 since, GPtrArray *found)
{
    g_autofree char *index = g_build_filename(folder, "index.html", NULL);
    bool site = g_file_test(index, G_FILE_TEST_EXISTS);
    if (site && !tree_holds(folder, terms, since, 0))
        return;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct stat info;
        if (lstat(path, &info) != 0)
            continue;
        bool held = S_ISDIR(info.st_mode) ? tree_holds(path, terms, since, 0)
                                          : S_ISREG(info.st_mode) && is_trace(path, &info, terms, since);
        if ((site && is_part(name)) || held)
            g_ptr_array_add(found, g_steal_pointer(&path));
    }
}
