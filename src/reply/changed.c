/* Whoever corrects something wants to read that just this was understood: the new form, the files, the captions by the
 * numbers of their photographs, the fields by their titles.
 */
#include "reply/changed.h"

#define MOST 12

static void name(GPtrArray *names, char *words)
{
    for (guint i = 0; i < names->len; i++)
        if (g_str_equal(names->pdata[i], words)) {
            g_free(words);
            return;
        }
    g_ptr_array_add(names, words);
}

static void add_works(GPtrArray *names, const struct submission *submission, gint64 came)
{
    for (guint i = 0; i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        const char *kind = numbered->work->kind == WORK_PHOTO ? "照片" : "作品";
        if (numbered->touched == came)
            name(names, g_strdup_printf("%s%d%s", kind, numbered->seq, numbered->arrived == came ? "" : "的说明"));
    }
}

/* A plan that came alone has the form's papers and nothing else of it. */
static bool says_more(const struct form_rule *form, const struct contribution *contribution)
{
    for (guint i = 0; i < contribution->fields->len; i++) {
        const struct field *field = contribution->fields->pdata[i];
        const struct field_rule *rule = form_field(form, field->name);
        if (rule && rule->type != FIELD_PAPER && (field->value || field->raw))
            return true;
    }
    return contribution->unreadable;
}

char *changed_words(const struct campaign *campaign, const struct submission *submission,
                    const struct contribution *contribution)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const struct form_rule *form = submission->form ? campaign_form(campaign, submission->form) : NULL;
    if (contribution->form && form && says_more(form, contribution))
        name(names, g_strdup(form->title));
    add_works(names, submission, MAX(contribution->came, contribution->received));
    for (guint i = 0; form && i < contribution->fields->len; i++) {
        const struct field *field = contribution->fields->pdata[i];
        const struct field_rule *rule = form_field(form, field->name);
        if (rule && (field->value || field->raw) && (!contribution->form || rule->type == FIELD_PAPER))
            name(names, g_strdup(rule->title));
    }
    if (names->len == 0)
        return NULL;
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < names->len && i < MOST; i++)
        g_string_append_printf(all, "%s%s", i ? "、" : "", (const char *)names->pdata[i]);
    if (names->len > MOST)
        g_string_append(all, "等");
    return g_string_free(all, FALSE);
}
