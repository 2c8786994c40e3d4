/* Building documents: the constructors, and paragraphs that part marks from text.
 *
 * × is a mark unless it multiplies (1920×1080) or stands for what is left out (×××).
 */
#include "document/build.h"

#include <stdarg.h>
#include <string.h>

#include "document/glyph.h"
#include "document/reader.h"

#define MAX_ROWS 1000000
#define MAX_COLUMNS 16384
#define MAX_WARNINGS 50
#define MAX_GROWN 4096

struct document *document_create(enum document_kind kind, const char *name)
{
    struct document *document = g_new0(struct document, 1);
    document->kind = kind;
    document->name = g_strdup(name ? name : "");
    document->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    document->warnings = g_ptr_array_new_with_free_func(g_free);
    return document;
}

void document_warn(struct document *document, const char *format, ...)
{
    if (document->warnings->len >= MAX_WARNINGS)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *warning = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    for (guint i = 0; i < document->warnings->len; i++)
        if (strcmp(document->warnings->pdata[i], warning) == 0)
            return;
    g_ptr_array_add(document->warnings, g_steal_pointer(&warning));
}

static void run_free(struct run *run)
{
    g_free(run->text);
    g_free(run);
}

struct block *block_paragraph(void)
{
    struct block *block = g_new0(struct block, 1);
    block->kind = BLOCK_PARAGRAPH;
    block->paragraph = g_new0(struct paragraph, 1);
    block->paragraph->runs = g_ptr_array_new_with_free_func((GDestroyNotify)run_free);
    return block;
}

struct block *block_table(struct table *table)
{
    struct block *block = g_new0(struct block, 1);
    block->kind = BLOCK_TABLE;
    block->table = table;
    return block;
}

struct block *block_field(const char *name, const char *value)
{
    struct block *block = g_new0(struct block, 1);
    block->kind = BLOCK_FIELD;
    block->field_name = g_strdup(name);
    block->field_value = g_strdup(value);
    return block;
}

static void cell_free(struct cell *cell)
{
    g_ptr_array_unref(cell->blocks);
    g_free(cell);
}

void block_free(struct block *block)
{
    if (!block)
        return;
    if (block->paragraph) {
        g_ptr_array_unref(block->paragraph->runs);
        g_free(block->paragraph);
    }
    if (block->table) {
        g_ptr_array_unref(block->table->cells);
        g_free(block->table->sheet);
        g_free(block->table);
    }
    g_free(block->field_name);
    g_free(block->field_value);
    g_free(block);
}

struct table *table_create(int id)
{
    struct table *table = g_new0(struct table, 1);
    table->id = id;
    table->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_free);
    return table;
}

struct cell *table_add(struct table *table, int row, int column, int rowspan, int colspan)
{
    if (table->cells->len >= DOCUMENT_MAX_CELLS || row < 1 || column < 1 || row > MAX_ROWS || column > MAX_COLUMNS)
        return NULL;
    struct cell *cell = g_new0(struct cell, 1);
    cell->row = row;
    cell->column = column;
    cell->rowspan = CLAMP(rowspan, 1, MAX_ROWS - row + 1);
    cell->colspan = CLAMP(colspan, 1, MAX_COLUMNS - column + 1);
    cell->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    g_ptr_array_add(table->cells, cell);
    table->rows = MAX(table->rows, row + cell->rowspan - 1);
    table->columns = MAX(table->columns, column + cell->colspan - 1);
    return cell;
}

static struct run *last_run(const struct paragraph *paragraph, guint back)
{
    guint count = paragraph->runs->len;
    return count > back ? paragraph->runs->pdata[count - 1 - back] : NULL;
}

static bool is_times(const struct run *run)
{
    return run && run->is_mark && run->origin == MARK_GLYPH && strcmp(run->text, "×") == 0;
}

/* The last character that is no space, 0 for none. */
static gunichar last_character(const struct run *run)
{
    if (!run || run->is_mark)
        return 0;
    for (const char *at = run->text + strlen(run->text); at > run->text;) {
        at = g_utf8_prev_char(at);
        gunichar code = g_utf8_get_char(at);
        if (!g_unichar_isspace(code))
            return code;
    }
    return 0;
}

static bool is_factor(gunichar code)
{
    return code < 0x80 ? g_ascii_isalnum((gchar)code) : g_unichar_isdigit(code);
}

/* A × that turns out to stand between factors was text. Known only now: Word splits 1920×1080 into three runs. */
static void settle_times(struct paragraph *paragraph, const char *text, gsize length)
{
    struct run *last = last_run(paragraph, 0);
    if (!is_times(last) || !is_factor(last_character(last_run(paragraph, 1))))
        return;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        if (g_unichar_isspace(g_utf8_get_char(at)))
            continue;
        last->is_mark = !is_factor(g_utf8_get_char(at));
        return;
    }
}

static void add_text(struct paragraph *paragraph, const char *text, gsize length, unsigned style)
{
    if (length == 0)
        return;
    settle_times(paragraph, text, length);
    struct run *last = last_run(paragraph, 0);
    /* Runs grow to a few KB only: a paragraph of a million one-letter runs must not cost its square. */
    gsize had = last && !last->is_mark && last->style == style ? strlen(last->text) : MAX_GROWN;
    if (had < MAX_GROWN) {
        last->text = g_realloc(last->text, had + length + 1);
        memcpy(last->text + had, text, length);
        last->text[had + length] = 0;
        return;
    }
    struct run *run = g_new0(struct run, 1);
    run->text = g_strndup(text, length);
    run->style = style;
    g_ptr_array_add(paragraph->runs, run);
}

