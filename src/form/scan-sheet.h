/* A table while it is read: what each cell is. For scan-grid.c (labels to values), scan-cells.c (what a cell is) and
 * scan-parts.c (whose it is) only.
 */
#ifndef HUIZHI_FORM_SCAN_SHEET_H
#define HUIZHI_FORM_SCAN_SHEET_H

#include "form/scan-part.h"

enum cell_kind { CELL_BLANK, CELL_LABEL, CELL_PAIRS, CELL_TEXT };

struct cell_info {
    enum cell_kind kind;
    bool used; /* taken as somebody's value */
    struct label label;
    GArray *pairs; /* struct pair; NULL when none */
};

struct sheet {
    struct scanner *scanner;
    const struct grid *grid;
    struct cell_info *info;
    int *column_part; /* part + 1 of each column under a head that names parts */
    bool beside;      /* values of other labels stand to their right */
};

static inline struct cell_info *info_of(const struct sheet *sheet, const struct grid_cell *cell)
{
    return &sheet->info[cell->index];
}

static inline bool is_kind(const struct sheet *sheet, const struct grid_cell *cell, enum cell_kind kind)
{
    return cell && info_of(sheet, cell)->kind == kind;
}

/* Fills `info`. */
void sheet_classify(struct sheet *sheet);
int sheet_labels_in_row(const struct sheet *sheet, int row, int *adjacent);

/* Whether a cell stands under the name of somebody who is no field here: 指导老师 | 姓名 | … | 电话 | …. */
bool sheet_under_person(const struct sheet *sheet, const struct grid_cell *cell, int row);
/* Parts that stand side by side, noted when their head is met. */
void sheet_note_columns(struct sheet *sheet, int row);
/* "二、作者信息" over the whole width begins a part; so does a heading at the left of several rows. */
void sheet_note_heading(struct sheet *sheet, const struct grid_cell *cell);

#endif
