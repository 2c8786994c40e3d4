/* Tables. A label's value stands to its right, unless its row is a head of labels over rows without any: then below,
 * and a form each row when there are several. A label before labels (指导老师 | 姓名 | …) is a heading, not a field.
 */
#include <string.h>

#include "base/text.h"
#include "form/clean.h"
#include "form/marks.h"
#include "form/scan-sheet.h"
#include "form/value-parts.h"

/* The label that a heading to the left makes of a cell: 联系人 | 姓名 → 联系人姓名. */
static bool with_heading(const struct sheet *sheet, const struct grid_cell *cell, int row, struct label *label)
{
    const struct grid_cell *left = grid_left(sheet->grid, cell, row);
    if (!left || left->blank || flat_length(left->flat) > 40 || left->row + left->rowspan <= row)
        return false;
    bool group = left->rowspan > cell->rowspan || is_kind(sheet, left, CELL_LABEL);
    if (!group || is_kind(sheet, left, CELL_PAIRS))
        return false;
    g_autofree char *head = flat_fold(left->flat, 0, flat_length(left->flat));
    g_autofree char *tail = flat_fold(cell->flat, 0, flat_length(cell->flat));
    g_autofree char *both = g_strconcat(head, tail, NULL);
    struct label found;
    bool own = labels_find(sheet->scanner->index, both, &found) && label_has_fields(&found);
    if (own && (found.exact || found.count == 1)) {
        bool same = label->exact && label->entries[0] == found.entries[0];
        *label = found;
        label->confidence = found.guess && !same ? 0.95 : 1.0;
        return true;
    }
    /* 联系人 | 电话: a compound would look for a name in the value; the heading is only whose it is. */
    int part = labels_part(sheet->scanner->index, head);
    if (part >= 0 && left->rowspan > cell->rowspan && label->count == 1 && label->entries[0]->count > 1)
        label->part = part;
    return false;
}

/* Does a stretch look like a value of the label's typed fields? 1 yes, -1 no, 0 can't be said. */
static int fits(const struct sheet *sheet, const struct label *label, const struct grid_cell *cell)
{
    if (!cell || cell->blank || !label_has_fields(label))
        return 0;
    const struct field_rule *field = labels_field(
        sheet->scanner->index, label->entries[0]->count ? label->entries[0]->fields[0] : label->entries[1]->fields[0]);
    int digits = 0, at = 0, length = MIN(flat_length(cell->flat), 200);
    for (int i = 0; i < length; i++) {
        gunichar c = flat_at(cell->flat, i)->c;
        digits += g_unichar_isdigit(c);
        at += c == '@' || c == 0xFF20;
    }
    switch (field->type) {
    case FIELD_EMAIL:
        return at ? 1 : -1;
    case FIELD_MOBILE:
    case FIELD_LANDLINE:
    case FIELD_PHONE:
        return digits >= 7 ? 1 : -1;
    case FIELD_POSTCODE:
        return digits == 6 ? 1 : -1;
    case FIELD_NAME:
    case FIELD_TEXT:
    case FIELD_YESNO:
    case FIELD_CHOICE:
    case FIELD_PAPER:
        return 0;
    }
    return 0;
}

/* Whether two labels or more and nothing else stand below the columns [cell, end). */
static bool over_labels(const struct sheet *sheet, const struct grid_cell *cell, int end)
{
    int row = cell->row + cell->rowspan, labels = 0;
    for (int c = cell->column; c < end && row < sheet->grid->rows;) {
        const struct grid_cell *under = grid_at(sheet->grid, row, c);
        if (!is_kind(sheet, under, CELL_LABEL) || under->row != row || under->column != c)
            return false;
        labels++;
        c += under->colspan;
    }
    return labels >= 2;
}

/* 联系方式 over 手机 | 座机 | 邮箱: nothing beside it is its value, at most such another heading. Where there are no
 * spans, what was merged are the empty cells to its right. */
static bool heads_columns(const struct sheet *sheet, const struct grid_cell *cell)
{
    int end = cell->column + cell->colspan;
    const struct grid_cell *right = grid_right(sheet->grid, cell, cell->row);
    for (; sheet->scanner->csv && right && right->blank; right = grid_right(sheet->grid, right, cell->row))
        end = right->column + right->colspan;
    if (!over_labels(sheet, cell, end))
        return false;
    bool other = is_kind(sheet, right, CELL_LABEL) || fits(sheet, &info_of(sheet, cell)->label, right) < 0;
    return !right || (other && over_labels(sheet, right, right->column + right->colspan));
}

