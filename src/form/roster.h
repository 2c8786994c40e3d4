/* A list of works (作品汇总表): one work a line under a head of labels. It is one submission with many works, so its
 * lines are kept beside the form: by them files are matched to titles, authors and captions, in this mail or later.
 */
#ifndef HUIZHI_FORM_ROSTER_H
#define HUIZHI_FORM_ROSTER_H

#include "document/document.h"
#include "form/form.h"

#define ROSTER_MAX_ROWS 1000

/* One line. Texts are tidied; NULL where the list says nothing. */
struct roster_row {
    int number;   /* 序号; 0: none */
    char *title;  /* 作品名称 */
    char *author; /* 作者 */
    char *phone;  /* as typed */
    char *file;   /* file name, or names one a line */
    char *caption;
    char *source;    /* part path of the file with the list, "body" for the body */
    char *list;      /* its name, as captions show where they come from */
    int table, line; /* where it stands: "table 1 row 5" */
    int seq;         /* of the work that it was matched to; 0: none yet */
    char *said;      /* "标签：值" lines of its cells and of the lines above the head; only while reading */
};

/* The lines of every list of works in a document, in its order; array of struct roster_row, perhaps empty. A list has
 * a head with a column for the works (title, file name or caption) and further known ones; title lines above it, heads
 * of two lines, merged cells, sums and remarks below are understood. */
GPtrArray *roster_find(const struct document *document, const struct ruleset *ruleset, const char *source,
                       const char *name);

/* The line as a form: what its cells say under labels of the form. NULL when they say none. */
struct form *roster_form(const struct roster_row *row, const struct form_index *index, const char *campaign,
                         const struct form_rule *rule);

/* True when the form was read from a line of the lists. */
bool roster_holds(const GPtrArray *rows, const struct form *form);
/* The same, or from a line between them: 一、摄影类. */
bool roster_spans(const GPtrArray *rows, const struct form *form);

/* One form of those that form_find made of a list's lines: what all lines say alike is its value; different phones
 * stand in `also`, names in a row, descriptions one a line. `forms` (struct form, at least one) is not changed. */
struct form *roster_merge(const GPtrArray *forms, const struct form_rule *rule, const GPtrArray *rows);

struct roster_row *roster_row_copy(const struct roster_row *row);
void roster_row_free(struct roster_row *row);

#endif
