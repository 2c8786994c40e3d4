/* Working days: Monday to Friday, but for the holidays and the make-up Saturdays and Sundays of rules/common/
 * holidays.yaml, which the State Council sets anew each year (国务院办公厅关于…年部分节假日安排的通知).
 */
#ifndef HUIZHI_RULESET_CALENDAR_H
#define HUIZHI_RULESET_CALENDAR_H

#include <glib.h>
#include <stdbool.h>

struct calendar;
typedef struct calendar Calendar;

/* Reads holidays.yaml. A file that is not there gives a calendar that knows no year. ERROR_CONFIG with the place: a
 * day or a range that is none, one out of its year (the last month of the year before is in it: 12月31日 goes with
 * 元旦), one day named twice, a make-up day that is no Saturday or Sunday. */
struct calendar *calendar_load(const char *path, GError **error);
void calendar_free(struct calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

/* Whether the year's holidays are listed; of other years only weekends are known. */
bool calendar_knows(const struct calendar *calendar, guint year);

/* The year in which an instant lies. */
guint calendar_year(gint64 instant, GTimeZone *zone);

/* The last second of the day that lies `days` (0 to 366) working days after `now`; with 0 today's. `calendar` may be
 * NULL: Monday to Friday. */
gint64 calendar_after(const struct calendar *calendar, gint64 now, gint64 days, GTimeZone *zone);

/* Days from the day of `now` to that of `instant`: 0 today, 1 tomorrow, negative before. */
gint64 calendar_distance(gint64 now, gint64 instant, GTimeZone *zone);

/* The full hour (0 to 23) of the day that lies `days` days after that of `instant` (negative: before). */
gint64 calendar_hour(gint64 instant, gint64 days, int hour, GTimeZone *zone);

#endif
