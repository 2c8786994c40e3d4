/* What the files of the register share. */
#ifndef HUIZHI_DIGEST_BOOK_INSIDE_H
#define HUIZHI_DIGEST_BOOK_INSIDE_H

#include "digest/book.h"

struct book {
    const struct book_request *request;
    struct book_sink *sink;
    GHashTable *titles; /* of the sheets so far, lower case */
    char *works_folder; /* absolute */
    GTimeZone *zone;    /* for what belongs to no campaign */
};

/* book.c: a sheet whose title is free: "作品", else "作品 NXZ". */
struct book_sheet *book_sheet_begin(struct book *book, const char *title, const struct campaign *campaign);

/* A row under way: cells are filled from left to right. */
struct book_row {
    struct book *book;
    const struct book_sheet *sheet;
    struct book_cell *cells;
    guint at;
};
typedef struct book_row BookRow;
struct book_row *book_row_create(struct book *book, const struct book_sheet *sheet);
void book_row_free(struct book_row *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookRow, book_row_free)
void row_text(struct book_row *row, const char *text);
void row_number(struct book_row *row, gint64 number);                /* also 0 */
void row_known(struct book_row *row, gint64 number);                 /* empty when not above 0 */
void row_file(struct book_row *row, const char *name, char *target); /* `target` is taken; NULL: no link */
/* Hands the row over and empties it. */
bool row_done(struct book_row *row, GError **error);

/* book_forms.c: the columns of a form and a submission's values in them. */
void form_columns(struct book_sheet *sheet, const struct form_rule *form);
/* As many cells as form_columns made columns; `fields` is a CURSOR_FIELDS. */
bool form_values(struct book_row *row, const struct form_rule *form, struct cursor *fields, gint64 submission,
                 GError **error);
bool book_forms(struct book *book, const struct campaign *campaign, const struct form_rule *form, GError **error);
bool book_works(struct book *book, const struct campaign *campaign, GError **error);
bool book_todo(struct book *book, GError **error);
bool book_counts(struct book *book, GError **error);

/* The request's selection within one campaign and form; NULL form: all of the campaign's. False: it selects nothing
 * there. `formless`: with the form's rows those that have no form. */
bool book_select(const struct book *book, const struct campaign *campaign, const struct form_rule *form, bool formless,
                 struct selection *selection);

/* book_words.c: what the program's words are called for people; what it does not know stays as it is. */
const char *word_state(const char *state);
const char *word_severity(const char *severity);
const char *word_kind(const char *kind);
extern const char word_held[]; /* 暂停使用 */

#endif
