/* Columns by their heads. Labels that mean a field in each part (手机号码) go by the part that the columns before have
 * entered, as on the form itself; a field has one column, the first that is surely its own.
 */
#include "form/columns.h"

#include <string.h>

#include "base/text.h"
#include "form/labels.h"
#include "form/value.h"

/* What is known while the head is read from left to right. */
struct pass {
    const struct form_rule *rule;
    const struct ruleset *ruleset;
    struct label_index *index;
    bool *taken; /* of each field */
    const char *part;
};

static bool is_word(const struct ruleset *ruleset, const char *meaning, const char *fold)
{
    const char *const *words = g_hash_table_lookup(ruleset->labels, meaning);
    return words && g_strv_contains(words, fold);
}

static const struct field_rule *field_at(const struct form_rule *rule, int at)
{
    return rule->fields->pdata[at];
}

/* By its own name, as other programs write it, or by its title. */
static int named(const struct form_rule *rule, const char *head, const char *fold)
{
    for (guint i = 0; i < rule->fields->len; i++) {
        const struct field_rule *field = rule->fields->pdata[i];
        g_autofree char *title = text_fold(field->title ? field->title : "");
        if (!strcmp(field->name, head) || (*title && !strcmp(title, fold)))
            return (int)i;
    }
    return -1;
}

static void take(struct pass *pass, struct column *column, int field)
{
    if (pass->taken[field] || column->count == COLUMN_MAX_FIELDS)
        return;
    column->use = COLUMN_HOLDS;
    column->fields[column->count++] = field;
}

static const char *part_of(const struct pass *pass, const struct label *label)
{
    if (label->part < 0)
        return pass->part;
    return ((const struct part_rule *)pass->rule->parts->pdata[label->part])->id;
}

static bool in_part(const struct field_rule *field, const char *part)
{
    return !field->part || !part || !strcmp(field->part, part);
}

/* Of several fields first those of the present part; without one, those of the first part that has any. */
static void take_label(struct pass *pass, struct column *column, const struct label *label)
{
    const char *part = part_of(pass, label);
    for (int round = 0; round < 2 && !column->count; round++)
        for (int i = 0; i < label->count; i++)
            for (int k = 0; k < label->entries[i]->count; k++) {
                int at = label->entries[i]->fields[k];
                const struct field_rule *field = field_at(pass->rule, at);
                if (pass->taken[at] || (round == 0 && !in_part(field, part)))
                    continue;
                if (column->count && g_strcmp0(field->part, field_at(pass->rule, column->fields[0])->part) != 0)
                    continue;
                take(pass, column, at);
            }
    if (label->part >= 0 || !column->count)
        return;
    for (int i = 0; i < label->count; i++)
        if (label->entries[i]->begins >= 0)
            pass->part = ((const struct part_rule *)pass->rule->parts->pdata[label->entries[i]->begins])->id;
}

/* What the column is for; names and titles are sure, labels may be shared. */
static struct column look(struct pass *pass, const char *head)
{
    struct column column = {0};
    g_autofree char *fold = text_fold(head);
    struct label label;
    int at = named(pass->rule, head, fold);
    column.title = is_word(pass->ruleset, "title", fold) || is_word(pass->ruleset, "listed_title", fold);
    if (is_word(pass->ruleset, "web_number", fold))
        column.use = COLUMN_IDENTIFIES;
    else if (at >= 0)
        take(pass, &column, at);
    else if (labels_find(pass->index, fold, &label))
        take_label(pass, &column, &label);
    for (int i = 0; i < column.count; i++) {
        const struct field_rule *field = field_at(pass->rule, column.fields[i]);
        /* 联系电话 leaves the landline open for a column of its own. */
        pass->taken[column.fields[i]] = column.count == 1;
        pass->part = field->part ? field->part : pass->part;
    }
    return column;
}

struct columns *columns_match(const struct form_rule *rule, const struct ruleset *ruleset, const GPtrArray *head)
{
    struct columns *columns = g_new0(struct columns, 1);
    columns->rule = rule;
    columns->each = g_array_new(FALSE, TRUE, sizeof(struct column));
    g_autoptr(LabelIndex) index = labels_create(rule, ruleset, false);
    g_autofree bool *taken = g_new0(bool, rule->fields->len + 1);
    struct pass pass = {.rule = rule, .ruleset = ruleset, .index = index, .taken = taken};
    for (guint i = 0; i < head->len; i++) {
        struct column column = {0};
        const char *text = head->pdata[i];
        if (text && g_utf8_strlen(text, -1) <= 60)
            column = look(&pass, text);
        columns->fields += column.use == COLUMN_HOLDS;
        g_array_append_val(columns->each, column);
    }
    return columns;
}

