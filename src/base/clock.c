/* Time: RFC 3339 through GDateTime, Chinese dates for people. */
#include "base/clock.h"

#include <string.h>

#include "base/error.h"

gint64 clock_now(const struct clock *clock)
{
    return clock->fixed ? clock->fixed : g_get_real_time() / G_USEC_PER_SEC;
}

/* "2020-05-09" and "2020-05-09 10:00" become RFC 3339 without a zone, which GDateTime reads in `zone`. */
static GDateTime *parse(const char *text, GTimeZone *zone)
{
    g_autofree char *full = strlen(text) == 10   ? g_strconcat(text, "T00:00:00", NULL)
                            : strlen(text) == 16 ? g_strconcat(text, ":00", NULL)
                                                 : g_strdup(text);
    if (strlen(full) > 10 && full[10] == ' ')
        full[10] = 'T';
    return g_date_time_new_from_iso8601(full, zone);
}

bool clock_parse(const char *text, GTimeZone *zone, gint64 *instant, GError **error)
{
    g_autoptr(GDateTime) time = parse(text, zone);
    if (!time) {
        g_set_error(error, HUIZHI_ERROR, ERROR_USAGE,
                    "\"%s\" is no time: write 2020-05-09, 2020-05-09 10:00 or RFC 3339", text);
        return false;
    }
    *instant = g_date_time_to_unix(time);
    return true;
}

bool clock_parse_day_end(const char *day, GTimeZone *zone, gint64 *instant, GError **error)
{
    g_autoptr(GDateTime) start = strlen(day) == 10 ? parse(day, zone) : NULL;
    if (!start) {
        g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "\"%s\" is no day: write 2020-05-10", day);
        return false;
    }
    g_autoptr(GDateTime) next = g_date_time_add_days(start, 1);
    *instant = g_date_time_to_unix(next) - 1;
    return true;
}

static GDateTime *in_zone(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    return utc ? g_date_time_to_timezone(utc, zone) : g_date_time_new(zone, 1970, 1, 1, 0, 0, 0);
}

char *clock_rfc3339(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) time = in_zone(instant, zone);
    return g_date_time_format(time, "%Y-%m-%dT%H:%M:%S%:z");
}

char *clock_chinese(gint64 instant, GTimeZone *zone, bool year)
{
    g_autoptr(GDateTime) time = in_zone(instant, zone);
    g_autofree char *clock = g_date_time_format(time, "%H:%M");
    g_autofree char *day = clock_chinese_day(instant, zone);
    return year ? g_strdup_printf("%d年%s %s", g_date_time_get_year(time), day, clock)
                : g_strdup_printf("%s %s", day, clock);
}

char *clock_chinese_day(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) time = in_zone(instant, zone);
    return g_strdup_printf("%d月%d日", g_date_time_get_month(time), g_date_time_get_day_of_month(time));
}
