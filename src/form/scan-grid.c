/* Tables. A label's value stands to its right, unless its row is a head of labels over rows without any: then below,
 * and a form each row when there are several. A label before labels (指导老师 | 姓名 | …) is a heading, not a field.
 */
#include <string.h>

#include "base/text.h"
#include "form/marks.h"
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

static struct cell_info *info_of(const struct sheet *sheet, const struct grid_cell *cell)
{
    return &sheet->info[cell->index];
}

static bool is_kind(const struct sheet *sheet, const struct grid_cell *cell, enum cell_kind kind)
{
    return cell && info_of(sheet, cell)->kind == kind;
}

static bool has_sentence(const struct flat *flat)
{
    static const char stops[] = "，。；！？,;!?";
    for (int i = 0; i < flat_length(flat); i++)
        if (g_utf8_strchr(stops, -1, flat_at(flat, i)->c))
            return true;
    return false;
}

static void classify(struct sheet *sheet, const struct grid_cell *cell)
{
    struct cell_info *info = info_of(sheet, cell);
    const struct label_index *index = sheet->scanner->index;
    int length = flat_length(cell->flat);
    info->kind = cell->blank ? CELL_BLANK : CELL_TEXT;
    if (cell->blank)
        return;
    if (length <= 80 && !flat_has_marks(cell->flat, 0, length)) {
        g_autofree char *fold = flat_fold(cell->flat, 0, length);
        bool lines = flat_line_end(cell->flat, 0, length) < length;
        if (labels_find(index, fold, &info->label) && !(info->label.guess && lines)) {
            info->kind = CELL_LABEL;
            return;
        }
    }
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

/* "见各照片说明。" only ends like a label: a sentence, or what is alone beside a label, is its value. */
static void classify_values(struct sheet *sheet)
{
    for (guint i = 0; i < sheet->grid->cells->len; i++) {
        const struct grid_cell *cell = sheet->grid->cells->pdata[i];
        struct cell_info *info = &sheet->info[i];
        if (info->kind != CELL_LABEL || !info->label.guess)
            continue;
        const struct grid_cell *left = grid_left(sheet->grid, cell, cell->row);
        bool beside = is_kind(sheet, left, CELL_LABEL) && info_of(sheet, left)->label.exact &&
                      label_has_fields(&info_of(sheet, left)->label) && left->rowspan <= cell->rowspan;
        bool alone = beside && !grid_left(sheet->grid, left, cell->row) && !grid_right(sheet->grid, cell, cell->row);
        if (alone || has_sentence(cell->flat))
            info->kind = CELL_TEXT;
    }
}

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
        *label = found;
        label->confidence = found.guess ? 0.95 : 1.0;
        return true;
    }
    /* 联系人 | 电话: a compound would look for a name in the value; the heading is only whose it is. */
    int part = labels_part(sheet->scanner->index, head);
    if (part >= 0 && left->rowspan > cell->rowspan && label->count == 1 && label->entries[0]->count > 1)
        label->part = part;
    return false;
}

