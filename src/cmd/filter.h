/* The options by which list and export select submissions. */
#ifndef HUIZHI_CMD_FILTER_H
#define HUIZHI_CMD_FILTER_H

#include "ruleset/ruleset.h"
#include "store/selection.h"

struct filter {
    char *campaign, *form, *state, *since, *until, *sender, *unit, *assigned;
    int due; /* days; -1: not asked for */
    gboolean held;
};
typedef struct filter Filter;

struct filter *filter_create(void);
void filter_free(struct filter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Filter, filter_free)

/* The filter's options and then `more` (ends with a NULL name); the array is the caller's, the strings are not. */
GOptionEntry *filter_entries(struct filter *filter, const GOptionEntry *more);
#define FILTER_USAGE                                                                                                   \
    "[--campaign ID] [--form FORM] [--state STATE] [--since TIME] [--until TIME] [--sender ADDRESS] [--unit TEXT] "    \
    "[--held] [--assigned PERSON] [--due DAYS]"

/* Fills `selection`, which borrows from the filter and the ruleset. ERROR_USAGE for what names nothing known. */
bool filter_select(struct filter *filter, const struct ruleset *ruleset, gint64 now, struct selection *selection,
                   GError **error);
/* Whether any of the options was given. */
bool filter_given(const struct filter *filter);

#endif
