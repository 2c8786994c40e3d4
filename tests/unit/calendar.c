/* Working days by the State Council's calendar: holidays, make-up days, the turn of the year; and a file that is
 * wrong is refused. */
#include "ruleset/calendar.h"

#include "base/clock.h"
#include "base/file.h"
#include <glib/gstdio.h>
#include <string.h>

#include "tap.h"

static GTimeZone *zone;

static gint64 at(const char *text)
{
    gint64 instant = 0;
    g_autoptr(GError) error = NULL;
    clock_parse(text, zone, &instant, &error);
    return instant;
}

static void check_days(const struct calendar *calendar)
{
    static const struct {
        const char *now;
        gint64 days;
        const char *want, *what;
    } cases[] = {
        {"2020-05-20 14:06", 5, "2020-05-27", "an ordinary week"},
        {"2020-05-22 23:59", 1, "2020-05-25", "Friday night"},
        {"2020-05-23 10:00", 1, "2020-05-25", "a Saturday"},
        {"2020-05-20 14:06", 0, "2020-05-20", "no day is today"},
        {"2020-01-17 09:00", 1, "2020-01-19", "a make-up Sunday before the Spring Festival"},
        {"2020-01-23 09:00", 1, "2020-02-03", "the Spring Festival of 2020 as prolonged"},
        {"2020-01-23 09:00", 5, "2020-02-07", "five days over it: 1 February was no make-up day in the end"},
        {"2020-04-30 16:00", 5, "2020-05-11", "Labour Day: 6, 7, 8, the make-up 9, and Monday 11 May"},
        {"2020-06-24 16:00", 2, "2020-06-29", "the Dragon Boat Festival and its make-up Sunday"},
        {"2020-09-30 16:00", 2, "2020-10-10", "National Day: Friday 9 and the make-up 10 October"},
        {"2020-12-30 10:00", 3, "2021-01-05", "the turn of the year: 31 December, 4 and 5 January"},
        {"2021-02-10 10:00", 3, "2021-02-20", "the Spring Festival of 2021 and its make-up Saturday"},
        {"2021-06-10 10:00", 2, "2021-06-15", "the Dragon Boat Festival of 2021"},
        {"2022-12-30 10:00", 1, "2023-01-03", "a holiday that begins in the year before"},
        {"2024-02-09 10:00", 1, "2024-02-18", "2024: Sunday 18 February is worked"},
        {"2025-09-27 10:00", 4, "2025-10-09", "2025: Sunday 28 September is worked, 1 to 8 October are not"},
        {"2026-02-13 10:00", 2, "2026-02-24", "2026: Saturday 14 February is worked, then nine days off"},
        {"2019-10-01 10:00", 1, "2019-10-02", "of a year that is not listed only weekends are known"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 end = calendar_after(calendar, at(cases[i].now), cases[i].days, zone);
        g_autofree char *got = clock_rfc3339(end, zone);
        g_autofree char *want = g_strconcat(cases[i].want, "T23:59:59+08:00", NULL);
        tap_str(got, want, cases[i].what);
    }
    tap_ok(calendar_after(NULL, at("2020-05-01 10:00"), 1, zone) == at("2020-05-04 00:00") + 86399, "without a file");
}

static void check_known(const struct calendar *calendar)
{
    gboolean all = TRUE;
    for (guint year = 2020; year <= 2026; year++)
        all = all && calendar_knows(calendar, year);
    tap_ok(all, "2020 to 2026 are listed");
    tap_ok(!calendar_knows(calendar, 2019) && !calendar_knows(NULL, 2020), "2019 is not");
    tap_ok(calendar_year(at("2020-12-31 23:59"), zone) == 2020, "the year is that of the zone");
    tap_ok(calendar_distance(at("2020-05-24 23:59"), at("2020-05-31 23:59:59"), zone) == 7, "days between days");
    tap_ok(calendar_distance(at("2020-06-01 00:01"), at("2020-05-31 23:59:59"), zone) == -1, "and back");
    tap_ok(calendar_hour(at("2020-05-31 23:59"), -3, 9, zone) == at("2020-05-28 09:00"), "an hour of a day before");
    tap_ok(calendar_hour(at("2020-05-31 23:59"), 1, 0, zone) == at("2020-06-01 00:00"), "of a day after");
}

static void check_refused(const char *folder)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"2020: {holidays: [2020-02-30]}", "no day"},
        {"2020: {holidays: [2020-01-24..2020-01-20]}", "no day"},
        {"2020: {holidays: [2020-01-01..2020-12-31]}", "no day"},
        {"2020: {holidays: [2021-01-01]}", "not of the year"},
        {"2020: {holidays: [2020-01-01, 2020-01-01]}", "twice"},
        {"2020: {workdays: [2020-01-03]}", "Saturday or a Sunday"},
        {"2020: {holiday: [2020-01-01]}", "holidays"},
        {"20: {}", "year"},
        {"[2020]", "years"},
    };
    g_autofree char *path = g_build_filename(folder, "holidays.yaml", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_file_set_contents(path, cases[i].text, -1, NULL);
        g_autoptr(Calendar) calendar = calendar_load(path, &error);
        tap_ok(!calendar && error && strstr(error->message, cases[i].words), cases[i].text);
    }
    g_file_set_contents(path, "", -1, NULL);
    g_autoptr(Calendar) empty = calendar_load(path, NULL);
    tap_ok(empty && !calendar_knows(empty, 2020), "an empty file knows nothing");
    g_remove(path);
    g_autoptr(Calendar) absent = calendar_load(path, NULL);
    tap_ok(absent && !calendar_knows(absent, 2020), "nor does one that is not there");
}

int main(void)
{
    zone = g_time_zone_new_identifier("Asia/Shanghai");
    g_autoptr(GError) error = NULL;
    g_autofree char *path =
        g_build_filename(g_getenv("RULES") ? g_getenv("RULES") : "rules", "common", "holidays.yaml", NULL);
    g_autoptr(Calendar) calendar = calendar_load(path, &error);
    tap_ok(calendar, error ? error->message : "the calendar is read");
    if (calendar) {
        check_days(calendar);
        check_known(calendar);
    }
    g_autofree char *folder = g_dir_make_tmp("calendar-XXXXXX", NULL);
    check_refused(folder);
    g_rmdir(folder);
    g_time_zone_unref(zone);
    return tap_done();
}
