/* A person's words about one submission take effect: the rulings are written down, the submission is judged again, and
 * what the participant must know is queued. The same for a verb and for a decision that came by mail.
 */
#ifndef HUIZHI_DESK_DECISION_H
#define HUIZHI_DESK_DECISION_H

#include "intake.h"
#include "refile.h"
#include "submission/ruling.h"

/* What became of the participant's letter. */
enum decision_letter {
    LETTER_NONE,     /* nothing to tell, or told not to */
    LETTER_QUEUED,   /* it waits in the outbox, held or until its delay is over */
    LETTER_WITHHELD, /* settings or the mail itself forbid one */
};

struct decision {
    struct refiled *refiled; /* the submission as it stands now */
    enum decision_letter letter;
    gint64 recalled;      /* unsent letters about decisions that these change */
    const char *withheld; /* why, with LETTER_WITHHELD */
};
typedef struct decision Decision;
void decision_free(struct decision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)

/* `rulings` (struct ruling, their `submission` the same, their ids set here), in the caller's transaction. Unsent
 * letters about what they change are superseded; one letter then tells of all that stands and was never told.
 * `silent`: none does. No rulings at all: the submission has changed, and only letters that are waiting already are
 * composed anew. The intake needs no reader. */
struct decision *decision_take(struct intake *intake, gint64 submission, const GPtrArray *rulings, bool silent,
                               GError **error);

/* The same for a submission that a person's word has just made: it is judged, and unless `silent` its sender gets its
 * receipt. */
struct decision *decision_first(struct intake *intake, gint64 submission, bool silent, GError **error);

/* What has no meaning for the submission as it stands. */
enum misfit {
    MISFIT_NONE,
    MISFIT_NOT_LATE,
    MISFIT_NO_DEADLINE,      /* that could be extended */
    MISFIT_LATER_ALREADY,    /* by the rules */
    MISFIT_NOTHING_REOPENED, /* no decision stands */
    MISFIT_NOT_HELD,
    MISFIT_WHOLE_ONLY, /* said of a single work */
};
/* After decision_take, of one of its rulings; the caller then undoes it. */
enum misfit decision_misfit(const struct refiled *refiled, const struct ruling *ruling);

#endif
