/* What a mail is: one of the contract's kinds, decided in this order: own, bounce, robot, command, amendment,
 * submission, enquiry, other. Pure.
 */
#ifndef HUIZHI_SUBMISSION_KIND_H
#define HUIZHI_SUBMISSION_KIND_H

#include "reader/dossier.h"

enum mail_kind {
    KIND_OWN,
    KIND_BOUNCE,
    KIND_ROBOT,
    KIND_COMMAND,
    KIND_AMENDMENT,
    KIND_SUBMISSION,
    KIND_ENQUIRY,
    KIND_OTHER,
};
const char *kind_name(enum mail_kind kind);

struct kind {
    enum mail_kind kind;
    char *why;   /* for the secretariat, in Chinese */
    bool files;  /* what the mail holds is filed as submissions */
    bool answer; /* the mail deserves an answer (modes, holds and budgets do not enter) */
    char *answer_why;
};
typedef struct kind Kind;

/* `brings`: contributions that the dossier was split into; `ours`: the mail answers one of our Message-IDs; `junk`:
 * it was found in a Junk folder; `addressed`: To or Cc names a mailbox of ours. From Junk, and where we are not
 * addressed (Bcc, a list), only what brings something is answered. */
struct kind *kind_decide(const struct dossier *dossier, guint brings, bool ours, bool junk, bool addressed);
void kind_free(struct kind *kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kind, kind_free)

/* True for a Message-ID that this program makes ("huizhi.…@our domain"), whatever its domain. */
bool kind_our_id(const char *message_id);
bool kind_answers_ours(const struct message *message);

#endif
