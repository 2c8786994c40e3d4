/* mbox: where a mail begins and ends, quoting undone, stable numbers, files that are changed meanwhile. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "config/config.h"
#include "source/source.h"
#include "spool/spool.h"
#include "tap.h"

struct place {
    char *root, *file;
    struct mailbox mailbox;
    Spool *spool;
};

static void write_file(struct place *place, const char *text, gssize length)
{
    g_file_set_contents(place->file, text, length, NULL);
}

/* Opens, lists and fetches: the texts of all mails, in the order of their numbers. */
static GPtrArray *read_all(struct place *place, GArray **uids, GError **error)
{
    g_autoptr(Source) source = source_open(&place->mailbox, error);
    guint64 uidvalidity = 0;
    if (!source || !source_select(source, "INBOX", &uidvalidity, error))
        return NULL;
    g_autoptr(GArray) listings = source_list(source, 0, error);
    if (!listings)
        return NULL;
    *uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint i = 0; i < listings->len; i++)
        g_array_append_val(*uids, g_array_index(listings, struct listing, i).uid);
    g_autoptr(GPtrArray) fetched = g_ptr_array_new_with_free_func((GDestroyNotify)fetched_free);
    if (!source_fetch(source, *uids, place->spool, fetched, error))
        return NULL;
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < fetched->len; i++) {
        struct fetched *one = fetched->pdata[i];
        char *text = NULL;
        g_file_get_contents(one->temporary, &text, NULL, NULL);
        g_ptr_array_add(texts, text);
        tap_ok(one->bytes == g_array_index(listings, struct listing, i).bytes && one->bytes == strlen(text),
               "the listed size is the mail's");
    }
    return texts;
}

/* True when exactly these texts are the mails, in any order. */
static void expect(struct place *place, const char *what, const char *const *want)
{
    g_autoptr(GArray) uids = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) texts = read_all(place, &uids, &error);
    guint count = g_strv_length((char **)want);
    tap_ok(texts && texts->len == count, what);
    for (guint i = 0; i < count; i++) {
        guint found = 0;
        for (guint k = 0; texts && k < texts->len; k++)
            found += g_str_equal(texts->pdata[k], want[i]);
        tap_ok(found == 1, "is one of them");
    }
}

#define EXPECT(place, what, ...) expect(place, what, (const char *const[]){__VA_ARGS__, NULL})

static void test_boundaries(struct place *place)
{
    write_file(place,
               "From a@example.org Sat May  9 10:00:00 2020\nSubject: 1\n\nbody\n\n"
               "From b@example.org Sat May  9 10:00:01 2020\nSubject: 2\n\nWell,\nFrom here on\nFrom there\n\n",
               -1);
    EXPECT(place, "a From_ line counts after a blank line only", "Subject: 1\n\nbody\n",
           "Subject: 2\n\nWell,\nFrom here on\nFrom there\n");
    write_file(place,
               "From a@example.org x\nSubject: 1\n\none\nFrom the village\n\n\n\nFrom b@example.org y\nS: 2\n\ntwo",
               -1);
    EXPECT(place, "blank lines stay but for one, and the last line may lack its end",
           "Subject: 1\n\none\nFrom the village\n\n\n", "S: 2\n\ntwo");
    write_file(place,
               "From a@example.org x\r\nSubject: 1\r\n\r\none\r\n\r\nFrom b@example.org y\r\nS: 2\r\n\r\ntwo\r\n", -1);
    EXPECT(place, "lines that end in CRLF", "Subject: 1\r\n\r\none\r\n", "S: 2\r\n\r\ntwo\r\n");
    write_file(place, "From a@example.org x\n", -1);
    EXPECT(place, "a mail of nothing", "");
}

static void test_quoting(struct place *place)
{
    write_file(place, "From a@example.org x\nS: 1\n\n>From here\n>>From there\n> From\n>Fro\n>>>\nx >From\n>From", -1);
    EXPECT(place, "one > is taken from a quoted From_ line",
           "S: 1\n\nFrom here\n>From there\n> From\n>Fro\n>>>\nx >From\n>From");
    write_file(place, "From a@example.org x\n>From the first line\n\n", -1);
    EXPECT(place, "in the first line too", "From the first line\n");
}

