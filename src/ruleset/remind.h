/* When a campaign reminds people of what is still missing: `remind:` of campaign.yaml. Part of a ruleset. */
#ifndef HUIZHI_RULESET_REMIND_H
#define HUIZHI_RULESET_REMIND_H

#include <glib.h>
#include <stdbool.h>

struct yaml_node;

#define REMIND_DAYS 10 /* at most */

struct remind {
    gint64 days[REMIND_DAYS]; /* before the time limit, 1 to 60, nearest first */
    guint n_days;             /* 0: nobody is reminded */
    int from, to;             /* hours of the campaign's zone between which reminders leave: 9, 20 */
    gint64 pause;             /* days for which a letter that a person wrote by hand stands for ours */
};

/* Reads `remind: {days: [7, 3, 1], hours: 9-20, pause: 3}`; NULL: no reminders. */
bool remind_load(struct yaml_node *node, struct remind *remind, GError **error);

/* Whether `now` lies within the hours; *next is when they begin again, if not. */
bool remind_open(const struct remind *remind, gint64 now, GTimeZone *zone, gint64 *next);

#endif
