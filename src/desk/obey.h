/* Deciding by mail: a member of the office answers the digest, or sends its workbook of forms back filled in.
 *
 * Obeyed is only a mail from a configured person (office.people), with the token that this very person got with a
 * digest, and, where office.authserv is set, with our own provider's word for the sender. Everything else is set aside
 * with the reason, which the next digest shows; a configured person is told what to do instead, nobody else is told
 * anything. Each line takes effect by itself, or not at all; the answer repeats them all.
 */
#ifndef HUIZHI_DESK_OBEY_H
#define HUIZHI_DESK_OBEY_H

#include "intake.h"
#include "reader/dossier.h"
#include "submission/orders.h"

/* Before a mail is filed, inside its savepoint. *done: it was (or should have been) a decision; nothing of it is to be
 * filed, and its answer, where it gets one, is queued. */
bool obey_mail(struct intake *intake, const struct mail *mail, struct handled *handled, bool *done, GError **error);

/* obey_line.c: one person's mail being obeyed. */
struct pass;
struct obey {
    struct intake *intake;
    gint64 mail;
    const char *actor;                 /* the person's name */
    const struct pass *decide, *enter; /* NULL: no valid token of that kind */
    const char *why_not;               /* without `decide`: why lines are not obeyed */
    GPtrArray *said;                   /* char *: a line of the answer each */
    guint good, bad;
};

/* Takes what one line says, under savepoints of its own; adds to `said`. False for what stops the mail. */
bool obey_order(struct obey *obey, const struct order *order, GError **error);
/* obey_form.c: the same of values: of one line; of all rows (struct answer) of the workbook. */
bool obey_values(struct obey *obey, const struct order *order, const struct order_item *item, GError **error);
bool obey_entries(struct obey *obey, const GPtrArray *entries, GError **error);

/* What a number names. */
struct obeyed {
    gint64 submission;
    int work;
    char *number; /* "NXZ-0012-03" */
};
/* NULL in `number` with *why (free with g_free) when nothing may be decided there; false with *error. */
bool obey_find(struct obey *obey, const struct order_item *item, const struct pass *pass, struct obeyed *found,
               char **why, GError **error);
void obey_say(struct obey *obey, bool good, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* After a savepoint's work failed with *failure: undoes it. True: it is only this line's fault, *why says what; false:
 * *error. */
bool obey_undo(struct obey *obey, GError *failure, char **why, GError **error);

#endif