/* True when the cell only announces the labels to its right, or below it. */
static bool is_heading(const struct sheet *sheet, const struct grid_cell *cell, int row)
{
    const struct grid_cell *right = grid_right(sheet->grid, cell, row);
    if (heads_columns(sheet, cell))
        return true;
    if (!is_kind(sheet, right, CELL_LABEL) && !is_kind(sheet, right, CELL_PAIRS))
        return false;
    if (cell->rowspan > 1 && is_kind(sheet, right, CELL_LABEL) && right->rowspan < cell->rowspan)
        return true;
    struct label label = info_of(sheet, right)->label;
    return is_kind(sheet, right, CELL_LABEL) && !label_has_fields(&info_of(sheet, cell)->label) &&
           with_heading(sheet, right, row, &label);
}

static struct grid_cell *below(const struct sheet *sheet, const struct grid_cell *cell, int row)
{
    struct grid_cell *under = grid_at(sheet->grid, row, cell->column);
    bool inside = under && under->column >= cell->column &&
                  under->column + under->colspan <= cell->column + cell->colspan && under->row > cell->row;
    return inside ? under : NULL;
}

int sheet_labels_in_row(const struct sheet *sheet, int row, int *adjacent)
{
    int labels = 0;
    if (adjacent)
        *adjacent = 0;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        if (!cell || cell->row != row || cell->column != c)
            continue;
        labels += is_kind(sheet, cell, CELL_LABEL) || is_kind(sheet, cell, CELL_PAIRS);
        if (adjacent && is_kind(sheet, cell, CELL_LABEL) && !is_heading(sheet, cell, row) &&
            is_kind(sheet, grid_right(sheet->grid, cell, row), CELL_LABEL))
            ++*adjacent;
    }
    return labels;
}

/* A head: labels side by side, or labels whose typed values stand below and not beside them. */
static bool row_is_head(const struct sheet *sheet, int row)
{
    int adjacent, labels = sheet_labels_in_row(sheet, row, &adjacent), next = row + 1, beside = 0, under = 0, open = 0;
    bool lone = true;
    while (next < sheet->grid->rows && next < row + 3) {
        bool any = false;
        for (int c = 0; c < sheet->grid->columns; c++) {
            const struct grid_cell *cell = grid_at(sheet->grid, next, c);
            any = any || (cell && cell->row == next);
        }
        if (any)
            break;
        next++;
    }
    if (!labels || next >= sheet->grid->rows || sheet_labels_in_row(sheet, next, NULL))
        return false;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        if (!cell || cell->row != row || cell->column != c)
            continue;
        if (!is_kind(sheet, cell, CELL_LABEL)) {
            lone = lone && is_kind(sheet, cell, CELL_BLANK) && !sheet->beside;
            continue;
        }
        const struct grid_cell *right = grid_right(sheet->grid, cell, row), *down = below(sheet, cell, next);
        const struct label *label = &info_of(sheet, cell)->label;
        beside += !is_kind(sheet, right, CELL_LABEL) ? fits(sheet, label, right) : 0;
        under += fits(sheet, label, down);
        open += down && !down->blank;
    }
    if (adjacent && labels >= 2)
        return true;
    if (labels >= 2)
        return under > beside && under > 0;
    return lone && open;
}

static bool is_instruction(const struct flat *flat)
{
    static const char *const heads[] = {"特别声明", "特别提示", "备注", "注：", "注:", "说明：", "填表说明"};
    g_autofree char *text = flat_text(flat, 0, MIN(flat_length(flat), 12));
    const char *begin = g_strchug(text);
    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++)
        if (g_str_has_prefix(begin, heads[i]))
            return true;
    return false;
}

static int part_here(const struct sheet *sheet, const struct grid_cell *cell)
{
    return sheet->column_part[cell->column] - 1;
}

static int running_row(const struct sheet *sheet, int row)
{
    return sheet->scanner->region->first + row;
}

