/* Modes and the group of a tree. Nothing is followed: a link that somebody has put there changes nothing elsewhere. */
#include "base/share.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

#define DEPTH 32
#define FORBIDDEN 0027 /* others: nothing; the group: no writing */

typedef bool (*visitor)(const char *path, const struct stat *info, gpointer data);

static bool walk(const char *path, visitor visit, gpointer data, int depth)
{
    struct stat info;
    if (lstat(path, &info) != 0)
        return errno == ENOENT;
    if ((!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)) || depth > DEPTH)
        return true;
    if (!visit(path, &info, data))
        return false;
    g_autoptr(GDir) dir = S_ISDIR(info.st_mode) ? g_dir_open(path, 0, NULL) : NULL;
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        if (!walk(below, visit, data, depth + 1))
            return false;
    }
    return true;
}

static bool find_group(const char *name, gid_t *gid, GError **error)
{
    char buffer[16384];
    struct group group, *found = NULL;
    if (getgrnam_r(name, &group, buffer, sizeof buffer, &found) == 0 && found) {
        *gid = found->gr_gid;
        return true;
    }
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "group: there is no group “%s” (getent group)", name);
    return false;
}

/* What the owner may read, the group may, too; folders hand the group on. */
static mode_t shared_mode(const struct stat *info)
{
    mode_t own = info->st_mode & 0700;
    bool folder = S_ISDIR(info->st_mode);
    return folder ? 02000 | own | ((own & 0500) >> 3) : (own & 0600) | ((own & 0400) >> 3);
}

static bool give(const char *path, const struct stat *info, gpointer data)
{
    const gid_t *gid = data;
    g_autofree char *above = g_path_get_dirname(path), *name = g_path_get_basename(above);
    bool private = S_ISDIR(info->st_mode) && !strcmp(name, "tmp") && (info->st_mode & 0077) == 0;
    if (private)
        return true;
    /* In this order: a change of the owner or group takes setgid away. */
    return (info->st_gid == *gid || lchown(path, (uid_t)-1, *gid) == 0) && chmod(path, shared_mode(info)) == 0;
}

bool share_with_group(const char *folder, const char *group, GError **error)
{
    gid_t gid = 0;
    struct stat info;
    if (!group)
        return true;
    if (!find_group(group, &gid, error) || !file_make_dirs(folder, error))
        return false;
    if (stat(folder, &info) == 0 && info.st_gid == gid && (info.st_mode & 02000))
        return true;
    /* The folder itself last: while it is not done, all is done again. */
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    bool good = dir != NULL;
    while (good && (name = g_dir_read_name(dir))) {
        g_autofree char *below = g_build_filename(folder, name, NULL);
        good = walk(below, give, &gid, 1);
    }
    if (good && stat(folder, &info) == 0 && give(folder, &info, &gid))
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG,
                "group: %s cannot be given to “%s”: %s (the user must own it and be a member of the group)", folder,
                group, strerror(errno));
    return false;
}

struct look {
    const gid_t *gid;
    guint count;
    char *first;
};

static bool check(const char *path, const struct stat *info, gpointer data)
{
    struct look *look = data;
    bool strange = look->gid && info->st_gid != *look->gid && (info->st_mode & 0077) != 0;
    if (!(info->st_mode & FORBIDDEN) && !strange)
        return true;
    if (look->count++ == 0)
        look->first = g_strdup_printf("%s, mode %04o%s", path, (unsigned)(info->st_mode & 07777),
                                      strange ? ", another group" : "");
    return true;
}

char *share_fault(const char *folder, const char *group)
{
    gid_t gid = 0;
    g_autoptr(GError) failure = NULL;
    if (group && !find_group(group, &gid, &failure))
        return g_strdup(failure->message);
    struct look look = {.gid = group ? &gid : NULL};
    walk(folder, check, &look, 0);
    g_autofree char *first = look.first;
    return look.count ? g_strdup_printf("%u (first: %s)", look.count, first) : NULL;
}
