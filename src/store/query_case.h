/* What the pages of single submissions and the contact sheets show. Rows as in query.h.
 */
#ifndef HUIZHI_STORE_QUERY_CASE_H
#define HUIZHI_STORE_QUERY_CASE_H

#include "store/query.h"

enum case_query {
    CASE_FIELDS,    /* by number: name value raw place confidence note suggestion picture */
    CASE_WORKS,     /* by number: number kind name type bytes caption caption_from thumbnail duplicate_of width height
                       seconds pages held title author */
    CASE_MAILS,     /* by number: received from_addr from_name subject kind reply words, each mail once */
    CASE_PROPOSALS, /* by number, open ones: number why received from_addr from_name words */
    CASE_HISTORY,   /* by number, with its works': at actor action subject detail */
    CASE_MERGED,    /* by number: the number that it is only another name of, or no row */
};

struct rows *query_case(struct store *store, enum case_query query, const char *number, GError **error);

/* Numbers of what changed in the period, the latest first, at most `limit`: a mail, a ruling, a letter, an answer by
 * hand. */
struct rows *query_cases(struct store *store, gint64 since, gint64 until, gint64 limit, GError **error);

/* A campaign's works, the latest submission first, at most `limit`: number submission title author name kind caption
 * thumbnail held category. */
struct rows *query_sheet(struct store *store, const char *campaign, gint64 limit, GError **error);

#endif
