/* Which option was chosen. A tick may stand in the box, in its place, before or after the option; or the choice
 * shows only in what was typed, deleted, underlined or struck out. Where people would argue, nothing is decided.
 */
#ifndef HUIZHI_FORM_MARKS_H
#define HUIZHI_FORM_MARKS_H

#include "form/flat.h"
#include "ruleset/ruleset.h"

struct choice {
    int option;        /* index in field_rule.options; -1: none or undecided */
    bool conflict;     /* more than one is ticked */
    bool touched;      /* something was done to the printed options */
    double confidence; /* 1.0 for an unmistakable tick; style-only evidence below */
    const char *note;  /* Chinese, static; NULL when none */
};

void marks_choose(const struct flat *flat, int from, int to, const GPtrArray *options, struct choice *choice);

/* For lists of things to tick: what stands at each option. */
enum tick_state { TICK_ABSENT, TICK_NONE, TICK_OFF, TICK_ON };
void marks_list(const struct flat *flat, int from, int to, const GPtrArray *options, enum tick_state *states);

/* True when the stretch is one option's words and nothing else (a column head 是 or 否): its index, or -1. */
int marks_option(const struct flat *flat, const GPtrArray *options);

#endif