/* True when the cell only announces the labels to its right. */
static bool is_heading(const struct sheet *sheet, const struct grid_cell *cell, int row)
{
    const struct grid_cell *right = grid_right(sheet->grid, cell, row);
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

static int labels_in_row(const struct sheet *sheet, int row, int *adjacent)
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

/* A head: labels side by side, or labels whose typed values stand below and not beside them. */
static bool row_is_head(const struct sheet *sheet, int row)
{
    int adjacent, labels = labels_in_row(sheet, row, &adjacent), next = row + 1, beside = 0, under = 0, open = 0;
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
    if (!labels || next >= sheet->grid->rows || labels_in_row(sheet, next, NULL))
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

/* The cells to the right of a choice's label, up to the next label; beside a label that spans rows, those of all of
 * its rows (媒体单位推荐 over 个人作者直报). */
static GPtrArray *choice_cells(const struct sheet *sheet, const struct grid_cell *head, int row)
{
    GPtrArray *cells = g_ptr_array_new();
    int end = MIN(MAX(row + 1, head->row + head->rowspan), sheet->grid->rows);
    for (int r = row; r < end; r++) {
        const struct grid_cell *first = grid_right(sheet->grid, head, r);
        for (struct grid_cell *cell = grid_right(sheet->grid, head, r); cell; cell = grid_right(sheet->grid, cell, r)) {
            if (is_kind(sheet, cell, CELL_LABEL) || (cell != first && is_kind(sheet, cell, CELL_PAIRS)))
                break;
            if (r == row || cell->row == r)
                g_ptr_array_add(cells, cell);
        }
    }
    return cells;
}

/* Their text as one; ticks alone are named by their column's head. */
static struct flat *choice_value(const struct sheet *sheet, const struct label *label, const GPtrArray *cells)
{
    const struct field_rule *field = choice_field(sheet, label);
    struct flat *value = flat_create(), *headed = flat_create();
    bool words = false;
    for (guint i = 0; i < cells->len; i++) {
        const struct grid_cell *cell = cells->pdata[i], *before = i ? cells->pdata[i - 1] : NULL;
        struct cell_info *info = info_of(sheet, cell);
        int end = info->pairs ? g_array_index(info->pairs, struct pair, 0).from : flat_length(cell->flat);
        if (before && cell->row > before->row)
            flat_add_text(value, "\n", 0);
        else if (before || cell->blank)
            flat_add_text(value, "\t", 0);
        flat_add_range(value, cell->flat, 0, end);
        info->used = true;
        bool mark = flat_has_marks(cell->flat, 0, end) || flat_length(cell->flat) <= 2;
        words = words || (!cell->blank &&
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
        confidence = moved ? MIN(confidence, 0.7) : confidence;
        if (!take_boxes(sheet, from, row, value)) {
            const struct cell_info *info = info_of(sheet, from);
            int end =
                mines(sheet, label, from) ? g_array_index(info->pairs, struct pair, 0).from : flat_length(from->flat);
            flat_add_range(value, from->flat, 0, end);
        }
        place = from->place;
        info_of(sheet, from)->used = true;
        const struct grid_cell *next = grid_right(sheet->grid, from, row);
        if (is_kind(sheet, next, CELL_TEXT) && fits(sheet, label, from) == 1 && next->row == row) {
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

/* The labels of a head with their values below: one form, or one each row. */
static void take_below(struct sheet *sheet, int row)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(int));
    for (int r = row + 1; r < sheet->grid->rows && !labels_in_row(sheet, r, NULL); r++) {
        int filled = 0;
        for (int c = 0; c < sheet->grid->columns; c++) {
            const struct grid_cell *head = grid_at(sheet->grid, row, c);
            const struct grid_cell *cell =
                head && head->column == c && is_kind(sheet, head, CELL_LABEL) ? below(sheet, head, r) : NULL;
            filled += cell && !cell->blank && cell->row == r && label_has_fields(&info_of(sheet, head)->label);
        }
        if (filled)
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

/* A row such as "推荐单位 | 个人作者" over a form in two columns. */
static void note_columns(struct sheet *sheet, int row)
{
    int named = 0, first = -1;
    bool several = false, mixed = false;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        if (!cell || cell->row != row || cell->column != c || cell->blank)
            continue;
        g_autofree char *fold = flat_fold(cell->flat, 0, MIN(flat_length(cell->flat), 60));
        int part =
            flat_has_marks(cell->flat, 0, flat_length(cell->flat)) ? -1 : labels_part(sheet->scanner->index, fold);
        named += part >= 0;
        bool plain = is_kind(sheet, cell, CELL_LABEL) && label_has_fields(&info_of(sheet, cell)->label) &&
                     info_of(sheet, cell)->label.entries[0]->begins < 0;
        mixed = mixed || part < 0 || plain;
        several = several || (part >= 0 && first >= 0 && part != first);
        first = part >= 0 ? part : first;
    }
    if (!several || mixed || !labels_in_row(sheet, MIN(row + 1, sheet->grid->rows - 1), NULL))
        return;
    for (int c = 0; c < sheet->grid->columns; c++) {
        const struct grid_cell *cell = grid_at(sheet->grid, row, c);
        g_autofree char *fold = cell ? flat_fold(cell->flat, 0, MIN(flat_length(cell->flat), 60)) : g_strdup("");
        sheet->column_part[c] = cell && !cell->blank ? labels_part(sheet->scanner->index, fold) + 1 : 0;
        if (cell)
            info_of(sheet, cell)->used = true;
    }
}

/* "二、作者信息" over the whole width begins a part; so does a heading at the left of several rows. */
static void note_heading(struct sheet *sheet, const struct grid_cell *cell)
{
    if (flat_has_marks(cell->flat, 0, flat_length(cell->flat)) || flat_length(cell->flat) > 30)
        return;
    g_autofree char *fold = flat_fold(cell->flat, 0, flat_length(cell->flat));
    int part = labels_part(sheet->scanner->index, fold);
    bool wide = cell->colspan >= sheet->grid->columns;
    bool group = is_kind(sheet, grid_right(sheet->grid, cell, cell->row), CELL_LABEL) && cell->rowspan > 1;
    if (part < 0 || !(wide || group))
        return;
    sheet->scanner->part = part;
    if (wide)
        memset(sheet->column_part, 0, sizeof(int) * (gsize)(sheet->grid->columns + 1));
}

static void read_row(struct sheet *sheet, int row)
{
    note_columns(sheet, row);
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
            if (!combined && is_heading(sheet, cell, row))
                scan_begin(sheet->scanner, &info->label);
            else
                take_right(sheet, cell, &label, row);
        } else if (info->kind == CELL_TEXT) {
            note_heading(sheet, cell);
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
    for (guint i = 0; i < grid->cells->len; i++)
        classify(&sheet, grid->cells->pdata[i]);
    classify_values(&sheet);
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
