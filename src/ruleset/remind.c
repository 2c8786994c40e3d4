/* remind: of campaign.yaml. */
#include "ruleset/remind.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/words.h"
#include "base/yaml.h"
#include "ruleset/calendar.h"

#define MAX_DAY 60
#define MAX_PAUSE 60

static int by_number(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

static bool load_days(struct yaml_node *list, struct remind *remind, GError **error)
{
    if (!yaml_is_list(list) || yaml_size(list) == 0 || yaml_size(list) > REMIND_DAYS) {
        yaml_refuse(error, list, _("days is a list of 1 to %d numbers: days before the time limit"), REMIND_DAYS);
        return false;
    }
    for (guint i = 0; i < yaml_size(list); i++) {
        gint64 *day = &remind->days[i];
        if (!yaml_int(yaml_at(list, i), day, 1, MAX_DAY, error))
            return false;
        for (guint k = 0; k < i; k++)
            if (remind->days[k] == *day) {
                yaml_refuse(error, yaml_at(list, i), _("this day stands here twice"));
                return false;
            }
        remind->n_days++;
    }
    qsort(remind->days, remind->n_days, sizeof *remind->days, by_number);
    return true;
}

/* "9-20": from nine until eight in the evening. */
static bool load_hours(struct yaml_node *node, struct remind *remind, GError **error)
{
    const char *text = yaml_text(node);
    int end = 0;
    if (!node)
        return true;
    if (text && sscanf(text, "%2d-%2d%n", &remind->from, &remind->to, &end) == 2 && !text[end] && remind->from >= 0 &&
        remind->from < remind->to && remind->to <= 24)
        return true;
    yaml_refuse(error, node, _("hours are written 9-20: full hours of one day, between 0 and 24"));
    return false;
}

bool remind_load(struct yaml_node *node, struct remind *remind, GError **error)
{
    static const char *const known[] = {"days", "hours", "pause", NULL};
    *remind = (struct remind){.from = 9, .to = 20, .pause = 3};
    if (!node || yaml_is_empty(node))
        return true;
    if (!yaml_is_map(node) || !yaml_get(node, "days")) {
        yaml_refuse(error, node, _("write remind: {days: [7, 3, 1], hours: 9-20}"));
        return false;
    }
    return yaml_check_keys(node, known, error) && load_days(yaml_get(node, "days"), remind, error) &&
           load_hours(yaml_get(node, "hours"), remind, error) &&
           yaml_int(yaml_get(node, "pause"), &remind->pause, 0, MAX_PAUSE, error);
}

bool remind_open(const struct remind *remind, gint64 now, GTimeZone *zone, gint64 *next)
{
    gint64 from = calendar_hour(now, 0, remind->from, zone);
    gint64 to = remind->to == 24 ? calendar_hour(now, 1, 0, zone) : calendar_hour(now, 0, remind->to, zone);
    *next = now < from ? from : calendar_hour(now, 1, remind->from, zone);
    return now >= from && now < to;
}
