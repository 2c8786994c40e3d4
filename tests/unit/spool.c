/* The spool and the content store: what is durable, what is refused, what a second process may not clear away. */
#include "spool/spool.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "tap.h"

static char *put_mail(Spool *spool, const char *text, char **sha256)
{
    char *temporary = NULL;
    guint64 bytes = 0;
    bool good = spool_begin(spool, NULL) && spool_write(spool, text, 3, NULL) &&
                spool_write(spool, text + 3, strlen(text) - 3, NULL) &&
                spool_end(spool, &temporary, sha256, &bytes, NULL);
    tap_ok(good && bytes == strlen(text), "a mail in two pieces");
    return temporary;
}

static void put_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_file_set_contents(path, text, -1, NULL);
}

static void test_mails(Spool *spool)
{
    const char *text = "From: li@example.org\r\n\r\n一\r\n";
    g_autofree char *first = NULL, *second = NULL, *want = hash_bytes(text, strlen(text));
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(files, put_mail(spool, text, &first));
    g_ptr_array_add(files, put_mail(spool, text, &second));
    tap_str(first, want, "its SHA-256");
    g_ptr_array_add(hashes, g_steal_pointer(&first));
    g_ptr_array_add(hashes, g_steal_pointer(&second));
    tap_ok(spool_commit(spool, files, hashes, NULL), "a batch with the same mail twice");
    tap_ok(spool_commit(spool, files, hashes, NULL), "a commit that is done again");
    g_autofree char *path = spool_path(spool, want);
    g_autoptr(GBytes) stored = file_read(path, 1000, NULL);
    tap_ok(stored && g_bytes_get_size(stored) == strlen(text), "the mail is at its place");
    struct stat info;
    tap_ok(stat(path, &info) == 0 && (info.st_mode & 0777) == 0440, "nobody writes it");
    tap_ok(!g_file_test(files->pdata[0], G_FILE_TEST_EXISTS) && !g_file_test(files->pdata[1], G_FILE_TEST_EXISTS),
           "no temporary file stays");
    chmod(path, 0640);
    g_file_set_contents(path, "cut", 3, NULL);
    g_autofree char *third = put_mail(spool, text, &first);
    g_ptr_array_set_size(files, 0);
    g_ptr_array_set_size(hashes, 0);
    g_ptr_array_add(files, g_steal_pointer(&third));
    g_ptr_array_add(hashes, g_steal_pointer(&first));
    tap_ok(spool_commit(spool, files, hashes, NULL), "again, over a damaged file");
    tap_ok(stat(path, &info) == 0 && (gsize)info.st_size == strlen(text), "which is whole now");
}

static void test_abandoned(Spool *spool)
{
    g_autofree char *sha256 = NULL, *want = hash_bytes("abcdef", 6);
    g_autofree char *temporary = NULL;
    tap_ok(spool_begin(spool, NULL) && spool_write(spool, "nothing", 7, NULL), "a mail that is given up");
    spool_abandon(spool);
    temporary = put_mail(spool, "abcdef", &sha256);
    tap_str(sha256, want, "leaves nothing in the next one's hash");
    g_autoptr(GError) error = NULL;
    tap_ok(!spool_write(spool, "x", 1, &error) && error->code == ERROR_SOFTWARE, "nothing is written without begin");
}

static bool refused(Spool *spool, const char *folder, const char *file, const char *sha256, guint64 bytes)
{
    g_autoptr(GError) error = NULL;
    return !content_take(spool, folder, file, sha256, bytes, &error) && error->code == ERROR_INPUT;
}

