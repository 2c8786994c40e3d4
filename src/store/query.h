/* What people look at: named queries as rows of text, for list, show, explain, digest and verify.
 */
#ifndef HUIZHI_STORE_QUERY_H
#define HUIZHI_STORE_QUERY_H

#include "store/store.h"

enum query {
    QUERY_SUBMISSION, /* by number: number campaign form title state works faults sender received(unix) revision
                         deadline_at held assigned */
    QUERY_OF_SENDER,  /* by its sender's address or one on its form, at most 200: number title state faults held */
    QUERY_FIELDS,     /* by number: name value raw place confidence note 识别参考 */
    QUERY_WORKS, /* by number: number kind name type bytes caption caption_from sha256 duplicate_of width height held */
    QUERY_FINDINGS,       /* by number: rule severity subject work text clause */
    QUERY_MAILS_OF,       /* by number: id received from subject kind disposition reply-state sha256 */
    QUERY_RULINGS_OF,     /* by number: id number action why until_at person actor ruled_at */
    QUERY_LETTERS_OF,     /* by number: id template state to subject queued_at sent_at response text; what a person
                             wrote by hand: id NULL, template 人工答复 */
    QUERY_OUTBOX_UNSENT,  /* id state template to subject text */
    QUERY_MAILS_ASIDE,    /* id received from from_name subject kind reason words */
    QUERY_OUTBOX_TROUBLE, /* refused, unsure, withheld: id state to subject response */
    QUERY_COUNTS,         /* one row: submissions complete incomplete review late mails pending waiting unsent */
    QUERY_CONTENT,        /* every content file: sha256 bytes */
    QUERY_MADE,           /* files that were made for letters, in the content store: sha256 */
    QUERY_SPOOL,          /* every mail: sha256 bytes disposition id */
    QUERY_UNFILED, /* mails that are filed or joined and yet have no contribution, or answered and have none: sha256 */
    QUERY_UNFETCHED, /* sightings that could not be fetched: mailbox folder uid state why */
    QUERY_SIGHTINGS, /* by state: state count */
};

struct rows {
    GStrv columns;
    GPtrArray *cells; /* char ** a row, NULL for SQL's NULL; columns + 1 entries */
};
typedef struct rows Rows;

/* `key` is the number of QUERY_…_OF and the like; NULL for the others. */
struct rows *query_rows(struct store *store, enum query query, const char *key, GError **error);
/* Drops the columns from that one on. */
void rows_cut(struct rows *rows, guint columns);
void rows_free_all(struct rows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free_all)

#endif
