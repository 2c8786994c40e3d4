/* Maildir and .eml folders: sub-folders, numbers that outlive flags and moves, acknowledging. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "config/config.h"
#include "source/source.h"
#include "spool/spool.h"
#include "tap.h"

struct place {
    char *root, *maildir;
    struct mailbox mailbox;
    Spool *spool;
};

static char *path_of(const struct place *place, const char *file)
{
    return g_build_filename(place->maildir, file, NULL);
}

static void put(const struct place *place, const char *file, const char *text)
{
    g_autofree char *path = path_of(place, file), *folder = g_path_get_dirname(path);
    file_make_dirs(folder, NULL);
    g_file_set_contents(path, text, -1, NULL);
}

static bool there(const struct place *place, const char *file)
{
    g_autofree char *path = path_of(place, file);
    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static void move_file(const struct place *place, const char *from, const char *to)
{
    g_autofree char *a = path_of(place, from), *b = path_of(place, to);
    tap_ok(rename(a, b) == 0, "somebody moves a mail");
}

static GArray *list(Source *source, const char *folder)
{
    guint64 uidvalidity = 0;
    return source_select(source, folder, &uidvalidity, NULL) ? source_list(source, 0, NULL) : NULL;
}

static GArray *uids_of(const GArray *listings)
{
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint i = 0; i < listings->len; i++)
        g_array_append_val(uids, g_array_index(listings, struct listing, i).uid);
    return uids;
}

static void test_folders(struct place *place)
{
    put(place, ".已发送/cur/1", "x");
    put(place, ".&XfJSIJZk-/cur/1", "x");
    put(place, ".垃圾邮件/cur/1", "x");
    put(place, ".&Xn9USpCuTvY-.2020/cur/1", "x");
    put(place, ".cache/index", "x");
    g_autoptr(Source) source = source_open(&place->mailbox, NULL);
    g_auto(GStrv) names = source_folders(source, FOLDER_MAIL, NULL);
    g_autofree char *all = g_strjoinv(" ", names);
    tap_str(all, "INBOX 垃圾邮件 广告邮件/2020", "folders in UTF-8 and modified UTF-7, the usual ones left out");
    g_autoptr(GArray) below = list(source, "广告邮件/2020");
    tap_ok(below && below->len == 1, "a folder below another");
    g_autoptr(GArray) nowhere = list(source, "没有"), above = list(source, "../..");
    tap_ok(!nowhere && !above, "folders that are not there, paths");
}

static void test_numbers(struct place *place)
{
    put(place, "new/1588000000.M1.host", "From: a@example.org\n\n1\n");
    put(place, "cur/1588000001.M2.host:2,FS", "From: a@example.org\n\n22\n");
    put(place, "cur/.hidden", "x");
    put(place, "tmp/1588000002.M3.host", "half a mail");
    g_autoptr(Source) source = source_open(&place->mailbox, NULL);
    g_autoptr(GArray) before = list(source, "INBOX"), uids = uids_of(before);
    tap_ok(before->len == 2, "new and cur, nothing hidden, nothing from tmp");
    guint seen = 0, bytes = 0;
    for (guint i = 0; i < before->len; i++) {
        seen += g_array_index(before, struct listing, i).seen;
        bytes += (guint)g_array_index(before, struct listing, i).bytes;
        tap_ok(g_array_index(before, struct listing, i).received == 0, "the time of arrival is not known");
    }
    tap_ok(seen == 1 && bytes == 47, "flags and sizes");
    move_file(place, "new/1588000000.M1.host", "cur/1588000000.M1.host:2,R");
    g_autoptr(GPtrArray) fetched = g_ptr_array_new_with_free_func((GDestroyNotify)fetched_free);
    tap_ok(source_fetch(source, uids, place->spool, fetched, NULL), "fetched after the move");
    for (guint i = 0; i < fetched->len; i++)
        tap_ok(((struct fetched *)fetched->pdata[i])->temporary != NULL, "found at its new place");
    g_autoptr(GArray) after = list(source, "INBOX"), again = uids_of(after);
    tap_ok(again->len == 2 && memcmp(again->data, uids->data, 16) == 0, "its number is the old one");
    guint64 absent = 12345;
    g_autoptr(GArray) gone = g_array_append_val(g_array_new(FALSE, FALSE, 8), absent);
    tap_ok(source_fetch(source, gone, place->spool, fetched, NULL), "a mail that is not there");
    tap_str(((struct fetched *)fetched->pdata[2])->why, "gone", "is gone");
}

static void test_seen(struct place *place)
{
    put(place, "new/1588000003.M4.host", "x");
    place->mailbox.after = AFTER_SEEN;
    g_autoptr(Source) source = source_open(&place->mailbox, NULL);
    g_autoptr(GArray) listings = list(source, "INBOX"), uids = uids_of(listings);
    tap_ok(source_acknowledge(source, uids, NULL) && source_acknowledge(source, uids, NULL), "seen, twice");
    tap_ok(there(place, "cur/1588000003.M4.host:2,S"), "from new to cur with S");
    tap_ok(there(place, "cur/1588000000.M1.host:2,RS"), "S goes behind R");
    tap_ok(there(place, "cur/1588000001.M2.host:2,FS"), "and stands once");
}

static void test_move(struct place *place)
{
    place->mailbox.after = AFTER_MOVE;
    place->mailbox.move_to = (char *)"已处理";
    g_autoptr(Source) source = source_open(&place->mailbox, NULL);
    g_autoptr(GArray) listings = list(source, "INBOX"), uids = uids_of(listings);
    tap_ok(source_acknowledge(source, uids, NULL) && source_acknowledge(source, uids, NULL), "moved, twice");
    tap_ok(there(place, ".&XfJZBHQG-/cur/1588000000.M1.host:2,RS"), "with its flags into a folder that was made");
    g_autoptr(GArray) rest = list(source, "INBOX");
    tap_ok(rest->len == 0, "nothing is left");
    g_auto(GStrv) names = source_folders(source, FOLDER_MAIL, NULL);
    tap_ok(!g_strv_contains((const char *const *)names, "已处理"), "the target is not polled");
}

static void test_not_maildir(struct place *place)
{
    g_autoptr(GError) error = NULL;
    struct mailbox other = {.source = SOURCE_MAILDIR, .path = place->root};
    tap_ok(source_open(&other, &error) == NULL && error->code == ERROR_CONFIG, "a folder that is no Maildir");
}

static void test_eml(struct place *place)
{
    g_autofree char *folder = g_build_filename(place->root, "eml", NULL),
                    *one = g_build_filename(folder, "1.EML", NULL);
    g_autofree char *two = g_build_filename(folder, "二.eml", NULL), *note = g_build_filename(folder, "note.txt", NULL);
    file_make_dirs(folder, NULL);
    g_file_set_contents(one, "S: 1\n\n", -1, NULL);
    g_file_set_contents(two, "S: 2\n\n2", -1, NULL);
    g_file_set_contents(note, "x", -1, NULL);
    struct mailbox mailbox = {.source = SOURCE_EML, .path = folder};
    g_autoptr(Source) source = source_open(&mailbox, NULL);
    g_autoptr(GArray) listings = list(source, "INBOX"), uids = uids_of(listings);
    tap_ok(listings->len == 2, "the .eml files of a folder");
    g_autoptr(GPtrArray) fetched = g_ptr_array_new_with_free_func((GDestroyNotify)fetched_free);
    unlink(two);
    tap_ok(source_fetch(source, uids, place->spool, fetched, NULL) && fetched->len == 2, "one of them gone meanwhile");
    guint gone = 0;
    for (guint i = 0; i < fetched->len; i++)
        gone += g_strcmp0(((struct fetched *)fetched->pdata[i])->why, "gone") == 0;
    tap_ok(gone == 1, "only that one");
    mailbox.path = one;
    g_autoptr(Source) single = source_open(&mailbox, NULL);
    g_autoptr(GArray) alone = list(single, "INBOX");
    tap_ok(alone->len == 1, "a single file");
}

int main(void)
{
    struct place place = {.root = g_dir_make_tmp("huizhi-maildir-XXXXXX", NULL)};
    g_autofree char *state = g_build_filename(place.root, "state", NULL);
    place.maildir = g_build_filename(place.root, "Maildir", NULL);
    place.mailbox = (struct mailbox){.source = SOURCE_MAILDIR, .path = place.maildir};
    place.spool = spool_open(state, NULL);
    put(&place, "cur/.keep", "");
    put(&place, "new/.keep", "");
    test_folders(&place);
    test_numbers(&place);
    test_seen(&place);
    test_move(&place);
    test_not_maildir(&place);
    test_eml(&place);
    spool_free(place.spool);
    file_remove_tree(place.root, NULL);
    g_free(place.maildir);
    g_free(place.root);
    return tap_done();
}