/* One of two columns or more that are headed by options. */
static bool heads_options(const struct sheet *sheet, const struct grid_cell *head, int row, const GPtrArray *options)
{
    int own = flat_length(head->flat) <= 20 ? marks_option(head->flat, options) : -1;
    int from = MAX(head->column - 6, 0), to = MIN(head->column + 7, sheet->grid->columns);
    for (int c = from; own >= 0 && c < to; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        int other = cell && cell != head && !cell->blank ? marks_option(cell->flat, options) : -1;
        if (other >= 0 && other != own)
            return true;
    }
    return false;
}

/* What stands beside the boxes 是 and 否 of a head: the tick's column says which. */
static void add_column_options(const struct sheet *sheet, const struct grid_cell *cell, const GPtrArray *options,
                               struct flat *into)
{
    for (int r = cell->row - 1; r >= 0 && r >= cell->row - 40; r--) {
        const struct grid_cell *head = grid_at(sheet->grid, r, cell->column);
        if (!head || head->column != cell->column || head->blank || !heads_options(sheet, head, r, options))
            continue;
        flat_add_text(into, "  ", 0);
        flat_add_range(into, cell->flat, 0, flat_length(cell->flat));
        flat_add_range(into, head->flat, 0, flat_length(head->flat));
        return;
    }
}

static const struct field_rule *choice_field(const struct sheet *sheet, const struct label *label)
{
    for (int i = 0; i < label->count; i++)
        if (label->entries[i]->count)
            return labels_field(sheet->scanner->index, label->entries[i]->fields[0]);
    return NULL;
}

/* A column of remarks: 请在□内打√. */
static bool is_remark(const struct grid_cell *cell)
{
    g_autofree char *text = flat_text(cell->flat, 0, MIN(flat_length(cell->flat), 60));
    return clean_instructs(text);
}

/* A row with nothing but ticks below the options of a label, which would span it if the format had spans. */
static bool is_ticked_row(const struct sheet *sheet, const struct grid_cell *head, int row)
{
    bool ticked = false;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        if (!cell || cell->blank)
            continue;
        if (c <= head->column || flat_length(cell->flat) > 4 || !flat_has_marks(cell->flat, 0, flat_length(cell->flat)))
            return false;
        ticked = true;
    }
    return ticked;
}

/* The cells to the right of a choice's label, up to the next label; beside a label that spans rows, those of all of
 * its rows (媒体单位推荐 over 个人作者直报). */
static GPtrArray *choice_cells(const struct sheet *sheet, const struct grid_cell *head, int row)
{
    GPtrArray *cells = g_ptr_array_new();
    int end = MIN(MAX(row + 1, head->row + head->rowspan), sheet->grid->rows);
    while (sheet->scanner->csv && is_ticked_row(sheet, head, end))
        end++;
    for (int r = row; r < end; r++) {
        bool any = false;
        for (struct grid_cell *cell = grid_right(sheet->grid, head, r); cell; cell = grid_right(sheet->grid, cell, r)) {
            if (is_kind(sheet, cell, CELL_LABEL) || (any && is_kind(sheet, cell, CELL_PAIRS)))
                break;
            if ((r == row || cell->row == r) && !(any && is_remark(cell)))
                g_ptr_array_add(cells, cell);
            any = any || !cell->blank;
        }
    }
    return cells;
}

/* Their text as one; ticks alone are named by their column's head. */
static struct flat *choice_value(const struct sheet *sheet, const struct label *label, const GPtrArray *cells)
{
    const struct field_rule *field = choice_field(sheet, label);
    struct flat *value = flat_create(), *headed = flat_create();
    bool words = false, alone = false; /* alone: a mark has a cell of its own */
    for (guint i = 0; i < cells->len; i++) {
        const struct grid_cell *cell = cells->pdata[i];
        alone = alone || (!cell->blank && flat_length(cell->flat) <= 3);
    }
    const struct grid_cell *last = cells->pdata[cells->len - 1];
    for (guint i = 0; i < cells->len; i++) {
        const struct grid_cell *cell = cells->pdata[i], *before = i ? cells->pdata[i - 1] : NULL;
        struct cell_info *info = info_of(sheet, cell);
        int end = info->pairs ? g_array_index(info->pairs, struct pair, 0).from : flat_length(cell->flat);
        info->used = true;
        if (cell->blank && !alone)
            continue;
        if (before && cell->row > before->row)
            flat_add_text(value, "\n", 0);
        else if (flat_length(value) || cell->blank)
            flat_add_text(value, "\t", 0);
        flat_add_range(value, cell->flat, 0, end);
        bool mark = flat_has_marks(cell->flat, 0, end) || flat_length(cell->flat) <= 2;
        /* An option at the head of its own column, its tick below. */
        bool head = cell->row < last->row && flat_length(cell->flat) > 1 &&
                    !flat_has_marks(cell->flat, 0, flat_length(cell->flat)) &&
                    heads_options(sheet, cell, cell->row, field->options);
        words = words || (!cell->blank && !head &&
                          (!mark || flat_length(cell->flat) > 3 || marks_option(cell->flat, field->options) >= 0));
        if (!cell->blank && mark)
            add_column_options(sheet, cell, field->options, headed);
    }
    bool by_head = !words && flat_length(headed);
    flat_free(by_head ? value : headed);
    return by_head ? headed : value;
}

