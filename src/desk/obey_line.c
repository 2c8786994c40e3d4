/* A line of a decision: what it names, whether the token is good for it, and the ruling that it becomes. */
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "desk/decision.h"
#include "desk/obey.h"
#include "store/filing.h"
#include "store/merge.h"
#include "store/pass.h"

void obey_say(struct obey *obey, bool good, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    obey->good += good;
    obey->bad += !good;
    g_ptr_array_add(obey->said, g_strdup_printf("%s %s", good ? "✓" : "✗", text));
}

bool obey_undo(struct obey *obey, GError *failure, char **why, GError **error)
{
    bool ours = failure && failure->domain == HUIZHI_ERROR &&
                (failure->code == ERROR_INPUT || failure->code == ERROR_USAGE || failure->code == ERROR_NO_INPUT ||
                 failure->code == ERROR_CONFIG || failure->code == ERROR_SOFTWARE);
    if ((failure && !ours) || !store_undo(obey->intake->store)) {
        if (failure)
            g_propagate_error(error, g_error_copy(failure));
        else
            g_set_error(error, HUIZHI_ERROR, ERROR_IO, "the database has undone the whole batch");
        return false;
    }
    if (failure && !*why)
        *why = g_strdup_printf("程序不能办理（%s）", failure->message);
    return true;
}

/* "NXZ-0012" of each campaign that has such a number, or of the one that is named. */
static bool find_number(struct obey *obey, const struct order_item *item, struct obeyed *found, char **why,
                        GError **error)
{
    const GPtrArray *campaigns = obey->intake->ruleset->campaigns;
    for (guint i = 0; i < campaigns->len; i++) {
        const char *prefix = ((const struct campaign *)campaigns->pdata[i])->prefix;
        if (*item->prefix && strcmp(item->prefix, prefix) != 0)
            continue;
        g_autofree char *number = number_format(prefix, item->number);
        g_autoptr(GArray) ids = filing_by_number(obey->intake->store, number, error);
        if (!ids)
            return false;
        if (!ids->len)
            continue;
        if (found->number) {
            *why = g_strdup_printf("有%s，也有%s，请写全", found->number, number);
            g_clear_pointer(&found->number, g_free);
            return true;
        }
        found->submission = g_array_index(ids, gint64, 0);
        found->number = g_steal_pointer(&number);
    }
    if (!found->number)
        *why = g_strdup("没有这个编号");
    return true;
}

/* A work that was merged or split off goes by its present number; it is known as long as its first one was. */
static bool present(struct obey *obey, struct obeyed *found, GError **error)
{
    g_autofree char *old = number_format_work(found->number, found->work);
    g_autoptr(GError) failure = NULL;
    if (merge_alias(obey->intake->store, old, &found->submission, &found->work, &failure)) {
        g_free(found->number);
        found->number = filing_number_of(obey->intake->store, found->submission, &failure);
    }
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool obey_find(struct obey *obey, const struct order_item *item, const struct pass *pass, struct obeyed *found,
               char **why, GError **error)
{
    *found = (struct obeyed){.work = item->work};
    if (!find_number(obey, item, found, why, error))
        return false;
    gint64 named = found->submission;
    if (found->number && item->work && !present(obey, found, error))
        return false;
    gint64 there =
        found->number && item->work ? filing_has_work(obey->intake->store, found->submission, found->work, error) : 1;
    if (there < 0)
        return false;
    if (found->number && !there)
        *why = g_strdup_printf("%s没有第%d件作品", found->number, found->work);
    else if (found->number && named > pass->newest)
        *why = g_strdup("那期日报之后才登记的，请用新的日报回复");
    if (*why || !item->work) {
        if (*why)
            g_clear_pointer(&found->number, g_free);
        return true;
    }
    g_autofree char *whole = found->number;
    found->number = number_format_work(whole, found->work);
    return true;
}

/* What the ruling says beside its action: the day as seconds, the person. */
static bool read_value(struct obey *obey, const struct order *order, const struct obeyed *found, struct ruling *ruling,
                       char **why)
{
    if (order->action == RULING_ASSIGN) {
        bool nobody = !strcmp(order->text, "-") || !strcmp(order->text, "无");
        ruling->value = nobody ? NULL : g_strdup(order->text);
        return true;
    }
    if (order->action != RULING_EXTEND) {
        ruling->why = g_strdup(order->text);
        return true;
    }
    g_autofree char *prefix = g_strndup(found->number, strcspn(found->number, "-"));
    const struct campaign *campaign = ruleset_by_prefix(obey->intake->ruleset, prefix);
    g_autofree char *day = campaign ? orders_day(order->text, ruling->at, campaign->zone) : NULL;
    gint64 until;
    if (!day || !clock_parse_day_end(day, campaign->zone, &until, NULL)) {
        *why = g_strdup_printf("“%s”不是日期，请写成 6月10日", order->text);
        return false;
    }
    ruling->value = g_strdup_printf("%" G_GINT64_FORMAT, until);
    return true;
}

/* Whether the token may still serve; *same: it has served for this very decision. */
static bool ask_pass(struct obey *obey, const struct ruling *ruling, bool *same, char **why, GError **error)
{
    static const char *const topics[] = {
        [RULINGS_DECIDED] = "decided", [RULINGS_HELD] = "held",   [RULINGS_EXTENDED] = "extended",
        [RULINGS_LATE] = "late",       [RULINGS_NOTED] = "noted", [RULINGS_ASSIGNED] = "assigned"};
    enum ruling_group group = ruling_group(ruling->action);
    bool tells = ruling->action == RULING_RETURN || ruling->action == RULING_REJECT;
    bool note = ruling->action == RULING_NOTE;
    g_autofree char *words =
        g_strdup_printf("%s\n%s\n%s", ruling_name(ruling->action), ruling->value ? ruling->value : "",
                        (tells || note) && ruling->why ? ruling->why : "");
    g_autofree char *topic = note ? g_strdup_printf("noted %08x", g_str_hash(words)) : g_strdup(topics[group]);
    struct pass_topic about = {ruling->submission, ruling->work, topic, !note, words};
    enum pass_use use;
    if (!pass_use(obey->intake->store, obey->decide, &about, obey->mail, ruling->at, &use, error))
        return false;
    *same = use == PASS_SAME;
    if (use == PASS_OTHER)
        *why = g_strdup("这期日报的口令已用来对它作过决定；要改，请用新的日报回复");
    return true;
}

static const char *misfit_words(enum misfit misfit)
{
    static const char *const words[] = {[MISFIT_NOT_LATE] = "并没有逾期",
                                        [MISFIT_NO_DEADLINE] = "没有可以延长的截止日期",
                                        [MISFIT_LATER_ALREADY] = "规定的截止日期比这一天还晚",
                                        [MISFIT_NOTHING_REOPENED] = "没有可以撤销的决定",
                                        [MISFIT_NOT_HELD] = "并没有被撤下",
                                        [MISFIT_WHOLE_ONLY] = "这是对整件说的，请只写整件的编号"};
    return words[misfit];
}

static const char *state_words(const struct refiled *refiled)
{
    static const char *const words[] = {[VERDICT_COMPLETE] = "完整",
                                        [VERDICT_INCOMPLETE] = "需补正",
                                        [VERDICT_REVIEW] = "待人工核对",
                                        [VERDICT_LATE] = "逾期",
                                        [VERDICT_REJECTED] = "不采用"};
    return words[refiled->verdict->state];
}

static void report(struct obey *obey, const struct order *order, const struct obeyed *found,
                   const struct decision *decision)
{
    static const char *const done[RULING_COUNT] = {
        [RULING_ACCEPT] = "已通过",     [RULING_RETURN] = "已退回",      [RULING_REJECT] = "已定为不采用",
        [RULING_REOPEN] = "已撤销决定", [RULING_HOLD] = "已撤下",        [RULING_RESTORE] = "已恢复",
        [RULING_EXTEND] = "已延期",     [RULING_ACCEPT_LATE] = "按时论", [RULING_NOTE] = "已备注",
        [RULING_ASSIGN] = "已转交"};
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%s：%s %s；现为%s", order->line, found->number, done[order->action],
                           state_words(decision->refiled));
    if (decision->refiled->submission->held)
        g_string_append(text, "，暂停使用");
    if (decision->letter == LETTER_QUEUED)
        g_string_append(text, "，给对方的答复待发");
    else if (decision->letter == LETTER_WITHHELD && ruling_group(order->action) == RULINGS_DECIDED)
        g_string_append_printf(text, "，不答复对方：%s", decision->withheld);
    obey_say(obey, true, "%s", text->str);
}

