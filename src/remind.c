/* Reminders: who was asked for corrections and has not sent them hears of it once more, on the days before the time
 * limit that the campaign states.
 *
 * Every round looks at all that is awaited and does what is due by now; nothing is planned ahead, so that an outage, a
 * restart or a changed time limit needs no repair. Of the days that have come the nearest counts, the earlier ones are
 * left out. A reminder is a letter like any other: it waits for its release, keeps to the day's budget, and a newer
 * answer takes its place.
 */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "intake.h"
#include "refile.h"
#include "reply/wire.h"
#include "store/filing.h"
#include "store/reminder.h"

#define DAY (24 * 60 * 60)

/* One submission that is to be reminded of now. */
struct due {
    const struct awaited *awaited; /* borrowed, as the campaign */
    const struct campaign *campaign;
    gint64 limit; /* the deadline if it lies ahead, else fix_by */
    gint64 days;  /* before it, as the campaign states */
};

static gint64 limit_of(const struct awaited *awaited, const struct campaign *campaign, gint64 now)
{
    gint64 deadline = awaited->deadline > 0 ? awaited->deadline : campaign_deadline(campaign, awaited->form);
    return deadline > now ? deadline : awaited->fix_by > now ? awaited->fix_by : 0;
}

/* The nearest of the campaign's days that has come; false when none has. */
static bool day_come(const struct campaign *campaign, gint64 limit, gint64 now, guint *index)
{
    const struct remind *remind = &campaign->remind;
    for (guint i = 0; i < remind->n_days; i++)
        if (calendar_hour(limit, -remind->days[i], remind->from, campaign->zone) <= now) {
            *index = i;
            return true;
        }
    return false;
}

enum decision { REMIND_LATER, REMIND_LEAVE_OUT, REMIND_NOW };

/* Whoever heard of it within a day, or since the day came, needs no reminder. */
static enum decision decide(const struct due *due, gint64 now)
{
    const struct awaited *awaited = due->awaited;
    const struct campaign *campaign = due->campaign;
    gint64 came = calendar_hour(due->limit, -due->days, campaign->remind.from, campaign->zone);
    if (awaited->paused && now < awaited->paused + campaign->remind.pause * DAY)
        return REMIND_LATER;
    if (awaited->reminded && !awaited->unsent && now < awaited->told + DAY)
        return REMIND_LATER;
    if (awaited->unsent || now < awaited->told + DAY || came <= MAX(awaited->told, awaited->paused))
        return REMIND_LEAVE_OUT;
    return REMIND_NOW;
}

/* Adds the submission to `all` if it is to be reminded of now. The days that were passed over are remembered. */
static bool consider(struct intake *intake, const struct awaited *awaited, gint64 now, GArray *all, GError **error)
{
    const struct campaign *campaign = ruleset_campaign(intake->ruleset, awaited->campaign);
    gint64 limit = campaign ? limit_of(awaited, campaign, now) : 0, next;
    guint index = 0;
    if (!limit || !day_come(campaign, limit, now, &index) ||
        !remind_open(&campaign->remind, now, campaign->zone, &next))
        return true;
    struct due due = {awaited, campaign, limit, campaign->remind.days[index]};
    enum decision decision = decide(&due, now);
    if (decision == REMIND_LATER || answer_never(intake->config, awaited->last->to))
        return true;
    g_autoptr(GError) failure = NULL;
    bool known = reminder_known(intake->store, awaited->id, limit, due.days, &failure);
    for (guint i = index + (decision == REMIND_NOW || known); !failure && i < campaign->remind.n_days; i++)
        if (!reminder_known(intake->store, awaited->id, limit, campaign->remind.days[i], &failure) && !failure)
            reminder_record(intake->store, awaited->id, limit, campaign->remind.days[i], 0, now, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!known && decision == REMIND_NOW)
        g_array_append_val(all, due);
    return true;
}

/* What goes into one letter: the same person, campaign and day. */
static bool together(const struct due *a, const struct due *b)
{
    return a->campaign == b->campaign && !g_ascii_strcasecmp(a->awaited->last->to, b->awaited->last->to) &&
           !strcmp(a->awaited->last->mailbox, b->awaited->last->mailbox) &&
           calendar_distance(a->limit, b->limit, a->campaign->zone) == 0;
}

static void judged_free(gpointer data)
{
    struct judged *judged = data;
    submission_free((struct submission *)judged->submission);
    verdict_free((struct verdict *)judged->verdict);
    g_free(judged);
}

/* The submission as it stands. */
static struct judged *judge_due(struct intake *intake, const struct due *due, GError **error)
{
    g_autoptr(Refiled) refiled = refile_look(intake->store, intake->judge, intake->ruleset, due->awaited->id, error);
    if (!refiled)
        return NULL;
    struct judged *judged = g_new0(struct judged, 1);
    judged->campaign = due->campaign;
    judged->submission = g_steal_pointer(&refiled->submission);
    judged->verdict = g_steal_pointer(&refiled->verdict);
    judged->due = due->limit;
    return judged;
}

