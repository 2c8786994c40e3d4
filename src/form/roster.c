/* Lists of works: which table is one, which column says what, and which lines are works. Columns are known by the
 * longest label that ends their head (摄影作品名称 → 作品名称); the labels are data in rules/common/labels.yaml.
 */
#include "form/roster.h"

#include <string.h>

#include "base/text.h"
#include "ruleset/ruleset.h"

#define MAX_COLUMNS 60
#define MAX_HEAD_ROW 15 /* a head stands at most here, counted from the table's or the last list's beginning */
#define MAX_LABEL 24    /* characters of a head's cell */
#define MAX_DEPTH 4
#define MAX_SAID 20000

enum column {
    COLUMN_NONE,
    COLUMN_NUMBER,
    COLUMN_TITLE,
    COLUMN_FILENAME,
    COLUMN_AUTHOR,
    COLUMN_ABOUT,
    COLUMN_TIME,
    COLUMN_PLACE,
    COLUMN_PERSON,
    COLUMN_EVENT,
    COLUMN_PHONE,
    COLUMN_FURTHER, /* known, but of no use for a line */
    COLUMN_COUNT,
};

/* Earlier entries win where two meanings share a label. */
static const struct {
    const char *meaning;
    enum column role;
} meanings[] = {
    {"listed_number", COLUMN_NUMBER}, {"listed_file", COLUMN_FILENAME}, {"listed_title", COLUMN_TITLE},
    {"title", COLUMN_TITLE},          {"listed_time", COLUMN_TIME},     {"listed_place", COLUMN_PLACE},
    {"listed_person", COLUMN_PERSON}, {"listed_event", COLUMN_EVENT},   {"author_name", COLUMN_AUTHOR},
    {"synopsis", COLUMN_ABOUT},       {"mobile", COLUMN_PHONE},         {"landline", COLUMN_PHONE},
    {"unit_name", COLUMN_FURTHER},    {"contact", COLUMN_FURTHER},      {"address", COLUMN_FURTHER},
    {"postcode", COLUMN_FURTHER},     {"email", COLUMN_FURTHER},        {"category", COLUMN_FURTHER},
    {"info_source", COLUMN_FURTHER},  {"remarks", COLUMN_FURTHER},      {"listed_other", COLUMN_FURTHER},
};

/* The table as a dense grid of borrowed cells; merged ones cover their whole area. */
struct view {
    const struct table *table;
    const struct cell **map;
    int rows, columns;
};

struct head {
    int row, height;
    int column[COLUMN_COUNT]; /* 0: none */
    int known;
};

void roster_row_free(struct roster_row *row)
{
    if (!row)
        return;
    char *owned[] = {row->title, row->author, row->phone, row->file, row->caption, row->source, row->list, row->said};
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_free(row);
}

struct roster_row *roster_row_copy(const struct roster_row *row)
{
    struct roster_row *copy = g_new0(struct roster_row, 1);
    *copy = *row;
    char **owned[] = {&copy->title,   &copy->author, &copy->phone, &copy->file,
                      &copy->caption, &copy->source, &copy->list,  &copy->said};
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
        *owned[i] = g_strdup(*owned[i]);
    return copy;
}

static const struct cell *view_at(const struct view *view, int row, int column)
{
    bool inside = row >= 1 && row <= view->rows && column >= 1 && column <= view->columns;
    return inside ? view->map[(gsize)(row - 1) * (gsize)view->columns + (gsize)(column - 1)] : NULL;
}

static char *view_text(const struct view *view, int row, int column)
{
    const struct cell *cell = view_at(view, row, column);
    g_autofree char *text = cell ? cell_text(cell) : g_strdup("");
    return text_tidy(text);
}

