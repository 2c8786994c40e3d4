/* Sightings: what each server listed, and how far each of these mails has come. */
#ifndef HUIZHI_STORE_SIGHTING_H
#define HUIZHI_STORE_SIGHTING_H

#include "source/source.h"
#include "store/store.h"

struct sighted {
    gint64 id;
    guint64 uid;
    guint64 bytes;
    gint64 received;
};

/* A folder as one server showed it. */
struct shelf {
    const char *mailbox, *folder;
    guint64 uidvalidity;
};

/* Records listings (struct listing); those already recorded are left alone. */
bool sighting_add(struct store *store, const struct shelf *shelf, const GArray *listings, gint64 now, GError **error);

/* The highest UID ever listed; 0: none. */
guint64 sighting_watermark(struct store *store, const struct shelf *shelf);

/* True when that UID was ever listed. */
bool sighting_known(struct store *store, const struct shelf *shelf, guint64 uid);

/* Mails of an older UIDVALIDITY cannot be fetched any more: listed → gone. The folder's listing brings them again. */
bool sighting_outdate(struct store *store, const struct shelf *shelf, GError **error);

/* The next mails to fetch whose row is above `beyond`: at most `count`, `bytes` together (one larger mail comes
 * alone). Array of struct sighted, in the order of their listing. */
GArray *sighting_wanted(struct store *store, const struct shelf *shelf, gint64 beyond, guint count, guint64 bytes,
                        GError **error);

/* listed → spooled, with the mail's row. */
bool sighting_spooled(struct store *store, gint64 id, gint64 mail, GError **error);
/* listed → gone: somebody has taken the mail away. */
bool sighting_gone(struct store *store, gint64 id, const char *why, GError **error);
/* The mail has been erased on request: known, and never fetched again. */
bool sighting_forgotten(struct store *store, gint64 id, GError **error);
/* A fetch failed: after `limit` attempts the state is unfetchable. */
bool sighting_failed(struct store *store, gint64 id, const char *why, guint limit, GError **error);

/* spooled → filed for every sighting of mails that are no longer pending; → too_large for those of which we have only
 * the head: the server keeps them where people see them. */
bool sighting_file(struct store *store, GError **error);
/* Filed ones whose server has not been told; array of struct sighted. */
GArray *sighting_unacknowledged(struct store *store, const struct shelf *shelf, GError **error);
bool sighting_acknowledged(struct store *store, gint64 id, GError **error);

/* The mail of which a sighting with that size and time of arrival was fetched whole: the same one, perhaps, that
 * somebody moved. Its id and, in *sha256, its hash (owned by the caller); 0: there is none. */
gint64 sighting_twin(struct store *store, const struct sighted *sighted, char **sha256);

/* What lies in the Trash, known by its header. */
struct thrown {
    const char *message_id, *from, *subject;
    const char *why; /* why it is not listed for people; NULL: it is, unless it is known */
};
#define SIGHTING_TRASHED "被移到已删除"
/* Records it with state `ignored`: as a further sight of a mail that was fetched (the same Message-ID and size), as one
 * that was listed before, or as SIGHTING_TRASHED. Of an erased one nothing is written down but that it
 * was seen. */
bool sighting_throw(struct store *store, const struct shelf *shelf, const struct listing *listing,
                    const struct thrown *thrown, gint64 now, GError **error);

#endif
