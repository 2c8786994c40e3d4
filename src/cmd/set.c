/* set: a value that a person read, on a scan or on the telephone (entry.h). */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "desk/entry.h"

static char *names_of(const struct form_rule *form)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", rule->name);
    }
    return g_string_free(names, FALSE);
}

static const struct field_rule *choose_field(struct entry *entry, const char *name, GError **error)
{
    bool several = false;
    const struct field_rule *rule = entry_field(entry, name, &several);
    if (rule)
        return rule;
    g_autofree char *names = entry->form ? names_of(entry->form) : g_strdup(_("(it has no form)"));
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s has %s “%s”; its fields: %s"), entry->state->number,
                several ? _("several fields") : _("no field"), name, names);
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

static bool enter(const struct desk *desk, const struct target *target, const char *name, const char *typed,
                  GError **error)
{
    g_autoptr(Entry) entry = entry_open(desk->intake, target->submission, error);
    const struct field_rule *rule = entry ? choose_field(entry, name, error) : NULL;
    if (!rule || (!entry_fits(rule, typed) && !refuse_value(error, rule, typed)))
        return false;
    struct entered entered = {rule, typed};
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    g_ptr_array_add(values, &entered);
    g_autoptr(Decision) decision = entry_take(desk->intake, entry, desk->actor, values, error);
    if (decision)
        printf("%s：%s 已录入；%s\n", target->number, rule->title, desk_state(decision->refiled));
    return decision != NULL;
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
