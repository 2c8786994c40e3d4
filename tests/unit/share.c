/* Phones and addresses in lines for strangers, and modes of what is kept. */
#include "base/share.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "tap.h"

static const char *const hidden[][2] = {
    {"电话13800001234。", "138"},         {"13800001234", "13800001234"},
    {"+8613800001234", "0001234"},        {"+86-13800001234", "0001234"},
    {"86 138 0000 1234", "0000 1234"},    {"138-0000-1234", "0000-1234"},
    {"138 0000 1234", "0000 1234"},       {"手机:１３８００００１２３４", "００００１２３４"},
    {"报名/13800001234.jpg", "00001234"}, {"照片-13800001234", "00001234"},
    {"010-60000001", "60000001"},         {"(0514) 80000016", "80000016"},
    {"01060000001转806", "60000001"},     {"wang.li+x@example.com", "wang.li"},
    {"<o'brien@example.com>", "brien"},   {"张三<zhang_san@qq.com>", "hang_san"},
};
static const char *const shown[] = {
    "INBOX/1234567890",
    "state/spool/ab/ab0123456789013800001234cdef.eml",
    "uidvalidity 1589012345, uid 812",
    "2020-05-31 23:59:59",
    "NXZ-0012-03",
    "550 5.1.1 User not found",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
};

static void check_masks(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++) {
        g_autofree char *masked = log_mask(hidden[i][0]);
        if (i == 0)
            tap_str(masked, "电话138******34。", hidden[i][0]);
        else
            tap_ok(!strstr(masked, hidden[i][1]), hidden[i][0]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
        g_autofree char *masked = log_mask(shown[i]);
        tap_str(masked, shown[i], "shown as it is");
    }
}

/* Each level's line goes through the mask. */
static void check_levels(void)
{
    static const enum log_level levels[] = {LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG};
    char name[] = "/tmp/huizhi-log.XXXXXX";
    int file = mkstemp(name), old = dup(STDERR_FILENO);
    fflush(stderr);
    dup2(file, STDERR_FILENO);
    log_set_level(LOG_DEBUG);
    for (gsize i = 0; i < G_N_ELEMENTS(levels); i++)
        log_line(levels[i], "%s of %s", "13800001234", "someone@example.com");
    fflush(stderr);
    dup2(old, STDERR_FILENO);
    close(old);
    close(file);
    g_autofree char *text = NULL;
    g_file_get_contents(name, &text, NULL, NULL);
    unlink(name);
    tap_str(text,
            "error: 138******34 of s***@example.com\nwarn: 138******34 of s***@example.com\n"
            "info: 138******34 of s***@example.com\ndebug: 138******34 of s***@example.com\n",
            "masked at every level");
}

static mode_t mode_of(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat info;
    return lstat(path, &info) == 0 ? info.st_mode & 07777 : 0;
}

static void put(const char *folder, const char *name, mode_t mode)
{
    g_autofree char *path = g_build_filename(folder, name, NULL), *above = g_path_get_dirname(path);
    g_mkdir_with_parents(above, 0755);
    g_file_set_contents(path, "x", 1, NULL);
    chmod(path, mode);
}

static void check_modes(void)
{
    char folder[] = "/tmp/huizhi-share.XXXXXX";
    if (!mkdtemp(folder))
        return;
    put(folder, "a/b", 0600);
    g_autofree char *sound = share_fault(folder, NULL), *above = g_build_filename(folder, "a", NULL);
    tap_ok(sound != NULL && strstr(sound, "0755"), "a folder that others may enter");
    chmod(above, 0700);
    g_autofree char *now = share_fault(folder, NULL);
    tap_ok(now == NULL, "private");
    put(folder, "a/c", 0660);
    g_autofree char *group = share_fault(folder, NULL);
    tap_ok(group != NULL && strstr(group, "0660"), "a file that the group may write");
    g_autoptr(GError) failure = NULL;
    tap_ok(!share_with_group(folder, "no-such-group-here", &failure) && failure->code == ERROR_CONFIG,
           "an unknown group");
    struct group *mine = getgrgid(getegid());
    tap_ok(mine && share_with_group(folder, mine->gr_name, NULL), "given to a group");
    tap_ok(mode_of(folder, "a") == 02750 && mode_of(folder, "a/b") == 0640 && mode_of(folder, "a/c") == 0640,
           "which may read and nothing else");
    g_autofree char *done = share_fault(folder, mine ? mine->gr_name : NULL);
    tap_ok(done == NULL, "sound");
    file_remove_tree(folder, NULL);
}

int main(void)
{
    check_masks();
    check_levels();
    check_modes();
    return tap_done();
}
