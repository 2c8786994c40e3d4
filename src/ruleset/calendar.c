/* The calendar is a table of exceptions: days on which the rule of Monday to Friday does not hold. Days are Julian
 * day numbers, which know nothing of zones or hours; only the two ends of this file turn instants into days and back.
 */
#include "ruleset/calendar.h"

#include <string.h>

#include "base/words.h"
#include "base/yaml.h"

#define MAX_RANGE 31 /* days; the longest holiday was ten */
#define MAX_DAYS 366

struct calendar {
    GHashTable *years; /* of which the days are listed */
    GHashTable *days;  /* Julian day → 1: holiday, 2: make-up working day */
};

enum day { DAY_HOLIDAY = 1, DAY_WORK };

void calendar_free(struct calendar *calendar)
{
    if (!calendar)
        return;
    g_hash_table_unref(calendar->years);
    g_hash_table_unref(calendar->days);
    g_free(calendar);
}

/* "2020-01-24", exactly. */
static bool parse_day(const char *text, gsize length, GDate *date)
{
    int parts[3] = {0}, part = 0;
    for (gsize i = 0; i < length; i++) {
        if (i == 4 || i == 7) {
            if (text[i] != '-')
                return false;
            part++;
        } else if (!g_ascii_isdigit(text[i])) {
            return false;
        } else {
            parts[part] = parts[part] * 10 + (text[i] - '0');
        }
    }
    if (length != 10 || !g_date_valid_dmy((GDateDay)parts[2], (GDateMonth)parts[1], (GDateYear)parts[0]))
        return false;
    g_date_clear(date, 1);
    g_date_set_dmy(date, (GDateDay)parts[2], (GDateMonth)parts[1], (GDateYear)parts[0]);
    return true;
}

/* "2020-01-01" or "2020-01-24..2020-01-30". */
static bool parse_range(const char *text, GDate *first, GDate *last)
{
    const char *dots = strstr(text, "..");
    const char *end = dots ? dots + 2 : text;
    return parse_day(text, dots ? (gsize)(dots - text) : strlen(text), first) && parse_day(end, strlen(end), last) &&
           g_date_days_between(first, last) >= 0 && g_date_days_between(first, last) < MAX_RANGE;
}

static bool in_year(const GDate *date, guint year)
{
    guint own = g_date_get_year(date);
    return own == year || (own + 1 == year && g_date_get_month(date) == G_DATE_DECEMBER);
}

static bool is_weekend(const GDate *date)
{
    return g_date_get_weekday(date) >= G_DATE_SATURDAY;
}

static bool take_range(struct calendar *calendar, guint year, enum day kind, struct yaml_node *node, GError **error)
{
    GDate day, last;
    const char *text = yaml_text(node);
    if (!text || !parse_range(text, &day, &last)) {
        yaml_refuse(error, node, _("no day: write 2020-01-01 or 2020-01-24..2020-01-30, a month at most"));
        return false;
    }
    for (; g_date_compare(&day, &last) <= 0; g_date_add_days(&day, 1)) {
        if (!in_year(&day, year)) {
            yaml_refuse(error, node, _("this day is not of the year %u"), year);
            return false;
        }
        if (kind == DAY_WORK && !is_weekend(&day)) {
            yaml_refuse(error, node, _("a make-up working day is a Saturday or a Sunday"));
            return false;
        }
        if (!g_hash_table_insert(calendar->days, GUINT_TO_POINTER(g_date_get_julian(&day)), GUINT_TO_POINTER(kind))) {
            yaml_refuse(error, node, _("this day is named twice"));
            return false;
        }
    }
    return true;
}

static bool take_days(struct calendar *calendar, guint year, enum day kind, struct yaml_node *list, GError **error)
{
    if (list && !yaml_is_empty(list) && !yaml_is_list(list)) {
        yaml_refuse(error, list, _("expected a list of days"));
        return false;
    }
    for (guint i = 0; i < yaml_size(list); i++)
        if (!take_range(calendar, year, kind, yaml_at(list, i), error))
            return false;
    return true;
}

