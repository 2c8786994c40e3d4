/* Reading lists of captions: "照片1：…", "图二 …", "IMG_001.jpg：…", numbered lines, tables with a column 说明. A
 * caption goes on until the next one begins or a line is empty.
 */
#include "work/caption-list.h"

#include <string.h>

#include "base/text.h"
#include "document/document.h"

#define MAX_LISTED 2000
#define MAX_TEXT 8000

void listed_free(gpointer data)
{
    struct listed *listed = data;
    if (!listed)
        return;
    g_free(listed->name);
    g_free(listed->text);
    g_free(listed);
}

int listed_number(const char *text, const char **behind)
{
    static const char digits[] = "一二三四五六七八九";
    int number = 0, seen = 0;
    gunichar c = g_utf8_get_char(text);
    *behind = text;
    if (c >= 0x2460 && c <= 0x2473) { /* ① to ⑳ */
        *behind = g_utf8_next_char(text);
        return (int)(c - 0x2460) + 1;
    }
    for (; g_unichar_isdigit(c = g_utf8_get_char(text)) && seen < 4; seen++, text = g_utf8_next_char(text))
        number = number * 10 + g_unichar_digit_value(c);
    for (; !number && *text && seen < 3; seen++) {
        const char *at = g_utf8_strchr(digits, -1, g_utf8_get_char(text));
        bool ten = g_utf8_get_char(text) == 0x5341;
        if (!at && !ten)
            break;
        text = g_utf8_next_char(text);
        if (ten) {
            number = 10;
            at = *text ? g_utf8_strchr(digits, -1, g_utf8_get_char(text)) : NULL;
            if (at)
                text = g_utf8_next_char(text);
        }
        if (at)
            number += (int)(g_utf8_pointer_to_offset(digits, at)) + 1;
        if (!ten && g_utf8_get_char(text) == 0x5341) {
            const char *next = g_utf8_next_char(text),
                       *unit = *next ? g_utf8_strchr(digits, -1, g_utf8_get_char(next)) : NULL;
            number = number * 10 + (unit ? (int)g_utf8_pointer_to_offset(digits, unit) + 1 : 0);
            text = unit ? g_utf8_next_char(next) : next;
        }
        break;
    }
    if (number < 1 || number > 999)
        return 0;
    *behind = text;
    return number;
}

static const char *skip_spaces(const char *p)
{
    while (*p && g_unichar_isspace(g_utf8_get_char(p)) && *p != '\n')
        p = g_utf8_next_char(p);
    return p;
}

static const char *skip_word(const char *p, const char *const *words, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_prefix(p, words[i]))
            return p + strlen(words[i]);
    return NULL;
}

/* The separator between what is described and the caption; NULL when there is none. */
static const char *skip_separator(const char *p, gboolean spaces)
{
    static const char *const marks[] = {"：", ":",  "、", "．", ".",  "——", "—", "－",
                                        "-",  "，", "）", ")",  "】", "]",  "|", "\t"};
    static const char *const about[] = {"的文字说明", "文字说明", "图片说明", "的说明",
                                        "说明",       "的简介",   "简介",     "图注"};
    const char *start = p;
    p = skip_spaces(p);
    const char *told = skip_word(p, about, G_N_ELEMENTS(about));
    p = skip_spaces(told ? told : p);
    const char *behind = skip_word(p, marks, G_N_ELEMENTS(marks));
    if (!behind)
        return spaces && p > start ? p : NULL;
    for (const char *more; (more = skip_word(skip_spaces(behind), marks, 2));)
        behind = more;
    return skip_spaces(behind);
}

static bool is_picture_name(const char *name)
{
    static const char *const ends[] = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic",
                                       ".bmp", ".webp", ".gif", ".raw", ".cr2",  ".nef"};
    g_autofree char *lower = g_utf8_strdown(name, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(lower, ends[i]))
            return true;
    return false;
}