static void view_fill(struct view *view)
{
    for (guint i = 0; i < view->table->cells->len; i++) {
        const struct cell *cell = view->table->cells->pdata[i];
        int bottom = MIN(cell->row + cell->rowspan - 1, view->rows);
        int right = MIN(cell->column + cell->colspan - 1, view->columns);
        for (int row = MAX(cell->row, 1); row <= bottom; row++)
            for (int column = MAX(cell->column, 1); column <= right; column++)
                view->map[(gsize)(row - 1) * (gsize)view->columns + (gsize)(column - 1)] = cell;
    }
}

/* Heads ----------------------------------------------------------------------------------------------------- */

/* The role whose label is, or ends, a head's folded text: the longest one. */
static enum column column_of(const struct ruleset *ruleset, const char *fold)
{
    enum column best = COLUMN_NONE;
    gsize longest = 0;
    if (!*fold || g_utf8_strlen(fold, -1) > MAX_LABEL)
        return COLUMN_NONE;
    for (gsize m = 0; m < G_N_ELEMENTS(meanings); m++) {
        const char *const *words = g_hash_table_lookup(ruleset->labels, meanings[m].meaning);
        for (; words && *words; words++) {
            gsize length = strlen(*words);
            bool whole = !strcmp(fold, *words);
            /* One character, or two Latin letters, end many a word by chance. */
            bool ends = length >= strlen("作者") && g_str_has_suffix(fold, *words);
            if ((whole || ends) && length > longest) {
                longest = length;
                best = meanings[m].role;
            }
        }
    }
    return best;
}

static char *fold_at(const struct view *view, int row, int column)
{
    g_autofree char *text = view_text(view, row, column);
    return text_fold(text);
}

/* In a head of two lines a group's name stands above: 作者 over 姓名 | 电话. */
static enum column column_role(const struct ruleset *ruleset, const struct view *view, const struct head *head,
                               int column)
{
    int last = head->row + head->height - 1;
    g_autofree char *own = fold_at(view, last, column), *above = fold_at(view, head->row, column);
    const struct cell *top = view_at(view, head->row, column);
    if (head->height == 1 || !*own || view_at(view, last, column) == top)
        return column_of(ruleset, *own ? own : above);
    g_autofree char *both = g_strconcat(above, own, NULL);
    enum column group = column_of(ruleset, above), single = column_of(ruleset, own), joined = column_of(ruleset, both);
    bool named = single == COLUMN_AUTHOR && group == COLUMN_FURTHER; /* 联系人 over 姓名, 单位 over 名称 */
    bool titled = single == COLUMN_TITLE && group == COLUMN_FURTHER;
    return named || titled ? COLUMN_FURTHER : joined;
}

static bool read_head(const struct ruleset *ruleset, const struct view *view, struct head *head)
{
    int texts = 0, seen = 0;
    const struct cell *last = NULL;
    memset(head->column, 0, sizeof head->column);
    head->known = 0;
    for (int column = 1; column <= view->columns; column++) {
        const struct cell *cell = view_at(view, head->row + head->height - 1, column);
        g_autofree char *text = fold_at(view, head->row + head->height - 1, column);
        if (!*text || cell == last)
            continue;
        last = cell;
        texts++;
        enum column role = column_role(ruleset, view, head, column);
        seen += role != COLUMN_NONE;
        /* A phone behind the author is his; the first one may be the office's. */
        bool later = role == COLUMN_PHONE && head->column[COLUMN_AUTHOR] &&
                     head->column[COLUMN_PHONE] < head->column[COLUMN_AUTHOR];
        if (role != COLUMN_NONE && (!head->column[role] || later)) {
            head->known += !head->column[role] || role == COLUMN_FURTHER;
            head->column[role] = column;
        }
    }
    const int *has = head->column;
    bool about = has[COLUMN_ABOUT] || has[COLUMN_EVENT];
    int works = (has[COLUMN_TITLE] > 0) + (has[COLUMN_FILENAME] > 0) + (has[COLUMN_AUTHOR] > 0) + about;
    return works >= 2 && head->known >= 3 && 3 * seen >= 2 * texts;
}

