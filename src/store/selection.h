/* Long lists, row by row: the submissions that somebody selects, with their works, findings and counts. For what may
 * have 50,000 rows; query.h is for what fits on a page.
 *
 * A cursor has a statement of its own and borrows nothing but the store; texts are valid until the next step. Two
 * cursors belong to the same state of the database inside store_begin_reading. Errors are the store's.
 */
#ifndef HUIZHI_STORE_SELECTION_H
#define HUIZHI_STORE_SELECTION_H

#include "store/store.h"

/* NULL, 0 and false select everything. All is borrowed. */
struct selection {
    const char *campaign, *form, *state, *sender, *assigned;
    const char *unit;    /* the title contains it, without regard to ASCII case */
    gint64 since, until; /* received then: from, up to and with */
    gint64 due;          /* something of it is open, and its last day is not after this time */
    bool held;           /* it or one of its works must not be used */
    bool formless;       /* with `form`: those without a form, too */
    bool merged;         /* also numbers that are only another name of one */
};

enum cursor_query {
    CURSOR_LIST,        /* number campaign form title state works faults sender received(unix) revision held assigned
                           deadline fix_by (both unix or NULL) merged(number) */
    CURSOR_SUBMISSIONS, /* enum submission_column */
    CURSOR_WORKS,       /* enum submission_column, then enum work_column */
    CURSOR_PICTURES,    /* one row: how many of these works have a thumbnail */
    CURSOR_FIELDS,      /* cursor_about a submission: name value */
    CURSOR_FINDINGS,    /* enum todo_column; what people or senders have to settle, notes left out */
    CURSOR_PROPOSALS,   /* enum todo_column; unsettled ones of the selected submissions */
    CURSOR_WAITING,     /* enum todo_column; mails that wait for a number, without regard to the selection */
    CURSOR_BY_STATE,    /* state submissions works */
    CURSOR_BY_FORM,     /* campaign form submissions works */
    CURSOR_BY_UNIT,     /* title submissions works; the most first */
    CURSOR_BY_VALUE,    /* cursor_named a field: value submissions works */
    CURSOR_RECEIVED,    /* received(unix) works, a row a submission */
    CURSOR_PLACES,      /* cursor_named a JSON list of fields: id filed(unix) name value, by id */
};

enum submission_column {
    SUBMISSION_ID,
    SUBMISSION_NUMBER,
    SUBMISSION_FORM,
    SUBMISSION_TITLE,
    SUBMISSION_STATE,
    SUBMISSION_SENDER,
    SUBMISSION_RECEIVED,
    SUBMISSION_UPDATED,
    SUBMISSION_REVISION,
    SUBMISSION_HELD,
    SUBMISSION_ASSIGNED,
    SUBMISSION_DUE, /* its last day for corrections; 0: none */
    SUBMISSION_WORKS,
    SUBMISSION_FAULTS,
    SUBMISSION_COLUMNS,
};

enum work_column {
    WORK_SEQ = SUBMISSION_COLUMNS,
    WORK_NUMBER,
    WORK_KIND,
    WORK_NAME,
    WORK_TYPE,
    WORK_BYTES,
    WORK_WIDTH,
    WORK_HEIGHT,
    WORK_SECONDS,
    WORK_PAGES,
    WORK_CAPTION,
    WORK_TITLE,
    WORK_AUTHOR,
    WORK_THUMBNAIL,
    WORK_DUPLICATE_OF,
    WORK_HELD,
    WORK_FINDINGS, /* their sentences, one a line */
};

enum todo_column {
    OPEN_NUMBER,
    OPEN_WORK,
    OPEN_TITLE,
    OPEN_CAMPAIGN,
    OPEN_FORM,
    OPEN_SEVERITY, /* fix, review, late; proposal, waiting */
    OPEN_RULE,
    OPEN_SUBJECT,
    OPEN_TEXT,
    OPEN_CLAUSE,
    OPEN_DUE,
    OPEN_ASSIGNED,
    OPEN_SENDER,
    OPEN_RECEIVED,
};

struct cursor;
typedef struct cursor Cursor;

/* `selection` NULL: everything. */
struct cursor *cursor_open(struct store *store, enum cursor_query query, const struct selection *selection,
                           GError **error);
void cursor_close(struct cursor *cursor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cursor, cursor_close)

/* Begins anew with the rows of one submission, of one field. */
void cursor_about(struct cursor *cursor, gint64 submission);
void cursor_named(struct cursor *cursor, const char *name);

/* The next row; false at the end and, with *error, at a failure. */
bool cursor_next(struct cursor *cursor, GError **error);
/* NULL for SQL's NULL; 0 for a NULL number. */
const char *cursor_text(const struct cursor *cursor, int column);
gint64 cursor_number(const struct cursor *cursor, int column);

/* All rows at once, for what is printed as a table. */
struct rows;
struct rows *selection_rows(struct store *store, enum cursor_query query, const struct selection *selection,
                            GError **error);

#endif
