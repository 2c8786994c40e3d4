/* Documents from a drawing, and what is expected of the forms in them.
 *
 *   > a paragraph of text
 *   标签 | 值 | 标签 | 值        a row; `<` is covered by the cell to its left, `^` by the cell above
 *   \n in a cell begins a new paragraph; {u:…} {b:…} {h:…} {s:…} {f:…} underline, bold, highlight, strike, floating
 *   [tag=value] in a cell is a content control
 *   an empty line ends a table
 *
 * Expected: a line a field, "name=value" at confidence 1.0, "name~value" below it, "name!" both ticked; every other
 * field must be empty. "#form id" begins the next form.
 */
#ifndef HUIZHI_TESTS_FORMKIT_H
#define HUIZHI_TESTS_FORMKIT_H

#include <string.h>

#include "document/build.h"
#include "form/form.h"
#include "ruleset/ruleset.h"
#include "tap.h"

static inline unsigned kit_style(char letter)
{
    return letter == 'u'   ? STYLE_UNDERLINE
           : letter == 'b' ? STYLE_BOLD
           : letter == 'h' ? STYLE_HIGHLIGHT
           : letter == 's' ? STYLE_STRIKE
                           : STYLE_FLOATING;
}

static inline void kit_paragraph(struct paragraph *paragraph, const char *text)
{
    while (*text) {
        const char *open = strchr(text, '{');
        const char *close = open && open[1] && open[2] == ':' ? strchr(open, '}') : NULL;
        if (!close) {
            paragraph_append(paragraph, text, 0);
            return;
        }
        g_autofree char *before = g_strndup(text, (gsize)(open - text));
        g_autofree char *inside = g_strndup(open + 3, (gsize)(close - open - 3));
        paragraph_append(paragraph, before, 0);
        paragraph_append(paragraph, inside, kit_style(open[1]));
        text = close + 1;
    }
}

static inline void kit_cell(struct cell *cell, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\\n", -1);
    for (guint i = 0; lines[i]; i++) {
        struct block *block = block_paragraph();
        char *tag = lines[i][0] == '[' && strchr(lines[i], '=') ? lines[i] + 1 : NULL;
        if (tag && tag[strlen(tag) - 1] == ']') {
            tag[strlen(tag) - 1] = '\0';
            char *value = strchr(tag, '=');
            *value++ = '\0';
            g_ptr_array_add(cell->blocks, block_field(tag, *value ? value : NULL));
            kit_paragraph(block->paragraph, strcmp(value, "true") && strcmp(value, "false") ? value : "□");
        } else {
            kit_paragraph(block->paragraph, lines[i]);
        }
        g_ptr_array_add(cell->blocks, block);
    }
}

static inline struct cell *kit_covering(struct table *table, int row, int column)
{
    for (guint i = 0; i < table->cells->len; i++) {
        struct cell *cell = table->cells->pdata[i];
        if (row >= cell->row && row < cell->row + cell->rowspan && column >= cell->column &&
            column < cell->column + cell->colspan)
            return cell;
    }
    return NULL;
}

static inline void kit_row(struct table *table, int row, const char *line)
{
    g_auto(GStrv) cells = g_strsplit(line, "|", -1);
    for (int c = 0; cells[c]; c++) {
        char *text = g_strstrip(cells[c]);
        struct cell *left = kit_covering(table, row, c), *above = kit_covering(table, row - 1, c + 1);
        if (!strcmp(text, "<") && left) {
            left->colspan = c + 2 - left->column;
        } else if (!strcmp(text, "^") && above) {
            above->rowspan = row + 1 - above->row;
        } else {
            kit_cell(table_add(table, row, c + 1, 1, 1), text);
        }
        table->rows = MAX(table->rows, row);
        table->columns = MAX(table->columns, c + 1);
    }
}

static inline struct document *kit_document(const char *drawing)
{
    struct document *document = document_create(DOCUMENT_DOCX, "表.docx");
    g_auto(GStrv) lines = g_strsplit(drawing, "\n", -1);
    struct table *table = NULL;
    int tables = 0, row = 0;
    for (guint i = 0; lines[i]; i++) {
        if (lines[i][0] == '>' || !*lines[i]) {
            struct block *block = block_paragraph();
            kit_paragraph(block->paragraph, lines[i][0] ? g_strchug(lines[i] + 1) : "");
            g_ptr_array_add(document->blocks, block);
            table = NULL;
            continue;
        }
        if (!table) {
            table = table_create(++tables);
            g_ptr_array_add(document->blocks, block_table(table));
            row = 0;
        }
        kit_row(table, ++row, lines[i]);
    }
    return document;
}

static inline const char *kit_wanted(char **lines, const char *name, char *kind)
{
    gsize length = strlen(name);
    for (guint i = 0; lines[i]; i++)
        if (!strncmp(lines[i], name, length) && strchr("=~!", lines[i][length]) && lines[i][length]) {
            *kind = lines[i][length];
            return lines[i] + length + 1;
        }
    *kind = 0;
    return NULL;
}

static inline bool kit_field(const struct field *field, char **lines)
{
    char kind;
    const char *want = kit_wanted(lines, field->name, &kind);
    g_autofree char *plain = want ? g_strcompress(want) : NULL;
    bool good = kind == '!' ? field->conflict && !field->value : !field->conflict && !g_strcmp0(field->value, plain);
    good = good && (kind != '=' || field->confidence >= 1.0) && (kind != '~' || field->confidence < 1.0);
    if (!good)
        printf("#   %s: got [%s]%s %.2f (%s), want %c[%s]\n", field->name, field->value ? field->value : "-",
               field->conflict ? " conflict" : "", field->confidence, field->note ? field->note : "", kind ? kind : ' ',
               want ? want : "-");
    return good;
}

/* Compares all forms of a document with the expectation, every field. */
static inline void kit_check(const struct ruleset *ruleset, const char *name, const struct document *document,
                             const char *expected)
{
    g_autoptr(FormIndex) index = form_index_create(ruleset);
    g_autoptr(GPtrArray) forms = form_find(document, index, "1", "表.docx");
    g_auto(GStrv) wanted = g_strsplit(expected, "#form ", -1);
    guint count = MAX(g_strv_length(wanted), 1) - 1;
    bool good = forms->len == count;
    if (!good)
        printf("#   %u forms, want %u\n", forms->len, count);
    for (guint i = 0; i < MIN(forms->len, count); i++) {
        const struct form *form = forms->pdata[i];
        g_auto(GStrv) lines = g_strsplit(wanted[i + 1], "\n", -1);
        g_strstrip(lines[0]);
        if (strcmp(form->id, lines[0]) != 0) {
            printf("#   form %s, want %s\n", form->id, lines[0]);
            good = false;
            continue;
        }
        bool empty = true;
        for (guint k = 0; k < form->fields->len; k++) {
            good = kit_field(form->fields->pdata[k], lines) && good;
            empty = empty && !((struct field *)form->fields->pdata[k])->value &&
                    !((struct field *)form->fields->pdata[k])->conflict;
        }
        if (form->blank != empty)
            printf("#   blank is %d\n", form->blank);
        good = good && form->blank == empty;
    }
    tap_ok(good, name);
}

static inline struct ruleset *kit_rules(void)
{
    g_autoptr(GError) error = NULL;
    const char *folder = g_getenv("HUIZHI_RULES");
    struct ruleset *ruleset = ruleset_load(folder ? folder : "rules", &error);
    if (!ruleset)
        printf("Bail out! %s\n", error->message);
    return ruleset;
}

#endif