void paragraph_mark(struct paragraph *paragraph, enum mark_state state, enum mark_origin origin, bool tick,
                    const char *glyph, unsigned style)
{
    struct run *run = g_new0(struct run, 1);
    run->text = g_strdup(glyph);
    run->style = style;
    run->is_mark = true;
    run->tick = tick;
    run->state = state;
    run->origin = origin;
    g_ptr_array_add(paragraph->runs, run);
}

/* ××× stands for what is left out: text. */
static bool repeats_times(struct paragraph *paragraph, unsigned style)
{
    struct run *last = last_run(paragraph, 0);
    bool after_mark = is_times(last);
    if (!after_mark && !(last && !last->is_mark && g_str_has_suffix(last->text, "×")))
        return false;
    if (after_mark)
        last->is_mark = false;
    add_text(paragraph, "×", strlen("×"), style);
    return true;
}

static bool invisible(gunichar c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || c == 0x00AD || (c >= 0xFE00 && c <= 0xFE0F);
}

/* A mark at `at`, if there is one; gives where the text goes on. */
static const char *take_mark(struct paragraph *paragraph, const char *at, unsigned style)
{
    gunichar code = g_utf8_get_char(at);
    const char *next = g_utf8_next_char(at);
    enum mark_state state;
    bool tick;
    const char *glyph;
    /* A symbol font's character whose font was lost is nearly always Wingdings, else Wingdings 2. */
    if (code >= 0xF020 && code <= 0xF0FF &&
        (symbol_mark("Wingdings", code, &state, &tick, &glyph) ||
         symbol_mark("Wingdings 2", code, &state, &tick, &glyph))) {
        paragraph_mark(paragraph, state, MARK_SYMBOL, tick, glyph, style);
        return next;
    }
    if (!glyph_mark(code, &state, &tick))
        return NULL;
    if (code == 0x00D7 && repeats_times(paragraph, style))
        return next;
    char seen[8] = "";
    seen[g_unichar_to_utf8(code, seen)] = 0;
    /* A combining square or circle around a tick makes it a box. */
    gunichar after = g_utf8_get_char(next);
    if (after == 0x20DD || after == 0x20DE) {
        tick = false;
        next = g_utf8_next_char(next);
    }
    paragraph_mark(paragraph, state, MARK_GLYPH, tick, seen, style);
    return next;
}

void paragraph_append(struct paragraph *paragraph, const char *text, unsigned style)
{
    const char *start = text;
    for (const char *at = text; *at;) {
        gunichar code = g_utf8_get_char(at);
        enum mark_state state;
        bool tick;
        const char *next = NULL;
        if (invisible(code)) {
            add_text(paragraph, start, (gsize)(at - start), style);
            next = g_utf8_next_char(at);
        } else if (code >= 0x80 && (glyph_mark(code, &state, &tick) || (code >= 0xF020 && code <= 0xF0FF))) {
            add_text(paragraph, start, (gsize)(at - start), style);
            start = at;
            next = take_mark(paragraph, at, style);
        }
        if (next)
            start = at = next;
        else
            at = g_utf8_next_char(at);
    }
    add_text(paragraph, start, strlen(start), style);
}

static bool add_symbol(struct paragraph *paragraph, const char *font, gunichar code, unsigned style)
{
    enum mark_state state;
    bool tick;
    const char *glyph;
    if (!symbol_mark(font, code, &state, &tick, &glyph))
        return false;
    paragraph_mark(paragraph, state, MARK_SYMBOL, tick, glyph, style);
    return true;
}

void paragraph_symbols(struct paragraph *paragraph, const char *font, const char *text, unsigned style)
{
    const char *start = text;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar code = g_utf8_get_char(at);
        bool coded = code > 0x20 && (code < 0x100 || (code >= 0xF020 && code <= 0xF0FF));
        if (!coded)
            continue;
        g_autofree char *before = g_strndup(start, (gsize)(at - start));
        paragraph_append(paragraph, before, style);
        /* A picture of the font that is no mark has no text; the replacement character keeps its place. */
        if (!add_symbol(paragraph, font, code, style))
            add_text(paragraph, "\uFFFD", strlen("\uFFFD"), style);
        start = g_utf8_next_char(at);
    }
    paragraph_append(paragraph, start, style);
}

void count_warn(struct document *document, struct counts *counts, const char *what)
{
    counts->full = true;
    document->damaged = true;
    document_warn(document, "%s", what);
}

void count_paragraph(struct document *document, struct counts *counts, GPtrArray *blocks, struct block *block)
{
    if (counts->full || counts->paragraphs >= DOCUMENT_MAX_PARAGRAPHS) {
        if (!counts->full)
            count_warn(document, counts, "段落过多，其余未读");
        block_free(block);
        return;
    }
    counts->paragraphs++;
    g_ptr_array_add(blocks, block);
}

struct table *count_table(struct document *document, struct counts *counts)
{
    if (counts->full)
        return NULL;
    if (counts->depth >= DOCUMENT_MAX_DEPTH) {
        document->damaged = true;
        document_warn(document, "表格嵌套超过%d层，其余未读", DOCUMENT_MAX_DEPTH);
        return NULL;
    }
    return table_create(++counts->tables);
}

struct cell *count_cell(struct document *document, struct counts *counts, struct table *table, int row, int column,
                        int rowspan, int colspan)
{
    if (counts->full)
        return NULL;
    struct cell *cell = counts->cells < DOCUMENT_MAX_CELLS ? table_add(table, row, column, rowspan, colspan) : NULL;
    if (!cell) {
        g_autofree char *what = g_strdup_printf("表格超过%d格，其余未读", DOCUMENT_MAX_CELLS);
        count_warn(document, counts, what);
        return NULL;
    }
    counts->cells++;
    return cell;
}
