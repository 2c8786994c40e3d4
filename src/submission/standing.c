/* Which of a submission's rulings stand, and what they come to beside the verdict. */
#include "submission/ruling.h"

#include "submission/submission.h"

#define HELD_UNSAID "暂停使用"

enum ruling_group ruling_group(enum ruling_action action)
{
    static const enum ruling_group groups[RULING_COUNT] = {
        [RULING_ACCEPT] = RULINGS_DECIDED,  [RULING_RETURN] = RULINGS_DECIDED,   [RULING_REJECT] = RULINGS_DECIDED,
        [RULING_REOPEN] = RULINGS_DECIDED,  [RULING_HOLD] = RULINGS_HELD,        [RULING_RESTORE] = RULINGS_HELD,
        [RULING_EXTEND] = RULINGS_EXTENDED, [RULING_ACCEPT_LATE] = RULINGS_LATE, [RULING_NOTE] = RULINGS_NOTED,
        [RULING_ASSIGN] = RULINGS_ASSIGNED,
    };
    return groups[action];
}

const struct ruling *ruling_standing(const GPtrArray *rulings, enum ruling_group group, int work)
{
    for (guint i = rulings->len; i-- > 0;) {
        const struct ruling *ruling = rulings->pdata[i];
        if (ruling_group(ruling->action) != group || ruling->work != work)
            continue;
        return ruling->action == RULING_REOPEN || ruling->action == RULING_RESTORE ? NULL : ruling;
    }
    return NULL;
}

static void put(char **text, const char *value)
{
    g_free(*text);
    *text = g_strdup(value);
}

static const char *held(const GPtrArray *rulings, int work)
{
    const struct ruling *hold = ruling_standing(rulings, RULINGS_HELD, work);
    return !hold ? NULL : hold->why ? hold->why : HELD_UNSAID;
}

void submission_stand(struct submission *submission, const struct campaign *campaign, const GPtrArray *rulings)
{
    const struct form_rule *form = submission->form ? campaign_form(campaign, submission->form) : NULL;
    form = form ? form : campaign_works_form(campaign);
    const struct ruling *extended = ruling_standing(rulings, RULINGS_EXTENDED, 0);
    submission->deadline = extended && extended->value ? g_ascii_strtoll(extended->value, NULL, 10)
                           : form                      ? form->deadline
                                                       : 0;
    const struct ruling *assigned = ruling_standing(rulings, RULINGS_ASSIGNED, 0);
    put(&submission->assigned, assigned ? assigned->value : NULL);
    put(&submission->held, held(rulings, 0));
    for (guint i = 0; i < submission->works->len; i++) {
        struct numbered *numbered = submission->works->pdata[i];
        put(&numbered->held, held(rulings, numbered->seq));
    }
}
