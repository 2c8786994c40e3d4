/* Labels with their values in running text: a line of a mail, or a cell that holds several pairs. */
#ifndef HUIZHI_FORM_LINES_H
#define HUIZHI_FORM_LINES_H

#include "form/flat.h"
#include "form/labels.h"

struct pair {
    struct label label;
    int from;                 /* where the label begins */
    int value_from, value_to; /* the value, spaces at its ends included */
    double confidence;
};

enum pairs_mode {
    PAIRS_LINES, /* prose may stand around: labels at the beginning of a line, or with a colon */
    PAIRS_CELL,  /* a cell: labels need a colon */
    PAIRS_MAIL,  /* as LINES; "手机号码更正为…" counts as a colon */
};

/* Array of struct pair in order; free with g_array_unref. Pairs of other forms' labels are left out, but they end the
 * value before. */
GArray *pairs_find(const struct label_index *index, const struct flat *flat, int begin, int end, enum pairs_mode mode);

#endif
