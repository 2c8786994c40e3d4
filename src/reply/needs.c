/* What an answer must bring follows from the faults: the family of a rule says whether words, a form or a file mend it.
 */
#include "reply/needs.h"

#include <string.h>

/* The submission's form; works without a form count for the form that takes works. */
const struct form_rule *needs_form_rule(const struct campaign *campaign, const struct submission *submission)
{
    for (guint i = 0; i < campaign->forms->len; i++) {
        const struct form_rule *form = campaign->forms->pdata[i];
        if (submission->form ? strcmp(form->id, submission->form) == 0 : form->takes_works)
            return form;
    }
    return NULL;
}

/* What the answer must bring, by the family of the rule: form.*, work.*, photo.caption.*, field.* … */
const char *needs_of(const char *rule)
{
    static const struct {
        const char *family, *need;
    } table[] = {
        {"photo.caption.", "needs_captions"},
        {"form.", "needs_form"},
        {"work.", "needs_files"},
        {"photo.", "needs_files"},
        {"link.", "needs_files"},
        {"field.", "needs_fields"},
        {"source.", "needs_fields"},
        {"declaration.", "needs_fields"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_str_has_prefix(rule, table[i].family))
            return table[i].need;
    return NULL;
}

/* The paper that a fault is about, whatever its rule: it comes as a file, not as a line in the answer. */
const struct field_rule *needs_paper(const struct form_rule *form, const struct fault *fault)
{
    const struct field_rule *rule =
        fault->work < 0 && form && fault->finding->subject ? form_field(form, fault->finding->subject) : NULL;
    return rule && rule->type == FIELD_PAPER ? rule : NULL;
}

/* A work that people sent back comes again as a file; the whole, as they said. */
static const char *need_of_fault(const struct form_rule *form, const struct fault *fault)
{
    if (!strcmp(fault->finding->rule, "desk.return"))
        return fault->work < 0 ? "needs_revision" : "needs_files";
    return needs_paper(form, fault) ? "needs_papers" : needs_of(fault->finding->rule);
}

bool needs_any(const struct form_rule *form, const GPtrArray *faults, const char *need)
{
    for (guint i = 0; i < faults->len; i++) {
        if (g_strcmp0(need_of_fault(form, faults->pdata[i]), need) == 0)
            return true;
    }
    return false;
}

bool needs_caption(const GPtrArray *faults, guint work)
{
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *fault = faults->pdata[i];
        if (fault->work == (int)work && g_str_has_prefix(fault->finding->rule, "photo.caption."))
            return true;
    }
    return false;
}

static bool has_rule(const GPtrArray *rules, const struct field_rule *rule)
{
    return g_ptr_array_find((GPtrArray *)rules, rule, NULL);
}

/* “join” is a fault of all fields join_…. */
static void add_family(GPtrArray *rules, const struct form_rule *form, const char *subject)
{
    g_autofree char *prefix = g_strconcat(subject, "_", NULL);
    for (guint i = 0; i < form->fields->len; i++) {
        struct field_rule *rule = form->fields->pdata[i];
        if (g_str_has_prefix(rule->name, prefix) && !has_rule(rules, rule))
            g_ptr_array_add(rules, rule);
    }
}

/* Of a mail without a form: the one that it would have had. */
static const struct form_rule *lacking_form(const struct campaign *campaign)
{
    for (guint i = 0; i < campaign->forms->len; i++)
        if (form_rule_papers(campaign->forms->pdata[i]))
            return campaign->forms->pdata[i];
    return NULL;
}

GPtrArray *needs_fields(const struct campaign *campaign, const struct submission *submission, const GPtrArray *faults)
{
    GPtrArray *rules = g_ptr_array_new();
    const struct form_rule *form = needs_form_rule(campaign, submission);
    if (!form && !submission->form)
        form = lacking_form(campaign);
    bool whole = form && needs_any(form, faults, "needs_form");
    for (guint i = 0; whole && i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        if (rule->type != FIELD_PAPER)
            g_ptr_array_add(rules, form->fields->pdata[i]);
    }
    for (guint i = 0; form && !whole && i < faults->len; i++) {
        const struct fault *fault = faults->pdata[i];
        if (fault->work >= 0 || !fault->finding->subject || needs_paper(form, fault))
            continue;
        const struct field_rule *rule = form_field(form, fault->finding->subject);
        if (rule && !has_rule(rules, rule))
            g_ptr_array_add(rules, (gpointer)rule);
        else if (!rule && g_strcmp0(needs_of(fault->finding->rule), "needs_fields") == 0)
            add_family(rules, form, fault->finding->subject);
    }
    return rules;
}

char *needs_label(const struct field_rule *rule)
{
    g_autoptr(GString) label = g_string_new(rule->title);
    if (rule->type == FIELD_YESNO)
        g_string_append(label, "（是/否）");
    for (guint i = 0; rule->type == FIELD_CHOICE && i < rule->options->len; i++) {
        const struct option_rule *option = rule->options->pdata[i];
        g_string_append_printf(label, "%s%s", i ? "/" : "（", option->labels[0]);
    }
    if (rule->type == FIELD_CHOICE)
        g_string_append(label, "）");
    return g_string_free(g_steal_pointer(&label), FALSE);
}
