/* Life and death of forms and fields. A form always holds every field of its rule, so that an absent value and an
 * unknown name can't be confused.
 */
#include "form/form.h"

#include "ruleset/ruleset.h"

void field_free(struct field *field)
{
    if (!field)
        return;
    g_free(field->name);
    g_free(field->value);
    g_free(field->raw);
    g_free(field->from);
    g_strfreev(field->also);
    g_free(field->note);
    g_free(field->suggestion);
    g_free(field->picture);
    g_free(field);
}

struct field *field_copy(const struct field *field)
{
    if (!field)
        return NULL;
    struct field *copy = g_new0(struct field, 1);
    *copy = *field;
    copy->name = g_strdup(field->name);
    copy->value = g_strdup(field->value);
    copy->raw = g_strdup(field->raw);
    copy->from = g_strdup(field->from);
    copy->also = g_strdupv(field->also);
    copy->note = g_strdup(field->note);
    copy->suggestion = g_strdup(field->suggestion);
    copy->picture = g_strdup(field->picture);
    return copy;
}

char *field_area(const struct field *field)
{
    const int *place = field->place;
    return place[0] ? g_strdup_printf("%d %d %d %d %d", place[0], place[1], place[2], place[3], place[4]) : NULL;
}

static void free_field(gpointer field)
{
    field_free(field);
}

struct form *form_create(const char *campaign, const struct form_rule *rule, const char *source, const char *name)
{
    struct form *form = g_new0(struct form, 1);
    form->campaign = g_strdup(campaign);
    form->id = g_strdup(rule->id);
    form->source = g_strdup(source);
    form->name = g_strdup(name);
    form->blank = true;
    form->fields = g_ptr_array_new_with_free_func(free_field);
    form->notes = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < rule->fields->len; i++) {
        const struct field_rule *field_rule = rule->fields->pdata[i];
        struct field *field = g_new0(struct field, 1);
        field->name = g_strdup(field_rule->name);
        field->confidence = 1.0;
        field->valid = true;
        g_ptr_array_add(form->fields, field);
    }
    return form;
}

void form_free(struct form *form)
{
    if (!form)
        return;
    g_free(form->campaign);
    g_free(form->id);
    g_free(form->source);
    g_free(form->name);
    g_ptr_array_unref(form->fields);
    g_ptr_array_unref(form->notes);
    g_free(form->of);
    g_free(form);
}

struct field *form_get(const struct form *form, const char *name)
{
    for (guint i = 0; i < form->fields->len; i++) {
        struct field *field = form->fields->pdata[i];
        if (!g_strcmp0(field->name, name))
            return field;
    }
    return NULL;
}
