/* set: a value that a person read, on a scan or on the telephone. It is a contribution like a mail's, so it survives
 * whatever is read again later, and a form that no program could read becomes readable by it.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "decision.h"
#include "form/value.h"
#include "store/filing.h"

#define BY_HAND "人工录入"

/* The submission as it stands, with what the value is about. */
struct entry {
    const struct campaign *campaign;
    const struct form_rule *form;
    const struct field_rule *rule;
    struct submission *state;
};

static const struct field_rule *field_called(const struct form_rule *form, const char *name)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        if (!strcmp(rule->name, name) || !g_strcmp0(rule->title, name))
            return rule;
    }
    return NULL;
}

static char *names_of(const struct form_rule *form)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", rule->name);
    }
    return g_string_free(names, FALSE);
}

/* Works without a form get the form that takes works; what else has none, the only one with such a field. */
static bool choose_form(struct entry *entry, const char *name, GError **error)
{
    const struct campaign *campaign = entry->campaign;
    entry->form = entry->state->form ? campaign_form(campaign, entry->state->form) : NULL;
    if (!entry->form && entry->state->works->len)
        entry->form = campaign_works_form(campaign);
    for (guint i = 0; !entry->form && i < campaign->forms->len; i++)
        if (field_called(campaign->forms->pdata[i], name))
            entry->form = campaign->forms->pdata[i];
    entry->rule = entry->form ? field_called(entry->form, name) : NULL;
    if (entry->rule)
        return true;
    g_autofree char *names = entry->form ? names_of(entry->form) : g_strdup(_("(it has no form)"));
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s has no field “%s”; its fields: %s"), entry->state->number, name,
                names);
    return false;
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

static bool refuse_value(GError **error, const struct field_rule *rule, const char *typed)
{
    static const char *const wants[] = {[FIELD_TEXT] = N_("some text"),
                                        [FIELD_NAME] = N_("a name"),
                                        [FIELD_EMAIL] = N_("an e-mail address"),
                                        [FIELD_MOBILE] = N_("a mobile number of 11 digits"),
                                        [FIELD_LANDLINE] = N_("a landline as 010-60000001"),
                                        [FIELD_PHONE] = N_("a mobile number or a landline"),
                                        [FIELD_POSTCODE] = N_("six digits"),
                                        [FIELD_YESNO] = "是 or 否",
                                        [FIELD_CHOICE] = N_("one of "),
                                        [FIELD_PAPER] = N_("the name of a file")};
    g_autoptr(GString) options = g_string_new(NULL);
    for (guint i = 0; rule->type == FIELD_CHOICE && i < rule->options->len; i++)
        g_string_append_printf(options, "%s%s", i ? ", " : "",
                               ((const struct option_rule *)rule->options->pdata[i])->value);
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, _("%s (%s): “%s” does not fit; it takes %s%s"), rule->name,
                rule->title, typed, _(wants[rule->type]), options->str);
    return false;
}