/* Inside its savepoint; *why: it is to be undone. */
static bool take_ruling(struct obey *obey, const struct order *order, const struct obeyed *found, bool *same,
                        char **why, GError **error)
{
    g_autoptr(GPtrArray) rulings = g_ptr_array_new_with_free_func((GDestroyNotify)ruling_free);
    struct ruling *ruling = g_new0(struct ruling, 1);
    g_ptr_array_add(rulings, ruling);
    ruling->submission = found->submission;
    ruling->work = found->work;
    ruling->actor = g_strdup(obey->actor);
    ruling->at = clock_now(&obey->intake->clock);
    ruling->action = order->action;
    ruling->mail = obey->mail;
    if (!read_value(obey, order, found, ruling, why))
        return true;
    if (!ask_pass(obey, ruling, same, why, error))
        return false;
    if (*same || *why)
        return true;
    g_autoptr(Decision) decision = decision_take(obey->intake, found->submission, rulings, false, error);
    if (!decision)
        return false;
    enum misfit misfit = decision_misfit(decision->refiled, ruling);
    if (misfit != MISFIT_NONE)
        *why = g_strdup(misfit_words(misfit));
    else
        report(obey, order, found, decision);
    return true;
}

static bool rule(struct obey *obey, const struct order *order, const struct obeyed *found, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *why = NULL;
    bool same = false;
    if (!store_savepoint(obey->intake->store, error))
        return false;
    if (take_ruling(obey, order, found, &same, &why, &failure) && !why) {
        if (same)
            obey_say(obey, true, "%s：%s 已按您的这个决定执行过", order->line, found->number);
        return store_release(obey->intake->store, error);
    }
    if (!obey_undo(obey, failure, &why, error))
        return false;
    obey_say(obey, false, "%s：%s", order->line, why);
    return true;
}

static bool take_item(struct obey *obey, const struct order *order, const struct order_item *item, GError **error)
{
    if (order->sets)
        return obey_values(obey, order, item, error);
    struct obeyed found = {0};
    g_autofree char *why = NULL;
    bool good = obey_find(obey, item, obey->decide, &found, &why, error);
    if (good && why)
        obey_say(obey, false, "%s：%s", order->line, why);
    else if (good)
        good = rule(obey, order, &found, error);
    g_free(found.number);
    return good;
}

bool obey_order(struct obey *obey, const struct order *order, GError **error)
{
    if (!order->good) {
        obey_say(obey, false, "%s：没有看懂%s%s", order->line, order->why ? "，" : "", order->why ? order->why : "");
        return true;
    }
    if (!obey->decide) {
        obey_say(obey, false, "%s：%s", order->line, obey->why_not);
        return true;
    }
    for (guint i = 0; i < order->items->len; i++)
        if (!take_item(obey, order, &g_array_index(order->items, struct order_item, i), error))
            return false;
    return true;
}