/* "IMG_001.jpg：…", "1.jpg …", "“门诊.png” …". */
static struct listed *by_name(const char *line)
{
    g_autofree char *lower = g_utf8_strdown(line, -1);
    static const char *const ends[] = {".jpeg", ".jpg", ".png", ".tiff", ".tif", ".heic", ".bmp", ".webp"};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        const char *found = strlen(lower) == strlen(line) ? strstr(lower, ends[i]) : NULL;
        if (!found || found - lower > 150)
            continue;
        const char *end = line + (found - lower) + strlen(ends[i]);
        g_autofree char *head = g_strndup(line, (gsize)(end - line));
        static const char *const quotes[] = {"”", "\"", "》", "」", "’"};
        const char *closed = skip_word(end, quotes, G_N_ELEMENTS(quotes));
        const char *text = skip_separator(closed ? closed : end, TRUE);
        if (!text || !*text || strstr(head, "：") || strchr(head, ':'))
            return NULL;
        /* What stands before the name is a number or a quotation mark. */
        const char *begin = head, *behind;
        begin = skip_spaces(begin);
        if (listed_number(begin, &behind) && skip_separator(behind, FALSE) &&
            is_picture_name(skip_separator(behind, FALSE)) && strlen(skip_separator(behind, FALSE)) > 4)
            begin = skip_separator(behind, FALSE);
        static const char *const opens[] = {"“", "\"", "《", "「", "‘"};
        const char *inner = skip_word(begin, opens, G_N_ELEMENTS(opens));
        struct listed *listed = g_new0(struct listed, 1);
        listed->name = g_strdup(inner ? inner : begin);
        listed->text = g_strdup(text);
        return listed;
    }
    return NULL;
}

static bool is_year(const char *text)
{
    int digits = 0;
    while (g_ascii_isdigit(text[digits]))
        digits++;
    return digits == 4 && (text[0] == '1' || text[0] == '2');
}

/* "照片1：…", "图片三 …", "第2张照片：…", "（图1）…"; with `loose` "1、…", "2. …". */
static struct listed *by_number(const char *line, gboolean loose)
{
    static const char *const words[] = {"照片", "图片", "相片", "摄影作品", "作品", "图"};
    static const char *const opens[] = {"（", "(", "【", "[", "第", "*", "•", "●"};
    const char *p = skip_spaces(line), *behind;
    for (const char *open; (open = skip_word(p, opens, G_N_ELEMENTS(opens)));)
        p = skip_spaces(open);
    const char *word = skip_word(p, words, G_N_ELEMENTS(words));
    p = skip_spaces(word ? word : p);
    int number = listed_number(p, &behind);
    if (!number || (!word && g_str_has_prefix(behind, "年")))
        return NULL;
    static const char *const counters[] = {"张照片", "幅照片", "张图片", "幅作品", "张", "幅", "号", "组"};
    const char *counter = skip_word(behind, counters, G_N_ELEMENTS(counters));
    bool named = word || (counter && p > line);
    const char *text = skip_separator(counter ? counter : behind, named);
    /* "图1所示" and "1.5米" are no captions; "1.2020年2月" is one. */
    bool decimal = text && g_ascii_isdigit(*text) && *behind == '.' && behind + 1 == text && !is_year(text);
    if (!text || !*text || (!named && (!loose || decimal)))
        return NULL;
    struct listed *listed = g_new0(struct listed, 1);
    listed->number = number;
    listed->text = g_strdup(text);
    return listed;
}

/* "《喂饭》：…": a title is a caption's only where a photograph bears it. */
static struct listed *by_title(const char *line, const GPtrArray *titles)
{
    const char *open = "《", *close = g_str_has_prefix(line, open) ? strstr(line, "》") : NULL;
    if (!titles || !close)
        return NULL;
    g_autofree char *title = g_strndup(line + strlen(open), (gsize)(close - line) - strlen(open));
    const char *text = skip_separator(close + strlen("》"), TRUE);
    text = text ? text : close + strlen("》");
    for (guint i = 0; i < titles->len && *text; i++)
        if (!strcmp(title, titles->pdata[i])) {
            struct listed *listed = g_new0(struct listed, 1);
            listed->name = g_steal_pointer(&title);
            listed->text = g_strdup(text);
            return listed;
        }
    return NULL;
}

static void append_line(struct listed *listed, const char *line)
{
    if (strlen(listed->text) + strlen(line) > MAX_TEXT)
        return;
    g_autofree char *before = listed->text;
    listed->text = g_strconcat(before, *before ? "\n" : "", line, NULL);
}

GPtrArray *listed_from_text(const char *text, gboolean loose, const GPtrArray *titles)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(listed_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 50000);
    struct listed *open = NULL;
    for (guint i = 0; lines[i] && list->len < MAX_LISTED; i++) {
        char *line = g_strstrip(lines[i]);
        if (text_blank(line)) {
            open = NULL;
            continue;
        }
        struct listed *next = by_name(line);
        next = next ? next : by_number(line, loose);
        next = next ? next : by_title(line, titles);
        if (next) {
            g_ptr_array_add(list, next);
            open = next;
        } else if (open) {
            append_line(open, line);
        }
    }
    return list;
}

