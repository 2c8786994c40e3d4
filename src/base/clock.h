/* Time. Instants are gint64 seconds since the epoch, UTC; a zone is applied only to read or to show.
 *
 * The program has one clock, made by main from --now or from the system, and handed to the stages that need
 * it; the reader has none (its result must not depend on when it runs).
 */
#ifndef HUIZHI_BASE_CLOCK_H
#define HUIZHI_BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>

struct clock {
    gint64 fixed; /* seconds; 0: the system's clock */
};

gint64 clock_now(const struct clock *clock);

/* --now: "2020-05-09T10:00:00+08:00" (RFC 3339), "2020-05-09 10:00" or "2020-05-09" (both in the zone). */
bool clock_parse(const char *text, GTimeZone *zone, gint64 *instant, GError **error);

/* The last second of a day "2020-05-10" in the zone: a deadline's day counts whole. */
bool clock_parse_day_end(const char *day, GTimeZone *zone, gint64 *instant, GError **error);

/* "2020-05-10T23:59:59+08:00"; free with g_free. */
char *clock_rfc3339(gint64 instant, GTimeZone *zone);

/* "5月10日 23:59", as the office writes; with the year when `year`. Free with g_free. */
char *clock_chinese(gint64 instant, GTimeZone *zone, bool year);

/* "5月10日" alone. */
char *clock_chinese_day(gint64 instant, GTimeZone *zone);

#endif
