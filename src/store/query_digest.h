/* The digest's questions: rows of a period (after `since`, up to and with `until`), and the present state of what
 * people still have to look at. The last column of every list is the count without the limit.
 */
#ifndef HUIZHI_STORE_QUERY_DIGEST_H
#define HUIZHI_STORE_QUERY_DIGEST_H

#include "store/query.h"

enum digest_query {
    DIGEST_MAILS,      /* one row, of the period: listed copies unfetched ignored filed joined aside waiting pending */
    DIGEST_ARRIVALS,   /* of the period: number campaign form title state fresh received works faults(lines) total */
    DIGEST_WORKS,      /* that came in the period: number campaign form title state author category name kind thumbnail
                          caption bytes faults(lines) held total */
    DIGEST_MESSAGES,   /* of the period: received from_addr from_name subject words kind numbers target reply total */
    DIGEST_ASIDE,      /* of the period, people's mails: received from_addr from_name subject kind reason folder
                          read(0: no reader could) sha256 total */
    DIGEST_ROBOTS,     /* of the period: kind reason count */
    DIGEST_UNREADABLE, /* number campaign form title form_name received total */
    DIGEST_DUPLICATES, /* number title name duplicate_of total */
    DIGEST_LINKS,      /* those whose file has not come: number title provider host name bytes expires received total */
    DIGEST_LETTERS, /* refused (no later one was sent), unsure, withheld (the last of an address and reason), addresses
                     * that get none: state to subject response queued_at alike stopped total */
    DIGEST_HELD,    /* held: number to subject queued_at total */
    DIGEST_UNFETCHED,   /* mailbox folder uid state why total */
    DIGEST_PROPOSALS,   /* open ones: number(of the work, if one) title why received from_addr from_name words total */
    DIGEST_BY_HAND,     /* joined in the period: number title recipients subject at total */
    DIGEST_TRASHED,     /* listed in the period: from_addr subject folder received total */
    DIGEST_TOTALS,      /* by campaign: campaign all complete incomplete review late rejected */
    DIGEST_FORMS,       /* by campaign and form: campaign form all incomplete */
    DIGEST_UNSENT,      /* one row: held queued unsure refused */
    DIGEST_FLOW,        /* one row, of the period: new corrected completed works */
    DIGEST_BY_FORM,     /* campaign form, new in the period, all */
    DIGEST_BY_CATEGORY, /* campaign form category, new in the period, all */
    DIGEST_BY_UNIT,     /* title, new in the period, all; the most first */
    DIGEST_OVERRULED,   /* of the period, two people who differ: number title action actor at why, then the earlier
                           word's action actor at why, total */
};

/* At most `limit` rows of a list. */
struct rows *query_digest(struct store *store, enum digest_query query, gint64 since, gint64 until, guint limit,
                          GError **error);

#endif
