/* The desk of the secretariat's verbs. */
#include "cmd/desk.h"

#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "store/filing.h"
#include "store/merge.h"

void desk_close(struct desk *desk)
{
    if (!desk)
        return;
    intake_close(desk->intake);
    config_free(desk->config);
    g_free(desk);
}

static struct desk *open_with(const struct session *session, const char *actor, bool reads, GError **error)
{
    g_autoptr(Desk) desk = g_new0(struct desk, 1);
    desk->actor = actor && *actor ? actor : g_get_user_name();
    desk->now = clock_now(&session->clock);
    desk->config = cmd_config_load(session, error);
    if (desk->config)
        desk->intake = reads ? intake_open(desk->config, &session->clock, error)
                             : intake_open_desk(desk->config, &session->clock, error);
    return desk->intake ? g_steal_pointer(&desk) : NULL;
}

struct desk *desk_open(const struct session *session, const char *actor, GError **error)
{
    return open_with(session, actor, false, error);
}

struct desk *desk_open_reading(const struct session *session, const char *actor, GError **error)
{
    return open_with(session, actor, true, error);
}

char *cmd_number(const struct ruleset *ruleset, const char *typed, int *seq, GError **error)
{
    g_autofree char *upper = g_ascii_strup(typed, -1);
    const struct campaign *first = ruleset->campaigns->pdata[0];
    g_autofree char *whole = g_ascii_isdigit(*upper) ? g_strdup_printf("%s-%s", first->prefix, upper) : g_strdup(upper);
    g_autofree char *prefix = NULL;
    int number;
    if (number_parse(whole, &prefix, &number, seq))
        return number_format(prefix, number);
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("“%s” is no number; write it as %s-0012, or a work as %s-0012-03"),
                typed, first->prefix, first->prefix);
    return NULL;
}

static void target_free(gpointer data)
{
    struct target *target = data;
    g_free(target->number);
    g_free(target);
}

static struct target *find(const struct desk *desk, const char *typed, GError **error)
{
    int seq = 0;
    g_autofree char *number = cmd_number(desk->intake->ruleset, typed, &seq, error);
    g_autoptr(GArray) ids = number ? filing_by_number(desk->intake->store, number, error) : NULL;
    if (!ids)
        return NULL;
    if (ids->len == 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, _("there is no submission %s"), number);
        return NULL;
    }
    gint64 id = g_array_index(ids, gint64, 0);
    g_autofree char *typed_work = seq ? number_format_work(number, seq) : NULL;
    g_autoptr(GError) failure = NULL;
    if (typed_work)
        merge_alias(desk->intake->store, typed_work, &id, &seq, &failure);
    g_autofree char *now = failure ? NULL : filing_number_of(desk->intake->store, id, &failure);
    if (!now) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    gint64 there = seq ? filing_has_work(desk->intake->store, id, seq, error) : 1;
    if (there <= 0) {
        if (there == 0)
            g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, _("%s has no work %02d"), now, seq);
        return NULL;
    }
    struct target *target = g_new0(struct target, 1);
    target->submission = id;
    target->work = seq;
    target->number = seq ? number_format_work(now, seq) : g_strdup(now);
    return target;
}

GPtrArray *desk_targets(const struct desk *desk, char **words, guint count, GError **error)
{
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(target_free);
    for (guint i = 0; i < count; i++) {
        struct target *target = find(desk, words[i], error);
        if (!target)
            return NULL;
        bool known = false;
        for (guint k = 0; k < targets->len && !known; k++)
            known = !strcmp(((const struct target *)targets->pdata[k])->number, target->number);
        if (known)
            target_free(target);
        else
            g_ptr_array_add(targets, target);
    }
    return g_steal_pointer(&targets);
}

const char *desk_state(const struct refiled *refiled)
{
    static const char *const words[] = {[VERDICT_COMPLETE] = "完整",
                                        [VERDICT_INCOMPLETE] = "需补正",
                                        [VERDICT_REVIEW] = "待人工核对",
                                        [VERDICT_LATE] = "逾期",
                                        [VERDICT_REJECTED] = "不采用"};
    return words[refiled->verdict->state];
}

void desk_shelve(const struct desk *desk)
{
    shelve_works(desk->intake);
}
