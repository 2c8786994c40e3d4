/* What scan.c (text, tags, hits) and scan-grid.c (tables) share. */
#ifndef HUIZHI_FORM_SCAN_PART_H
#define HUIZHI_FORM_SCAN_PART_H

#include "form/lines.h"
#include "form/scan.h"

struct scanner {
    const struct layout *layout;
    const struct label_index *index;
    const struct region *region;
    int part; /* the part that began last; -1 */
    int records;
    bool mail;
    bool csv;      /* a table without spans: what was merged are empty cells */
    bool stranger; /* this stretch is about somebody who is no field: 指导老师 */
    bool under;    /* so is this one cell */
    GPtrArray *hits;
};

/* Adds a hit (and begins the part that the label begins); takes `value`. `part`: known from the place, or -1. */
struct hit *scan_add(struct scanner *scanner, const struct label *label, int part, int row, struct flat *value,
                     const char *place, double confidence);
/* Lists of things to tick, each a yes/no field by itself: "☑媒体征集宣传 □网站征集宣传". True when there was one. */
bool scan_ticks(struct scanner *scanner, const struct flat *flat, int from, int to, int row, const char *place);
/* True when a stretch is such a list, and no 是 or 否 answers for one of its things. */
bool scan_is_ticks(const struct label_index *index, const struct flat *flat, int from, int to);
void scan_begin(struct scanner *scanner, const struct label *label);
void scan_grid(struct scanner *scanner);

#endif
