/* forget.c: what is held about a person, or longer than it may be, leaves the machine.
 *
 * Rows go in one transaction, together with the list of what must leave the disk (table `erasure`): raw mails, content
 * files, the works' folders, digests, letters in an outgoing Maildir, and last the free pages of the database. A run
 * that was interrupted is finished by the next forget_finish. Whoever calls holds the locks "intake" and "outbox".
 */
#ifndef HUIZHI_CARE_FORGET_H
#define HUIZHI_CARE_FORGET_H

#include "intake.h"
#include "store/erase.h"

struct forget_plan {
    GArray *mails;      /* gint64: bounces and letters of ours that name the person in their raw text */
    GPtrArray *digests; /* char *: files and folders that show the person */
    GPtrArray *out;     /* char *: files of the outgoing Maildir */
    guint folders;      /* of works, laid out for people */
    gint64 since;       /* when the first of it came; 0: unknown */
};
typedef struct forget_plan ForgetPlan;

/* Selects (erase_select) and looks on the disk; changes nothing. */
struct forget_plan *forget_find(const struct intake *intake, const struct erase_wish *wish, GError **error);
void forget_plan_free(struct forget_plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForgetPlan, forget_plan_free)

/* Deletes the rows, judges the submissions that lost something again, notes what must leave the disk. */
bool forget_rows(struct intake *intake, const struct erase_wish *wish, const struct forget_plan *plan,
                 const char *actor, GError **error);

/* Does what is noted; *files counts what was removed. Nothing to do is no error. */
bool forget_finish(struct intake *intake, guint *files, GError **error);

/* Addresses of the office: mailboxes, own, digest.to. Free with g_strfreev. */
char **forget_office(const struct config *config);

#endif
