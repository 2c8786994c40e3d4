/* Words of the command line become a selection; forms and states may also be named as the office does. */
#include "cmd/filter.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/words.h"

#define DAY (24 * 60 * 60)

struct filter *filter_create(void)
{
    struct filter *filter = g_new0(struct filter, 1);
    filter->due = -1;
    return filter;
}

void filter_free(struct filter *filter)
{
    if (!filter)
        return;
    char *const words[] = {filter->campaign, filter->form,   filter->state, filter->since,
                           filter->until,    filter->sender, filter->unit,  filter->assigned};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_free(words[i]);
    g_free(filter);
}

GOptionEntry *filter_entries(struct filter *filter, const GOptionEntry *more)
{
    const GOptionEntry own[] = {
        {"campaign", 0, 0, G_OPTION_ARG_STRING, &filter->campaign, N_("of this campaign (id or prefix)"), "ID"},
        {"form", 0, 0, G_OPTION_ARG_STRING, &filter->form, N_("with this form (id or title)"), "FORM"},
        {"state", 0, 0, G_OPTION_ARG_STRING, &filter->state, N_("complete, incomplete, review, late or rejected"),
         "STATE"},
        {"since", 0, 0, G_OPTION_ARG_STRING, &filter->since, N_("received then or later"), "TIME"},
        {"until", 0, 0, G_OPTION_ARG_STRING, &filter->until, N_("received then or earlier; a day counts whole"),
         "TIME"},
        {"sender", 0, 0, G_OPTION_ARG_STRING, &filter->sender, N_("first sent from this address"), "ADDRESS"},
        {"unit", 0, 0, G_OPTION_ARG_STRING, &filter->unit, N_("whose unit or author contains this text"), "TEXT"},
        {"held", 0, 0, G_OPTION_ARG_NONE, &filter->held, N_("of which something must not be used"), NULL},
        {"assigned", 0, 0, G_OPTION_ARG_STRING, &filter->assigned, N_("that this person looks after"), "PERSON"},
        {"due", 0, 0, G_OPTION_ARG_INT, &filter->due, N_("open, and due within so many days or before today"), "DAYS"}};
    gsize count = 0;
    while (more[count].long_name)
        count++;
    GOptionEntry *all = g_new0(GOptionEntry, G_N_ELEMENTS(own) + count + 1);
    memcpy(all, own, sizeof own);
    memcpy(all + G_N_ELEMENTS(own), more, sizeof *more * count);
    return all;
}

static bool unknown(const char *option, const char *value, GError **error)
{
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("--%s: there is no \"%s\""), option, value);
    return false;
}

static bool pick_campaign(const struct ruleset *ruleset, const char *word, const char **id, GError **error)
{
    g_autofree char *upper = word ? g_ascii_strup(word, -1) : NULL;
    const struct campaign *found = word ? ruleset_campaign(ruleset, word) : NULL;
    found = word && !found ? ruleset_by_prefix(ruleset, upper) : found;
    *id = found ? found->id : NULL;
    return !word || found || unknown("campaign", word, error);
}

static bool pick_form(const struct ruleset *ruleset, const char *within, const char *word, const char **id,
                      GError **error)
{
    for (guint c = 0; word && c < ruleset->campaigns->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        for (guint i = 0; (!within || !strcmp(within, campaign->id)) && i < campaign->forms->len; i++) {
            const struct form_rule *form = campaign->forms->pdata[i];
            if (strcmp(form->id, word) != 0 && strcmp(form->title, word) != 0 && strcmp(form->sheet, word) != 0)
                continue;
            *id = form->id;
            return true;
        }
    }
    return !word || unknown("form", word, error);
}

static bool pick_state(const char *word, const char **state, GError **error)
{
    static const struct {
        const char *state, *shown;
    } states[] = {
        {"complete", "收齐"}, {"incomplete", "待补"}, {"review", "待核"}, {"late", "逾期"}, {"rejected", "不采用"}};
    for (gsize i = 0; word && i < G_N_ELEMENTS(states); i++)
        if (!strcmp(states[i].state, word) || !strcmp(states[i].shown, word)) {
            *state = states[i].state;
            return true;
        }
    return !word || unknown("state", word, error);
}

/* "2020-05-10" as an end is the last second of that day. */
static bool pick_time(const char *word, GTimeZone *zone, bool end, gint64 *time, GError **error)
{
    if (!word)
        return true;
    return (end && clock_parse_day_end(word, zone, time, NULL)) || clock_parse(word, zone, time, error);
}

bool filter_select(struct filter *filter, const struct ruleset *ruleset, gint64 now, struct selection *selection,
                   GError **error)
{
    *selection = (struct selection){.unit = filter->unit, .assigned = filter->assigned, .held = filter->held};
    if (filter->sender) {
        char *lower = g_utf8_strdown(filter->sender, -1);
        g_free(filter->sender);
        selection->sender = filter->sender = lower;
    }
    GTimeZone *zone = ((const struct campaign *)ruleset->campaigns->pdata[0])->zone;
    if (filter->due >= 0)
        selection->due = now + (gint64)MIN(filter->due, 100 * 366) * DAY;
    return pick_campaign(ruleset, filter->campaign, &selection->campaign, error) &&
           pick_form(ruleset, selection->campaign, filter->form, &selection->form, error) &&
           pick_state(filter->state, &selection->state, error) &&
           pick_time(filter->since, zone, false, &selection->since, error) &&
           pick_time(filter->until, zone, true, &selection->until, error);
}

bool filter_given(const struct filter *filter)
{
    return filter->campaign || filter->form || filter->state || filter->since || filter->until || filter->sender ||
           filter->unit || filter->assigned || filter->held || filter->due >= 0;
}
