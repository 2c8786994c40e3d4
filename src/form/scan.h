/* Every label of one form in a document, each with the stretch that holds its value: nothing is decided yet. */
#ifndef HUIZHI_FORM_SCAN_H
#define HUIZHI_FORM_SCAN_H

#include "form/labels.h"
#include "form/layout.h"

#define HIT_FIELDS 12

struct hit {
    int row;                /* running row of the layout */
    int record;             /* line of a list, a form each; 0: none */
    int fields[HIT_FIELDS]; /* candidates */
    int slots[HIT_FIELDS];  /* those of one slot are alternatives (电话: mobile or landline) */
    int count;
    struct flat *value; /* empty when there is no cell for it */
    char *place;        /* "table 1 row 2 column 3" */
    double confidence;
    const char *note; /* Chinese, static; NULL */
    bool anchor, text, tag;
    bool paper;     /* names a paper that the form asks for: a letter does so too, and is no form for that */
    bool misplaced; /* the label stands in a part to which its only field does not belong */
    int option;     /* of a tag or a list to tick: that option of the field is decided; -1 */
    bool on;
};

/* Array of struct hit, in the document's order. */
GPtrArray *scan_layout(const struct layout *layout, const struct label_index *index, enum document_kind kind,
                       bool mail);

#endif