void columns_free(struct columns *columns)
{
    if (!columns)
        return;
    g_array_unref(columns->each);
    g_free(columns);
}

/* By value, by title, or by what stands beside the box. */
static const char *option_of(const struct field_rule *rule, const char *typed)
{
    g_autofree char *fold = text_fold(typed);
    for (guint i = 0; i < rule->options->len; i++) {
        const struct option_rule *option = rule->options->pdata[i];
        g_autofree char *title = text_fold(option->title ? option->title : "");
        if (!g_strcmp0(option->value, typed) || !strcmp(title, fold) ||
            (option->labels && g_strv_contains((const char *const *)option->labels, fold)))
            return option->value;
    }
    return NULL;
}

void columns_value(struct field *field, const struct field_rule *rule, const char *typed)
{
    value_read(field, rule->type, typed);
    bool choice = rule->type == FIELD_CHOICE || rule->type == FIELD_YESNO;
    const char *chosen = choice ? option_of(rule, typed) : NULL;
    bool decided = rule->type == FIELD_YESNO && (!g_strcmp0(field->value, "true") || !g_strcmp0(field->value, "false"));
    if ((choice && !decided) || rule->type == FIELD_PAPER) {
        g_free(field->value);
        field->value = rule->type == FIELD_PAPER ? NULL : g_strdup(chosen);
    }
}

static struct field *filled(const struct field_rule *rule, const char *typed)
{
    struct field *field = g_new0(struct field, 1);
    field->name = g_strdup(rule->name);
    field->confidence = 1.0;
    columns_value(field, rule, typed);
    return field;
}

/* How well a value fits: a mobile number may be read as a landline, a landline not as a mobile. */
static int fit(const struct field *field, const struct field_rule *rule)
{
    if (!field->value || !field->valid)
        return 0;
    return rule->type == FIELD_MOBILE ? 2 : 1;
}

/* Of the fields that the column may be, the one that the value fits. */
static void read_cell(const struct columns *columns, const struct column *column, const char *text, struct field **all)
{
    struct field *best = NULL;
    int at = -1, most = -1;
    for (int i = 0; i < column->count; i++) {
        const struct field_rule *rule = field_at(columns->rule, column->fields[i]);
        struct field *field = filled(rule, text);
        if (!all[column->fields[i]] && fit(field, rule) > most) {
            most = fit(field, rule);
            at = column->fields[i];
            struct field *swap = best;
            best = field;
            field = swap;
        }
        field_free(field);
    }
    if (best)
        all[at] = best;
}

static const char *text_at(const GPtrArray *texts, guint at)
{
    return at < texts->len ? texts->pdata[at] : NULL;
}

GPtrArray *columns_read(const struct columns *columns, const GPtrArray *texts)
{
    guint count = columns->rule->fields->len;
    g_autofree struct field **all = g_new0(struct field *, count + 1);
    GPtrArray *fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    const char *title = NULL;
    for (guint i = 0; i < columns->each->len; i++) {
        const struct column *column = &g_array_index(columns->each, struct column, i);
        const char *text = text_at(texts, i);
        if (!text)
            continue;
        title = column->title && !title ? text : title;
        if (column->use == COLUMN_HOLDS)
            read_cell(columns, column, text, all);
    }
    for (guint i = 0; i < count; i++)
        if (all[i])
            g_ptr_array_add(fields, all[i]);
    if (title && !form_field(columns->rule, COLUMNS_TITLE)) {
        struct field *field = g_new0(struct field, 1);
        field->name = g_strdup(COLUMNS_TITLE);
        field->value = g_strdup(title);
        field->raw = g_strdup(title);
        field->valid = true;
        g_ptr_array_add(fields, field);
    }
    return fields;
}

char *columns_number(const struct columns *columns, const GPtrArray *texts)
{
    for (guint i = 0; i < columns->each->len; i++)
        if (g_array_index(columns->each, struct column, i).use == COLUMN_IDENTIFIES && text_at(texts, i))
            return text_nfkc(text_at(texts, i));
    return NULL;
}
