/* Entered values: which field is meant, whether a value fits it, and the contribution that they become. */
#include "desk/entry.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "form/value.h"
#include "store/filing.h"

#define BY_HAND "人工录入"

void entry_free(struct entry *entry)
{
    if (!entry)
        return;
    submission_free(entry->state);
    g_free(entry);
}

struct entry *entry_open(struct intake *intake, gint64 submission, GError **error)
{
    g_autoptr(GPtrArray) all = filing_contributions(intake->store, submission, error);
    if (!all)
        return NULL;
    g_autoptr(Entry) entry = g_new0(struct entry, 1);
    entry->id = submission;
    entry->state = submission_fold(all);
    if (!filing_identity(intake->store, submission, entry->state, error))
        return NULL;
    entry->campaign = ruleset_campaign(intake->ruleset, entry->state->campaign);
    if (!entry->campaign) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: the rules have no campaign \"%s\" any more",
                    entry->state->number, entry->state->campaign);
        return NULL;
    }
    entry->form = entry->state->form ? campaign_form(entry->campaign, entry->state->form) : NULL;
    if (!entry->form && entry->state->works->len)
        entry->form = campaign_works_form(entry->campaign);
    return g_steal_pointer(&entry);
}

static const struct field *present(const struct submission *state, const char *name)
{
    for (guint i = 0; i < state->fields->len; i++) {
        const struct field *field = state->fields->pdata[i];
        if (!strcmp(field->name, name))
            return field;
    }
    return NULL;
}

/* How many fields of the same part of the form are filled in. */
static guint filled(const struct entry *entry, const struct field_rule *rule)
{
    guint count = 0;
    for (guint i = 0; i < entry->form->fields->len; i++) {
        const struct field_rule *other = entry->form->fields->pdata[i];
        const struct field *field = g_strcmp0(other->part, rule->part) ? NULL : present(entry->state, other->name);
        count += field && field->value;
    }
    return count;
}

static bool has_label(const struct field_rule *rule, const char *folded)
{
    return rule->labels && g_strv_contains((const char *const *)rule->labels, folded);
}

/* Of several fields with a label the one whose part is filled in more than those of the others. */
static const struct field_rule *by_label(const struct entry *entry, const char *called, bool *several)
{
    g_autofree char *folded = text_fold(called);
    const struct field_rule *best = NULL;
    guint most = 0;
    for (guint i = 0; *folded && i < entry->form->fields->len; i++) {
        const struct field_rule *rule = entry->form->fields->pdata[i];
        if (!has_label(rule, folded))
            continue;
        guint count = filled(entry, rule);
        *several = best && (count == most || *several) && count <= most;
        if (!best || count > most) {
            best = rule;
            most = count;
        }
    }
    return *several ? NULL : best;
}

static const struct field_rule *called_exactly(const struct form_rule *form, const char *name)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        if (!strcmp(rule->name, name) || !g_strcmp0(rule->title, name))
            return rule;
    }
    g_autofree char *folded = text_fold(name);
    for (guint i = 0; *folded && i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        g_autofree char *title = text_fold(rule->title ? rule->title : "");
        if (!strcmp(title, folded))
            return rule;
    }
    return NULL;
}

const struct field_rule *entry_field(struct entry *entry, const char *called, bool *several)
{
    *several = false;
    for (guint i = 0; !entry->form && i < entry->campaign->forms->len; i++)
        if (called_exactly(entry->campaign->forms->pdata[i], called))
            entry->form = entry->campaign->forms->pdata[i];
    if (!entry->form)
        return NULL;
    const struct field_rule *rule = called_exactly(entry->form, called);
    return rule ? rule : by_label(entry, called, several);
}

/* By value, by title, or by what stands beside the box. */
static const char *option_of(const struct field_rule *rule, const char *typed)
{
    g_autofree char *fold = text_fold(typed);
    for (guint i = 0; i < rule->options->len; i++) {
        const struct option_rule *option = rule->options->pdata[i];
        if (!g_strcmp0(option->value, typed) || !g_strcmp0(option->title, typed) ||
            (option->labels && g_strv_contains((const char *const *)option->labels, fold)))
            return option->value;
    }
    return NULL;
}