static const struct cell *cell_at(const struct table *table, int row, int column)
{
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        if (row >= cell->row && row < cell->row + cell->rowspan && column >= cell->column &&
            column < cell->column + cell->colspan)
            return cell;
    }
    return NULL;
}

static char *text_at(const struct table *table, int row, int column)
{
    const struct cell *cell = column ? cell_at(table, row, column) : NULL;
    char *text = cell ? cell_text(cell) : g_strdup("");
    return g_strstrip(text);
}

static bool head_is(const char *fold, const char *const *words, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (strstr(fold, words[i]) && g_utf8_strlen(fold, -1) <= 16)
            return true;
    return false;
}

struct columns {
    int row, number, name, text;
};

/* The head of a table of captions: a column 说明, and one that says of what. */
static bool find_columns(const struct table *table, struct columns *columns)
{
    static const char *const texts[] = {"说明", "图注", "文字", "内容", "描述", "简介", "介绍"};
    static const char *const names[] = {"文件名", "照片名", "图片名", "作品名", "照片", "图片", "名称", "标题", "题目"};
    static const char *const numbers[] = {"序号", "编号", "图号", "号"};
    for (int row = 1; row <= MIN(table->rows, 5); row++) {
        *columns = (struct columns){.row = row};
        for (int column = 1; column <= MIN(table->columns, 20); column++) {
            g_autofree char *typed = text_at(table, row, column);
            g_autofree char *fold = text_fold(typed);
            if (!columns->text && head_is(fold, texts, G_N_ELEMENTS(texts)))
                columns->text = column;
            else if (!columns->number && head_is(fold, numbers, G_N_ELEMENTS(numbers)))
                columns->number = column;
            else if (!columns->name && head_is(fold, names, G_N_ELEMENTS(names)))
                columns->name = column;
        }
        if (columns->text && (columns->name || columns->number) && table->rows > row)
            return true;
    }
    return false;
}

static void add_row(GPtrArray *list, const char *number, const char *name, const char *text)
{
    if (text_blank(text) || list->len >= MAX_LISTED)
        return;
    const char *behind;
    struct listed *listed = g_new0(struct listed, 1);
    listed->number = listed_number(skip_spaces(number), &behind);
    static const char *const words[] = {"照片", "图片", "图"};
    const char *word = skip_word(name, words, G_N_ELEMENTS(words));
    int named = word ? listed_number(skip_spaces(word), &behind) : 0;
    if (named && !*skip_spaces(behind))
        listed->number = named;
    listed->name = text_blank(name) ? NULL : g_strdup(name);
    listed->text = g_strdup(text);
    g_ptr_array_add(list, listed);
}

static void list_table(GPtrArray *list, const struct table *table)
{
    struct columns columns;
    if (table->cells->len > 5000)
        return;
    if (find_columns(table, &columns)) {
        for (int row = columns.row + 1; row <= MIN(table->rows, 1000); row++) {
            g_autofree char *number = text_at(table, row, columns.number), *name = text_at(table, row, columns.name);
            g_autofree char *text = text_at(table, row, columns.text);
            add_row(list, number, name, text);
        }
        return;
    }
    /* Without a head: a file name or 照片3 in the first column, the caption in the second. */
    for (int row = 1; table->columns == 2 && row <= MIN(table->rows, 1000); row++) {
        g_autofree char *name = text_at(table, row, 1), *text = text_at(table, row, 2);
        g_autofree char *line = g_strconcat(name, "：", text, NULL);
        struct listed *listed = text_blank(text) ? NULL : is_picture_name(name) ? by_name(line) : by_number(line, TRUE);
        if (listed)
            g_ptr_array_add(list, listed);
    }
}

static void list_tables(GPtrArray *list, const GPtrArray *blocks, int depth)
{
    for (guint i = 0; blocks && depth < 5 && i < blocks->len; i++) {
        const struct block *block = blocks->pdata[i];
        if (block->kind != BLOCK_TABLE)
            continue;
        list_table(list, block->table);
        for (guint k = 0; k < block->table->cells->len; k++)
            list_tables(list, ((const struct cell *)block->table->cells->pdata[k])->blocks, depth + 1);
    }
}

GPtrArray *listed_from_document(const struct document *document, const GPtrArray *titles)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(listed_free);
    list_tables(list, document->blocks, 0);
    if (list->len)
        return list;
    g_ptr_array_unref(list);
    g_autofree char *text = document_text(document);
    return listed_from_text(text, TRUE, titles);
}