/* A head of one line, or of two where cells of the first are merged over several columns. */
static bool find_head(const struct ruleset *ruleset, const struct view *view, int from, struct head *head)
{
    for (int row = from; row <= MIN(from + MAX_HEAD_ROW, view->rows - 1); row++) {
        struct head one = {.row = row, .height = 1}, two = {.row = row, .height = 2};
        bool wide = false;
        for (int column = 1; column <= view->columns; column++) {
            const struct cell *cell = view_at(view, row, column);
            wide = wide || (cell && cell->row == row && cell->colspan > 1 && cell->rowspan == 1 &&
                            cell->colspan + 2 <= view->columns);
        }
        bool first = read_head(ruleset, view, &one);
        bool second = wide && row + 1 < view->rows && read_head(ruleset, view, &two);
        if (!first && !second)
            continue;
        *head = second && two.known >= one.known ? two : one;
        return true;
    }
    return false;
}

/* Lines ----------------------------------------------------------------------------------------------------- */

static bool begins_with(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (g_str_has_prefix(text, *words))
            return true;
    return false;
}

/* 合计, 备注：…, 填表人：…: what stands under the lines. */
static bool is_ending(const char *text)
{
    static const char *const sums[] = {"合计", "总计", "共计", "小计", "总数", NULL};
    static const char *const remarks[] = {"备注", "注",     "说明",   "填表",  "填报",     "联系人", "负责人",
                                          "审核", "单位盖", "（盖章", "(盖章", "特别声明", NULL};
    g_autofree char *fold = text_fold(text);
    if (begins_with(fold, sums))
        return true;
    return begins_with(text, remarks) && (strstr(text, "：") || strchr(text, ':') || g_utf8_strlen(text, -1) > 12);
}

static bool is_same_above(const char *text)
{
    static const char *const signs[] = {"同上", "〃", "″", "\"", "''", "”", "“", "、、", NULL};
    for (const char *const *sign = signs; *sign; sign++)
        if (!strcmp(text, *sign))
            return true;
    return false;
}

static char *value_at(const struct view *view, const struct head *head, int row, enum column role,
                      const struct roster_row *before, const char *above)
{
    int column = head->column[role];
    g_autofree char *text = column ? view_text(view, row, column) : g_strdup("");
    if (before && is_same_above(text))
        return g_strdup(above);
    static const char *const nothing[] = {"", "无", "/", "-", "—", "——", "暂无", NULL};
    return g_strv_contains(nothing, text) ? NULL : g_steal_pointer(&text);
}

/* Where the list has no description, but the four things that the notice asks a caption for. */
static char *compose_caption(const struct view *view, const struct head *head, int row)
{
    static const enum column roles[] = {COLUMN_TIME, COLUMN_PLACE, COLUMN_PERSON, COLUMN_EVENT};
    GString *caption = g_string_new(NULL);
    guint parts = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
        g_autofree char *text = value_at(view, head, row, roles[i], NULL, NULL);
        if (!text)
            continue;
        g_string_append_printf(caption, "%s%s", parts++ ? "，" : "", text);
    }
    char *text = g_string_free(caption, FALSE);
    if (parts >= 2)
        return text;
    g_free(text);
    return NULL;
}

static guint filled_cells(const struct view *view, int row)
{
    guint filled = 0;
    const struct cell *last = NULL;
    for (int column = 1; column <= view->columns; column++) {
        const struct cell *cell = view_at(view, row, column);
        if (!cell || cell == last)
            continue;
        last = cell;
        g_autofree char *text = view_text(view, row, column);
        filled += *text != '\0';
    }
    return filled;
}

