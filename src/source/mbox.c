/* An mbox file: mails parted by "From " lines that follow a blank line or stand first in the file.
 *
 * Quoting is undone as mboxrd means it: a line of ">"s and "From " loses one ">"; for mboxo this is right but for
 * lines that began with ">From " in the original. The file is read in pieces, so neither a mail's nor a line's length
 * matters, and never written. A mail is known by its content (and its place among equal ones).
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "config/config.h"
#include "source/local.h"
#include "source/source.h"
#include "spool/spool.h"

enum { BUFFER = 262144, MAX_MAILS = 1000000 };

static const char separator[] = "From ";
enum { SEPARATOR = sizeof separator - 1 };

/* A mail's bytes in the file, without its From_ line and the blank line that belongs to the next one. */
struct extent {
    guint64 start, end;
};

/* A mail as it was listed. */
struct place {
    struct extent extent;
    char sha256[HASH_HEX + 1];
};

struct mbox {
    const struct mailbox *mailbox;
    GHashTable *places; /* guint64 → struct place */
};

/* Where the bytes of a mail go: into a hash, into the spool, or both. */
struct sink {
    struct hash *hash;
    struct spool *spool;
    guint64 most; /* bytes that the spool gets of it; 0: all */
    guint64 bytes;
};

static bool put(struct sink *sink, const char *bytes, gsize length, GError **error)
{
    guint64 room = sink->most ? sink->most - MIN(sink->most, sink->bytes) : length;
    sink->bytes += length;
    if (sink->hash)
        hash_update(sink->hash, bytes, length);
    return !sink->spool || room == 0 || spool_write(sink->spool, bytes, (gsize)MIN(room, length), error);
}

static gpointer mbox_open(const struct mailbox *mailbox, GError **error)
{
    if (!mailbox->path || !g_file_test(mailbox->path, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, "%s is not a file",
                    mailbox->path ? mailbox->path : "(no path)");
        return NULL;
    }
    struct mbox *mbox = g_new0(struct mbox, 1);
    mbox->mailbox = mailbox;
    mbox->places = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    return mbox;
}

static void mbox_close(gpointer state)
{
    struct mbox *mbox = state;
    g_hash_table_destroy(mbox->places);
    g_free(mbox);
}

static GStrv mbox_folders(gpointer state, enum folder_role role, GError **error)
{
    static const char *const one[] = {"INBOX", NULL};
    (void)state, (void)error;
    return role == FOLDER_MAIL ? g_strdupv((char **)one) : g_new0(char *, 1);
}

static bool mbox_select(gpointer state, const char *folder, guint64 *uidvalidity, GError **error)
{
    (void)state;
    if (g_ascii_strcasecmp(folder, "INBOX") != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "an mbox file has only INBOX");
        return false;
    }
    *uidvalidity = 1;
    return true;
}