static void add_pairs(struct sheet *sheet, const struct grid_cell *cell, int row, guint from)
{
    struct cell_info *info = info_of(sheet, cell);
    for (guint i = from; info->pairs && i < info->pairs->len; i++) {
        const struct pair *pair = &g_array_index(info->pairs, struct pair, i);
        struct flat *value = flat_slice(cell->flat, pair->value_from, pair->value_to);
        const struct grid_cell *right = grid_right(sheet->grid, cell, row), *at = cell;
        bool open = flat_blank(value, 0, flat_length(value)) && i + 1 == info->pairs->len;
        bool beside = is_kind(sheet, right, CELL_TEXT) && !info_of(sheet, right)->used;
        if (open && beside) {
            flat_free(value);
            value = flat_slice(right->flat, 0, flat_length(right->flat));
            info_of(sheet, right)->used = true;
            at = right;
        }
        scan_add(sheet->scanner, &pair->label, part_here(sheet, cell), running_row(sheet, row), value, at->place,
                 pair->confidence);
    }
    info->used = true;
}

static bool label_elsewhere(const struct sheet *sheet, const struct label *label)
{
    for (guint i = 0; i < sheet->grid->cells->len; i++) {
        const struct cell_info *info = &sheet->info[i];
        for (int j = 0; info->kind == CELL_LABEL && j < info->label.count; j++)
            if (info->label.entries[j] == label->entries[0])
                return true;
    }
    return false;
}

static bool is_long(const struct label *label)
{
    for (int i = 0; i < label->count; i++)
        if (label->entries[i]->long_text)
            return true;
    return false;
}

/* Pairs inside another label's value are fields of their own, unless that value is free prose. */
static bool mines(const struct sheet *sheet, const struct label *owner, const struct grid_cell *cell)
{
    const struct cell_info *info = info_of(sheet, cell);
    if (!info->pairs || !info->pairs->len)
        return false;
    if (label_is_choice(sheet->scanner->index, owner))
        return true;
    if (is_long(owner))
        return false;
    return flat_length(cell->flat) <= 120 && !label_elsewhere(sheet, &g_array_index(info->pairs, struct pair, 0).label);
}

/* Digit boxes: one character a cell. */
static bool take_boxes(const struct sheet *sheet, const struct grid_cell *right, int row, struct flat *value)
{
    int boxes = 0;
    for (const struct grid_cell *cell = right; cell; cell = grid_right(sheet->grid, cell, row)) {
        g_autofree char *fold = flat_fold(cell->flat, 0, flat_length(cell->flat));
        if (is_kind(sheet, cell, CELL_LABEL) || g_utf8_strlen(fold, -1) > 1 || !g_ascii_isdigit(*fold))
            break;
        boxes++;
    }
    if (boxes < 4)
        return false;
    for (const struct grid_cell *cell = right; boxes--; cell = grid_right(sheet->grid, cell, row)) {
        flat_add_range(value, cell->flat, 0, flat_length(cell->flat));
        info_of(sheet, cell)->used = true;
    }
    return true;
}

/* The next cell is empty and the one after it holds what fits: somebody used the wrong cell. */
static const struct grid_cell *shifted(const struct sheet *sheet, const struct label *label,
                                       const struct grid_cell *right, int row)
{
    const struct grid_cell *next = right && right->blank ? grid_right(sheet->grid, right, row) : NULL;
    while (sheet->scanner->csv && next && next->blank)
        next = grid_right(sheet->grid, next, row);
    if (sheet->scanner->csv && is_kind(sheet, next, CELL_TEXT))
        return is_remark(next) || fits(sheet, label, next) < 0 ? NULL : next;
    return is_kind(sheet, next, CELL_TEXT) && fits(sheet, label, next) == 1 ? next : NULL;
}

