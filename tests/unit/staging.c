/* Staging: names, hashes, de-duplication, what is left in the folder. */
#include "spool/staging.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "tap.h"

static int files_in(const char *folder)
{
    int count = 0;
    GDir *dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir))
        count++;
    g_dir_close(dir);
    return count;
}

static void test_limits(struct staging *staging, const char *folder)
{
    g_autoptr(GError) error = NULL;
    bool good = true;
    for (int i = 0; i < 998 && good; i++) {
        g_autofree char *text = g_strdup_printf("file %d", i);
        g_autoptr(Staged) staged = staging_add(staging, text, strlen(text), &error);
        good = staged != NULL;
    }
    tap_ok(good, "a thousand files fit");
    g_autoptr(Staged) more = staging_add(staging, "more", 4, &error);
    tap_ok(!more && g_error_matches(error, HUIZHI_ERROR, ERROR_INPUT), "one more is refused");
    tap_ok(files_in(folder) == 1000, "and leaves nothing behind");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("huizhi-staging-XXXXXX", NULL);
    int fd = open(folder, O_RDONLY | O_DIRECTORY);
    g_autoptr(Staging) staging = staging_open(fd);

    g_autoptr(Staged) a = staging_add(staging, "abc", 3, &error);
    tap_str(a->file, "f0001", "first name");
    tap_str(a->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "its hash");
    tap_ok(a->bytes == 3, "its length");

    staging_begin(staging, &error);
    staging_write(staging, "a", 1, &error);
    staging_write(staging, "bc", 2, &error);
    g_autoptr(Staged) b = staging_end(staging, &error);
    tap_str(b->file, "f0001", "the same bytes are the same file");
    tap_ok(files_in(folder) == 1, "and are kept once");

    g_autoptr(Staged) c = staging_add(staging, "", 0, &error);
    tap_ok(c && c->bytes == 0, "an empty file");
    g_autoptr(GBytes) empty = staging_bytes(staging, c->file, &error);
    tap_ok(empty && g_bytes_get_size(empty) == 0, "maps to nothing");
    g_autoptr(GBytes) bytes = staging_bytes(staging, "f0001", &error);
    tap_ok(bytes && !memcmp(g_bytes_get_data(bytes, NULL), "abc", 3), "maps to its bytes");

    struct stat info;
    tap_ok(!fstatat(fd, "f0001", &info, 0) && (info.st_mode & 0777) == 0600, "mode 0600");

    g_autoptr(GBytes) outside = staging_bytes(staging, "../etc/passwd", &error);
    tap_ok(!outside && error, "no other name is opened");
    g_clear_error(&error);
    tap_ok(!symlinkat("/etc/passwd", fd, "f9999"), "a link in the folder");
    tap_ok(staging_reopen(staging, "f9999", &error) < 0, "is not followed");
    g_clear_error(&error);
    unlinkat(fd, "f9999", 0);

    staging_begin(staging, &error);
    staging_write(staging, "half", 4, &error);
    g_autoptr(Staged) d = staging_add(staging, "abc", 3, &error);
    tap_ok(d && files_in(folder) == 2, "a file that was begun and not ended is dropped");
    test_limits(staging, folder);
    close(fd);
    file_remove_tree(folder, NULL);
    return tap_done();
}
