/* A source driven by hand, for the tests with real servers: one word a step, one line a result.
 *
 *   source_try [option VALUE]… step…
 *   options  kind path host port tls ca user password after move exclude seconds state
 *   steps    folders, select=NAME, list, list=FROM, fetch (all that was listed, 250 at a time), commit,
 *            heads, header (of all that was listed: the fields that matter, or all),
 *            ack (all that was fetched), sleep=SECONDS, memory
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "config/config.h"
#include "source/source.h"
#include "spool/spool.h"

struct run {
    struct mailbox mailbox;
    const char *state;
    Source *source;
    Spool *spool;
    GArray *uids;
    GPtrArray *fetched;
};

static bool set_option(struct run *run, const char *name, char *value)
{
    static const char *const kinds[] = {"imap", "maildir", "mbox", "eml"};
    static const char *const modes[] = {"implicit", "starttls", "none"};
    static const char *const afters[] = {"nothing", "seen", "move"};
    struct mailbox *box = &run->mailbox;
    for (int i = 0; i < 4; i++) {
        if (g_str_equal(name, "kind") && g_str_equal(value, kinds[i]))
            return box->source = (enum source_kind)i, true;
        if (i < 3 && g_str_equal(name, "tls") && g_str_equal(value, modes[i]))
            return box->imap.tls = (enum tls_mode)i, true;
        if (i < 3 && g_str_equal(name, "after") && g_str_equal(value, afters[i]))
            return box->after = (enum after)i, true;
    }
    if (g_str_equal(name, "path"))
        box->path = value;
    else if (g_str_equal(name, "host"))
        box->imap.host = value;
    else if (g_str_equal(name, "port"))
        box->imap.port = atoi(value);
    else if (g_str_equal(name, "ca"))
        box->imap.ca_file = value;
    else if (g_str_equal(name, "user"))
        box->imap.user = value;
    else if (g_str_equal(name, "password"))
        setenv("SOURCE_TRY_PASSWORD", value, 1);
    else if (g_str_equal(name, "move"))
        box->move_to = value;
    else if (g_str_equal(name, "exclude"))
        box->folders_exclude = value[0] ? g_strsplit(value, ",", -1) : g_new0(char *, 1);
    else if (g_str_equal(name, "seconds"))
        box->imap.seconds = atoi(value);
    else if (g_str_equal(name, "state"))
        run->state = value;
    else
        return false;
    return true;
}

static bool do_folders(struct run *run, GError **error)
{
    g_auto(GStrv) names = source_folders(run->source, FOLDER_MAIL, error);
    for (guint i = 0; names && names[i]; i++)
        printf("folder %s\n", names[i]);
    return names != NULL;
}

static bool do_select(struct run *run, const char *folder, GError **error)
{
    guint64 uidvalidity = 0;
    if (!source_select(run->source, folder, &uidvalidity, error))
        return false;
    printf("selected %s %" G_GUINT64_FORMAT "\n", folder, uidvalidity);
    return true;
}

static bool do_list(struct run *run, guint64 from, GError **error)
{
    g_autoptr(GArray) listings = source_list(run->source, from, error);
    if (!listings)
        return false;
    g_array_set_size(run->uids, 0);
    for (guint i = 0; i < listings->len; i++) {
        const struct listing *one = &g_array_index(listings, struct listing, i);
        printf("listed %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "%s%s\n", one->uid, one->bytes,
               one->received, one->seen ? " seen" : "", one->deleted ? " deleted" : "");
        g_array_append_val(run->uids, one->uid);
    }
    return true;
}

static bool do_fetch(struct run *run, GError **error)
{
    bool good = true;
    for (guint next = 0; next < run->uids->len && good; next += 250) {
        g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(guint64));
        guint first = run->fetched->len;
        g_array_append_vals(some, &g_array_index(run->uids, guint64, next), MIN(250, run->uids->len - next));
        good = source_fetch(run->source, some, run->spool, run->fetched, error);
        for (guint i = first; i < run->fetched->len; i++) {
            const struct fetched *one = run->fetched->pdata[i];
            printf("fetched %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s\n", one->uid, one->bytes,
                   one->why ? one->why : one->sha256);
        }
    }
    return good;
}

static bool do_heads(struct run *run, bool whole, GError **error)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func((GDestroyNotify)head_free);
    if (!source_heads(run->source, run->uids, whole, heads, error))
        return false;
    for (guint i = 0; i < heads->len; i++) {
        const struct head *one = heads->pdata[i];
        gsize length = 0;
        const char *bytes = one->bytes ? g_bytes_get_data(one->bytes, &length) : "";
        g_autofree char *text = g_strdelimit(g_strndup(bytes, length), "\r\n", '|');
        printf("head %" G_GUINT64_FORMAT " %s\n", one->uid, one->bytes ? text : "none");
    }
    return true;
}

static bool do_commit(struct run *run, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new(), hashes = g_ptr_array_new();
    for (guint i = 0; i < run->fetched->len; i++) {
        const struct fetched *one = run->fetched->pdata[i];
        if (one->temporary) {
            g_ptr_array_add(files, one->temporary);
            g_ptr_array_add(hashes, one->sha256);
        }
    }
    printf("committed %u\n", files->len);
    return spool_commit(run->spool, files, hashes, error);
}

static bool do_ack(struct run *run, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint i = 0; i < run->fetched->len; i++)
        g_array_append_val(uids, ((struct fetched *)run->fetched->pdata[i])->uid);
    if (!source_acknowledge(run->source, uids, error))
        return false;
    printf("acknowledged %u\n", uids->len);
    return true;
}

static bool step(struct run *run, const char *word, GError **error)
{
    const char *value = strchr(word, '=');
    value = value ? value + 1 : "";
    if (g_str_equal(word, "folders"))
        return do_folders(run, error);
    if (g_str_has_prefix(word, "select="))
        return do_select(run, value, error);
    if (g_str_equal(word, "list") || g_str_has_prefix(word, "list="))
        return do_list(run, g_ascii_strtoull(value, NULL, 10), error);
    if (g_str_equal(word, "fetch"))
        return do_fetch(run, error);
    if (g_str_equal(word, "heads") || g_str_equal(word, "header"))
        return do_heads(run, g_str_equal(word, "header"), error);
    if (g_str_equal(word, "commit"))
        return do_commit(run, error);
    if (g_str_equal(word, "ack"))
        return do_ack(run, error);
    if (g_str_has_prefix(word, "sleep="))
        return sleep((unsigned)atoi(value)) == 0;
    if (g_str_equal(word, "memory")) {
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        printf("memory %ld\n", usage.ru_maxrss);
        return true;
    }
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "no such step: %s", word);
    return false;
}

static bool run_steps(struct run *run, char **words, GError **error)
{
    run->spool = spool_open(run->state, error);
    run->source = run->spool ? source_open(&run->mailbox, error) : NULL;
    bool good = run->source != NULL;
    if (good)
        puts("open");
    for (; good && *words; words++)
        good = step(run, *words, error);
    source_close(run->source);
    spool_free(run->spool);
    return good;
}

int main(int argc, char **argv)
{
    struct run run = {.state = "state"};
    run.mailbox.address = (char *)"jishu@example.org";
    run.mailbox.imap.password.env = (char *)"SOURCE_TRY_PASSWORD";
    run.uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    run.fetched = g_ptr_array_new_with_free_func((GDestroyNotify)fetched_free);
    g_autoptr(GError) error = NULL;
    int next = 1;
    while (next + 1 < argc && set_option(&run, argv[next], argv[next + 1]))
        next += 2;
    int code = 0;
    if (!run_steps(&run, argv + next, &error)) {
        printf("error %d %s\n", error ? error->code : 0, error ? error->message : "(none)");
        code = error_exit_code(error);
    }
    g_strfreev(run.mailbox.folders_exclude);
    g_ptr_array_unref(run.fetched);
    g_array_unref(run.uids);
    return code;
}
