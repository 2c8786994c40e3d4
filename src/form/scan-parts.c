/* Whose a cell is: parts side by side, headings over the whole width, and people who are no field of the form. */
#include <string.h>

#include "form/scan-sheet.h"

/* Where there are no spans, the cells below a group's name are empty. */
static const struct grid_cell *group_above(const struct sheet *sheet, const struct grid_cell *cell)
{
    if (!sheet->scanner->csv || !cell->blank || cell->column > 0)
        return NULL;
    for (int r = cell->row - 1; r >= 0 && r > cell->row - 12; r--) {
        const struct grid_cell *above = grid_at(sheet->grid, r, 0);
        if (above && !above->blank)
            return above;
    }
    return NULL;
}

bool sheet_under_person(const struct sheet *sheet, const struct grid_cell *cell, int row)
{
    for (const struct grid_cell *left = grid_left(sheet->grid, cell, row); left;
         left = grid_left(sheet->grid, left, row)) {
        const struct grid_cell *above = group_above(sheet, left);
        if (above)
            return is_kind(sheet, above, CELL_LABEL) && info_of(sheet, above)->label.entries[0]->person;
        const struct cell_info *info = info_of(sheet, left);
        if (info->kind == CELL_LABEL &&
            (info->label.entries[0]->anchor || labels_part(sheet->scanner->index, info->label.entries[0]->fold) >= 0))
            return false;
        const struct grid_cell *right = grid_right(sheet->grid, left, row);
        bool heads = left->rowspan > cell->rowspan || is_kind(sheet, right, CELL_LABEL);
        if (info->kind == CELL_LABEL && info->label.entries[0]->person && heads)
            return true;
        if (info->kind == CELL_TEXT && left->rowspan > cell->rowspan && flat_length(left->flat) <= 30) {
            g_autofree char *fold = flat_fold(left->flat, 0, flat_length(left->flat));
            return labels_person(sheet->scanner->index, fold);
        }
    }
    return false;
}

/* A row such as "推荐单位 | 个人作者" over a form in two columns. */
static void note_heads(struct sheet *sheet, int row)
{
    int named = 0, first = -1;
    bool several = false, mixed = false;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        if (!cell || cell->row != row || cell->column != c || cell->blank)
            continue;
        g_autofree char *fold = flat_fold(cell->flat, 0, MIN(flat_length(cell->flat), 60));
        bool value = flat_has_marks(cell->flat, 0, flat_length(cell->flat)) || flat_opens_title(cell->flat);
        int part = value ? -1 : labels_part(sheet->scanner->index, fold);
        named += part >= 0;
        bool plain = is_kind(sheet, cell, CELL_LABEL) && label_has_fields(&info_of(sheet, cell)->label) &&
                     info_of(sheet, cell)->label.entries[0]->begins < 0;
        mixed = mixed || part < 0 || plain;
        several = several || (part >= 0 && first >= 0 && part != first);
        first = part >= 0 ? part : first;
    }
    if (!several || mixed || !sheet_labels_in_row(sheet, MIN(row + 1, sheet->grid->rows - 1), NULL))
        return;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        g_autofree char *fold = cell ? flat_fold(cell->flat, 0, MIN(flat_length(cell->flat), 60)) : g_strdup("");
        sheet->column_part[c] = cell && !cell->blank ? labels_part(sheet->scanner->index, fold) + 1 : 0;
        if (cell)
            info_of(sheet, cell)->used = true;
    }
}

/* The column that a label stands in again below: 手机号码 under the unit and under the author. */
static bool repeats_below(const struct sheet *sheet, const struct grid_cell *a, const struct grid_cell *b)
{
    for (int r = a->row + 1; r < sheet->grid->rows && r <= a->row + 10; r++) {
        const struct grid_cell *x = grid_at(sheet->grid, r, a->column), *y = grid_at(sheet->grid, r, b->column);
        if (x != y && is_kind(sheet, x, CELL_LABEL) && is_kind(sheet, y, CELL_LABEL) &&
            info_of(sheet, x)->label.entries[0] == info_of(sheet, y)->label.entries[0])
            return true;
    }
    return false;
}

/* "推荐单位名称 | … | 个人作者姓名 | …" over rows in which both have their own 手机号码: each part is a column. */
static void note_sides(struct sheet *sheet, int row)
{
    const struct grid_cell *first = NULL;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        if (!is_kind(sheet, cell, CELL_LABEL) || cell->row != row || cell->column != c)
            continue;
        int part = info_of(sheet, cell)->label.entries[0]->begins;
        if (part < 0)
            continue;
        if (!first) {
            first = cell;
            continue;
        }
        int other = info_of(sheet, first)->label.entries[0]->begins;
        if (part == other || !repeats_below(sheet, first, cell))
            continue;
        for (int k = 0; k < sheet->grid->columns; k++)
            sheet->column_part[k] = (k < c ? other : part) + 1;
        return;
    }
}

void sheet_note_heading(struct sheet *sheet, const struct grid_cell *cell)
{
    if (flat_has_marks(cell->flat, 0, flat_length(cell->flat)) || flat_length(cell->flat) > 30)
        return;
    g_autofree char *fold = flat_fold(cell->flat, 0, flat_length(cell->flat));
    int part = labels_part(sheet->scanner->index, fold);
    bool wide = cell->colspan >= sheet->grid->columns;
    if (wide)
        sheet->scanner->stranger = labels_person(sheet->scanner->index, fold);
    bool group = is_kind(sheet, grid_right(sheet->grid, cell, cell->row), CELL_LABEL) && cell->rowspan > 1;
    if (part < 0 || !(wide || group))
        return;
    sheet->scanner->part = part;
    if (wide)
        memset(sheet->column_part, 0, sizeof(int) * (gsize)(sheet->grid->columns + 1));
}

void sheet_note_columns(struct sheet *sheet, int row)
{
    note_heads(sheet, row);
    note_sides(sheet, row);
}