/* 1, 01, 1.0, 第3项, ③; what is no number (IMG_001, A-03) may be the file's name. */
static int read_number(const char *text)
{
    g_autofree char *plain = text_nfkc(text ? text : "");
    const char *p = g_strstrip(plain);
    static const char *const before[] = {"第", "作品", "NO.", "No.", "no."};
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++)
        if (g_str_has_prefix(p, before[i]))
            p += strlen(before[i]);
    char *end = NULL;
    guint64 number = g_ascii_isdigit(*p) ? g_ascii_strtoull(p, &end, 10) : 0;
    static const char *const behind[] = {"", ".", ".0", "、", "号", "项", "幅", "件", NULL};
    return number && number < 100000 && g_strv_contains(behind, end) ? (int)number : 0;
}

/* The label of a column, its group before it. */
static char *label_at(const struct view *view, const struct head *head, int column)
{
    int last = head->row + head->height - 1;
    g_autofree char *own = view_text(view, last, column), *group = view_text(view, head->row, column);
    if (!*own)
        return g_steal_pointer(&group);
    if (view_at(view, last, column) == view_at(view, head->row, column) || g_str_has_prefix(own, group))
        return g_steal_pointer(&own);
    return g_strconcat(group, own, NULL);
}

/* What stands above the head, 推荐单位：…　联系人：…, holds for all lines. */
static void say_preface(const struct view *view, const struct head *head, GString *said)
{
    for (int row = MAX(1, head->row - 6); row < head->row; row++) {
        const struct cell *last = NULL;
        for (int column = 1; column <= view->columns; column++) {
            const struct cell *cell = view_at(view, row, column);
            g_autofree char *text = cell == last ? g_strdup("") : view_text(view, row, column);
            last = cell;
            if (!*text)
                continue;
            bool label = g_str_has_suffix(text, "：") || g_str_has_suffix(text, ":");
            g_string_append_printf(said, label ? "%s" : "%s\n", text);
        }
        g_string_append_c(said, '\n');
    }
}

static char *said_in(const struct view *view, const struct head *head, int at, const struct roster_row *before)
{
    GString *said = g_string_new(NULL);
    say_preface(view, head, said);
    int about = head->column[COLUMN_ABOUT];
    /* Prose goes on over the lines behind it, so it comes last. */
    for (int i = 1; i <= view->columns + (about > 0) && said->len < MAX_SAID; i++) {
        int column = i > view->columns ? about : i;
        g_autofree char *label = label_at(view, head, column), *text = view_text(view, at, column);
        if (!*label || !*text || column == head->column[COLUMN_NUMBER] || column == head->column[COLUMN_FILENAME] ||
            (column == about && i <= view->columns))
            continue;
        bool author = column == head->column[COLUMN_AUTHOR] && before && is_same_above(text);
        g_strdelimit(text, "\n", ' ');
        g_strdelimit(label, "\n", ' ');
        g_string_append_printf(said, "%s：%s\n", label, author && before->author ? before->author : text);
    }
    return g_string_free(said, FALSE);
}

static struct roster_row *read_row(const struct view *view, const struct head *head, int at,
                                   const struct roster_row *before)
{
    struct roster_row *row = g_new0(struct roster_row, 1);
    g_autofree char *number = value_at(view, head, at, COLUMN_NUMBER, NULL, NULL);
    row->number = read_number(number);
    row->title = value_at(view, head, at, COLUMN_TITLE, before, before ? before->title : NULL);
    row->author = value_at(view, head, at, COLUMN_AUTHOR, before, before ? before->author : NULL);
    row->phone = value_at(view, head, at, COLUMN_PHONE, before, before ? before->phone : NULL);
    row->caption = value_at(view, head, at, COLUMN_ABOUT, before, before ? before->caption : NULL);
    row->file = value_at(view, head, at, COLUMN_FILENAME, NULL, NULL);
    if (!row->caption)
        row->caption = compose_caption(view, head, at);
    if (!row->file && number && !row->number)
        row->file = g_strdup(number);
    row->table = view->table->id;
    row->line = at;
    row->said = said_in(view, head, at, before);
    return row;
}