static bool take_year(struct calendar *calendar, struct yaml_node *root, guint index, GError **error)
{
    static const char *const known[] = {"holidays", "workdays", NULL};
    const char *name;
    struct yaml_node *map = yaml_pair(root, index, &name);
    guint64 year = 0;
    if (!g_ascii_string_to_unsigned(name, 10, 1950, 2200, &year, NULL) || !yaml_is_map(map)) {
        yaml_refuse(error, yaml_key(root, index), _("expected a year with its holidays and workdays"));
        return false;
    }
    g_hash_table_add(calendar->years, GUINT_TO_POINTER((guint)year));
    return yaml_check_keys(map, known, error) &&
           take_days(calendar, (guint)year, DAY_HOLIDAY, yaml_get(map, "holidays"), error) &&
           take_days(calendar, (guint)year, DAY_WORK, yaml_get(map, "workdays"), error);
}

struct calendar *calendar_load(const char *path, GError **error)
{
    g_autoptr(Calendar) calendar = g_new0(struct calendar, 1);
    calendar->years = g_hash_table_new(NULL, NULL);
    calendar->days = g_hash_table_new(NULL, NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&calendar);
    g_autoptr(YamlDocument) yaml = yaml_load(path, error);
    if (!yaml)
        return NULL;
    struct yaml_node *root = yaml_root(yaml);
    if (!yaml_is_map(root) && !yaml_is_empty(root)) {
        yaml_refuse(error, root, _("expected years"));
        return NULL;
    }
    for (guint i = 0; yaml_is_map(root) && i < yaml_size(root); i++)
        if (!take_year(calendar, root, i, error))
            return NULL;
    return g_steal_pointer(&calendar);
}

bool calendar_knows(const struct calendar *calendar, guint year)
{
    return calendar && g_hash_table_contains(calendar->years, GUINT_TO_POINTER(year));
}

static bool is_working(const struct calendar *calendar, const GDate *date)
{
    gpointer kind = calendar ? g_hash_table_lookup(calendar->days, GUINT_TO_POINTER(g_date_get_julian(date))) : NULL;
    return kind ? GPOINTER_TO_UINT(kind) == DAY_WORK : !is_weekend(date);
}

static GDate day_of(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    int year, month, day;
    g_date_time_get_ymd(local, &year, &month, &day);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return date;
}

static gint64 instant_of(const GDate *date, int hour, int minute, int second, GTimeZone *zone)
{
    g_autoptr(GDateTime) time = g_date_time_new(zone, g_date_get_year(date), g_date_get_month(date),
                                                g_date_get_day(date), hour, minute, second);
    return g_date_time_to_unix(time);
}

guint calendar_year(gint64 instant, GTimeZone *zone)
{
    GDate date = day_of(instant, zone);
    return g_date_get_year(&date);
}

gint64 calendar_after(const struct calendar *calendar, gint64 now, gint64 days, GTimeZone *zone)
{
    GDate date = day_of(now, zone);
    for (gint64 left = MIN(days, MAX_DAYS); left > 0;) {
        g_date_add_days(&date, 1);
        left -= is_working(calendar, &date);
    }
    return instant_of(&date, 23, 59, 59, zone);
}

gint64 calendar_distance(gint64 now, gint64 instant, GTimeZone *zone)
{
    GDate from = day_of(now, zone), to = day_of(instant, zone);
    return g_date_days_between(&from, &to);
}

gint64 calendar_hour(gint64 instant, gint64 days, int hour, GTimeZone *zone)
{
    GDate date = day_of(instant, zone);
    if (days >= 0)
        g_date_add_days(&date, (guint)days);
    else
        g_date_subtract_days(&date, (guint)-days);
    return instant_of(&date, hour, 0, 0, zone);
}
