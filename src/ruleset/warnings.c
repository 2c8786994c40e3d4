/* What may stand in a campaign and yet looks like a slip. Nothing here is refused: each is told with its place, so that
 * whoever writes a campaign can look again.
 */
#include <string.h>

#include "base/clock.h"
#include "ruleset/ruleset.h"

#define MAX_YEARS 5

static void G_GNUC_PRINTF(4, 5)
    warn(GPtrArray *warnings, const struct campaign *campaign, const struct spot *spot, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    bool placed = spot && spot->place;
    g_ptr_array_add(warnings, g_strdup_printf("%s: %s%s%s", placed ? spot->place : campaign->folder, what,
                                              placed ? "\n" : "", placed ? spot->excerpt : ""));
}

/* --- Fields --------------------------------------------------------------------------------------------------- */

static bool has_word(const char *text, const char *word)
{
    g_autofree char *pattern = g_strdup_printf("\\b%s\\b", word);
    return text && g_regex_match_simple(pattern, text, 0, 0);
}

static bool rule_speaks(const struct rule *rule, const char *word)
{
    if (has_word(rule->check, word) || has_word(rule->when, word))
        return true;
    for (guint i = 0; i < rule->show->len; i++)
        if (has_word(((const struct shown *)rule->show->pdata[i])->value, word))
            return true;
    return false;
}

/* Some rule looks at this word of its rows. */
static bool spoken_of(const struct campaign *campaign, const char *on, const char *word)
{
    for (guint i = 0; i < campaign->rules->len; i++) {
        const struct rule *rule = campaign->rules->pdata[i];
        if ((!on || !strcmp(rule->on, on)) && rule_speaks(rule, word))
            return true;
    }
    return false;
}

/* A rule on every field, whatever its name. */
static bool looks_at_all(const struct campaign *campaign)
{
    for (guint i = 0; i < campaign->rules->len; i++) {
        const struct rule *rule = campaign->rules->pdata[i];
        if (!strcmp(rule->on, "field") && !rule_speaks(rule, "required") &&
            (!rule_speaks(rule, "name") || has_word(rule->when, "NOT IN")))
            return true;
    }
    return false;
}

static bool is_phone(const struct field_rule *field)
{
    return field->type == FIELD_MOBILE || field->type == FIELD_LANDLINE || field->type == FIELD_PHONE;
}

/* Which of two phones is meant by 电话, the number itself tells. */
static const char *shared_label(const struct field_rule *field, const struct field_rule *other)
{
    if (is_phone(field) && is_phone(other) && field->type != other->type)
        return NULL;
    for (char **label = field->labels; *label; label++)
        if (g_strv_contains((const char *const *)other->labels, *label))
            return *label;
    return NULL;
}

static void look_at_fields(const struct campaign *campaign, const struct form_rule *form, GPtrArray *warnings)
{
    bool all = looks_at_all(campaign), required = spoken_of(campaign, "field", "required");
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *field = form->fields->pdata[i];
        bool named = spoken_of(campaign, NULL, field->name);
        if (field->required && !required && !named)
            warn(warnings, campaign, &field->at, "“%s”标为必填，但没有规则检查必填（on: field, when: required）",
                 field->title);
        else if (!all && !named && !field->required)
            warn(warnings, campaign, &field->at, "没有规则用到“%s”（%s），填得对不对都不会说", field->title,
                 field->name);
        if (field->names && *field->names && field->type != FIELD_PAPER)
            warn(warnings, campaign, &field->at, "names 只用于附送的材料（type: paper），在“%s”里不起作用",
                 field->title);
        for (guint k = 0; k < i; k++) {
            const struct field_rule *other = form->fields->pdata[k];
            const char *label = g_strcmp0(field->part, other->part) == 0 ? shared_label(field, other) : NULL;
            if (label)
                warn(warnings, campaign, &field->at, "标签“%s”在“%s”和“%s”里都有，填的内容会归到其中一项", label,
                     other->title, field->title);
        }
    }
}

static bool part_used(const struct form_rule *form, const char *part)
{
    for (guint i = 0; i < form->fields->len; i++)
        if (g_strcmp0(((const struct field_rule *)form->fields->pdata[i])->part, part) == 0)
            return true;
    return false;
}

/* --- Forms that are to be told apart -------------------------------------------------------------------------- */

