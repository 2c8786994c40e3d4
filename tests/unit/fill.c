/* The round trip of the lines that a reply gives to be copied: filled in for every field of every form, they come back
 * as just those values.
 */
#include <string.h>

#include "reader/reading.h"
#include "reply/html.h"
#include "reply/needs.h"
#include "tap.h"

static struct dossier *dossier_new(const char *fresh)
{
    struct dossier *dossier = g_new0(struct dossier, 1);
    dossier->message = g_new0(struct message, 1);
    dossier->message->subject = g_strdup("");
    dossier->message->fresh = g_strdup(fresh);
    dossier->captions = g_ptr_array_new_with_free_func((GDestroyNotify)caption_free);
    dossier->lines = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    dossier->notes = g_ptr_array_new_with_free_func(g_free);
    dossier->works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
    return dossier;
}

/* What a person would write, and what is to be read. */
static const char *said(const struct field_rule *rule, const char **value)
{
    switch (rule->type) {
    case FIELD_NAME:
        return *value = "邗东大学附属医院";
    case FIELD_EMAIL:
        return *value = "zhang.ruolin@example.com";
    case FIELD_MOBILE:
    case FIELD_PHONE:
        return *value = "13800005577";
    case FIELD_LANDLINE:
        return *value = "010-60000001";
    case FIELD_POSTCODE:
        return *value = "225000";
    case FIELD_YESNO:
        *value = "true";
        return "是";
    case FIELD_CHOICE:
        *value = ((const struct option_rule *)rule->options->pdata[0])->value;
        return ((const struct option_rule *)rule->options->pdata[0])->labels[0];
    default:
        return *value = "2020年2月在邗东大学附属医院";
    }
}

static const struct field *field_in(const struct dossier *dossier, const struct form_rule *form, const char *name)
{
    for (guint i = 0; i < dossier->lines->len; i++) {
        const struct form *lines = dossier->lines->pdata[i];
        if (!strcmp(lines->id, form->id))
            return form_get(lines, name);
    }
    return NULL;
}

/* Every `step`-th field from `from` is filled in, the others stay empty. */
static void round_trip(const struct reader_data *data, const struct form_rule *form, guint from, guint step)
{
    g_autoptr(GString) text = g_string_new("您好，现补充如下：\n" HTML_FENCE " 复制从这里开始 " HTML_FENCE "\n");
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        const char *value;
        g_autofree char *label = needs_label(rule);
        if (rule->type != FIELD_PAPER)
            g_string_append_printf(text, "%s：%s\n", label, i % step == from ? said(rule, &value) : "");
    }
    g_string_append(text, HTML_FENCE " 到这里为止 " HTML_FENCE "\n谢谢！\n");
    g_autoptr(Dossier) dossier = dossier_new(text->str);
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    struct reading reading = {.data = data, .dossier = dossier, .entries = entries};
    reading_lines(&reading);
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        const char *want = NULL;
        if (rule->type == FIELD_PAPER)
            continue;
        if (i % step == from)
            said(rule, &want);
        const struct field *field = field_in(dossier, form, rule->name);
        g_autofree char *what = g_strdup_printf("%s.%s comes back (%u of %u)", form->id, rule->name, from, step);
        /* What part the form was filled in for may follow from the others. */
        if (want || g_strcmp0(rule->name, form->part_field) != 0)
            tap_str(field ? field->value : NULL, want, what);
    }
}

/* Captions among the lines: those that were filled in, up to the rule below. */
static void test_captions(const struct reader_data *data)
{
    g_autoptr(Dossier) dossier = dossier_new(HTML_FENCE HTML_FENCE " 复制从这里开始 ————\n信息来源：本刊公众号\n"
                                                                   "照片1说明：\n照片2说明：2020年2月，护士在隔离病房\n"
                                                                   "照片3说明：采样现场\n———— 到这里为止 ————\n");
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    struct reading reading = {.data = data, .dossier = dossier, .entries = entries};
    reading_lines(&reading);
    const struct caption *first = dossier->captions->len == 2 ? dossier->captions->pdata[0] : NULL;
    const struct caption *second = first ? dossier->captions->pdata[1] : NULL;
    tap_ok(first && first->number == 2 && !strcmp(first->text, "2020年2月，护士在隔离病房"), "the caption of 2");
    tap_ok(second && second->number == 3 && !strcmp(second->text, "采样现场"), "of 3, without the rule below it");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    const char *const own[] = {NULL};
    struct reader_data data = {0};
    if (!tap_ok(reader_data_load(&data, "rules", own, &error), "the rules load")) {
        printf("# %s\n", error->message);
        return tap_done();
    }
    for (guint c = 0; c < data.ruleset->campaigns->len; c++) {
        const struct campaign *campaign = data.ruleset->campaigns->pdata[c];
        for (guint f = 0; f < campaign->forms->len; f++) {
            round_trip(&data, campaign->forms->pdata[f], 0, 1);
            round_trip(&data, campaign->forms->pdata[f], 0, 3);
            round_trip(&data, campaign->forms->pdata[f], 1, 3);
            round_trip(&data, campaign->forms->pdata[f], 2, 3);
        }
    }
    test_captions(&data);
    reader_data_clear(&data);
    return tap_done();
}
