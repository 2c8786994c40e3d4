/* One mailbox: list each folder, record what was seen, fetch in batches, process, acknowledge.
 *
 * Sightings are committed before anything is fetched, mails are durable before they are marked spooled, and the
 * server is told only after the commit that filed them: whatever kills the program in between, the next run goes on
 * from the rows.
 */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/progress.h"
#include "care/room.h"
#include "desk/office.h"
#include "source/source.h"
#include "store/erase.h"
#include "store/sighting.h"

#define BATCH_MAILS 250
#define BATCH_BYTES (256u * 1024 * 1024)
#define FETCH_ATTEMPTS 5
#define HEAD_BYTES (256 * 1024)

struct round {
    struct intake *intake;
    const struct mailbox *mailbox;
    struct source *source;
    struct shelf shelf;
    struct tally *tally;
};

static bool commit_or_undo(struct store *store, bool good, GError **error)
{
    if (good && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool list(struct round *round, GError **error)
{
    struct store *store = round->intake->store;
    guint64 from = source_ordered(round->source) ? sighting_watermark(store, &round->shelf) + 1 : 0;
    g_autoptr(GArray) listings = source_list(round->source, from, error);
    if (!listings)
        return false;
    round->tally->listed += listings->len;
    if (round->intake->progress)
        progress_at(round->intake->progress, round->intake->progress->done,
                    round->intake->progress->total + listings->len);
    gint64 now = clock_now(&round->intake->clock);
    return store_begin(store, error) && commit_or_undo(store,
                                                       sighting_outdate(store, &round->shelf, error) &&
                                                           sighting_add(store, &round->shelf, listings, now, error),
                                                       error);
}

static const struct fetched *fetched_of(const GPtrArray *fetched, guint64 uid)
{
    for (guint i = 0; i < fetched->len; i++) {
        const struct fetched *one = fetched->pdata[i];
        if (one->uid == uid)
            return one;
    }
    return NULL;
}

static bool record(struct round *round, const struct sighted *sighted, const struct fetched *fetched, bool partial,
                   GError **error)
{
    struct store *store = round->intake->store;
    if (fetched && !g_strcmp0(fetched->why, "gone"))
        return sighting_gone(store, sighted->id, "收取前已被删除或移走", error);
    if (!fetched || !fetched->temporary)
        return sighting_failed(store, sighted->id, fetched && fetched->why ? fetched->why : "服务器未返回正文",
                               FETCH_ATTEMPTS, error);
    if (forgotten_mail(store, fetched->sha256))
        return sighting_forgotten(store, sighted->id, error);
    struct mail mail = {.sha256 = fetched->sha256,
                        .bytes = fetched->bytes,
                        .mailbox = (char *)round->shelf.mailbox,
                        .folder = (char *)round->shelf.folder,
                        .received = sighted->received,
                        .partial = partial,
                        .full_bytes = sighted->bytes};
    gint64 id = mail_add(store, &mail, error);
    round->tally->fetched++;
    return id > 0 && sighting_spooled(store, sighted->id, id, error);
}

/* Durable first, then the rows. */
static bool keep(struct round *round, const GArray *wanted, const GPtrArray *fetched, bool partial, GError **error)
{
    struct intake *intake = round->intake;
    g_autoptr(GPtrArray) temporaries = g_ptr_array_new(), hashes = g_ptr_array_new();
    for (guint i = 0; i < fetched->len; i++) {
        const struct fetched *one = fetched->pdata[i];
        if (!one->temporary)
            continue;
        /* It was erased, and the server shows it again: never to be put where it stood. */
        if (forgotten_mail(intake->store, one->sha256)) {
            unlink(one->temporary);
            continue;
        }
        g_ptr_array_add(temporaries, one->temporary);
        g_ptr_array_add(hashes, one->sha256);
    }
    if (!spool_commit(intake->spool, temporaries, hashes, error) || !store_begin(intake->store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < wanted->len; i++) {
        const struct sighted *sighted = &g_array_index(wanted, struct sighted, i);
        good = record(round, sighted, fetched_of(fetched, sighted->uid), partial, error);
    }
    return commit_or_undo(intake->store, good, error);
}

static bool space_left(const struct config *config, guint64 needed, GError **error)
{
    guint64 free_bytes = 0;
    if (!file_free_space(config->state, &free_bytes, error))
        return false;
    if (free_bytes >= (guint64)config->min_free + needed)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_IO,
                "disk nearly full: %" G_GUINT64_FORMAT
                " bytes free in %s, intake.min_free asks for more; nothing was fetched",
                free_bytes, config->state);
    return false;
}

static bool fetch(struct round *round, const GArray *wanted, bool partial, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    guint64 bytes = 0;
    for (guint i = 0; i < wanted->len; i++) {
        const struct sighted *sighted = &g_array_index(wanted, struct sighted, i);
        g_array_append_val(uids, sighted->uid);
        bytes += partial ? HEAD_BYTES : sighted->bytes;
    }
    /* Twice: the raw mail and what is unpacked from it. */
    if (!space_left(round->intake->config, 2 * bytes, error))
        return false;
    g_autoptr(GPtrArray) fetched = g_ptr_array_new_with_free_func((GDestroyNotify)fetched_free);
    g_autoptr(GError) failure = NULL;
    bool whole = partial ? source_fetch_head(round->source, uids, HEAD_BYTES, round->intake->spool, fetched, &failure)
                         : source_fetch(round->source, uids, round->intake->spool, fetched, &failure);
    if (!whole && failure && failure->code == ERROR_IO) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    /* What did arrive before the connection broke is kept; the rest stays listed. */
    g_autoptr(GArray) got = g_array_new(FALSE, FALSE, sizeof(struct sighted));
    for (guint i = 0; i < wanted->len; i++) {
        struct sighted sighted = g_array_index(wanted, struct sighted, i);
        if (whole || fetched_of(fetched, sighted.uid))
            g_array_append_val(got, sighted);
    }
    if (!keep(round, got, fetched, partial, error))
        return false;
    if (!whole)
        g_propagate_error(error, g_steal_pointer(&failure));
    return whole;
}

static bool acknowledge(struct round *round, GError **error)
{
    struct store *store = round->intake->store;
    if (!store_begin(store, error) || !commit_or_undo(store, sighting_file(store, error), error))
        return false;
    g_autoptr(GArray) filed = sighting_unacknowledged(store, &round->shelf, error);
    if (!filed)
        return false;
    if (filed->len == 0)
        return true;
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint i = 0; i < filed->len; i++)
        g_array_append_val(uids, g_array_index(filed, struct sighted, i).uid);
    if (!source_acknowledge(round->source, uids, error) || !store_begin(store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < filed->len; i++)
        good = sighting_acknowledged(store, g_array_index(filed, struct sighted, i).id, error);
    return commit_or_undo(store, good, error);
}

/* The next mails of the folder; mails over the limit are taken one kind at a time, by their head only. */
static GArray *next_batch(struct round *round, gint64 beyond, bool *partial, GError **error)
{
    GArray *wanted = sighting_wanted(round->intake->store, &round->shelf, beyond, BATCH_MAILS, BATCH_BYTES, error);
    if (!wanted || wanted->len == 0)
        return wanted;
    guint64 limit = (guint64)round->intake->config->max_mail;
    *partial = g_array_index(wanted, struct sighted, 0).bytes > limit;
    for (guint i = 0; i < wanted->len; i++)
        if ((g_array_index(wanted, struct sighted, i).bytes > limit) != *partial) {
            g_array_set_size(wanted, i);
            break;
        }
    return wanted;
}

static bool poll_folder(struct round *round, GError **error)
{
    if (!source_select(round->source, round->shelf.folder, &round->shelf.uidvalidity, error) || !list(round, error))
        return false;
    /* Each mail is tried once a round: what the server does not give today is left for the next one. */
    for (gint64 beyond = 0;;) {
        if (round->intake->stop && *round->intake->stop)
            return true;
        bool partial = false;
        g_autoptr(GArray) wanted = next_batch(round, beyond, &partial, error);
        if (!wanted)
            return false;
        if (wanted->len == 0)
            break;
        beyond = g_array_index(wanted, struct sighted, wanted->len - 1).id;
        if (!partial && !moved_recognise(round->intake, round->source, wanted, error))
            return false;
        if ((wanted->len && !fetch(round, wanted, partial, error)) ||
            !intake_process(round->intake, round->tally, error) || !acknowledge(round, error))
            return false;
    }
    return intake_process(round->intake, round->tally, error) && acknowledge(round, error);
}

bool poll_mailbox(struct intake *intake, const struct mailbox *mailbox, struct tally *tally, GError **error)
{
    g_autoptr(Source) source = source_open(mailbox, error);
    if (!source)
        return false;
    g_auto(GStrv) folders = source_folders(source, FOLDER_MAIL, error);
    bool good = folders != NULL;
    for (char **folder = folders; good && *folder; folder++) {
        struct round round = {intake, mailbox, source, {mailbox->address, *folder, 0}, tally};
        log_set_tag(*folder);
        good = poll_folder(&round, error);
        if (!good)
            g_prefix_error(error, "%s: ", *folder);
    }
    log_set_tag(NULL);
    return good && office_read(intake, mailbox, source, error) &&
           room_measure(mailbox, source, intake->store, clock_now(&intake->clock), false, error);
}
