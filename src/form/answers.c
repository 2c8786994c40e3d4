/* Rows of our own sheets. The head may stand in any row and its columns in any order: people insert and move them.
 */
#include "form/answers.h"

#include <string.h>

#include "base/text.h"

#define MAX_HEAD_ROWS 50 /* how far down a head is looked for */
#define VALUE_LIMIT 4000 /* characters */
#define TOKEN_BYTES 200

enum column { NUMBER, LABEL, VALUE, COLUMNS };

void answer_free(gpointer data)
{
    struct answer *answer = data;
    g_free(answer->number);
    g_free(answer->label);
    g_free(answer->value);
    g_free(answer);
}

/* A cell's text in one line. */
static char *line_of(const struct cell *cell)
{
    g_autofree char *text = cell_text(cell);
    g_autoptr(GString) line = g_string_new(NULL);
    bool gap = false;
    glong count = 0;
    for (const char *p = text; *p && count < VALUE_LIMIT; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
            gap = line->len > 0;
            continue;
        }
        if (gap)
            g_string_append_c(line, ' ');
        gap = false;
        g_string_append_unichar(line, c);
        count++;
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}

static enum column column_of(const char *text, const char *label)
{
    const char *const heads[] = {[NUMBER] = ANSWERS_NUMBER, [LABEL] = label, [VALUE] = ANSWERS_VALUE};
    for (enum column i = 0; i < COLUMNS; i++)
        if (!strcmp(text, heads[i]))
            return i;
    return COLUMNS;
}

/* The row of the head, with the columns that matter; 0 when the table has none. Cells come by row. */
static int find_head(const struct table *table, const char *label, int columns[COLUMNS])
{
    int row = 0, found = 0;
    for (guint i = 0; i < table->cells->len && found < COLUMNS; i++) {
        const struct cell *cell = table->cells->pdata[i];
        if (cell->row > MAX_HEAD_ROWS)
            break;
        if (cell->row != row) {
            row = cell->row;
            found = 0;
            memset(columns, 0, COLUMNS * sizeof *columns);
        }
        g_autofree char *text = line_of(cell);
        enum column column = column_of(text, label);
        if (column == COLUMNS || columns[column])
            continue;
        columns[column] = cell->column;
        found++;
    }
    return found == COLUMNS ? row : 0;
}

static void add_answer(GPtrArray *answers, char *cells[COLUMNS])
{
    if (answers->len < ANSWERS_MAX && cells[NUMBER] && cells[LABEL] && cells[VALUE] && *cells[NUMBER] &&
        *cells[LABEL] && *cells[VALUE]) {
        struct answer *answer = g_new0(struct answer, 1);
        answer->number = g_steal_pointer(&cells[NUMBER]);
        answer->label = g_steal_pointer(&cells[LABEL]);
        answer->value = g_steal_pointer(&cells[VALUE]);
        g_ptr_array_add(answers, answer);
    }
    for (enum column i = 0; i < COLUMNS; i++)
        g_clear_pointer(&cells[i], g_free);
}

static bool read_table(const struct table *table, const char *label, GPtrArray *answers)
{
    int columns[COLUMNS] = {0}, row = 0;
    int head = find_head(table, label, columns);
    if (!head)
        return false;
    char *cells[COLUMNS] = {NULL};
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        if (cell->row <= head)
            continue;
        if (cell->row != row)
            add_answer(answers, cells);
        row = cell->row;
        for (enum column k = 0; k < COLUMNS; k++)
            if (cell->column == columns[k] && !cells[k])
                cells[k] = line_of(cell);
    }
    add_answer(answers, cells);
    return true;
}

static GPtrArray *find(const struct document *document, const char *label)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func(answer_free);
    bool ours = false;
    for (guint i = 0; document->blocks && i < document->blocks->len; i++) {
        const struct block *block = document->blocks->pdata[i];
        if (block->kind == BLOCK_TABLE)
            ours = read_table(block->table, label, answers) || ours;
    }
    if (ours)
        return answers;
    g_ptr_array_unref(answers);
    return NULL;
}

GPtrArray *answers_find(const struct document *document)
{
    return find(document, ANSWERS_LABEL);
}

static char *token_in(const struct table *table)
{
    for (guint i = 0; i < table->cells->len; i++) {
        g_autofree char *text = line_of(table->cells->pdata[i]);
        const char *token = strstr(text, ENTRIES_TOKEN);
        if (token)
            return text_truncate(token, TOKEN_BYTES);
    }
    return NULL;
}

GPtrArray *answers_find_entries(const struct document *document, char **token)
{
    *token = NULL;
    GPtrArray *entries = find(document, ENTRIES_LABEL);
    for (guint i = 0; entries && !*token && i < document->blocks->len; i++) {
        const struct block *block = document->blocks->pdata[i];
        *token = block->kind == BLOCK_TABLE ? token_in(block->table) : NULL;
    }
    return entries;
}
