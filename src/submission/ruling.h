/* A person's word about a submission or one of its works: accepted, returned, held … Pure data; what it does to a
 * verdict is judge/'s, where it is kept is store/'s.
 *
 * Rulings are never changed or removed. Of each group the last one stands: accept, return, reject, reopen (none of
 * these any more); hold, restore; extend; accept_late; assign. Notes all stand.
 */
#ifndef HUIZHI_SUBMISSION_RULING_H
#define HUIZHI_SUBMISSION_RULING_H

#include <glib.h>
#include <stdbool.h>

enum ruling_action {
    RULING_ACCEPT,
    RULING_RETURN,
    RULING_REJECT,
    RULING_REOPEN,
    RULING_HOLD,
    RULING_RESTORE,
    RULING_EXTEND,
    RULING_ACCEPT_LATE,
    RULING_NOTE,
    RULING_ASSIGN,
    RULING_COUNT
};

/* Of a group the last one about the same thing stands. */
enum ruling_group { RULINGS_DECIDED, RULINGS_HELD, RULINGS_EXTENDED, RULINGS_LATE, RULINGS_NOTED, RULINGS_ASSIGNED };

/* The actor of a hold that the participant's own words brought about. */
#define RULING_BY_SENDER "sender"

struct ruling {
    gint64 id;
    gint64 submission;
    int work;    /* seq; 0: the submission as a whole */
    char *actor; /* a member of the office, or RULING_BY_SENDER */
    gint64 at;
    enum ruling_action action;
    char *value; /* extend: seconds since the epoch; assign: the person; else NULL */
    char *why;   /* NULL: not said */
    gint64 mail; /* that asked for it; 0: none */
};
typedef struct ruling Ruling;

void ruling_free(struct ruling *ruling);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ruling, ruling_free)
const char *ruling_name(enum ruling_action action); /* "accept", … as in the database */
bool ruling_parse(const char *name, enum ruling_action *action);
enum ruling_group ruling_group(enum ruling_action action);

/* The last of a group about a work, or about the submission as a whole (0). NULL when there is none, or when it only
 * takes an earlier one back (reopen, restore). `rulings` in their order; borrowed. */
const struct ruling *ruling_standing(const GPtrArray *rulings, enum ruling_group group, int work);

/* What rulings come to beside the verdict: the submission's deadline, who looks after it, what is held and why. */
struct submission;
struct campaign;
void submission_stand(struct submission *submission, const struct campaign *campaign, const GPtrArray *rulings);

#endif
