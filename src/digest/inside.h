/* What the files of digest/ share. */
#ifndef HUIZHI_DIGEST_INSIDE_H
#define HUIZHI_DIGEST_INSIDE_H

#include "digest/digest.h"
#include "digest/post.h"
#include "store/query_digest.h"

/* Keys of the store's meta: when the last digest was, and the last one of a week. */
#define DIGEST_LAST "digest.mailed"
#define DIGEST_LAST_WEEK "digest.weekly"
#define DAY_SECONDS (24 * 60 * 60)

struct letter;

/* What gathering has at hand. */
struct sources {
    const struct config *config;
    const struct ruleset *ruleset;
    struct store *store;
    struct digest *digest;
};

/* sections.c: fills digest->sections. */
bool sections_gather(const struct sources *sources, GError **error);
/* How many things the section with that title (one of those below) has, with those beyond its limit. */
gint64 sections_count(const struct digest *digest, const char *title);

/* machine.c: polls, disk, deadlines, the queue; with what of it is urgent. */
bool machine_gather(const struct sources *sources, GError **error);

/* tally.c: fills digest->tallies and the period's flow. */
GPtrArray *tallies_create(void);
bool tally_gather(const struct sources *sources, GError **error);
const struct breakdown *tally_find(const struct digest *digest, const char *title); /* one of those below; or NULL */
extern const char tally_forms[], tally_categories[], tally_regions[], tally_units[], tally_days[];

/* plan.c: "今日" has a deadline of an open campaign. */
bool plan_deadline_day(const struct ruleset *ruleset, GTimeZone *zone, gint64 now);

/* todo.c: the work list and the headline, from all that was gathered. */
void todo_gather(struct digest *digest);

/* pictures.c: a thumbnail of the content store; NULL when there is none, or it is no small JPEG any more. */
struct thumb *thumb_load(const char *state_folder, const char *sha256);
void thumb_free(struct thumb *thumb);
/* "0123456789ab.jpg": from the hash, never from a name that somebody gave. */
char *thumb_name(const struct thumb *thumb);
/* Its Content-ID in a letter, without angle brackets. */
char *thumb_id(const struct thumb *thumb);
/* Marks those that go along in a letter: the first 40, 1.5 MB together. */
void pictures_choose(struct digest *digest);
/* Those that a letter with that limit shows. */
void pictures_attach(const struct digest *digest, guint limit, struct letter *letter);
bool pictures_write(const struct digest *digest, const char *folder, GError **error);
/* After the page is written. */
void pictures_tidy(const struct digest *digest, const char *folder);

/* Text from a mail, fit to be shown: one line of at most `limit` characters; NULL and blank stay NULL. */
char *show_line(const char *text, glong limit);
/* The same with its line breaks, at most two empty ones in a row. */
char *show_words(const char *text, glong limit);
/* "王小明 <a@b.example>", "a@b.example", "（无发件人）" */
char *show_sender(const char *name, const char *address);
/* The 64-bit number in a cell; 0 for NULL. */
gint64 show_number(const char *cell);

/* What a form, a choice of the field `category` is called; never NULL. */
const char *show_form(const struct ruleset *ruleset, const char *campaign, const char *form);
const char *show_category(const struct ruleset *ruleset, const char *campaign, const char *form, const char *value);

/* "今日24:00", "还有3天", "已过2天" */
char *show_days(gint64 days);
/* "今日08:55" when it is `now`'s day in the zone, else "5月30日 08:55" */
char *show_time(gint64 when, gint64 now, GTimeZone *zone);

/* Lines that both forms of the digest show. */
char *show_reconciliation(const struct digest *digest); /* 来信12＝登记5＋并入1＋另存6 ✓ */
char *show_period(const struct digest *digest);
char *show_totals(const struct totals *totals);
char *show_next(const struct digest *digest);
char *show_flow(const struct digest *digest);       /* 新到12｜补正3｜补正后收齐2 */
const char *show_kind(const struct digest *digest); /* 日报 */

extern const char section_arrivals[], section_works[], section_messages[], section_aside[], section_unreadable[],
    section_duplicates[], section_links[], section_letters[], section_held[], section_unfetched[], section_by_hand[],
    section_web[], section_trashed[], section_proposals[], section_overruled[];

#endif
