/* Join: which submission each thing that a mail brings belongs to, or a new one. Asks the database only.
 *
 * In order: a number that the mail names, the reply of ours that it answers, the sender's own earlier mail (a form
 * now and the works later, the same slip again) within a window of time. Only the first sender and the addresses on the
 * form may change a submission.
 */
#ifndef HUIZHI_STORE_JOIN_H
#define HUIZHI_STORE_JOIN_H

#include "ruleset/ruleset.h"
#include "store/store.h"
#include "submission/submission.h"

struct candidate {
    const struct campaign *campaign;
    gint64 target;                     /* row of the submission; 0: a new one */
    struct contribution *contribution; /* with duplicates marked; owned */
};

/* What a mail's contributions are joined by. */
enum join_by {
    JOIN_SENDER, /* the sender's own earlier mail */
    JOIN_NAMED,  /* the numbers that it names, or our reply that it answers; without either, the sender's mail */
    JOIN_NONE,   /* nothing: each is a submission by itself (a mail looked at alone, a trial) */
};

struct join {
    GPtrArray *candidates; /* struct candidate */
    char *waits_for;       /* the number named is not known (yet): nothing is filed; NULL */
    char *stranger;        /* the number of a submission that this sender may not change: nothing is filed; NULL */
    GArray *foreign;       /* all of those: gint64 */
    bool corrects;         /* at least one candidate changes an earlier submission by its number or our reply */
};
typedef struct join Join;

/* `mailbox`: address that was polled (campaign of works without a form); `window`: seconds in which a sender's mails
 * belong together. Writes nothing. Takes the contributions out of
 * the array. */
struct join *join_decide(struct store *store, const struct ruleset *ruleset, const struct dossier *dossier,
                         const char *mailbox, enum join_by by, gint64 window, GPtrArray *contributions, gint64 received,
                         GError **error);
void join_free(struct join *join);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Join, join_free)

/* The submissions that a mail is about: by the numbers that it names, else by the reply of ours that it answers. Array
 * of gint64, perhaps empty. */
GArray *join_named(struct store *store, const struct dossier *dossier, GError **error);
/* True when mail from this address may change a submission: its first sender, and the addresses on its form. */
bool join_allowed(struct store *store, gint64 target, const char *sender, GError **error);

/* The campaign of a mail as a whole: by a number in it, by mailbox, To, the campaign's own words, then dates; the first
 * campaign when nothing decides. */
const struct campaign *join_campaign_of(const struct ruleset *ruleset, const struct dossier *dossier,
                                        const char *mailbox, gint64 received);
/* That one, and behind it those that it might as well be for: open ones that share the mailbox, where nothing in the
 * mail tells them apart. Array of const struct campaign, never empty; the campaigns are the ruleset's. */
GPtrArray *join_campaigns(const struct ruleset *ruleset, const struct dossier *dossier, const char *mailbox,
                          gint64 received);

/* Captions that name a photograph by number or file name, and nothing else, in a mail without a number: of the only
 * submission with photographs that the sender has sent in within `window` seconds. 0: none, or several. */
bool join_sole(struct store *store, const struct dossier *dossier, gint64 received, gint64 window, gint64 *submission,
               GError **error);

#endif
