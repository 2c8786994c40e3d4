/* A mail that was fetched before and has another number now: somebody moved it to another folder, or the server has
 * given new numbers to all (UIDVALIDITY). Large ones are not fetched again to find that out.
 *
 * Message-ID and size prove nothing: a sender sets both. The same size and time of arrival only make a mail a
 * candidate; what proves it is its whole header, byte for byte the stored one, with the Received line that the
 * receiving server wrote into it. Anything less is fetched.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "desk/office.h"

#define WORTH_IT (256 * 1024) /* bytes of a mail; smaller ones are fetched as quickly */

struct candidate {
    struct sighted sighted;
    gint64 mail;
    char *sha256;
};

static void candidate_free(gpointer data)
{
    struct candidate *candidate = data;
    g_free(candidate->sha256);
    g_free(candidate);
}

static GPtrArray *candidates_of(struct store *store, const GArray *wanted)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(candidate_free);
    for (guint i = 0; i < wanted->len; i++) {
        const struct sighted *sighted = &g_array_index(wanted, struct sighted, i);
        g_autofree char *sha256 = NULL;
        gint64 mail = sighted->bytes >= WORTH_IT ? sighting_twin(store, sighted, &sha256) : 0;
        if (mail <= 0 || !sha256)
            continue;
        struct candidate *candidate = g_new0(struct candidate, 1);
        *candidate = (struct candidate){*sighted, mail, g_steal_pointer(&sha256)};
        g_ptr_array_add(all, candidate);
    }
    return all;
}

static bool has_trace(const char *bytes, gsize length)
{
    g_autofree char *text = g_strndup(bytes, length);
    return g_ascii_strncasecmp(text, "Received:", 9) == 0 || strstr(text, "\nReceived:") != NULL;
}

/* True when the file begins with these bytes. */
static bool begins_with(const char *path, const char *bytes, gsize length)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    g_autofree char *stored = g_malloc(length);
    gsize done = 0;
    for (ssize_t got = 1; got > 0 && done < length;) {
        got = read(fd, stored + done, length - done);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            done += (gsize)got;
    }
    close(fd);
    return done == length && memcmp(stored, bytes, length) == 0;
}

/* The stored mail begins with that header, which ends where its body begins. */
static bool same_header(const struct spool *spool, const struct candidate *candidate, const struct head *head)
{
    gsize length = 0;
    const char *bytes = head->bytes ? g_bytes_get_data(head->bytes, &length) : NULL;
    if (!bytes || length < 4 || length >= HEAD_WHOLE || memcmp(bytes + length - 4, "\r\n\r\n", 4) != 0)
        return false;
    g_autofree char *path = spool_path(spool, candidate->sha256);
    return has_trace(bytes, length) && begins_with(path, bytes, length);
}

static const struct candidate *candidate_of(const GPtrArray *candidates, guint64 uid)
{
    for (guint i = 0; i < candidates->len; i++) {
        const struct candidate *candidate = candidates->pdata[i];
        if (candidate->sighted.uid == uid)
            return candidate;
    }
    return NULL;
}

static bool settle(struct store *store, const GArray *moved, const GPtrArray *candidates, GError **error)
{
    if (!store_begin(store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < moved->len; i++) {
        const struct candidate *candidate = candidate_of(candidates, g_array_index(moved, guint64, i));
        good = sighting_spooled(store, candidate->sighted.id, candidate->mail, error);
    }
    if (good && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static void drop(GArray *wanted, const GArray *moved)
{
    for (guint i = wanted->len; i-- > 0;)
        for (guint n = 0; n < moved->len; n++)
            if (g_array_index(wanted, struct sighted, i).uid == g_array_index(moved, guint64, n)) {
                g_array_remove_index(wanted, i);
                break;
            }
}

bool moved_recognise(struct intake *intake, struct source *source, GArray *wanted, GError **error)
{
    g_autoptr(GPtrArray) candidates = candidates_of(intake->store, wanted);
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func((GDestroyNotify)head_free);
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GArray) moved = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint i = 0; i < candidates->len; i++)
        g_array_append_val(uids, ((const struct candidate *)candidates->pdata[i])->sighted.uid);
    if (uids->len == 0)
        return true;
    if (!source_heads(source, uids, true, heads, error))
        return false;
    for (guint i = 0; i < heads->len; i++) {
        const struct head *head = heads->pdata[i];
        const struct candidate *candidate = candidate_of(candidates, head->uid);
        if (candidate && same_header(intake->spool, candidate, head))
            g_array_append_val(moved, head->uid);
    }
    if (moved->len == 0)
        return true;
    log_line(LOG_INFO, "%u mail(s) were moved, not fetched again", moved->len);
    drop(wanted, moved);
    return settle(intake->store, moved, candidates, error);
}