/* Long lines and quotes across the edges of the reader's pieces. */
static void test_edges(struct place *place)
{
    g_autoptr(GString) text = g_string_new("From a@example.org x\nS: 1\n\n");
    g_autoptr(GString) want = g_string_new("S: 1\n\n");
    while (want->len < 1500000) {
        g_string_append(text, ">From ");
        g_string_append(want, "From ");
        for (guint i = 0; i < 20011; i++) {
            g_string_append_c(text, (char)('a' + i % 26));
            g_string_append_c(want, (char)('a' + i % 26));
        }
        g_string_append(text, "\n\n>>From it\n");
        g_string_append(want, "\n\n>From it\n");
    }
    write_file(place, text->str, (gssize)text->len);
    g_autoptr(GArray) uids = NULL;
    g_autoptr(GPtrArray) texts = read_all(place, &uids, NULL);
    tap_ok(texts && texts->len == 1 && strcmp(texts->pdata[0], want->str) == 0, "a large mail, byte for byte");
}

static void test_numbers(struct place *place)
{
    const char *one = "From a x\nS: 1\n\none\n\n", *two = "From b x\nS: 2\n\ntwo\n\n";
    g_autofree char *both = g_strconcat(one, two, NULL), *turned = g_strconcat(two, one, NULL);
    g_autofree char *doubled = g_strconcat(one, one, NULL);
    g_autoptr(GArray) before = NULL, after = NULL, twice = NULL;
    write_file(place, both, -1);
    g_autoptr(GPtrArray) first = read_all(place, &before, NULL);
    write_file(place, turned, -1);
    g_autoptr(GPtrArray) second = read_all(place, &after, NULL);
    tap_ok(before->len == 2 && after->len == 2 &&
               g_array_index(before, guint64, 0) == g_array_index(after, guint64, 1) &&
               g_array_index(before, guint64, 1) == g_array_index(after, guint64, 0),
           "numbers do not depend on the place in the file, the order does");
    tap_ok(g_array_index(before, guint64, 0) >> 63 == 0, "and have 63 bits");
    write_file(place, doubled, -1);
    g_autoptr(GPtrArray) third = read_all(place, &twice, NULL);
    tap_ok(third->len == 2 && g_array_index(twice, guint64, 0) != g_array_index(twice, guint64, 1),
           "two equal mails have two numbers");
}

static void test_changed(struct place *place)
{
    guint64 uidvalidity = 0;
    write_file(place, "From a x\nS: 1\n\none\n\n", -1);
    g_autoptr(Source) source = source_open(&place->mailbox, NULL);
    source_select(source, "INBOX", &uidvalidity, NULL);
    g_autoptr(GArray) listings = source_list(source, 0, NULL), uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_array_append_val(uids, g_array_index(listings, struct listing, 0).uid);
    write_file(place, "From a x\nS: 2\n\nanother\n\n", -1);
    g_autoptr(GPtrArray) fetched = g_ptr_array_new_with_free_func((GDestroyNotify)fetched_free);
    tap_ok(source_fetch(source, uids, place->spool, fetched, NULL) && fetched->len == 1,
           "the file was rewritten meanwhile");
    tap_str(((struct fetched *)fetched->pdata[0])->why, "gone", "the mail is not mistaken for another");
}

static void test_faults(struct place *place)
{
    g_autoptr(GArray) uids = NULL;
    g_autoptr(GError) error = NULL;
    write_file(place, "", 0);
    g_autoptr(GPtrArray) none = read_all(place, &uids, NULL);
    tap_ok(none && none->len == 0, "an empty file has no mails");
    write_file(place, "Subject: no mbox\n\n", -1);
    tap_ok(read_all(place, &uids, &error) == NULL && strstr(error->message, "not an mbox"), "a file that is no mbox");
    g_clear_error(&error);
    struct mailbox missing = {.source = SOURCE_MBOX, .path = (char *)"/nonexistent/mbox"};
    tap_ok(source_open(&missing, &error) == NULL && error->code == ERROR_NO_INPUT, "a file that is not there");
}

int main(void)
{
    struct place place = {.root = g_dir_make_tmp("huizhi-mbox-XXXXXX", NULL)};
    g_autofree char *state = g_build_filename(place.root, "state", NULL);
    place.file = g_build_filename(place.root, "mbox", NULL);
    place.mailbox = (struct mailbox){.source = SOURCE_MBOX, .path = place.file};
    place.spool = spool_open(state, NULL);
    test_boundaries(&place);
    test_quoting(&place);
    test_edges(&place);
    test_numbers(&place);
    test_changed(&place);
    test_faults(&place);
    spool_free(place.spool);
    file_remove_tree(place.root, NULL);
    g_free(place.file);
    g_free(place.root);
    return tap_done();
}
