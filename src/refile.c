/* A submission judged and written down: by a mail that joins it, by a person's word, by rules that changed. Always the
 * whole way, from its contributions: the state can never differ from what they and the rulings come to.
 */
#include <string.h>

#include "base/error.h"
#include "intake.h"
#include "judge/overrule.h"
#include "refile.h"
#include "store/filing.h"
#include "store/ruling.h"
#include "store/shelving.h"

void refiled_free(struct refiled *refiled)
{
    if (!refiled)
        return;
    submission_free(refiled->submission);
    verdict_free(refiled->verdict);
    g_clear_pointer(&refiled->rulings, g_ptr_array_unref);
    g_free(refiled);
}

/* What lists show: the first unit or person on the form, else what stands first. */
static const char *title_of(const struct submission *submission)
{
    for (guint i = 0; i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        if (g_str_has_suffix(field->name, "_name") && field->value)
            return field->value;
    }
    for (guint i = 0; i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        if (field->value)
            return field->value;
    }
    return NULL;
}

static bool identify(struct store *store, const struct campaign *campaign, gint64 target, struct submission *submission,
                     GError **error)
{
    if (target)
        return filing_identity(store, target, submission, error);
    g_free(submission->campaign);
    submission->campaign = g_strdup(campaign->id);
    submission->number = filing_number(store, campaign->prefix, error);
    return submission->number != NULL;
}

static GPtrArray *rulings_of(struct store *store, gint64 target, GError **error)
{
    return target ? ruling_list(store, target, error) : g_ptr_array_new_with_free_func((GDestroyNotify)ruling_free);
}

/* Folded and judged with what people decided; nothing is written but the number of a new submission. */
static struct refiled *look(struct store *store, struct judge *judge, const struct campaign *campaign, gint64 target,
                            const GPtrArray *contributions, GError **error)
{
    g_autoptr(Refiled) refiled = g_new0(struct refiled, 1);
    refiled->campaign = campaign;
    refiled->submission = submission_fold(contributions);
    struct submission *submission = refiled->submission;
    if (!identify(store, campaign, target, submission, error) || !(refiled->rulings = rulings_of(store, target, error)))
        return NULL;
    submission_stand(submission, campaign, refiled->rulings);
    refiled->verdict = judge_submission(judge, campaign, submission, error);
    if (!refiled->verdict)
        return NULL;
    verdict_overrule(refiled->verdict, submission, refiled->rulings);
    return g_steal_pointer(&refiled);
}

struct refiled *refile_contributions(struct store *store, struct judge *judge, const struct campaign *campaign,
                                     gint64 target, const GPtrArray *contributions, gint64 now, GError **error)
{
    g_autoptr(Refiled) refiled = look(store, judge, campaign, target, contributions, error);
    return refiled &&
                   filing_save(store, refiled->submission, refiled->verdict, title_of(refiled->submission), now, error)
               ? g_steal_pointer(&refiled)
               : NULL;
}

struct refiled *refile_look(struct store *store, struct judge *judge, const struct ruleset *ruleset, gint64 id,
                            GError **error)
{
    g_autoptr(Submission) known = g_new0(struct submission, 1);
    if (!filing_identity(store, id, known, error))
        return NULL;
    const struct campaign *campaign = ruleset_campaign(ruleset, known->campaign);
    if (!campaign) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: the rules have no campaign \"%s\" any more", known->number,
                    known->campaign);
        return NULL;
    }
    g_autoptr(GPtrArray) contributions = filing_contributions(store, id, error);
    if (!contributions)
        return NULL;
    if (contributions->len == 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s has nothing to be judged by", known->number);
        return NULL;
    }
    return look(store, judge, campaign, id, contributions, error);
}

struct refiled *refile_submission(struct store *store, struct judge *judge, const struct ruleset *ruleset, gint64 id,
                                  gint64 now, GError **error)
{
    g_autoptr(Refiled) refiled = refile_look(store, judge, ruleset, id, error);
    return refiled &&
                   filing_save(store, refiled->submission, refiled->verdict, title_of(refiled->submission), now,
                               error) &&
                   shelving_again(store, id, error)
               ? g_steal_pointer(&refiled)
               : NULL;
}
