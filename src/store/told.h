/* What letters tell of rulings, and whom a letter goes to that answers no mail. Inside the caller's transaction. */
#ifndef HUIZHI_STORE_TOLD_H
#define HUIZHI_STORE_TOLD_H

#include "store/store.h"

/* The submission's last mail as a letter about it is addressed: to whom the answer to it goes or would go. */
struct thread {
    gint64 mail;
    char *kind; /* of the mail, "submission" … */
    char *mailbox;
    char *to, *to_name; /* `to` NULL: it has no address */
    char *subject;
    char *message_id, *in_reply_to;
    gint64 received;
};
typedef struct thread Thread;
void thread_free(struct thread *thread);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Thread, thread_free)

/* NULL without *error: no mail brought anything to it. */
struct thread *thread_find(struct store *store, gint64 submission, GError **error);

/* That letter tells of that ruling. outbox.ruling becomes the last of them. */
bool told_add(struct store *store, gint64 outbox, gint64 ruling, GError **error);

/* Ids of the rulings of which letters were queued and none has left; array of gint64. */
GArray *told_not(struct store *store, gint64 submission, GError **error);

/* Unsent letters that tell of a ruling are superseded: it does not stand any more. The count, or -1. */
gint64 told_recall(struct store *store, gint64 ruling, GError **error);

/* Every unsent letter about this submission alone is superseded. The count, or -1. */
gint64 told_withdraw(struct store *store, gint64 submission, GError **error);

/* 1: an answer to a mail about this submission alone was queued and never left, and nothing later has; 0: none; -1. */
gint64 told_owes(struct store *store, gint64 submission, GError **error);

#endif