static bool queue(struct intake *intake, const GPtrArray *group, const GPtrArray *judged, gint64 now, GError **error)
{
    const struct letter *last = ((const struct due *)group->pdata[0])->awaited->last;
    g_autoptr(Reply) reply = reply_remind(judged, last->to, last->to_name, now, error);
    if (!reply)
        return false;
    g_autoptr(Letter) letter = g_new0(struct letter, 1);
    letter->priority = PRIORITY_REMINDER;
    letter->mailbox = g_strdup(last->mailbox);
    letter->from_name = g_strdup(last->from_name);
    letter->message_id = reply_message_id(last->mailbox);
    letter->in_reply_to = g_strdup(last->in_reply_to);
    letter->references = g_strdupv(last->references);
    g_autoptr(GArray) about = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < group->len; i++)
        g_array_append_val(about, ((const struct due *)group->pdata[i])->awaited->id);
    g_autofree char *released = store_meta(intake->store, "released");
    bool held = intake->config->reply_mode == REPLY_HOLD || !released;
    if (!answer_put(intake, reply, letter, error) || !outbox_queue(intake->store, letter, about, held, now, error))
        return false;
    for (guint i = 0; i < group->len; i++) {
        const struct due *due = group->pdata[i];
        if (!reminder_record(intake->store, due->awaited->id, due->limit, due->days, letter->id, now, error))
            return false;
    }
    return true;
}

/* One letter, in a transaction of its own. */
static bool remind_group(struct intake *intake, const GPtrArray *group, gint64 now, GError **error)
{
    if (!store_begin(intake->store, error))
        return false;
    g_autoptr(GPtrArray) judged = g_ptr_array_new_with_free_func(judged_free), kept = g_ptr_array_new();
    bool good = true;
    for (guint i = 0; good && i < group->len; i++) {
        struct judged *each = judge_due(intake, group->pdata[i], error);
        good = each != NULL;
        if (!each)
            break;
        /* The rules may have changed since it was filed. */
        if (each->verdict->state == VERDICT_INCOMPLETE) {
            g_ptr_array_add(judged, each);
            g_ptr_array_add(kept, group->pdata[i]);
        } else {
            judged_free(each);
        }
    }
    good = good && (kept->len == 0 || queue(intake, kept, judged, now, error));
    if (good && store_commit(intake->store, error))
        return true;
    store_rollback(intake->store);
    return false;
}

/* Disk and lock stop the round; what is wrong with one letter does not stop the others. */
static bool remind_all(struct intake *intake, GArray *all, gint64 now, guint *letters, GError **error)
{
    for (guint i = 0; i < all->len && !(intake->stop && *intake->stop);) {
        g_autoptr(GPtrArray) group = g_ptr_array_new();
        struct due *first = &g_array_index(all, struct due, i);
        for (; i < all->len && together(first, &g_array_index(all, struct due, i)); i++)
            g_ptr_array_add(group, &g_array_index(all, struct due, i));
        g_autoptr(GError) failure = NULL;
        if (remind_group(intake, group, now, &failure)) {
            ++*letters;
        } else if (failure->code == ERROR_IO || failure->code == ERROR_AGAIN) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        } else {
            log_line(LOG_ERROR, "no reminder: %s", failure->message);
        }
    }
    return true;
}

/* What is queued already: outdated reminders are taken back, those that did not leave in time wait for the morning. */
static bool look_after_queue(struct intake *intake, gint64 now, GError **error)
{
    if (!store_begin(intake->store, error))
        return false;
    bool good = reminder_sweep(intake->store, now, error);
    for (guint i = 0; good && i < intake->ruleset->campaigns->len; i++) {
        const struct campaign *campaign = intake->ruleset->campaigns->pdata[i];
        gint64 next;
        good = remind_open(&campaign->remind, now, campaign->zone, &next) ||
               reminder_postpone(intake->store, campaign->id, next, error);
    }
    if (good && store_commit(intake->store, error))
        return true;
    store_rollback(intake->store);
    return false;
}

static gint by_limit(gconstpointer a, gconstpointer b)
{
    const struct due *x = a, *y = b;
    int order = strcmp(x->awaited->last->mailbox, y->awaited->last->mailbox);
    if (!order)
        order = g_ascii_strcasecmp(x->awaited->last->to, y->awaited->last->to);
    if (!order)
        order = strcmp(x->campaign->id, y->campaign->id);
    if (!order && x->limit != y->limit)
        order = x->limit < y->limit ? -1 : 1;
    return order ? order : x->awaited->id < y->awaited->id ? -1 : 1;
}

static bool find_due(struct intake *intake, const GPtrArray *awaited, gint64 now, GArray *all, GError **error)
{
    if (!store_begin(intake->store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < awaited->len; i++)
        good = consider(intake, awaited->pdata[i], now, all, error);
    if (good && store_commit(intake->store, error))
        return true;
    store_rollback(intake->store);
    return false;
}

bool remind_due(struct intake *intake, guint *letters, GError **error)
{
    gint64 now = clock_now(&intake->clock);
    if (intake->config->reply_mode == REPLY_OFF)
        return true;
    if (!look_after_queue(intake, now, error))
        return false;
    g_autoptr(GPtrArray) awaited = reminder_awaited(intake->store, now, error);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct due));
    if (!awaited || (awaited->len && !find_due(intake, awaited, now, all, error)))
        return false;
    g_array_sort(all, by_limit);
    return remind_all(intake, all, now, letters, error);
}
