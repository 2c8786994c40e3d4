/* `forms:` of a campaign: which fields a form has, under which labels, and what is derived. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "base/words.h"
#include "ruleset/load.h"

static const struct {
    const char *name;
    enum field_type type;
} type_names[] = {
    {"text", FIELD_TEXT},         {"name", FIELD_NAME},   {"email", FIELD_EMAIL},       {"mobile", FIELD_MOBILE},
    {"landline", FIELD_LANDLINE}, {"phone", FIELD_PHONE}, {"postcode", FIELD_POSTCODE}, {"yesno", FIELD_YESNO},
    {"choice", FIELD_CHOICE},     {"paper", FIELD_PAPER},
};

static void option_free(gpointer data)
{
    struct option_rule *option = data;
    g_free(option->title);
    g_free(option->value);
    g_strfreev(option->labels);
    g_free(option);
}

static void part_free(gpointer data)
{
    struct part_rule *part = data;
    g_free(part->id);
    g_free(part->value);
    g_strfreev(part->begins);
    g_free(part);
}

static void field_rule_free(gpointer data)
{
    struct field_rule *field = data;
    g_free(field->name);
    g_free(field->title);
    g_free(field->part);
    g_free(field->like);
    g_strfreev(field->labels);
    g_strfreev(field->names);
    load_spot_clear(&field->at);
    g_clear_pointer(&field->options, g_ptr_array_unref);
    g_free(field);
}

static void form_rule_free(gpointer data)
{
    struct form_rule *form = data;
    g_free(form->id);
    g_free(form->title);
    g_free(form->sheet);
    g_free(form->part_field);
    g_free(form->blank);
    g_free(form->blank_hash);
    g_strfreev(form->titles);
    g_strfreev(form->anchors);
    load_spot_clear(&form->at);
    load_spot_clear(&form->deadline_at);
    g_clear_pointer(&form->parts, g_ptr_array_unref);
    g_clear_pointer(&form->fields, g_ptr_array_unref);
    g_free(form);
}

/* A list of labels, folded; `more` (already folded) is added; duplicates and empty ones dropped. Takes nothing. */
static bool folded(struct yaml_node *node, const char *const *more, char ***labels, GError **error)
{
    g_auto(GStrv) typed = NULL;
    if (!yaml_strings(node, &typed, error))
        return false;
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **word = typed; word && *word; word++) {
        g_autofree char *label = text_fold(*word);
        if (*label && g_hash_table_add(seen, g_strdup(label)))
            g_strv_builder_add(builder, label);
    }
    for (; more && *more; more++)
        if (**more && g_hash_table_add(seen, g_strdup(*more)))
            g_strv_builder_add(builder, *more);
    g_strfreev(*labels);
    *labels = g_strv_builder_end(builder);
    return true;
}

static struct option_rule *option_create(const char *value, const char *title)
{
    struct option_rule *option = g_new0(struct option_rule, 1);
    option->value = g_strdup(value);
    option->title = g_strdup(title);
    return option;
}

/* 是 and 否 with their synonyms are common data (meanings `yes` and `no`). */
static void add_yes_no(struct field_rule *field, GHashTable *labels)
{
    static const char *const pairs[][3] = {{"true", "是", "yes"}, {"false", "否", "no"}};
    for (gsize i = 0; i < 2; i++) {
        struct option_rule *option = option_create(pairs[i][0], pairs[i][1]);
        const char *const own[] = {pairs[i][1], NULL};
        const char *const *common = g_hash_table_lookup(labels, pairs[i][2]);
        option->labels = g_strdupv((char **)(common ? common : own));
        g_ptr_array_add(field->options, option);
    }
}

static bool load_options(struct yaml_node *list, struct field_rule *field, GError **error)
{
    static const char *const known[] = {"value", "title", "labels", NULL};
    for (guint i = 0; i < yaml_size(list); i++) {
        struct yaml_node *node = yaml_at(list, i);
        struct option_rule *option = option_create(NULL, NULL);
        g_ptr_array_add(field->options, option);
        if (!yaml_check_keys(node, known, error) || !load_required(node, "value", &option->value, error) ||
            !load_required(node, "title", &option->title, error) ||
            !folded(yaml_get(node, "labels"), NULL, &option->labels, error))
            return false;
    }
    return true;
}

static bool load_type(struct yaml_node *node, enum field_type *type, GError **error)
{
    const char *name = yaml_text(node);
    for (gsize i = 0; name && i < G_N_ELEMENTS(type_names); i++)
        if (!strcmp(type_names[i].name, name)) {
            *type = type_names[i].type;
            return true;
        }
    yaml_refuse(error, node, _("unknown type \"%s\" of a field"), name ? name : "");
    return false;
}

