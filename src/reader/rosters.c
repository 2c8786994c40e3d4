/* Lists of works among the papers. A list is one submission with many works; where a form stands beside it, the list
 * only says which works belong to that form.
 */
#include <string.h>

#include "reader/reading.h"

static const struct form_rule *rule_of(const struct reading *reading, const struct form *form)
{
    const struct campaign *campaign = ruleset_campaign(reading->data->ruleset, form->campaign);
    return campaign ? campaign_form(campaign, form->id) : NULL;
}

static bool takes_works(const struct reading *reading, const struct form *form)
{
    const struct form_rule *rule = rule_of(reading, form);
    return rule && rule->takes_works;
}

/* Whoever lists works with their authors' phones, or with the declaration, has filled in the form, in his own way. */
static bool serves_as_form(const struct form *form, const struct form_rule *rule)
{
    guint filled = 0, telling = 0;
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        const struct field_rule *known = field->value ? form_field(rule, field->name) : NULL;
        filled += known != NULL;
        telling += known && known->type != FIELD_TEXT && known->type != FIELD_NAME;
    }
    return filled >= 3 && telling;
}

/* The lines as forms of one campaign, read cell by cell under their head's labels; empty when they serve for none. */
static GPtrArray *forms_of_rows(const struct reading *reading, const GPtrArray *rows, const struct form_rule *wanted)
{
    const struct ruleset *ruleset = reading->data->ruleset;
    GPtrArray *made = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    for (guint c = 0; c < ruleset->campaigns->len && !made->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        const struct form_rule *rule = campaign_works_form(campaign);
        bool serves = rule && wanted;
        if (!rule || (wanted && rule != wanted))
            continue;
        for (guint i = 0; i < rows->len; i++) {
            struct form *form = roster_form(rows->pdata[i], reading->data->forms, campaign->id, rule);
            if (!form)
                continue;
            serves = serves || serves_as_form(form, rule);
            g_ptr_array_add(made, form);
        }
        if (!serves)
            g_ptr_array_set_size(made, 0);
    }
    return made;
}

/* A form that the same file has above its list is filled in once, for all; of several nobody knows which. */
static guint proper_forms(const struct reading *reading, const GPtrArray *forms, const GPtrArray *rows, guint *at)
{
    guint count = 0;
    for (guint i = 0; i < forms->len; i++) {
        const struct form *form = forms->pdata[i];
        if (form->blank || !takes_works(reading, form) || roster_spans(rows, form))
            continue;
        *at = i;
        count++;
    }
    return count;
}

/* What the form leaves open, the list may say. */
static void fill_gaps(struct form *form, const struct form *list)
{
    for (guint i = 0; i < form->fields->len; i++) {
        struct field *field = form->fields->pdata[i];
        const struct field *other = form_get(list, field->name);
        if (field->value || field->conflict || !other || !other->value)
            continue;
        struct field *copy = field_copy(other), swap = *field;
        *field = *copy;
        *copy = swap;
        field_free(copy);
    }
}

/* In a list of authors without a contact person, the only phones are theirs, wherever the unit stands. */
static void own_phones(struct form *form)
{
    struct field *author = form_get(form, "author_name"), *mobile = form_get(form, "author_mobile");
    struct field *other = form_get(form, "unit_mobile"), *contact = form_get(form, "unit_contact");
    if (!author || !mobile || !other || !contact || !author->value || mobile->value || contact->value)
        return;
    struct field swap = *mobile;
    *mobile = *other;
    *other = swap;
    char *name = mobile->name;
    mobile->name = other->name;
    other->name = name;
}

/* Takes the forms of the list's lines out of `forms`; those of lines between them, 一、摄影类, are nothing. */
static void take_lines(const struct reading *reading, GPtrArray *forms, const GPtrArray *rows, GPtrArray *lines)
{
    for (guint i = 0; i < forms->len;) {
        struct form *form = forms->pdata[i];
        if (!takes_works(reading, form) || !roster_spans(rows, form)) {
            i++;
            continue;
        }
        g_ptr_array_steal_index(forms, i);
        if (roster_holds(rows, form))
            g_ptr_array_add(lines, form);
        else
            form_free(form);
    }
}