/* The typed text as the field's value; false when it does not fit. */
static bool read_value(struct field *field, const struct field_rule *rule, const char *typed)
{
    value_read(field, rule->type, typed);
    const char *chosen = rule->type == FIELD_CHOICE ? option_of(rule, typed) : NULL;
    if (rule->type == FIELD_CHOICE || (rule->type == FIELD_PAPER && !text_blank(typed))) {
        g_free(field->value);
        field->value = g_strdup(rule->type == FIELD_CHOICE ? chosen : field->raw);
    }
    bool decided = rule->type != FIELD_YESNO || !g_strcmp0(field->value, "true") || !g_strcmp0(field->value, "false");
    return field->value && field->valid && decided;
}

char *entry_read(const struct field_rule *rule, const char *typed)
{
    struct field *field = g_new0(struct field, 1);
    field->name = g_strdup(rule->name);
    char *value = read_value(field, rule, typed) ? g_strdup(field->value) : NULL;
    field_free(field);
    return value;
}

bool entry_fits(const struct field_rule *rule, const char *typed)
{
    g_autofree char *value = entry_read(rule, typed);
    return value != NULL;
}

char *entry_now(const struct entry *entry, const struct field_rule *rule)
{
    const struct field *field = present(entry->state, rule->name);
    return field && field->valid ? g_strdup(field->value) : NULL;
}

/* The picture of the cell stays beside what was read from it. */
static void keep_picture(struct field *field, const struct field *old)
{
    if (!old || !old->picture)
        return;
    field->picture = g_strdup(old->picture);
    memcpy(field->place, old->place, sizeof field->place);
}

static const struct entered *value_for(const GPtrArray *values, const char *name)
{
    for (guint i = 0; i < values->len; i++)
        if (!strcmp(((const struct entered *)values->pdata[i])->rule->name, name))
            return values->pdata[i];
    return NULL;
}

/* The values, and of a form that never came the rest as empty fields. */
static struct contribution *contribution_of(const struct entry *entry, const char *actor, const GPtrArray *values,
                                            gint64 now)
{
    struct contribution *contribution = contribution_create();
    contribution->actor = g_strdup(actor);
    contribution->received = contribution->came = now;
    contribution->campaign = g_strdup(entry->campaign->id);
    contribution->form = g_strdup(entry->form->id);
    contribution->form_name = g_strdup(entry->state->form_name);
    g_autoptr(Form) blank = form_create(entry->campaign->id, entry->form, "", NULL);
    for (guint i = 0; i < blank->fields->len; i++) {
        const struct field *old = blank->fields->pdata[i];
        const struct entered *entered = value_for(values, old->name);
        if (!entered && present(entry->state, old->name))
            continue;
        struct field *field = field_copy(old);
        g_ptr_array_add(contribution->fields, field);
        if (!entered)
            continue;
        read_value(field, entered->rule, entered->typed);
        g_free(field->from);
        field->from = g_strdup(BY_HAND);
        field->confidence = 1.0;
        keep_picture(field, present(entry->state, field->name));
    }
    return contribution;
}

struct decision *entry_take(struct intake *intake, const struct entry *entry, const char *actor,
                            const GPtrArray *values, GError **error)
{
    gint64 now = clock_now(&intake->clock);
    g_autoptr(Contribution) contribution = contribution_of(entry, actor, values, now);
    if (!filing_contribute(intake->store, entry->state, contribution, error))
        return NULL;
    for (guint i = 0; i < values->len; i++)
        if (!store_audit(intake->store, now, actor, "set", entry->state->number,
                         ((const struct entered *)values->pdata[i])->rule->name, error))
            return NULL;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    return decision_take(intake, entry->id, none, true, error);
}