static bool load_field(struct yaml_node *node, GHashTable *labels, struct field_rule *field, GError **error)
{
    static const char *const known[] = {"name",   "title", "type",    "part",     "like",
                                        "labels", "names", "options", "required", NULL};
    if (!yaml_check_keys(node, known, error) || !load_required(node, "name", &field->name, error) ||
        !load_required(node, "title", &field->title, error) ||
        !yaml_string(yaml_get(node, "part"), &field->part, error) ||
        !yaml_bool(yaml_get(node, "required"), &field->required, error))
        return false;
    field->at = load_spot(yaml_get(node, "name"));
    struct yaml_node *type = yaml_get(node, "type");
    if (!type) {
        yaml_refuse(error, node, _("field %s has no type"), field->name);
        return false;
    }
    struct yaml_node *like = yaml_get(node, "like");
    const char *const *more = like && yaml_text(like) ? g_hash_table_lookup(labels, yaml_text(like)) : NULL;
    if (like && !more) {
        yaml_refuse(error, like, _("labels.yaml has no meaning \"%s\""), yaml_text(like) ? yaml_text(like) : "");
        return false;
    }
    field->like = like ? g_strdup(yaml_text(like)) : NULL;
    if (!load_type(type, &field->type, error) || !folded(yaml_get(node, "labels"), more, &field->labels, error) ||
        !folded(yaml_get(node, "names"), NULL, &field->names, error))
        return false;
    g_auto(GStrv) own = NULL;
    if (!folded(yaml_get(node, "labels"), NULL, &own, error))
        return false;
    field->own = g_strv_length(own);
    if (!field->labels[0]) {
        yaml_refuse(error, node, _("field %s has no label"), field->name);
        return false;
    }
    if (field->type == FIELD_YESNO)
        add_yes_no(field, labels);
    if (!load_options(yaml_get(node, "options"), field, error))
        return false;
    if (field->type == FIELD_CHOICE && field->options->len < 2) {
        yaml_refuse(error, node, _("choice %s needs at least two options"), field->name);
        return false;
    }
    return true;
}

static bool load_parts(struct yaml_node *list, struct form_rule *form, GError **error)
{
    static const char *const known[] = {"id", "begins", "value", NULL};
    for (guint i = 0; i < yaml_size(list); i++) {
        struct yaml_node *node = yaml_at(list, i);
        struct part_rule *part = g_new0(struct part_rule, 1);
        g_ptr_array_add(form->parts, part);
        if (!yaml_check_keys(node, known, error) || !load_required(node, "id", &part->id, error) ||
            !yaml_string(yaml_get(node, "value"), &part->value, error) ||
            !folded(yaml_get(node, "begins"), NULL, &part->begins, error))
            return false;
    }
    return true;
}

static bool part_known(const struct form_rule *form, const char *id)
{
    for (guint i = 0; i < form->parts->len; i++)
        if (!strcmp(((const struct part_rule *)form->parts->pdata[i])->id, id))
            return true;
    return false;
}

static bool add_field(struct yaml_node *node, GHashTable *labels, struct form_rule *form, GError **error)
{
    struct field_rule *field = g_new0(struct field_rule, 1);
    field->options = g_ptr_array_new_with_free_func(option_free);
    if (!load_field(node, labels, field, error)) {
        field_rule_free(field);
        return false;
    }
    bool twice = form_field(form, field->name) != NULL;
    g_ptr_array_add(form->fields, field);
    if (twice) {
        yaml_refuse(error, node, _("field %s is defined twice"), field->name);
        return false;
    }
    if (field->part && !part_known(form, field->part)) {
        yaml_refuse(error, yaml_get(node, "part"), _("the form has no part \"%s\""), field->part);
        return false;
    }
    return true;
}

static bool load_fields(struct yaml_node *list, GHashTable *labels, struct form_rule *form, GPtrArray *faults,
                        GError **error)
{
    for (guint i = 0; i < yaml_size(list); i++)
        if (!add_field(yaml_at(list, i), labels, form, error) && !error_collect(faults, error))
            return false;
    return true;
}

static bool load_form(struct yaml_node *node, GHashTable *labels, GTimeZone *zone, struct form_rule *form,
                      GPtrArray *faults, GError **error)
{
    static const char *const known[] = {"id",       "title",      "titles", "anchors", "takes_works", "blank",
                                        "deadline", "part_field", "parts",  "fields",  "sheet",       NULL};
    if (!yaml_check_keys(node, known, error) || !load_required(node, "id", &form->id, error) ||
        !load_required(node, "title", &form->title, error) ||
        !folded(yaml_get(node, "titles"), NULL, &form->titles, error) ||
        !folded(yaml_get(node, "anchors"), NULL, &form->anchors, error) ||
        !yaml_bool(yaml_get(node, "takes_works"), &form->takes_works, error) ||
        !yaml_string(yaml_get(node, "part_field"), &form->part_field, error) ||
        !yaml_string(yaml_get(node, "sheet"), &form->sheet, error) ||
        !load_parts(yaml_get(node, "parts"), form, error) ||
        !load_fields(yaml_get(node, "fields"), labels, form, faults, error))
        return false;
    form->at = load_spot(yaml_get(node, "id"));
    form->deadline_at = load_spot(yaml_get(node, "deadline"));
    if (!form->sheet)
        form->sheet = g_strdup(form->title);
    struct yaml_node *deadline = yaml_get(node, "deadline");
    g_autoptr(GError) why = NULL;
    if (deadline && !clock_parse_day_end(yaml_text(deadline) ? yaml_text(deadline) : "", zone, &form->deadline, &why)) {
        yaml_refuse(error, deadline, "%s", why->message);
        return false;
    }
    if (form->part_field && !form_field(form, form->part_field)) {
        yaml_refuse(error, yaml_get(node, "part_field"), _("the form has no field \"%s\""), form->part_field);
        return false;
    }
    return true;
}

GPtrArray *load_forms(struct yaml_node *forms, GHashTable *labels, GTimeZone *zone, GPtrArray *faults, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(form_rule_free);
    for (guint i = 0; i < yaml_size(forms); i++) {
        struct form_rule *form = g_new0(struct form_rule, 1);
        form->parts = g_ptr_array_new_with_free_func(part_free);
        form->fields = g_ptr_array_new_with_free_func(field_rule_free);
        g_ptr_array_add(all, form);
        if (load_form(yaml_at(forms, i), labels, zone, form, faults, error))
            continue;
        g_ptr_array_remove_index(all, all->len - 1);
        if (!error_collect(faults, error))
            return NULL;
    }
    return g_steal_pointer(&all);
}