void reading_merge_lines(struct reading *reading, GPtrArray *forms, const GPtrArray *rows)
{
    guint at = 0, proper = rows->len ? proper_forms(reading, forms, rows, &at) : 2;
    if (proper > 1)
        return;
    struct form *above = proper ? forms->pdata[at] : NULL;
    g_autoptr(GPtrArray) together = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    take_lines(reading, forms, rows, together);
    if (together->len < rows->len && !above) {
        const struct form_rule *wanted = together->len ? rule_of(reading, together->pdata[0]) : NULL;
        g_autoptr(GPtrArray) read = forms_of_rows(reading, rows, wanted);
        while (read->len)
            g_ptr_array_insert(together, 0, g_ptr_array_steal_index(read, read->len - 1));
    }
    if (!together->len)
        return;
    struct form *merged = roster_merge(together, rule_of(reading, together->pdata[0]), rows);
    own_phones(merged);
    if (above) {
        fill_gaps(above, merged);
        form_free(merged);
    } else {
        g_ptr_array_add(forms, merged);
    }
}

static bool same_line(const struct roster_row *a, const struct roster_row *b)
{
    return !g_strcmp0(a->title, b->title) && !g_strcmp0(a->author, b->author) && !g_strcmp0(a->file, b->file) &&
           (a->title || a->file || !g_strcmp0(a->caption, b->caption)) && strcmp(a->source, b->source) != 0;
}

/* The same list in two formats, or pasted and attached, counts once. */
static void collect(GPtrArray *all, const GPtrArray *rows)
{
    guint before = all->len;
    for (guint i = 0; i < rows->len && all->len < ROSTER_MAX_ROWS; i++) {
        const struct roster_row *row = rows->pdata[i];
        bool known = false;
        for (guint k = 0; k < before && !known; k++)
            known = same_line(all->pdata[k], row);
        if (!known)
            g_ptr_array_add(all, roster_row_copy(row));
    }
}

static struct entry *entry_of(const struct reading *reading, const struct form *form)
{
    for (guint i = 0; i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        if (!strcmp(entry->file->path, form->source))
            return entry;
    }
    return NULL;
}

static const GPtrArray *rows_of(const struct reading *reading, const struct form *form)
{
    const struct entry *entry = entry_of(reading, form);
    return entry ? entry->roster : !strcmp(form->source, BODY_SOURCE) ? reading->listed : NULL;
}

/* A form that was read from a list, and from nothing but it. */
static bool is_list(const struct reading *reading, const struct form *form)
{
    const GPtrArray *rows = rows_of(reading, form);
    return rows && rows->len && !form->blank && !form->unreadable && takes_works(reading, form) &&
           roster_holds(rows, form);
}

static void drop_list(struct reading *reading, guint index, struct form *only)
{
    g_autoptr(Form) list = g_ptr_array_steal_index(reading->dossier->forms, index);
    struct entry *entry = entry_of(reading, list);
    if (only)
        fill_gaps(only, list);
    if (entry) {
        entry_settle(entry, ROLE_CAPTION);
        if (only)
            entry_note(entry, "作品清单，归入“%s”", only->name);
    }
}

void reading_rosters(struct reading *reading)
{
    GPtrArray *forms = reading->dossier->forms;
    struct form *only = NULL;
    guint proper = 0;
    for (guint i = 0; i < forms->len; i++) {
        struct form *form = forms->pdata[i];
        if (!form->blank && takes_works(reading, form) && !is_list(reading, form)) {
            only = form;
            proper++;
        }
    }
    for (guint i = forms->len; proper && i-- > 0;)
        if (is_list(reading, forms->pdata[i]))
            drop_list(reading, i, proper == 1 && !only->unreadable ? only : NULL);
    for (guint i = 0; i < reading->entries->len; i++) {
        const struct entry *entry = reading->entries->pdata[i];
        if (entry->roster)
            collect(reading->dossier->roster, entry->roster);
    }
    collect(reading->dossier->roster, reading->listed);
}
