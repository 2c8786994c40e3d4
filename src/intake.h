/* The pipe: source → spool → read → join → judge → file → deliver. The page to read after the README.
 *
 * Reading runs ahead in sandboxed children; join, judge and file run in arrival order in this process, one
 * transaction a batch with a savepoint a mail. Only here and in cmd/ is it decided what an error costs.
 */
#ifndef HUIZHI_INTAKE_H
#define HUIZHI_INTAKE_H

#include <signal.h>

#include "base/clock.h"
#include "config/config.h"
#include "judge/judge.h"
#include "reader/pool.h"
#include "reply/compose.h"
#include "ruleset/ruleset.h"
#include "spool/spool.h"
#include "store/mail.h"
#include "store/store.h"
#include "submission/kind.h"
#include "talk/talk_reply.h"

struct progress;
struct intake {
    const struct config *config;
    struct clock clock;
    struct ruleset *ruleset;
    struct judge *judge;
    struct store *store;
    struct spool *spool;
    struct pool *pool;
    GHashTable *rests;                 /* mailboxes that failed: address → when to look again */
    bool standalone;                   /* a mail is looked at without what came before: its numbers name nothing */
    const volatile sig_atomic_t *stop; /* set by a signal: stop at the batch's end; NULL: never */
    struct progress *progress;         /* how many mails have been read; NULL: nobody watches */
};
typedef struct intake Intake;

/* What a run did. */
struct tally {
    guint listed, fetched, filed, joined, aside, waiting, unread, replies;
};

/* Opens everything; the reader's zygote is started first, before any secret is read. */
struct intake *intake_open(const struct config *config, const struct clock *clock, GError **error);
/* Without a reader: for verbs that judge and write, and read no mail. */
struct intake *intake_open_desk(const struct config *config, const struct clock *clock, GError **error);
void intake_close(struct intake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_close)

/* Where huizhi-reader is: configured, beside this program, or where it is installed. Free with g_free. */
char *intake_reader_path(const struct config *config);

/* One round over every mailbox. A mailbox that cannot be polled (server away, login refused) costs that mailbox only:
 * it is logged, *away holds the first such error, and the mailbox rests for a while, longer each time (SIGHUP ends it:
 * intake_reload). False for what stops the whole run. */
bool intake_round(struct intake *intake, struct tally *tally, GError **away, GError **error);

/* Reads, judges and files every pending mail. */
bool intake_process(struct intake *intake, struct tally *tally, GError **error);

/* Reads the rules again (SIGHUP). Invalid ones leave the old ones in force. */
bool intake_reload(struct intake *intake, GError **error);

/* poll.c: lists and fetches one mailbox, processing each batch and acknowledging it. */
bool poll_mailbox(struct intake *intake, const struct mailbox *mailbox, struct tally *tally, GError **error);

/* shelve.c: lays the works of what was filed out for people (works.folder). Never fails loudly: the log says so. */
void shelve_works(struct intake *intake);

/* drain.c: sends what is due, until *stop. ERROR_LOGIN and a paused queue raise an alert. */
struct drained {
    guint sent, refused, unsure, later, withheld;
};
bool drain_outbox(const struct config *config, const struct ruleset *ruleset, struct store *store,
                  const struct clock *clock, const volatile sig_atomic_t *stop, struct drained *drained,
                  GError **error);

/* alert.c: tells people by alert.command (the text on its standard input, 30 s at most) and by mail to alert.to, over
 * an account of its own. Never fails loudly: the log says so. */
void alert_raise(const struct config *config, const char *text);
/* The same, at most once an hour for a subject ("disk", "login:ADDRESS"); in between the log alone says it. */
void alert_about(const struct config *config, struct store *store, gint64 now, const char *subject, const char *text);
/* A trouble that need not be told more than once a day. */
void alert_daily(const struct config *config, struct store *store, gint64 now, const char *subject, const char *text);
/* The all-clear, when an alert about that subject was raised: then true. `text` NULL: it is over, and told already. */
bool alert_over(const struct config *config, struct store *store, const char *subject, const char *text);

/* watch.c: after a round, alerts about what the vital signs show, and the all-clear when it is over. */
void watch_vitals(struct intake *intake);

/* handle.c: one mail through join, judge and file, inside the caller's savepoint. */
struct handled {
    struct dossier *dossier; /* NULL: it could not be read */
    struct kind *kind;       /* NULL with the dossier */
    gint64 received;
    enum disposition disposition;
    char *reason;
    bool junk;          /* it lay in a Junk folder */
    char *forwarded_by; /* a trusted forwarder; the message's sender is the author then; NULL */
    struct talk_reply talk;
    GPtrArray *judged;      /* struct judged; with submissions and verdicts below */
    GPtrArray *submissions; /* struct submission */
    GPtrArray *verdicts;    /* struct verdict */
    struct reply *reply;    /* NULL: none is composed */
    char *reply_why;        /* why it is answered or not */
};
typedef struct handled Handled;
/* When a mail came: by the server, else by the mail itself, else now. */
gint64 handle_received(const struct intake *intake, const struct mail *mail, const struct dossier *dossier);
/* `dossier` is taken; `why` is the reason when it is NULL. */
struct handled *handle_mail(struct intake *intake, const struct mail *mail, struct dossier *dossier, const char *why,
                            GError **error);
void handled_free(struct handled *handled);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Handled, handled_free)

/* answer.c: composes the answer to a mail that deserves one and queues it, unless the operator's settings say no. */
bool answer_mail(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error);

/* What a reply says and brings along, into a new letter; files that were made for it go into the content store, so that
 * they leave as they are now. */
struct letter;
bool answer_put(struct intake *intake, const struct reply *reply, struct letter *letter, GError **error);

/* The address, or its domain, is in never_answer. */
bool answer_never(const struct config *config, const char *address);

/* remind.c: queues the reminders that are due, and takes back unsent ones that have lost their reason; *letters counts
 * them. Between the round and the delivery. */
bool remind_due(struct intake *intake, guint *letters, GError **error);

/* reading.c: the batch's dossiers, in the order of `mails`; entries are NULL with a reason in `whys` (char *, NULL
 * else). */
bool read_batch(struct intake *intake, const GPtrArray *mails, GPtrArray *dossiers, GPtrArray *whys, GError **error);

#endif
