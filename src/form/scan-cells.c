/* What each cell of a table is: a label, pairs of labels and values, or a text. The words of a label may also be a
 * value (单位 | 编辑部), and one label may fill two cells.
 */
#include "form/clean.h"
#include "form/scan-sheet.h"

static bool has_sentence(const struct flat *flat)
{
    static const char stops[] = "，。；！？,;!?";
    for (int i = 0; i < flat_length(flat); i++)
        if (g_utf8_strchr(stops, -1, flat_at(flat, i)->c))
            return true;
    return false;
}

/* 《联系人》 is a journal. */
static bool has_title(const struct flat *flat)
{
    for (int i = 0; i < flat_length(flat); i++)
        if (flat_at(flat, i)->c == 0x300A || flat_at(flat, i)->c == 0x300B)
            return true;
    return false;
}

/* "作品类别（请在□内打“√”）": the marks of the remark are the form's. */
static bool marks_in_remark(const struct flat *flat)
{
    int length = flat_length(flat);
    for (int i = 0; i < length; i++) {
        int close = atom_bracket(flat_at(flat, i)) > 0 ? flat_close(flat, i, length) : -1;
        if (close > 0) {
            g_autofree char *inside = flat_text(flat, i, close);
            if (!clean_instructs(inside) && flat_has_marks(flat, i, close))
                return false;
            i = close;
        } else if (flat_at(flat, i)->kind != ATOM_TEXT) {
            return false;
        }
    }
    return true;
}

/* 单⏎位⏎信⏎息: a heading written downwards. */
static bool is_upright(const struct flat *flat)
{
    int lines = 1, longest = 0, run = 0;
    for (int i = 0; i < flat_length(flat); i++) {
        bool breaks = flat_at(flat, i)->c == '\n';
        lines += breaks;
        run = breaks ? 0 : run + !atom_is_space(flat_at(flat, i));
        longest = MAX(longest, run);
    }
    return lines >= 3 && longest == 1;
}

static void classify(struct sheet *sheet, const struct grid_cell *cell)
{
    struct cell_info *info = info_of(sheet, cell);
    const struct label_index *index = sheet->scanner->index;
    int length = flat_length(cell->flat);
    info->kind = cell->blank ? CELL_BLANK : CELL_TEXT;
    if (cell->blank)
        return;
    if (length <= 80 && marks_in_remark(cell->flat) && !has_title(cell->flat)) {
        g_autofree char *fold = flat_fold(cell->flat, 0, length);
        bool lines = flat_line_end(cell->flat, 0, length) < length;
        if (labels_find(index, fold, &info->label) && !(info->label.guess && lines)) {
            info->kind = CELL_LABEL;
            return;
        }
    }
    if (is_upright(cell->flat) || flat_opens_title(cell->flat))
        return;
    if (scan_is_ticks(index, cell->flat, 0, length))
        return;
    info->pairs = pairs_find(index, cell->flat, 0, length, PAIRS_CELL);
    if (!info->pairs->len) {
        g_clear_pointer(&info->pairs, g_array_unref);
        return;
    }
    const struct pair *first = &g_array_index(info->pairs, struct pair, 0);
    g_autofree char *before = flat_fold(cell->flat, 0, first->from);
    if (g_utf8_strlen(before, -1) <= 2 || label_is_choice(index, &first->label))
        info->kind = CELL_PAIRS;
}

/* 单位 | 编辑部, 职务 | 主编: the words of a label, where the label to their left wants its value. */
static bool is_answer(const struct sheet *sheet, const struct grid_cell *cell, const struct grid_cell *left)
{
    if (!is_kind(sheet, left, CELL_LABEL) || left->rowspan > cell->rowspan)
        return false;
    const struct label *own = &info_of(sheet, cell)->label, *before = &info_of(sheet, left)->label;
    if (!before->exact || own->count != 1 || before->count != 1)
        return false;
    const struct label_entry *a = before->entries[0], *b = own->entries[0];
    if (b->person)
        return !a->count && !a->person && a->begins < 0 && !a->anchor;
    return a != b && a->count && b->count && a->fields[0] == b->fields[0] && g_utf8_strlen(b->fold, -1) <= 4 &&
           !g_str_has_suffix(b->fold, "名称") && !g_str_has_suffix(b->fold, "姓名") && !b->anchor;
}

/* "见各照片说明。" only ends like a label: a sentence, or what is alone beside a label, is its value. */
static void classify_values(struct sheet *sheet)
{
    for (guint i = 0; i < sheet->grid->cells->len; i++) {
        const struct grid_cell *cell = sheet->grid->cells->pdata[i];
        struct cell_info *info = &sheet->info[i];
        if (info->kind != CELL_LABEL)
            continue;
        const struct grid_cell *left = grid_left(sheet->grid, cell, cell->row);
        if (is_answer(sheet, cell, left)) {
            info->kind = CELL_TEXT;
            continue;
        }
        bool beside = is_kind(sheet, left, CELL_LABEL) && info_of(sheet, left)->label.exact &&
                      label_has_fields(&info_of(sheet, left)->label) && left->rowspan <= cell->rowspan;
        bool alone = beside && !grid_left(sheet->grid, left, cell->row) && !grid_right(sheet->grid, cell, cell->row);
        if (info->label.guess && (alone || has_sentence(cell->flat)))
            info->kind = CELL_TEXT;
    }
}

/* One label in two cells: 参赛学校(或单位) | 全称. */
static void join_labels(struct sheet *sheet)
{
    for (guint i = 0; i < sheet->grid->cells->len; i++) {
        const struct grid_cell *cell = sheet->grid->cells->pdata[i];
        const struct grid_cell *left = grid_left(sheet->grid, cell, cell->row);
        if (sheet->info[i].kind != CELL_TEXT || !is_kind(sheet, left, CELL_LABEL) || flat_length(cell->flat) > 8 ||
            !grid_right(sheet->grid, cell, cell->row))
            continue;
        g_autofree char *head = flat_fold(left->flat, 0, flat_length(left->flat));
        g_autofree char *tail = flat_fold(cell->flat, 0, flat_length(cell->flat));
        g_autofree char *both = g_strconcat(head, tail, NULL);
        struct label label;
        if (g_utf8_strlen(tail, -1) >= 2 && labels_find(sheet->scanner->index, both, &label) && label.exact &&
            label_has_fields(&label)) {
            sheet->info[i].kind = CELL_LABEL;
            sheet->info[i].label = label;
        }
    }
}

void sheet_classify(struct sheet *sheet)
{
    for (guint i = 0; i < sheet->grid->cells->len; i++)
        classify(sheet, sheet->grid->cells->pdata[i]);
    classify_values(sheet);
    join_labels(sheet);
}
