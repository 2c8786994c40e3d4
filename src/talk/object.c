/* Somebody takes back consent, or says that they were pictured without it. It is only a hold, people decide: so whoever
 * names a work has it held, also a stranger, as a person in a picture usually is; and nobody is told anything about it.
 */
#include <stdlib.h>
#include <string.h>

#include "store/filing.h"
#include "store/join.h"
#include "store/proposal.h"
#include "talk/talk.h"

#define STRANGERS_MOST 5 /* submissions that a stranger's mail can hold */

/* Works that the sentences themselves name: 照片3, 第3张. */
static void add_named(GArray *works, const char *text)
{
    g_autoptr(GRegex) pattern = g_regex_new(
        "(?:照片|图片|相片|作品|图)\\s*0*([1-9][0-9]{0,2})(?![0-9])|第\\s*0*([1-9][0-9]{0,2})\\s*[张幅件]", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(pattern, text, 0, &match);
    for (; g_match_info_matches(match) && works->len < 100; g_match_info_next(match, NULL)) {
        g_autofree char *first = g_match_info_fetch(match, 1), *second = g_match_info_fetch(match, 2);
        int seq = atoi(first && *first ? first : second ? second : "0");
        g_array_append_val(works, seq);
    }
}

static bool hold_one(struct intake *intake, const struct mail *mail, gint64 submission, int work, GError **error)
{
    return talk_rule(intake, mail, RULING_HOLD, submission, work, "来信不同意使用或对被拍摄提出异议", error) &&
           proposal_add(intake->store, submission, work, mail->id, PROPOSAL_COMPLAINT, clock_now(&intake->clock),
                        error);
}

/* The works that are named; without any that exists, the whole. */
static bool hold_named(struct intake *intake, const struct mail *mail, const struct dossier *dossier, gint64 submission,
                       bool alone, GError **error)
{
    g_autofree char *number = filing_number_of(intake->store, submission, error);
    if (!number)
        return false;
    g_autoptr(GArray) works = talk_works(dossier, number);
    if (alone && works->len == 0)
        add_named(works, dossier->objection);
    guint held = 0;
    for (guint i = 0; i < works->len; i++) {
        int work = g_array_index(works, int, i);
        g_autoptr(GError) failure = NULL;
        if (proposal_has_work(intake->store, submission, work, &failure)) {
            if (!hold_one(intake, mail, submission, work, error))
                return false;
            held++;
        }
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
    }
    return held > 0 || hold_one(intake, mail, submission, 0, error);
}

/* What it is about: named, or just filed by this very mail, or the sender's own. */
static GArray *targets_of(struct intake *intake, const struct handled *handled, bool *named, GError **error)
{
    g_autoptr(GArray) targets = join_named(intake->store, handled->dossier, error);
    *named = targets && targets->len > 0;
    if (!targets || targets->len)
        return g_steal_pointer(&targets);
    for (guint i = 0; handled->kind->files && i < handled->submissions->len; i++)
        g_array_append_val(targets, ((struct submission *)handled->submissions->pdata[i])->id);
    if (targets->len)
        return g_steal_pointer(&targets);
    return proposal_live(intake->store, handled->dossier->message->from.addr, TALK_MOST, error);
}

bool object_hold(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    const struct dossier *dossier = handled->dossier;
    bool named = false;
    g_autoptr(GArray) targets = targets_of(intake, handled, &named, error);
    if (!targets)
        return false;
    /* Works that come with a word on copyright are no complaint of being pictured. */
    if (!named && handled->kind->files && !dossier->demand)
        return true;
    guint strangers = 0;
    for (guint i = 0; i < targets->len && i < TALK_MOST; i++) {
        gint64 submission = g_array_index(targets, gint64, i);
        g_autoptr(GError) failure = NULL;
        bool own = join_allowed(intake->store, submission, dossier->message->from.addr, &failure);
        strangers += !own;
        if (!failure && strangers <= STRANGERS_MOST)
            hold_named(intake, mail, dossier, submission, targets->len == 1, &failure);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
    }
    if (targets->len == 0 &&
        !proposal_add(intake->store, 0, 0, mail->id, PROPOSAL_COMPLAINT, clock_now(&intake->clock), error))
        return false;
    bool receipt = handled->judged->len > 0 && handled->kind->answer; /* that says that the words were passed on */
    return receipt || talk_answer(intake, mail, handled, "complaint", NULL, 0, TALK_DAY, error);
}