/* A form's own lines (作品类别 | … | 手机号码 | …) are labels, not works. */
static bool is_labels(const struct ruleset *ruleset, const struct view *view, int at)
{
    guint labels = 0;
    const struct cell *last = NULL;
    for (int column = 1; column <= view->columns; column++) {
        const struct cell *cell = view_at(view, at, column);
        if (!cell || cell == last)
            continue;
        last = cell;
        g_autofree char *fold = fold_at(view, at, column);
        labels += column_of(ruleset, fold) != COLUMN_NONE;
    }
    return 2 * labels >= filled_cells(view, at);
}

static bool is_work(const struct view *view, const struct roster_row *row, int at)
{
    static const char *const examples[] = {"例", "示例", "样例", "举例", NULL};
    bool named = row->title || row->file || row->caption;
    bool example = row->file && g_strv_contains(examples, row->file);
    return named && !example && filled_cells(view, at) >= 2;
}

static char *first_text(const struct view *view, int row)
{
    for (int column = 1; column <= view->columns; column++) {
        char *text = view_text(view, row, column);
        if (*text)
            return text;
        g_free(text);
    }
    return NULL;
}

static bool repeats_head(const struct view *view, const struct head *head, int row)
{
    int column = head->column[COLUMN_TITLE] ? head->column[COLUMN_TITLE] : head->column[COLUMN_ABOUT];
    g_autofree char *text = column ? fold_at(view, row, column) : g_strdup("");
    g_autofree char *label = column ? fold_at(view, head->row + head->height - 1, column) : g_strdup("");
    return *label && !strcmp(text, label);
}

/* Reads the lines under a head; the row behind them. */
static int read_lines(const struct ruleset *ruleset, const struct view *view, const struct head *head, GPtrArray *rows)
{
    const struct roster_row *before = NULL;
    int row = head->row + head->height;
    for (; row <= view->rows && rows->len < ROSTER_MAX_ROWS; row++) {
        g_autofree char *first = first_text(view, row);
        if (first && is_ending(first))
            break;
        if (!first || repeats_head(view, head, row))
            continue;
        struct roster_row *read = read_row(view, head, row, before);
        if (!is_work(view, read, row) || is_labels(ruleset, view, row)) {
            roster_row_free(read);
            continue;
        }
        g_ptr_array_add(rows, read);
        before = read;
    }
    return row;
}

static void read_table(const struct ruleset *ruleset, const struct table *table, GPtrArray *rows)
{
    struct view view = {.table = table, .rows = MIN(table->rows, 5000), .columns = MIN(table->columns, MAX_COLUMNS)};
    if (view.rows < 2 || view.columns < 3)
        return;
    g_autofree const struct cell **map = g_new0(const struct cell *, (gsize)view.rows *(gsize)view.columns);
    view.map = map;
    view_fill(&view);
    struct head head;
    for (int from = 1; from < view.rows && find_head(ruleset, &view, from, &head);)
        from = MAX(read_lines(ruleset, &view, &head, rows), from + 1);
}

static void read_blocks(const struct ruleset *ruleset, const GPtrArray *blocks, int depth, GPtrArray *rows)
{
    for (guint i = 0; blocks && depth < MAX_DEPTH && i < blocks->len; i++) {
        const struct block *block = blocks->pdata[i];
        if (block->kind != BLOCK_TABLE)
            continue;
        read_table(ruleset, block->table, rows);
        for (guint k = 0; k < block->table->cells->len; k++)
            read_blocks(ruleset, ((const struct cell *)block->table->cells->pdata[k])->blocks, depth + 1, rows);
    }
}

GPtrArray *roster_find(const struct document *document, const struct ruleset *ruleset, const char *source,
                       const char *name)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)roster_row_free);
    if (document->encrypted)
        return rows;
    read_blocks(ruleset, document->blocks, 0, rows);
    for (guint i = 0; i < rows->len; i++) {
        struct roster_row *row = rows->pdata[i];
        row->source = g_strdup(source);
        row->list = g_strdup(name);
    }
    return rows;
}
