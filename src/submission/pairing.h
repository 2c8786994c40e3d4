/* Which row of a web page and which submission are the same: by the evidence that they share, the strongest first, and
 * only where nothing else is as good. Pure; knows only keys, which are hashes.
 */
#ifndef HUIZHI_SUBMISSION_PAIRING_H
#define HUIZHI_SUBMISSION_PAIRING_H

#include <glib.h>
#include <stdbool.h>

#include "ruleset/ruleset.h"

/* Evidence, the strongest first. */
enum evidence { EVIDENCE_PHONE, EVIDENCE_UNIT, EVIDENCE_TITLE, EVIDENCE_EMAIL, EVIDENCE_COUNT };

/* A key that so many on one side have says nothing about any of them: the office's own phone. */
#define PAIRING_MAX_SHARED 20

/* One side of a pair. */
struct party {
    gint64 id;
    GPtrArray *keys; /* char *, each once */
};
typedef struct party Party;
struct party *party_create(gint64 id);
void party_free(struct party *party);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Party, party_free)

/* Adds the keys of a form's fields (struct field) and of what stands beside it: titles of works, and for a submission
 * its sender's address and name; each may be NULL. */
void party_identify(struct party *party, const struct form_rule *form, const GPtrArray *fields, const GPtrArray *titles,
                    const char *address, const char *name);
/* Mobile numbers in a text. */
void party_phones(struct party *party, const char *text);
bool party_shares(const struct party *a, const struct party *b);

struct pair {
    gint64 entry, submission;
    unsigned by;  /* bits, 1 << evidence */
    bool certain; /* false: another is as good */
};

/* Array of struct pair: each party in at most one certain pair; with doubtful ones it has no certain one. */
GArray *pairing_find(const GPtrArray *entries, const GPtrArray *submissions);

/* "phone,unit"; free with g_free. */
char *pairing_words(unsigned by);

#endif