/* Opens the file while nobody delivers into it: flock and fcntl locks are both in use (mutt, exim, procmail). */
static int open_file(const struct mbox *mbox, GError **error)
{
    int fd = open(mbox->mailbox->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct flock whole = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    if (fd < 0) {
        error_set_errno(error, errno, "cannot open %s", mbox->mailbox->path);
        return -1;
    }
    if ((flock(fd, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
        (fcntl(fd, F_OFD_SETLK, &whole) == 0 || (errno != EAGAIN && errno != EACCES)))
        return fd;
    close(fd);
    g_set_error(error, HUIZHI_ERROR, ERROR_AGAIN, "%s is locked by another program", mbox->mailbox->path);
    return -1;
}

/* The state of the search for From_ lines. */
struct scan {
    guint64 line;          /* offset of the current line */
    guint64 length;        /* its bytes so far */
    char head[SEPARATOR];  /* its first bytes */
    bool blank;            /* the line before it is blank */
    guint64 blank_at;      /* and begins here */
    struct extent current; /* the mail that is being read */
    bool within;           /* there is one */
    GArray *extents;
};

/* At the end of a line (`next` is the offset behind it). */
static void end_line(struct scan *scan, guint64 next)
{
    bool from = scan->length >= SEPARATOR && memcmp(scan->head, separator, SEPARATOR) == 0;
    bool blank = scan->length == 0 || (scan->length == 1 && scan->head[0] == '\r');
    if (from && scan->blank) {
        scan->current.end = scan->blank_at;
        if (scan->within)
            g_array_append_val(scan->extents, scan->current);
        scan->current.start = next;
        scan->within = true;
    }
    if (blank)
        scan->blank_at = scan->line;
    scan->blank = blank;
    scan->line = next;
    scan->length = 0;
}

/* Part of a line, without its newline. */
static void take_part(struct scan *scan, const char *bytes, gsize length)
{
    for (gsize i = 0; i < length && scan->length + i < SEPARATOR; i++)
        scan->head[scan->length + i] = bytes[i];
    scan->length += length;
}

static bool read_at(int fd, guint64 offset, char *buffer, gsize length, gsize *got, GError **error)
{
    ssize_t result;
    do
        result = pread(fd, buffer, length, (off_t)offset);
    while (result < 0 && errno == EINTR);
    if (result < 0)
        error_set_errno(error, errno, "cannot read the mbox file");
    *got = result > 0 ? (gsize)result : 0;
    return result >= 0;
}

/* All mails of the file, in its order. */
static GArray *find_mails(int fd, GError **error)
{
    g_autofree char *buffer = g_malloc(BUFFER);
    g_autoptr(GArray) extents = g_array_new(FALSE, FALSE, sizeof(struct extent));
    struct scan scan = {.blank = true, .extents = extents};
    guint64 offset = 0;
    for (gsize got; extents->len < MAX_MAILS; offset += got) {
        if (!read_at(fd, offset, buffer, BUFFER, &got, error))
            return NULL;
        if (got == 0)
            break;
        const char *next = buffer, *end = buffer + got;
        for (const char *newline; (newline = memchr(next, '\n', (gsize)(end - next))); next = newline + 1) {
            take_part(&scan, next, (gsize)(newline - next));
            end_line(&scan, offset + (guint64)(newline + 1 - buffer));
        }
        take_part(&scan, next, (gsize)(end - next));
    }
    if (scan.length > 0)
        end_line(&scan, offset);
    if (scan.within) {
        scan.current.end = scan.blank ? scan.blank_at : offset;
        g_array_append_val(extents, scan.current);
    } else if (offset > 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "not an mbox file: it does not begin with “From ”");
        return NULL;
    }
    return g_steal_pointer(&extents);
}

/* The beginning of a line that may be a quoted From_ line: some ">" and then part of "From ". */
struct quote {
    bool open;     /* still undecided */
    guint64 marks; /* ">" so far */
    guint matched; /* bytes of "From " so far */
};

/* Writes what was held back, without one ">" when the line is a quoted From_ line. */
static bool release(struct quote *quote, struct sink *sink, GError **error)
{
    guint64 marks = quote->marks;
    if (marks > 0 && quote->matched == SEPARATOR)
        marks--;
    quote->open = false;
    for (; marks > 0; marks--)
        if (!put(sink, ">", 1, error))
            return false;
    return quote->matched == 0 || put(sink, separator, quote->matched, error);
}

/* One piece of a mail, its quoting undone. */
static bool unquote(struct quote *quote, const char *next, const char *end, struct sink *sink, GError **error)
{
    while (next < end) {
        if (quote->open && *next == '>' && quote->matched == 0) {
            quote->marks++;
            next++;
        } else if (quote->open && quote->matched < SEPARATOR && *next == separator[quote->matched]) {
            quote->matched++;
            next++;
        } else {
            if (quote->open && !release(quote, sink, error))
                return false;
            const char *newline = memchr(next, '\n', (gsize)(end - next));
            const char *stop = newline ? newline + 1 : end;
            if (!put(sink, next, (gsize)(stop - next), error))
                return false;
            next = stop;
            if (newline)
                *quote = (struct quote){.open = true};
        }
    }
    return true;
}

static bool copy_mail(int fd, const struct extent *extent, struct sink *sink, GError **error)
{
    g_autofree char *buffer = g_malloc(BUFFER);
    struct quote quote = {.open = true};
    gsize got = 0;
    for (guint64 offset = extent->start; offset < extent->end; offset += got) {
        gsize length = (gsize)MIN(extent->end - offset, (guint64)BUFFER);
        if (!read_at(fd, offset, buffer, length, &got, error))
            return false;
        if (got == 0)
            break;
        if (!unquote(&quote, buffer, buffer + got, sink, error))
            return false;
    }
    return !quote.open || release(&quote, sink, error);
}

/* Notes a mail under its number: of its content, and for the second of two equal mails of its being the second.
 * `copies` counts how often a hash was seen. */
static guint64 note_mail(struct mbox *mbox, const struct extent *extent, char *sha256, GHashTable *copies)
{
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(copies, sha256)) + 1;
    g_autofree char *name = count > 1 ? g_strdup_printf("%s %u", sha256, count) : g_strdup(sha256);
    guint64 uid = local_uid(name);
    struct place *place = g_new0(struct place, 1);
    place->extent = *extent;
    g_strlcpy(place->sha256, sha256, sizeof place->sha256);
    g_hash_table_insert(mbox->places, g_memdup2(&uid, sizeof uid), place);
    g_hash_table_insert(copies, sha256, GUINT_TO_POINTER(count));
    return uid;
}

static bool number_mails(struct mbox *mbox, int fd, const GArray *extents, guint64 from, GArray *listings,
                         GError **error)
{
    g_autoptr(GHashTable) copies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct hash *hash = hash_create();
    bool good = true;
    g_hash_table_remove_all(mbox->places);
    for (guint i = 0; i < extents->len && good; i++) {
        const struct extent *extent = &g_array_index(extents, struct extent, i);
        struct sink sink = {.hash = hash};
        good = copy_mail(fd, extent, &sink, error);
        struct listing listing = {.bytes = sink.bytes};
        listing.uid = note_mail(mbox, extent, hash_finish(hash), copies);
        if (listing.uid >= from)
            g_array_append_val(listings, listing);
    }
    hash_free(hash);
    return good;
}

static GArray *mbox_list(gpointer state, guint64 from, GError **error)
{
    struct mbox *mbox = state;
    int fd = open_file(mbox, error);
    if (fd < 0)
        return NULL;
    g_autoptr(GArray) listings = g_array_new(FALSE, FALSE, sizeof(struct listing));
    g_autoptr(GArray) extents = find_mails(fd, error);
    bool good = extents && number_mails(mbox, fd, extents, from, listings, error);
    close(fd);
    return good ? g_steal_pointer(&listings) : NULL;
}

/* One mail into the spool; NULL with ERROR_IO. A mail that is no longer at its place in the file is "gone". */
static struct fetched *fetch_one(struct mbox *mbox, int fd, guint64 uid, guint head, struct spool *spool,
                                 GError **error)
{
    const struct place *place = g_hash_table_lookup(mbox->places, &uid);
    g_autofree char *temporary = NULL, *sha256 = NULL, *whole = NULL;
    guint64 bytes = 0;
    if (!place)
        return fetched_without(uid, "gone");
    struct sink sink = {.hash = hash_create(), .spool = spool, .most = head};
    bool good = spool_begin(spool, error) && copy_mail(fd, &place->extent, &sink, error) &&
                spool_end(spool, &temporary, &sha256, &bytes, error);
    whole = hash_finish(sink.hash);
    hash_free(sink.hash);
    if (!good) {
        spool_abandon(spool);
        return NULL;
    }
    if (g_str_equal(whole, place->sha256))
        return fetched_with(uid, g_steal_pointer(&temporary), g_steal_pointer(&sha256), bytes);
    unlink(temporary);
    return fetched_without(uid, "gone");
}

static bool mbox_fetch(gpointer state, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched,
                       GError **error)
{
    struct mbox *mbox = state;
    if (g_hash_table_size(mbox->places) == 0) {
        g_autoptr(GArray) listings = mbox_list(state, 0, error);
        if (!listings)
            return false;
    }
    int fd = open_file(mbox, error);
    if (fd < 0)
        return false;
    bool good = true;
    for (guint i = 0; i < uids->len && good; i++) {
        struct fetched *one = fetch_one(mbox, fd, g_array_index(uids, guint64, i), head, spool, error);
        good = one != NULL;
        if (one)
            g_ptr_array_add(fetched, one);
    }
    close(fd);
    return good;
}

static bool mbox_acknowledge(gpointer state, const GArray *uids, GError **error)
{
    (void)state, (void)uids, (void)error;
    return true;
}

const struct source_ops source_mbox = {
    .name = "mbox",
    .open = mbox_open,
    .close = mbox_close,
    .folders = mbox_folders,
    .select = mbox_select,
    .list = mbox_list,
    .fetch = mbox_fetch,
    .acknowledge = mbox_acknowledge,
};
