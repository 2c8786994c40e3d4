/* The rows of a campaign's web page (table web_entry), the submissions that they are the same as, and how both differ.
 * Everything inside the caller's transaction.
 */
#ifndef HUIZHI_STORE_WEB_H
#define HUIZHI_STORE_WEB_H

#include "mail/message.h"
#include "store/query.h"
#include "store/store.h"
#include "submission/pairing.h"

struct web_entry {
    gint64 id;
    char *campaign, *form, *key;
    char *source; /* "h5.xlsx 报名 行12" */
    int row;      /* of it: 12 */
    gint64 submission;
    gint64 at;
    GPtrArray *fields; /* struct field: name, value, raw */
};
typedef struct web_entry WebEntry;
void web_entry_free(struct web_entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebEntry, web_entry_free)

enum web_change { WEB_SAME, WEB_CHANGED, WEB_NEW };

/* Writes an entry with its values, in place of the one with the same key; sets its id. */
bool web_put(struct store *store, struct web_entry *entry, enum web_change *change, GError **error);
bool web_remove(struct store *store, gint64 entry, GError **error);
/* Ids of a form's entries, all; array of gint64. */
GArray *web_ids(struct store *store, const char *campaign, const char *form, GError **error);
/* The entry of a submission, with its fields; NULL without *error: none. */
struct web_entry *web_of(struct store *store, gint64 submission, GError **error);

/* Whether the campaign has any entries. */
bool web_used(struct store *store, const char *campaign, GError **error);

/* The party of a submission; `message`: its mail that is being filed, or NULL. */
struct party *web_party(struct store *store, const struct campaign *campaign, gint64 submission,
                        const struct message *message, GError **error);
bool web_keep_entry(struct store *store, const struct party *party, GError **error);
bool web_keep_submission(struct store *store, const struct party *party, GError **error);
/* Of the form, those that belong together with nobody yet; array of struct party with their kept keys. Formless
 * submissions count where the form takes works. `near`: only those that share a key with it; NULL: all. */
GPtrArray *web_free_entries(struct store *store, const char *campaign, const char *form, const struct party *near,
                            GError **error);
GPtrArray *web_free_submissions(struct store *store, const struct campaign *campaign, const char *form,
                                const struct party *near, GError **error);
/* Ids of the form's submissions; array of gint64. */
GArray *web_submissions(struct store *store, const struct campaign *campaign, const char *form, GError **error);

/* The pair becomes one (`submission` 0: no longer). */
bool web_join(struct store *store, gint64 entry, gint64 submission, const char *by, GError **error);
/* Another number among which nothing decides. */
bool web_doubt(struct store *store, gint64 entry, gint64 submission, GError **error);
bool web_clear_doubts(struct store *store, const char *campaign, const char *form, GError **error);
/* Pairs that share nothing any more are parted; their count, -1 with *error. */
gint64 web_part(struct store *store, const char *campaign, const char *form, GError **error);

/* Submissions whose web contribution is not what their entry says; array of gint64. */
GArray *web_stale(struct store *store, GError **error);
/* Takes the web contribution out of a submission. */
bool web_withdraw(struct store *store, gint64 submission, GError **error);
bool web_applied(struct store *store, gint64 submission, GError **error);

/* How page and mail differ (`form` NULL: of every form that has entries): what (conflict, doubt, web, mail) number row
 * by field web mail. */
struct rows *web_differences(struct store *store, const struct campaign *campaign, const char *form, GError **error);

#endif