static bool read_value(struct field *field, const struct field_rule *rule, const char *typed, GError **error)
{
    value_read(field, rule->type, typed);
    const char *chosen = rule->type == FIELD_CHOICE ? option_of(rule, typed) : NULL;
    if (rule->type == FIELD_CHOICE || (rule->type == FIELD_PAPER && !text_blank(typed))) {
        g_free(field->value);
        field->value = g_strdup(rule->type == FIELD_CHOICE ? chosen : field->raw);
    }
    bool decided = rule->type != FIELD_YESNO || !g_strcmp0(field->value, "true") || !g_strcmp0(field->value, "false");
    return (field->value && field->valid && decided) || refuse_value(error, rule, typed);
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

/* The picture of the cell stays beside what was read from it. */
static void keep_picture(struct field *field, const struct field *old)
{
    if (!old || !old->picture)
        return;
    field->picture = g_strdup(old->picture);
    memcpy(field->place, old->place, sizeof field->place);
}

static struct contribution *contribution_of(const struct desk *desk, const struct entry *entry, const char *typed,
                                            GError **error)
{
    g_autoptr(Contribution) contribution = contribution_create();
    contribution->actor = g_strdup(desk->actor);
    contribution->received = contribution->came = desk->now;
    contribution->campaign = g_strdup(entry->campaign->id);
    contribution->form = g_strdup(entry->form->id);
    contribution->form_name = g_strdup(entry->state->form_name);
    g_autoptr(Form) blank = form_create(entry->campaign->id, entry->form, "", NULL);
    for (guint i = 0; i < blank->fields->len; i++) {
        const struct field *old = blank->fields->pdata[i];
        bool meant = !strcmp(old->name, entry->rule->name);
        if (!meant && present(entry->state, old->name))
            continue;
        struct field *field = field_copy(old);
        g_ptr_array_add(contribution->fields, field);
        if (!meant)
            continue;
        if (!read_value(field, entry->rule, typed, error))
            return NULL;
        g_free(field->from);
        field->from = g_strdup(BY_HAND);
        field->confidence = 1.0;
        keep_picture(field, present(entry->state, field->name));
    }
    return g_steal_pointer(&contribution);
}

static bool look(const struct desk *desk, const struct target *target, struct entry *entry, GError **error)
{
    g_autoptr(GPtrArray) all = filing_contributions(desk->intake->store, target->submission, error);
    if (!all)
        return false;
    entry->state = submission_fold(all);
    if (!filing_identity(desk->intake->store, target->submission, entry->state, error))
        return false;
    entry->campaign = ruleset_campaign(desk->intake->ruleset, entry->state->campaign);
    if (entry->campaign)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: the rules have no campaign \"%s\" any more"), target->number,
                entry->state->campaign);
    return false;
}

static bool enter(const struct desk *desk, const struct target *target, const char *name, const char *typed,
                  GError **error)
{
    struct store *store = desk->intake->store;
    struct entry entry = {0};
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Contribution) contribution = NULL;
    g_autoptr(Decision) decision = NULL;
    bool good = look(desk, target, &entry, error) && choose_form(&entry, name, error) &&
                (contribution = contribution_of(desk, &entry, typed, error)) &&
                filing_contribute(store, entry.state, contribution, error) &&
                store_audit(store, desk->now, desk->actor, "set", target->number, entry.rule->name, error) &&
                (decision = decision_take(desk->intake, target->submission, none, true, error));
    if (good)
        printf("%s：%s 已录入；%s\n", target->number, entry.rule->title, desk_state(decision->refiled));
    submission_free(entry.state);
    return good;
}

static int set(const struct session *session, const char *actor, char **words)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open(session, actor, &failure);
    g_autoptr(GPtrArray) targets = desk ? desk_targets(desk, words, 1, &failure) : NULL;
    if (!targets)
        return cmd_fail(failure);
    const struct target *target = targets->pdata[0];
    if (target->work) {
        fprintf(stderr, _("huizhi: %s is a single work; a form belongs to a whole submission\n"), target->number);
        return ERROR_USAGE;
    }
    struct store *store = desk->intake->store;
    if (store_begin(store, &failure) && enter(desk, target, words[1], words[2], &failure) &&
        store_commit(store, &failure))
        return 0;
    store_rollback(store);
    return cmd_fail(failure);
}

int cmd_set(const struct session *session, int argc, char **argv)
{
    char *actor = NULL;
    const GOptionEntry entries[] = {
        {"actor", 0, 0, G_OPTION_ARG_STRING, &actor, N_("who read it; default: the user"), "NAME"}, {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("set", "N FIELD VALUE", N_("A value of the form, read by hand; FIELD by its name or its title."),
                    entries, argc, argv, &words, &code)) {
        if (g_strv_length(words) != 3) {
            fprintf(stderr, _("huizhi set: it takes N FIELD VALUE (huizhi set --help)\n"));
            code = ERROR_USAGE;
        } else {
            code = set(session, actor, words);
        }
    }
    g_free(actor);
    return code;
}