static bool form_has(const struct form_rule *form, const char *label)
{
    if (g_strv_contains((const char *const *)form->anchors, label))
        return true;
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *field = form->fields->pdata[i];
        for (guint k = 0; k < field->own; k++)
            if (!strcmp(field->labels[k], label))
                return true;
    }
    return false;
}

static bool share_mailbox(const struct campaign *campaign, const struct campaign *other)
{
    return campaign == other || !g_strcmp0(campaign->mailbox, other->mailbox);
}

/* Anchors of a form that the other one has as well; returns how many are its own. */
static guint look_at_anchors(const struct campaign *campaign, const struct form_rule *form,
                             const struct campaign *other, const struct form_rule *second, GPtrArray *warnings)
{
    guint own = 0;
    for (char **anchor = form->anchors; *anchor; anchor++) {
        if (!form_has(second, *anchor))
            own++;
        else if (share_mailbox(campaign, other))
            warn(warnings, campaign, &form->at, "“%s”的特征标签（anchors）“%s”在%s“%s”里也有，不能靠它区分",
                 form->title, *anchor, campaign == other ? "" : other->id, second->title);
    }
    return own;
}

static void look_at_pair(const struct campaign *campaign, const struct form_rule *form, const struct campaign *other,
                         const struct form_rule *second, GPtrArray *warnings)
{
    bool first_own = look_at_anchors(campaign, form, other, second, warnings) > 0;
    bool second_own = look_at_anchors(other, second, campaign, form, warnings) > 0;
    if (!share_mailbox(campaign, other) || (first_own && second_own))
        return;
    warn(warnings, campaign, campaign == other ? &form->at : &campaign->mailbox_at,
         "%s “%s”与%s“%s”寄到同一邮箱%s，而其中一张没有自己的特征标签（anchors），容易认错",
         campaign == other ? "" : campaign->id, form->title, campaign == other ? "" : other->id, second->title,
         campaign == other ? "" : "，属于不同活动");
}

static void look_at_pairs(const struct ruleset *ruleset, GPtrArray *warnings)
{
    for (guint a = 0; a < ruleset->campaigns->len; a++)
        for (guint b = a; b < ruleset->campaigns->len; b++) {
            const struct campaign *campaign = ruleset->campaigns->pdata[a], *other = ruleset->campaigns->pdata[b];
            for (guint i = 0; i < campaign->forms->len; i++)
                for (guint k = a == b ? i + 1 : 0; k < other->forms->len; k++)
                    look_at_pair(campaign, campaign->forms->pdata[i], other, other->forms->pdata[k], warnings);
        }
}

/* --- Replies -------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name, *when;
    bool needed; /* without it such a mail cannot be answered at all */
} wanted[] = {
    {"complete", "材料齐全时", true},
    {"incomplete", "需要补正时", true},
    {"review", "要人工核对时", true},
    {"late", "逾期时", true},
    {"rejected", "不予采用时", true},
    {"enquiry", "来信咨询时", true},
    {"toolarge", "邮件过大时", true},
    {"several", "一封邮件里有几件时", false},
    {"closed", "活动结束以后", false},
    {"decided", "工作人员作出决定以后", false},
    {"amendment", "收到补充而归不到哪一件时", false},
    {"status", "查询时", false},
    {"template", "索取空白表格时", false},
    {"withdraw", "要求撤回时", false},
    {"help", "求助时", false},
    {"tried", "试投时", false},
    {"complaint", "有人投诉或收回同意时", false},
    {"passed", "来信转给工作人员时", false},
    {"resent", "同一封信又来时", false},
    {"stranger", "别人来改时", false},
    {"withdrawn", "确认撤回时", false},
    {"restored", "不再撤回时", false},
};

static void look_at_wanted(const struct campaign *campaign, GPtrArray *warnings)
{
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        const struct reply_template *found = g_hash_table_lookup(campaign->replies, wanted[i].name);
        if (found && found->subject)
            continue;
        warn(warnings, campaign, NULL, "%s replies/%s.mustache（%s的答复）%s",
             found ? "没有主题行（主题：…）的" : "没有", wanted[i].name, wanted[i].when,
             wanted[i].needed ? "；缺了它，这样的来信得不到答复" : "；届时用一般的答复");
    }
}

struct included {
    GHashTable *names;
};