static void take_choice(struct sheet *sheet, const struct grid_cell *cell, const struct label *label, int row)
{
    g_autoptr(GPtrArray) cells = choice_cells(sheet, cell, row);
    const struct grid_cell *first = cells->pdata[0];
    scan_add(sheet->scanner, label, part_here(sheet, cell), running_row(sheet, row), choice_value(sheet, label, cells),
             first->place, label->confidence);
    for (guint i = 0; i < cells->len; i++) {
        const struct grid_cell *each = cells->pdata[i];
        if (mines(sheet, label, each))
            add_pairs(sheet, each, MAX(row, each->row), 0);
    }
}

static bool is_phone(const struct sheet *sheet, const struct label *label)
{
    for (int i = 0; i < label->count; i++)
        for (int k = 0; k < label->entries[i]->count; k++) {
            enum field_type type = labels_field(sheet->scanner->index, label->entries[i]->fields[k])->type;
            if (type == FIELD_MOBILE || type == FIELD_LANDLINE || type == FIELD_PHONE)
                return true;
        }
    return false;
}

static void take_right(struct sheet *sheet, const struct grid_cell *cell, const struct label *label, int row)
{
    const struct grid_cell *right = grid_right(sheet->grid, cell, row);
    double confidence = label->confidence;
    struct flat *value = flat_create();
    const char *place = cell->place;
    bool usable = right && !is_kind(sheet, right, CELL_LABEL) && right->row <= row;
    if (usable && label_is_choice(sheet->scanner->index, label)) {
        flat_free(value);
        take_choice(sheet, cell, label, row);
        return;
    }
    bool pairs = usable && is_kind(sheet, right, CELL_PAIRS) && !is_long(label);
    if (usable && !pairs && !is_instruction(right->flat)) {
        const struct grid_cell *moved = shifted(sheet, label, right, row);
        const struct grid_cell *from = moved ? moved : right;
        confidence = moved && !sheet->scanner->csv ? MIN(confidence, 0.7) : confidence;
        if (!take_boxes(sheet, from, row, value)) {
            const struct cell_info *info = info_of(sheet, from);
            int end =
                mines(sheet, label, from) ? g_array_index(info->pairs, struct pair, 0).from : flat_length(from->flat);
            flat_add_range(value, from->flat, 0, end);
        }
        place = from->place;
        info_of(sheet, from)->used = true;
        const struct grid_cell *next = grid_right(sheet->grid, from, row);
        g_autofree char *here = flat_text(from->flat, 0, MIN(flat_length(from->flat), 20));
        bool phone = fits(sheet, label, from) == 1 || (is_phone(sheet, label) && value_is_placeholder(here, false));
        if (is_kind(sheet, next, CELL_TEXT) && phone && next->row == row) {
            /* An address without a label of its own, in the cell after the phone. */
            g_autofree char *text = flat_text(next->flat, 0, MIN(flat_length(next->flat), 100));
            if (strchr(text, '@') || strstr(text, "＠")) {
                flat_add_text(value, "\n", 0);
                flat_add_range(value, next->flat, 0, flat_length(next->flat));
                info_of(sheet, next)->used = true;
            }
        }
    }
    scan_add(sheet->scanner, label, part_here(sheet, cell), running_row(sheet, row), value, place, confidence);
    if (usable && (pairs || mines(sheet, label, right)))
        add_pairs(sheet, right, row, 0);
}

/* 参与方式 alone in its row over a row of labels: the heading of what follows, not another entry of a list. */
static bool is_group_row(const struct sheet *sheet, int row)
{
    int filled = 0;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        filled += cell && cell->row == row && cell->column == c && !cell->blank;
    }
    return filled == 1 && row + 1 < sheet->grid->rows && sheet_labels_in_row(sheet, row + 1, NULL) >= 2;
}

