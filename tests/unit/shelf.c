/* The shelf: names that are legal everywhere, folders that follow their submission, people's own files left alone. */
#include "spool/shelf.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "spool/shelf_name.h"
#include "tap.h"

static void expect_file(const char *name, const char *type, const char *want)
{
    g_autofree char *got = shelf_file_name(1, name, type);
    tap_str(got, want, want ? want : "not laid out");
}

static void test_names(void)
{
    expect_file("护士.JPG", "image/jpeg", "01 护士.jpg");
    expect_file("护士.jpg.exe", "image/jpeg", "01 护士.jpg.exe.jpg");
    expect_file("没有后缀", "application/pdf", "01 没有后缀.pdf");
    expect_file("登记表.wps", "application/msword", "01 登记表.wps");
    expect_file("a/b\\c:d*e?f\"g<h>i|j.png", "image/png", "01 a_b_c_d_e_f_g_h_i_j.png");
    expect_file("照片\xE2\x80\xAEgpj.\n 二 .jpg", "image/jpeg", "01 照片gpj. 二.jpg");
    expect_file("", "image/jpeg", "01.jpg");
    expect_file("x.exe", "application/x-dosexec", NULL);
    expect_file("x.jpg", "application/octet-stream", NULL);
    g_autofree char *plain = shelf_folder_name("NXZ-0001", NULL), *dots = shelf_folder_name("NXZ-0001", "江城/医院. .");
    tap_str(plain, "NXZ-0001", "a folder without a title");
    tap_str(dots, "NXZ-0001 江城_医院", "no trailing dots");
    GString *long_name = g_string_new(NULL);
    for (int i = 0; i < 200; i++)
        g_string_append(long_name, "照");
    g_string_append(long_name, ".jpeg");
    g_autofree char *cut = shelf_file_name(120, long_name->str, "image/jpeg");
    tap_ok(strlen(cut) <= SHELF_NAME_BYTES && g_str_has_suffix(cut, "照.jpeg") && g_utf8_validate(cut, -1, NULL),
           "a long name is cut at a character and keeps its ending");
    g_string_free(long_name, TRUE);
}

struct bench {
    char *folder, *root;
    Spool *spool;
    GPtrArray *items;
};

static void add_item(struct bench *bench, int seq, const char *name, const char *text, bool replaced)
{
    struct shelf_item *item = g_new0(struct shelf_item, 1);
    item->seq = seq;
    item->name = g_strdup(name);
    item->type = g_strdup("image/jpeg");
    item->sha256 = hash_bytes(text, strlen(text));
    item->replaced = replaced;
    g_ptr_array_add(bench->items, item);
    g_autofree char *stage = spool_stage(bench->spool, NULL);
    g_autofree char *path = g_build_filename(stage, "f0001", NULL);
    g_file_set_contents(path, text, -1, NULL);
    tap_ok(content_take(bench->spool, stage, "f0001", item->sha256, strlen(text), NULL), "a content file");
    spool_unstage(bench->spool, stage);
}

static bool holds(const struct bench *bench, const char *path, const char *text)
{
    g_autofree char *full = g_build_filename(bench->root, path, NULL);
    g_autoptr(GBytes) bytes = file_read(full, 1000, NULL);
    if (!bytes || !text)
        return bytes == NULL && !text;
    return g_bytes_get_size(bytes) == strlen(text) && !memcmp(g_bytes_get_data(bytes, NULL), text, strlen(text));
}

static bool lay(const struct bench *bench, const char *title)
{
    return shelf_lay(bench->spool, bench->root, "NXZ-0001", title, bench->items, NULL);
}

static void test_first(struct bench *bench)
{
    add_item(bench, 1, "image0.jpeg", "one", false);
    add_item(bench, 2, "image0.jpeg", "two", false);
    add_item(bench, 2, "image0.jpeg", "three", false);
    tap_ok(lay(bench, "江城医院"), "laid out");
    tap_ok(holds(bench, "NXZ-0001 江城医院/01 image0.jpeg", "one"), "a file under its number");
    tap_ok(holds(bench, "NXZ-0001 江城医院/02 image0 (2).jpeg", "three"), "two of one name");
    g_autofree char *path = g_build_filename(bench->root, "NXZ-0001 江城医院/01 image0.jpeg", NULL);
    struct stat info;
    tap_ok(stat(path, &info) == 0 && (info.st_mode & 0777) == 0440, "nobody writes it");
    ino_t before = info.st_ino;
    tap_ok(lay(bench, "江城医院") && stat(path, &info) == 0 && info.st_ino == before, "a second time changes nothing");
}

static void test_change(struct bench *bench)
{
    g_autofree char *own = g_build_filename(bench->root, "NXZ-0001 江城医院/01 看过了.txt", NULL);
    g_file_set_contents(own, "ok", -1, NULL);
    ((struct shelf_item *)bench->items->pdata[0])->replaced = true;
    g_ptr_array_remove_index(bench->items, 2);
    add_item(bench, 1, "image0.jpeg", "new one", false);
    tap_ok(lay(bench, "江城人民医院"), "another revision, another title");
    tap_ok(holds(bench, "NXZ-0001 江城人民医院/01 image0.jpeg", "new one"), "the new file is in its place");
    tap_ok(holds(bench, "NXZ-0001 江城人民医院/" SHELF_EARLIER "/01 image0.jpeg", "one"), "the earlier one is kept");
    tap_ok(holds(bench, "NXZ-0001 江城人民医院/02 image0 (2).jpeg", NULL), "what is no item any more is gone");
    tap_ok(holds(bench, "NXZ-0001 江城人民医院/01 看过了.txt", "ok"), "what people put there stays");
    tap_ok(holds(bench, "NXZ-0001 江城医院/01 image0.jpeg", NULL), "the folder of the old title is renamed");
    add_item(bench, 3, "tool.exe", "mz", false);
    struct shelf_item *program = bench->items->pdata[bench->items->len - 1];
    g_free(program->type);
    program->type = g_strdup("application/x-dosexec");
    tap_ok(lay(bench, "江城人民医院") && holds(bench, "NXZ-0001 江城人民医院/03 tool.exe", NULL), "no programs");
}

int main(void)
{
    test_names();
    struct bench bench = {.folder = g_dir_make_tmp("shelf-XXXXXX", NULL)};
    bench.root = g_build_filename(bench.folder, "works", NULL);
    bench.spool = spool_open(bench.folder, NULL);
    bench.items = g_ptr_array_new_with_free_func((GDestroyNotify)shelf_item_free);
    test_first(&bench);
    test_change(&bench);
    spool_free(bench.spool);
    g_ptr_array_unref(bench.items);
    file_remove_tree(bench.folder, NULL);
    g_free(bench.folder);
    g_free(bench.root);
    return tap_done();
}
