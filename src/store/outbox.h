/* The outbox: every reply, from queued to its fate. No mail is answered twice: one row a mail (a unique index), a
 * Message-ID fixed when queued, a row found `sending` at start becomes `unsure`.
 */
#ifndef HUIZHI_STORE_OUTBOX_H
#define HUIZHI_STORE_OUTBOX_H

#include "store/store.h"

/* In this order letters leave when a day's budget is short. */
enum priority {
    PRIORITY_URGENT, /* to the office's own people */
    PRIORITY_DUE,    /* faults that must be mended within 48 hours */
    PRIORITY_FIRST,
    PRIORITY_CORRECTION,
    PRIORITY_REMINDER,
    PRIORITY_ENQUIRY
};

struct letter {
    gint64 id;
    gint64 mail; /* that it answers; 0: none */
    char *template;
    enum priority priority;
    gint64 not_before;  /* set by outbox_queue */
    gint64 delay, most; /* seconds that it waits from now, and from the first letter that it supersedes at most */
    char *mailbox, *from_name, *to, *to_name, *subject, *text, *html, *message_id, *in_reply_to;
    char *cc;         /* a further recipient's address; NULL: none */
    char *campaign;   /* in whose words it is written; NULL: none */
    GStrv references; /* never NULL after outbox_next */
    char *thread;     /* first Message-ID of the thread that it answers; NULL: none */
    char *withheld;   /* for outbox_queue: why it must not go out; NULL: it may */
    guint attempts;
    gint64 queued_at;
    GPtrArray *files; /* struct letter_file; NULL: none */
};

/* What goes along: a file of rules/ as it was when the letter was queued, or of the content store a file that was made
 * for it, or a picture that the HTML part shows. */
struct letter_file {
    char *path; /* below rules/; "": of the content store */
    char *sha256;
    char *name, *type; /* of a file that was made for it; NULL: a picture */
};
typedef struct letter Letter;
void letter_free(struct letter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)
void letter_file_add(struct letter *letter, const char *path, const char *sha256);
void letter_made_add(struct letter *letter, const char *sha256, const char *name, const char *type);
void letter_picture_add(struct letter *letter, const char *sha256);
/* "picture.0123456789abcdef@huizhi.invalid": by what the HTML part refers to a picture (cid:…). Free with g_free. */
char *outbox_picture_id(const char *sha256);

/* Queues a letter about submissions (array of gint64), superseding their unsent ones. `held`: until released. One that
 * is withheld is kept for people to see and supersedes nothing. */
bool outbox_queue(struct store *store, struct letter *letter, const GArray *submissions, bool held, gint64 now,
                  GError **error);

/* The letter speaks of these submissions too, and takes no other letter's place. */
bool outbox_mention(struct store *store, const struct letter *letter, const GArray *submissions, GError **error);

/* At start: sending → unsure; the count, or -1. */
gint64 outbox_recover(struct store *store, GError **error);

/* held → queued; all, or only the letters about one submission number (NULL: all). The count, or -1. */
gint64 outbox_release(struct store *store, const char *number, GError **error);

/* The next letter that is due and not below `least`, marked `sending` and committed; NULL without error when there is
 * none. PRIORITY_URGENT is for the office's own people: with reply.mode off only that goes. */
struct letter *outbox_next(struct store *store, gint64 now, enum priority least, GError **error);

/* sending → state, with the server's words; `not_before` for a retry (state queued). Commits. */
bool outbox_settle(struct store *store, gint64 id, const char *state, const char *response, gint64 not_before,
                   gint64 now, GError **error);

/* sending → queued for a letter that was not tried at all: the attempt does not count. */
bool outbox_put_back(struct store *store, gint64 id, const char *why, GError **error);

/* Letters sent to an address in the 24 h before `now`, and to all. */
gint64 outbox_sent_to(struct store *store, const char *address, gint64 now, GError **error);
gint64 outbox_sent(struct store *store, gint64 now, GError **error);

/* True when a letter about a submission has left, or may have left. */
bool outbox_told(struct store *store, gint64 submission, GError **error);

/* True when a mail has its answer queued or sent already. */
bool outbox_answered(struct store *store, gint64 mail, GError **error);

#endif