/* The labels of a head with their values below: one form, or one each row. */
static void take_below(struct sheet *sheet, int row)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(int));
    for (int r = row + 1; r < sheet->grid->rows && !sheet_labels_in_row(sheet, r, NULL); r++) {
        int filled = 0, fit = 0, odd = 0;
        for (int c = 0; c < sheet->grid->columns; c++) {
            const struct grid_cell *head = grid_at(sheet->grid, row, c);
            const struct grid_cell *cell =
                head && head->column == c && is_kind(sheet, head, CELL_LABEL) ? below(sheet, head, r) : NULL;
            if (!cell || cell->blank || cell->row != r || !label_has_fields(&info_of(sheet, head)->label))
                continue;
            int suits = fits(sheet, &info_of(sheet, head)->label, cell);
            filled++;
            fit += suits > 0;
            odd += suits < 0;
        }
        /* 参与方式 below 邮箱 is no other form's address. */
        if (filled && !(rows->len && ((odd && !fit && filled == odd) || is_group_row(sheet, r))))
            g_array_append_val(rows, r);
    }
    int blank = row + 1;
    if (!rows->len)
        g_array_append_val(rows, blank);
    bool list = rows->len > 1;
    int outer = sheet->scanner->part;
    for (guint i = 0; i < rows->len; i++) {
        int r = g_array_index(rows, int, i);
        sheet->scanner->part = outer;
        sheet->scanner->records += list;
        for (int c = 0; c < sheet->grid->columns; c++) {
            const struct grid_cell *head = grid_at(sheet->grid, row, c);
            if (!head || head->column != c || head->row != row || !is_kind(sheet, head, CELL_LABEL))
                continue;
            struct grid_cell *cell = below(sheet, head, r);
            struct flat *value = flat_create();
            bool good = cell && !is_kind(sheet, cell, CELL_LABEL) && !is_instruction(cell->flat);
            if (good) {
                flat_add_range(value, cell->flat, 0, flat_length(cell->flat));
                info_of(sheet, cell)->used = true;
            }
            struct label label = info_of(sheet, head)->label;
            struct hit *hit =
                scan_add(sheet->scanner, &label, part_here(sheet, head), running_row(sheet, list ? r : row), value,
                         good ? cell->place : head->place, label.confidence);
            hit->record = list ? sheet->scanner->records : 0;
        }
    }
    g_array_unref(rows);
}

static void read_row(struct sheet *sheet, int row)
{
    sheet_note_columns(sheet, row);
    if (row_is_head(sheet, row)) {
        take_below(sheet, row);
        return;
    }
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        if (!cell || cell->row != row || cell->column != c || info_of(sheet, cell)->used)
            continue;
        struct cell_info *info = info_of(sheet, cell);
        if (info->kind == CELL_PAIRS) {
            add_pairs(sheet, cell, row, 0);
        } else if (info->kind == CELL_LABEL) {
            struct label label = info->label;
            bool combined = with_heading(sheet, cell, row, &label);
            sheet->scanner->under = sheet_under_person(sheet, cell, row);
            if (!combined && is_heading(sheet, cell, row))
                scan_begin(sheet->scanner, &info->label);
            else
                take_right(sheet, cell, &label, row);
            sheet->scanner->under = false;
        } else if (info->kind == CELL_TEXT) {
            sheet_note_heading(sheet, cell);
            if (!scan_ticks(sheet->scanner, cell->flat, 0, flat_length(cell->flat), running_row(sheet, row),
                            cell->place))
                add_pairs(sheet, cell, row, 0);
        }
    }
}

void scan_grid(struct scanner *scanner)
{
    const struct grid *grid = scanner->region->grid;
    struct sheet sheet = {.scanner = scanner, .grid = grid};
    sheet.info = g_new0(struct cell_info, grid->cells->len + 1);
    sheet.column_part = g_new0(int, (gsize)grid->columns + 1);
    sheet_classify(&sheet);
    for (guint i = 0; i < grid->cells->len && !sheet.beside; i++) {
        const struct grid_cell *cell = grid->cells->pdata[i];
        sheet.beside =
            sheet.info[i].kind == CELL_LABEL && is_kind(&sheet, grid_right(grid, cell, cell->row), CELL_TEXT);
    }
    for (int row = 0; row < grid->rows; row++)
        read_row(&sheet, row);
    for (guint i = 0; i < grid->cells->len; i++)
        if (sheet.info[i].pairs)
            g_array_unref(sheet.info[i].pairs);
    g_free(sheet.info);
    g_free(sheet.column_part);
}
