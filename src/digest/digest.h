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

struct breakdown_row {
    char *name;
    gint64 fresh, all; /* new in the period; all in all */
};

/* How many there are of what: a row a form, a category, a region, a unit, a day (that has `all` only). */
struct breakdown {
    const char *title;
    GPtrArray *rows; /* struct breakdown_row */
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

/* One day's at digest.at; that of digest.weekly, over the week; an hour's on the day of a deadline. */
enum digest_kind { DIGEST_DAILY, DIGEST_WEEKLY, DIGEST_HOURLY };

struct digest {
    enum digest_kind kind;
    char *office;
    char *duty;    /* who looks after things: digest.duty; NULL: not told */
    char *contact; /* whom to ask when no digest comes: digest.contact; NULL: not told */
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
    GPtrArray *totals;                  /* struct totals */
    GPtrArray *deadlines;               /* struct due */
    GPtrArray *machine;                 /* char *: 收信08:55, 磁盘余118G … */
    gint64 fresh, corrected, completed; /* of the period: new; amended; complete after an amendment */
    GPtrArray *tallies;                 /* struct breakdown, in the order of the page */
    GPtrArray *sections;                /* struct section, in the order of the page */
};
typedef struct digest Digest;

/* `since` 0: from the beginning. */
struct digest *digest_gather(const struct config *config, const struct ruleset *ruleset, struct store *store,
                             enum digest_kind kind, gint64 since, gint64 until, GError **error);
void digest_free(struct digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)

/* How a page is wanted. All borrowed. */
struct digest_view {
    bool mailed;       /* a letter: pictures by cid: */
    guint limit;       /* items of a section, the rest is counted; 0: all that was gathered */
    const char *note;  /* words for this reader, shown under the work list; NULL: none */
    GHashTable *pages; /* numbers of submissions that have a page in cases/: they are linked; NULL: none */
    GPtrArray *sheets; /* struct site_link: contact sheets; NULL: none */
    bool charts;       /* there are pictures in charts/ */
};

/* A page with inline styles: no script, nothing from elsewhere. `view` NULL: a record by itself, without a link;
 * pictures are files beside the page (pictures/). */
char *digest_html(const struct digest *digest, const struct digest_view *view);
char *digest_text(const struct digest *digest);

/* Writes index.html, digest.txt and pictures/ durably (mode 0640), making the folder; pictures of an earlier page that
 * this one does not show are removed. */
bool digest_write(const struct digest *digest, const char *folder, const struct digest_view *view, GError **error);

/* The record of one digest below `root`: "2020-05-31", an hour's "2020-05-31-09". Records that are older than `keep`
 * seconds are removed; 0: none is. */
bool digest_keep(const struct digest *digest, const char *root, gint64 keep, GError **error);

/* The zone of the first campaign; China's when there is none. A new reference. */
GTimeZone *digest_zone(const struct ruleset *ruleset);

#endif
