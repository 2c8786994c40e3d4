/* When a digest is due. Each instant at which one may be due is worked out from the calendar and compared with when
 * the last one was: what was missed while the machine stood still is made up for by one digest, not by many.
 */
#include <stdio.h>
#include <string.h>

#include "digest/inside.h"

#define HOUR (60 * 60)

static GDateTime *local_of(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    return g_date_time_to_timezone(utc, zone);
}

/* digest.at on the day of an instant, `days` later. */
static gint64 at(const struct config *config, GTimeZone *zone, gint64 instant, int days)
{
    int hour = 9, minute = 0;
    if (config->digest_at)
        sscanf(config->digest_at, "%d:%d", &hour, &minute);
    g_autoptr(GDateTime) local = local_of(instant, zone);
    g_autoptr(GDateTime) day = g_date_time_add_days(local, days);
    g_autoptr(GDateTime) due = g_date_time_new(zone, g_date_time_get_year(day), g_date_time_get_month(day),
                                               g_date_time_get_day_of_month(day), hour, minute, 0);
    return due ? g_date_time_to_unix(due) : instant;
}

static bool same_day(gint64 a, gint64 b, GTimeZone *zone)
{
    g_autoptr(GDateTime) left = local_of(a, zone), right = local_of(b, zone);
    return g_date_time_get_year(left) == g_date_time_get_year(right) &&
           g_date_time_get_day_of_year(left) == g_date_time_get_day_of_year(right);
}

bool plan_deadline_day(const struct ruleset *ruleset, GTimeZone *zone, gint64 now)
{
    for (guint c = 0; c < ruleset->campaigns->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        for (guint f = 0; f < campaign->forms->len; f++) {
            const struct form_rule *form = campaign->forms->pdata[f];
            if (form->deadline && same_day(form->deadline, now, zone))
                return true;
        }
    }
    return false;
}

/* The full hours of a deadline's day, from digest.at to the midnight after, belong to that day. */
static bool hour_counts(const struct config *config, const struct ruleset *ruleset, GTimeZone *zone, gint64 hour)
{
    gint64 within = hour - 1;
    return config->digest_hourly && plan_deadline_day(ruleset, zone, within) && hour > at(config, zone, within, 0);
}

static gint64 full_hour(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) local = local_of(instant, zone);
    return instant - g_date_time_get_minute(local) * 60 - g_date_time_get_second(local);
}

gint64 digest_next(const struct config *config, const struct ruleset *ruleset, gint64 now)
{
    g_autoptr(GTimeZone) zone = digest_zone(ruleset);
    gint64 today = at(config, zone, now, 0), next = today > now ? today : at(config, zone, now, 1);
    gint64 hour = full_hour(now, zone) + HOUR;
    return hour < next && hour_counts(config, ruleset, zone, hour) ? hour : next;
}

static bool is_weekly(const struct config *config, GTimeZone *zone, gint64 instant)
{
    static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    g_autoptr(GDateTime) local = local_of(instant, zone);
    return !g_strcmp0(config->digest_weekly, days[g_date_time_get_day_of_week(local) - 1]);
}

gint64 digest_last(struct store *store)
{
    g_autofree char *text = store_meta(store, DIGEST_LAST);
    return show_number(text);
}

bool digest_due(const struct config *config, const struct ruleset *ruleset, struct store *store, gint64 now,
                struct digest_plan *plan)
{
    g_autoptr(GTimeZone) zone = digest_zone(ruleset);
    gint64 last = digest_last(store), today = at(config, zone, now, 0);
    gint64 daily = today <= now ? today : at(config, zone, now, -1), hour = full_hour(now, zone);
    *plan = (struct digest_plan){DIGEST_DAILY, last};
    if (last < daily) {
        if (is_weekly(config, zone, daily)) {
            g_autofree char *week = store_meta(store, DIGEST_LAST_WEEK);
            *plan = (struct digest_plan){DIGEST_WEEKLY, week ? show_number(week) : last ? daily - 7 * DAY_SECONDS : 0};
        }
        return true;
    }
    plan->kind = DIGEST_HOURLY;
    return hour > daily && last < hour && hour_counts(config, ruleset, zone, hour);
}