static bool note_partial(const char *name, enum mustache_use use, const char *place, gpointer data, GError **error)
{
    (void)place;
    (void)error;
    const struct included *included = data;
    if (use == MUSTACHE_INCLUDED)
        g_hash_table_add(included->names, g_strdup(name));
    return true;
}

/* A part without a subject is there to be taken in by others. */
static void look_at_parts(const struct campaign *campaign, GPtrArray *warnings)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct included included = {names};
    g_autoptr(GList) replies = g_list_sort(g_hash_table_get_keys(campaign->replies), (GCompareFunc)strcmp);
    for (GList *each = replies; each; each = each->next) {
        const struct reply_template *reply = g_hash_table_lookup(campaign->replies, each->data);
        if (reply->subject)
            mustache_visit(reply->subject, note_partial, &included, NULL);
        mustache_visit(reply->body, note_partial, &included, NULL);
    }
    for (GList *each = replies; each; each = each->next) {
        const struct reply_template *reply = g_hash_table_lookup(campaign->replies, each->data);
        if (!reply->subject && !g_hash_table_contains(names, each->data))
            warn(warnings, campaign, NULL, "replies/%s.mustache 没有主题行，也没有别的模板用到它", (char *)each->data);
        const char *form = strchr(each->data, '-');
        if (form && !strncmp(each->data, "complete-", 9) && !campaign_form(campaign, form + 1))
            warn(warnings, campaign, NULL, "replies/%s.mustache：没有编号（id）为 %s 的表格", (char *)each->data,
                 form + 1);
    }
}

/* --- Days ----------------------------------------------------------------------------------------------------- */

static void look_at_days(const struct campaign *campaign, GPtrArray *warnings)
{
    if (campaign->opens && campaign->closes && campaign->closes < campaign->opens)
        warn(warnings, campaign, &campaign->closes_at, "结束日（closes）早于开始日（opens）");
    for (guint i = 0; i < campaign->forms->len; i++) {
        const struct form_rule *form = campaign->forms->pdata[i];
        if (form->deadline && campaign->opens && form->deadline < campaign->opens)
            warn(warnings, campaign, &form->deadline_at, "“%s”的截止日早于活动开始日（opens）", form->title);
        else if (form->deadline && campaign->closes && form->deadline > campaign->closes)
            warn(warnings, campaign, &form->deadline_at, "“%s”的截止日晚于活动结束日（closes）", form->title);
        if (!form->deadline && campaign->remind.n_days && !campaign->closes)
            warn(warnings, campaign, &form->at, "“%s”没有截止日，提醒只按补正期限发", form->title);
        for (guint k = 0; k < form->parts->len; k++) {
            const struct part_rule *part = form->parts->pdata[k];
            if (!part_used(form, part->id))
                warn(warnings, campaign, &form->at, "“%s”的部分 %s 里没有任何栏目（part: %s）", form->title, part->id,
                     part->id);
        }
    }
}

static void look_at_calendar(const struct ruleset *ruleset, const struct campaign *campaign, gint64 now,
                             GHashTable *told, GPtrArray *warnings)
{
    guint first = calendar_year(now, campaign->zone), last = first;
    for (guint i = 0; i < campaign->forms->len; i++) {
        gint64 deadline = ((const struct form_rule *)campaign->forms->pdata[i])->deadline;
        last = deadline > now ? MAX(last, calendar_year(deadline, campaign->zone)) : last;
    }
    for (guint year = first; year <= last && year < first + MAX_YEARS; year++)
        if (!calendar_knows(ruleset->calendar, year) && g_hash_table_add(told, GUINT_TO_POINTER(year)))
            g_ptr_array_add(warnings,
                            g_strdup_printf("common/holidays.yaml 中没有%u年的放假安排，工作日按周一至周五计算", year));
}

GPtrArray *ruleset_warnings(const struct ruleset *ruleset, gint64 now)
{
    GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < ruleset->campaigns->len; i++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[i];
        look_at_days(campaign, warnings);
        for (guint f = 0; f < campaign->forms->len; f++)
            look_at_fields(campaign, campaign->forms->pdata[f], warnings);
        look_at_wanted(campaign, warnings);
        look_at_parts(campaign, warnings);
        look_at_calendar(ruleset, campaign, now, told, warnings);
    }
    look_at_pairs(ruleset, warnings);
    return warnings;
}
