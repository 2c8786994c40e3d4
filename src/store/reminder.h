/* Reminders: which submissions wait for corrections, and of what each has been reminded already. A row a submission,
 * time limit and day (table reminder) keeps a reminder from going out twice, whatever happens in between.
 */
#ifndef HUIZHI_STORE_REMINDER_H
#define HUIZHI_STORE_REMINDER_H

#include "store/outbox.h"

/* A submission that is incomplete and was asked for corrections. */
struct awaited {
    gint64 id;
    char *campaign, *form;           /* form: NULL without one */
    gint64 deadline, fix_by, paused; /* as in its row; 0: none */
    gint64 told;                     /* when the last letter about it left, or was queued */
    bool unsent;                     /* that letter has not left */
    bool reminded;                   /* it was a reminder */
    Letter *last;                    /* its mailbox, from_name, to, to_name, in_reply_to and references only */
};
typedef struct awaited Awaited;
void awaited_free(struct awaited *awaited);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Awaited, awaited_free)

/* Those whose time limit, deadline or fix_by, lies ahead, by the address that they are answered to; none that is held
 * or merged, none at an address that could not be reached. Array of struct awaited. */
GPtrArray *reminder_awaited(struct store *store, gint64 now, GError **error);

/* Whether the reminder `days` before `due` has been dealt with. */
bool reminder_known(struct store *store, gint64 submission, gint64 due, gint64 days, GError **error);

/* Remembers one; `outbox` 0: left out. One that is remembered already stays as it is. */
bool reminder_record(struct store *store, gint64 submission, gint64 due, gint64 days, gint64 outbox, gint64 now,
                     GError **error);

/* Unsent reminders that have lost their reason are superseded: something that they ask for came, is held, was
 * written about since, or has a new time limit. What else such a letter spoke of may be reminded of anew. */
bool reminder_sweep(struct store *store, gint64 now, GError **error);

/* Unsent reminders of a campaign wait until then at least. */
bool reminder_postpone(struct store *store, const char *campaign, gint64 until, GError **error);

#endif
