/* The spool: every raw mail, under the name of its SHA-256, durable before anything looks at it.
 *
 * Mails are written to temporary files one at a time, then a whole batch is committed: syncfs, rename all,
 * syncfs (28 ms for 500 files against 92 ms one by one). A mail that is there already is not written twice.
 */
#ifndef HUIZHI_SPOOL_SPOOL_H
#define HUIZHI_SPOOL_SPOOL_H

#include <glib.h>
#include <stdbool.h>

struct spool;
typedef struct spool Spool;

/* Opens state/spool and state/content, creating them; leftovers of an interrupted run in tmp/ are removed. */
struct spool *spool_open(const char *state_folder, GError **error);
void spool_free(struct spool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_free)

/* One mail at a time. */
bool spool_begin(struct spool *spool, GError **error);
bool spool_write(struct spool *spool, const void *bytes, gsize length, GError **error);
/* *temporary, *sha256: owned by the caller. */
bool spool_end(struct spool *spool, char **temporary, char **sha256, guint64 *bytes, GError **error);
/* Drops the mail that was begun. */
void spool_abandon(struct spool *spool);

/* Makes the temporary files durable under their hashes; arrays of char * of equal length. */
bool spool_commit(struct spool *spool, GPtrArray *temporaries, GPtrArray *hashes, GError **error);

/* "state/spool/ab/ab…eml"; free with g_free. */
char *spool_path(const struct spool *spool, const char *sha256);

/* An empty private folder for one mail's staging; removed with spool_unstage. */
char *spool_stage(struct spool *spool, GError **error);
void spool_unstage(struct spool *spool, const char *folder);

/* Takes a staged file into the content store after its child is gone: O_NOFOLLOW, regular, one link, hashed
 * again, mode 0440, linked under its hash; not yet synced (content_sync). ERROR_INPUT when it is not what the dossier
 * says. */
bool content_take(struct spool *spool, const char *staging_folder, const char *file, const char *sha256, guint64 bytes,
                  GError **error);
/* Puts bytes of our own making into the content store, durably; their SHA-256, free with g_free. ERROR_IO. */
char *content_put(struct spool *spool, GBytes *bytes, GError **error);
bool content_sync(struct spool *spool, GError **error);
/* "state/content/ab/ab…"; free with g_free. */
char *content_path(const struct spool *spool, const char *sha256);

/* For those who only read, without a spool of their own: the bytes of a small stored file, hashed again. ERROR_INPUT
 * when it is longer than `limit` or not what its name says, ERROR_NO_INPUT when it is not there. */
GBytes *content_read(const char *state_folder, const char *sha256, gsize limit, GError **error);

#endif