static void test_refused(Spool *spool, const char *stage, const char *outside, const char *hash)
{
    g_autofree char *link_name = g_build_filename(stage, "link", NULL), *twice = g_build_filename(stage, "twice", NULL);
    g_autofree char *pipe = g_build_filename(stage, "pipe", NULL), *other = g_build_filename(outside, "other", NULL);
    put_file(outside, "secret", "photo");
    put_file(stage, "twice", "photo");
    g_autofree char *secret = g_build_filename(outside, "secret", NULL);
    tap_ok(symlink(secret, link_name) == 0 && link(twice, other) == 0 && mkfifo(pipe, 0600) == 0, "traps are laid");
    tap_ok(refused(spool, stage, "link", hash, 5), "a symbolic link");
    tap_ok(refused(spool, stage, "twice", hash, 5), "a file with two links");
    tap_ok(refused(spool, stage, "pipe", hash, 5), "a FIFO, without waiting");
    tap_ok(refused(spool, stage, "none", hash, 5), "a file that is not there");
    tap_ok(refused(spool, stage, "../secret", hash, 5), "a path");
    tap_ok(refused(spool, stage, "..", hash, 5), "the folder above");
    tap_ok(refused(spool, stage, "", hash, 5), "no name");
}

static void test_content(Spool *spool, const char *outside)
{
    g_autofree char *stage = spool_stage(spool, NULL), *hash = hash_bytes("photo", 5),
                    *path = content_path(spool, hash);
    put_file(stage, "f0001", "photo");
    put_file(stage, "f0002", "photo");
    tap_ok(refused(spool, stage, "f0001", hash, 6), "another size than announced");
    g_autofree char *wrong = hash_bytes("phota", 5);
    tap_ok(refused(spool, stage, "f0001", wrong, 5), "another content than announced");
    tap_ok(!g_file_test(path, G_FILE_TEST_EXISTS), "nothing was stored");
    test_refused(spool, stage, outside, hash);
    tap_ok(content_take(spool, stage, "f0001", hash, 5, NULL), "a staged file");
    tap_ok(content_take(spool, stage, "f0002", hash, 5, NULL), "the same content again");
    tap_ok(content_sync(spool, NULL), "synced");
    spool_unstage(spool, stage);
    struct stat info;
    tap_ok(lstat(path, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 0777) == 0440 && info.st_nlink == 1,
           "stored: regular, read only, with one link");
    tap_ok(!g_file_test(stage, G_FILE_TEST_EXISTS), "the staging folder is gone");
    spool_unstage(spool, outside);
    tap_ok(g_file_test(outside, G_FILE_TEST_IS_DIR), "a folder that is not a staging folder is left alone");
}

static void test_two_processes(const char *state)
{
    Spool *first = spool_open(state, NULL);
    g_autofree char *stage = spool_stage(first, NULL);
    put_file(stage, "f0001", "photo");
    g_autofree char *leftover = g_build_filename(state, "spool", "tmp", "99999.0", NULL);
    g_autofree char *file = g_build_filename(leftover, "000001.eml", NULL);
    file_make_dirs(leftover, NULL);
    g_file_set_contents(file, "cut", 3, NULL);
    g_autoptr(Spool) second = spool_open(state, NULL);
    tap_ok(second != NULL, "a second one beside the first");
    tap_ok(!g_file_test(leftover, G_FILE_TEST_EXISTS), "leftovers of a crash are removed");
    tap_ok(g_file_test(stage, G_FILE_TEST_IS_DIR), "what somebody is working with is not");
    spool_free(first);
    tap_ok(!g_file_test(stage, G_FILE_TEST_EXISTS), "at the end it clears up itself");
}

int main(void)
{
    g_autofree char *root = g_dir_make_tmp("huizhi-spool-XXXXXX", NULL);
    g_autofree char *state = g_build_filename(root, "state", NULL), *outside = g_build_filename(root, "outside", NULL);
    file_make_dirs(outside, NULL);
    {
        g_autoptr(Spool) spool = spool_open(state, NULL);
        tap_ok(spool != NULL, "open creates the folders");
        test_mails(spool);
        test_abandoned(spool);
        test_content(spool, outside);
    }
    test_two_processes(state);
    file_remove_tree(root, NULL);
    return tap_done();
}
