/* Measuring a work: what its bytes say, by its type. Only the sandboxed reader links this. */
#ifndef HUIZHI_WORK_MEASURE_H
#define HUIZHI_WORK_MEASURE_H

#include "work/work.h"

struct photo_rules;

/* What goes with the facts. */
struct measured {
    GBytes *thumbnail; /* a small upright JPEG, at most 40 KB; NULL when none could be made */
    char *note;        /* for the secretariat: why something was not measured; NULL */
};
void measured_clear(struct measured *measured);

/* Once a process, before it forks. */
void work_measure_start(void);

/* Fills the work's facts, `damaged`, `encrypted` and `described`; what cannot be told stays unknown. */
void work_measure(struct work *work, GBytes *bytes, const struct photo_rules *rules, struct measured *measured);

#endif
