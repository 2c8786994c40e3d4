/* The lines of a list as one form. What they say alike is the form's; what differs is kept, as far as one field can
 * keep it: nothing that somebody typed is lost in the one submission that the list becomes.
 */
#include <stdio.h>
#include <string.h>

#include "form/roster.h"
#include "ruleset/ruleset.h"

#define MAX_TEXT 30000
#define MAX_ALSO 90

/* "表.xlsx table 1 row 5 column 2": the table and the row; false for other places. */
static bool place_of(const char *from, int *table, int *row)
{
    const char *at = from ? g_strrstr(from, " table ") : NULL;
    return at && sscanf(at, " table %d row %d", table, row) == 2;
}

struct form *roster_form(const struct roster_row *row, const struct form_index *index, const char *campaign,
                         const struct form_rule *rule)
{
    g_autoptr(GPtrArray) fields = form_lines(row->said ? row->said : "", index, rule, row->list);
    if (!fields->len)
        return NULL;
    struct form *form = form_create(campaign, rule, row->source, row->list);
    form->blank = false;
    form->score = 0.5;
    for (guint i = 0; i < fields->len; i++) {
        const struct field *read = fields->pdata[i];
        struct field *field = form_get(form, read->name);
        if (!field)
            continue;
        struct field *copy = field_copy(read), swap = *field;
        *field = *copy;
        *copy = swap;
        field_free(copy);
        g_free(field->from);
        field->from = g_strdup_printf("%s table %d row %d", row->list, row->table, row->line);
    }
    return form;
}

/* `between`: or from a line at most two above or anywhere between the works' lines of its table. */
static bool in_lines(const GPtrArray *rows, const char *from, bool between)
{
    int table, line;
    bool above = false, below = false;
    if (!place_of(from, &table, &line))
        return false;
    for (guint k = 0; k < rows->len; k++) {
        const struct roster_row *row = rows->pdata[k];
        if (row->table == table && row->line == line)
            return true;
        above = above || (row->table == table && row->line <= line + 2);
        below = below || (row->table == table && row->line > line);
    }
    return between && above && below;
}

static bool within(const GPtrArray *rows, const struct form *form, bool between)
{
    for (guint i = 0; i < form->fields->len; i++)
        if (in_lines(rows, ((const struct field *)form->fields->pdata[i])->from, between))
            return true;
    return false;
}

bool roster_holds(const GPtrArray *rows, const struct form *form)
{
    return within(rows, form, false);
}

bool roster_spans(const GPtrArray *rows, const struct form *form)
{
    return within(rows, form, true);
}

/* The distinct values of a field over all forms (struct field, borrowed); how many forms leave it empty. */
static GPtrArray *distinct(const GPtrArray *forms, const char *name, guint *empty)
{
    GPtrArray *values = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    *empty = 0;
    for (guint i = 0; i < forms->len; i++) {
        struct field *field = form_get(forms->pdata[i], name);
        if (!field || !field->value)
            *empty += 1;
        else if (g_hash_table_add(seen, field->value))
            g_ptr_array_add(values, field);
    }
    return values;
}

static char *joined(const GPtrArray *values, const char *between, bool raw)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < values->len && text->len < MAX_TEXT; i++) {
        const struct field *field = values->pdata[i];
        const char *own = raw && field->raw ? field->raw : field->value;
        g_string_append_printf(text, "%s%s", i ? between : "", own);
    }
    return g_string_free(text, FALSE);
}

static void set(struct field *field, char *value, char *raw, const char *note)
{
    g_free(field->value);
    g_free(field->raw);
    g_free(field->note);
    field->value = value;
    field->raw = raw;
    field->note = g_strdup(note);
}

/* The first number is the value, the rest stand beside it, as for two numbers in a cell. */
static void keep_others(struct field *field, const GPtrArray *values)
{
    g_autoptr(GPtrArray) also = g_ptr_array_new();
    for (guint i = 0; field->also && field->also[i]; i++)
        g_ptr_array_add(also, g_strdup(field->also[i]));
    for (guint i = 1; i < values->len && also->len < MAX_ALSO; i++)
        g_ptr_array_add(also, g_strdup(((const struct field *)values->pdata[i])->value));
    g_ptr_array_add(also, NULL);
    g_strfreev(field->also);
    field->also = (GStrv)g_ptr_array_free(g_steal_pointer(&also), FALSE);
}

/* One 否 counts for the list, and so does one line that says nothing. */
static void merge_yesno(struct field *field, const GPtrArray *values, guint empty, const GPtrArray *rows)
{
    bool refused = false;
    for (guint i = 0; i < values->len; i++)
        refused = refused || !strcmp(((const struct field *)values->pdata[i])->value, "false");
    if (values->len && refused)
        set(field, g_strdup("false"), joined(values, "；", true), values->len > 1 ? "各行不一，至少一行为“否”" : NULL);
    else if (empty && (!values->len || in_lines(rows, ((const struct field *)values->pdata[0])->from, false)))
        set(field, NULL, g_strdup(field->raw), values->len ? "有的行没有填写" : NULL);
}

static void merge_field(struct field *field, const struct field_rule *rule, const GPtrArray *values, guint empty,
                        const GPtrArray *rows)
{
    if (rule->type == FIELD_YESNO) {
        merge_yesno(field, values, empty, rows);
        return;
    }
    if (values->len < 2)
        return;
    bool lines = rule->type == FIELD_TEXT, names = rule->type == FIELD_NAME || rule->type == FIELD_CHOICE;
    if (lines)
        set(field, joined(values, "\n", false), joined(values, "\n", true), NULL);
    else if (names)
        set(field, joined(values, "、", false), joined(values, "、", true), "各行不同");
    else
        keep_others(field, values);
}

static const struct field *first_filled(const GPtrArray *forms, const char *name)
{
    const struct field *conflict = NULL;
    for (guint i = 0; i < forms->len; i++) {
        const struct field *field = form_get(forms->pdata[i], name);
        if (field && field->value)
            return field;
        conflict = conflict ? conflict : field && (field->conflict || field->from) ? field : NULL;
    }
    return conflict;
}

struct form *roster_merge(const GPtrArray *forms, const struct form_rule *rule, const GPtrArray *rows)
{
    const struct form *first = forms->pdata[0];
    struct form *merged = form_create(first->campaign, rule, first->source, first->name);
    merged->blank = true;
    for (guint i = 0; i < forms->len; i++) {
        const struct form *form = forms->pdata[i];
        merged->blank = merged->blank && form->blank;
        merged->unreadable = merged->unreadable || form->unreadable;
        merged->score = MAX(merged->score, form->score);
    }
    for (guint i = 0; i < merged->fields->len; i++) {
        struct field *field = merged->fields->pdata[i];
        const struct field_rule *known = form_field(rule, field->name);
        guint empty;
        g_autoptr(GPtrArray) values = distinct(forms, field->name, &empty);
        const struct field *filled = first_filled(forms, field->name);
        if (!known || !filled)
            continue;
        struct field *copy = field_copy(filled), swap = *field;
        *field = *copy;
        *copy = swap;
        field_free(copy);
        merge_field(field, known, values, empty, rows);
    }
    for (guint i = 0; i < first->notes->len; i++)
        g_ptr_array_add(merged->notes, g_strdup(first->notes->pdata[i]));
    return merged;
}
