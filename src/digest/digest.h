/* The secretariat's digest: what came in a period, what is urgent, what needs a person and the words that settle it.
 *
 * digest_gather reads everything in one transaction; the page (html.c) and its text alternative (text.c) only lay
 * out what it found. Every string that came from a mail is made harmless once, when it is gathered: valid UTF-8, no
 * control or direction characters, bounded length. Errors are the store's and the disk's; results are the caller's.
 */
#ifndef HUIZHI_DIGEST_DIGEST_H
#define HUIZHI_DIGEST_DIGEST_H

#include <glib.h>
#include <stdbool.h>

#include "config/config.h"
#include "ruleset/ruleset.h"
#include "store/store.h"

enum tone { TONE_QUIET, TONE_GOOD, TONE_WARN, TONE_BAD };

/* Where the mails of the period ended. `sound`: both sides are equal, and each filing has its contribution. */
struct reconciliation {
    gint64 listed;                                 /* by the servers */
    gint64 copies;                                 /* of them: mails that were listed before, in another folder */
    gint64 filed, joined, aside, waiting, pending; /* what became of the others */
    gint64 unfetched, ignored;                     /* never downloaded: not yet or not possible; in the Trash */
    bool sound;
};

struct totals {
    char *name; /* of the campaign */
    gint64 all, complete, incomplete, review, late, rejected;
};

struct due {
    char *campaign, *form; /* titles */
    gint64 deadline;
    gint64 days; /* whole days left: 0 on the day itself, negative after it */
    gint64 all, incomplete;
};

/* A small JPEG that the readers made of a work. */
struct thumb {
    char *sha256;
    GBytes *bytes;
    int width, height; /* as shown: at most 160 each */
    bool mailed;       /* goes along in the letter */
};

/* One thing in a section: a submission, a message, a letter. */
struct item {
    char *number; /* "NXZ-0001"; NULL: none */
    char *title;
    char *tag; /* "待补"; NULL: none */
    enum tone tone;
    gint64 when;         /* 0: not shown */
    GPtrArray *lines;    /* char *, one line each */
    char *words;         /* a sender's, word for word, with line breaks; NULL: none */
    struct thumb *thumb; /* NULL: none */
};

struct section {
    const char *title;
    const char *none; /* said when it is empty; NULL: the section is left out then */
    GPtrArray *items; /* struct item */
    gint64 total;     /* with those beyond the limit */
};

struct digest {
    char *office;
    GTimeZone *zone;
    gint64 since, until; /* 0: from the beginning */
    gint64 next;         /* when the next one is due */
    bool well;           /* every mailbox was polled in the last hours */
    gint64 unsent;       /* letters held or queued */
    bool mailed;         /* somebody gets it by mail */
    char *headline;      /* one line, also the mail's subject: 【日报 5月31日】待办9件（急3）｜… */
    GPtrArray *urgent;   /* char * */
    GPtrArray *decide;   /* char * */
    struct reconciliation mails;
    GPtrArray *totals;    /* struct totals */
    GPtrArray *deadlines; /* struct due */
    GPtrArray *machine;   /* char *: 收信08:55, 磁盘余118G … */
    GPtrArray *sections;  /* struct section, in the order of the page */
};
typedef struct digest Digest;

/* `since` 0: from the beginning. */
struct digest *digest_gather(const struct config *config, const struct ruleset *ruleset, struct store *store,
                             gint64 since, gint64 until, GError **error);
void digest_free(struct digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)

/* A whole page with inline styles: no script, nothing from elsewhere, no link. Pictures are files beside the page
 * (pictures/) or, `mailed`, parts of the letter (cid:). */
char *digest_html(const struct digest *digest, bool mailed);
char *digest_text(const struct digest *digest);

/* Writes index.html, digest.txt and pictures/ durably (mode 0640), making the folder; pictures of an earlier page that
 * this one does not show are removed. */
bool digest_write(const struct digest *digest, const char *folder, GError **error);

/* Queues one letter to each of digest.to but the polled mailboxes themselves; the count, or -1. Never held. With
 * `daily` the same transaction records that the day's digest is done. */
gint64 digest_mail(const struct digest *digest, const struct config *config, struct store *store, bool daily,
                   GError **error);

/* The daily one: due once a day at digest.at in the zone. digest_last is the last that was, 0: none yet. */
gint64 digest_last(struct store *store);
bool digest_due(const struct config *config, struct store *store, GTimeZone *zone, gint64 now);
gint64 digest_next(const struct config *config, GTimeZone *zone, gint64 now);

/* The zone of the first campaign; China's when there is none. A new reference. */
GTimeZone *digest_zone(const struct ruleset *ruleset);

#endif
