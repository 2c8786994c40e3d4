/* The conversation's entry: what a mail means beside what it brings. */
#include "talk/talk.h"

#include <string.h>

#include "refile.h"
#include "store/filing.h"
#include "store/join.h"
#include "store/proposal.h"
#include "store/resend.h"
#include "store/ruling.h"

#define WEEK (7 * TALK_DAY)

bool talk_answer(struct intake *intake, const struct mail *mail, struct handled *handled, const char *template,
                 GVariant *view, gint64 submission, gint64 once, GError **error)
{
    g_autoptr(GVariant) held = view ? g_variant_ref_sink(view) : NULL;
    const struct message *message = handled->dossier->message;
    const struct campaign *campaign =
        join_campaign_of(intake->ruleset, handled->dossier, mail->mailbox, handled->received);
    handled->kind->answer = false;
    if (!message->from.addr || !g_hash_table_contains(campaign->replies, template))
        return true;
    gint64 before = once ? proposal_letters(intake->store, message->from.addr, template, NULL, submission,
                                            clock_now(&intake->clock) - once, error)
                         : 0;
    if (before < 0)
        return false;
    if (before > 0)
        return true;
    g_free(handled->talk.template);
    handled->talk.template = g_strdup(template);
    g_clear_pointer(&handled->talk.view, g_variant_unref);
    handled->talk.view = g_steal_pointer(&held);
    handled->kind->answer = true;
    return true;
}

void talk_mention(struct handled *handled, gint64 submission)
{
    if (!handled->talk.about)
        handled->talk.about = g_array_new(FALSE, TRUE, sizeof(gint64));
    g_array_append_val(handled->talk.about, submission);
}

/* A mail that is dealt with again has said it already, whatever was decided since. */
static bool ruled(struct store *store, const struct mail *mail, enum ruling_action action, gint64 submission, int work,
                  GError **error)
{
    g_autoptr(GPtrArray) rulings = ruling_list(store, submission, error);
    bool found = false;
    for (guint i = 0; rulings && i < rulings->len && !found; i++) {
        const struct ruling *ruling = rulings->pdata[i];
        found = ruling->mail == mail->id && ruling->action == action && ruling->work == work;
    }
    return found;
}

bool talk_rule(struct intake *intake, const struct mail *mail, enum ruling_action action, gint64 submission, int work,
               const char *why, GError **error)
{
    struct ruling ruling = {.submission = submission,
                            .work = work,
                            .actor = (char *)RULING_BY_SENDER,
                            .at = clock_now(&intake->clock),
                            .action = action,
                            .why = (char *)why,
                            .mail = mail->id};
    g_autoptr(GError) failure = NULL;
    if (ruled(intake->store, mail, action, submission, work, &failure))
        return true;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!ruling_add(intake->store, &ruling, error))
        return false;
    g_autoptr(Refiled) refiled =
        refile_submission(intake->store, intake->judge, intake->ruleset, submission, ruling.at, error);
    return refiled != NULL;
}

GArray *talk_works(const struct dossier *dossier, const char *number)
{
    GArray *works = g_array_new(FALSE, TRUE, sizeof(int));
    for (char **text = dossier->numbers; text && *text; text++) {
        g_autofree char *prefix = NULL;
        int of, seq;
        if (!number_parse(*text, &prefix, &of, &seq) || !seq)
            continue;
        g_autofree char *whole = number_format(prefix, of);
        if (!g_strcmp0(whole, number))
            g_array_append_val(works, seq);
    }
    return works;
}

static bool speaks(const struct intake *intake, const struct handled *handled)
{
    return !intake->standalone && handled->dossier->origin->kind == ORIGIN_PERSON &&
           handled->dossier->message->from.addr &&
           (!intake->config->intake_start || handled->received >= intake->config->intake_start);
}

/* Submissions to which a mail contributed. */
static bool add_filed(struct intake *intake, gint64 mail, struct handled *handled, GError **error)
{
    g_autoptr(GArray) filed = filing_of_mail(intake->store, mail, error);
    for (guint i = 0; filed && i < filed->len && i < TALK_MOST; i++)
        talk_mention(handled, g_array_index(filed, gint64, i));
    return filed != NULL;
}

/* Once it is said that the first one is here; after that, silence for a day. */
static bool note_resend(struct intake *intake, const struct mail *mail, struct handled *handled, bool *done,
                        GError **error)
{
    struct dossier *dossier = handled->dossier;
    g_autofree char *content = resend_content(dossier);
    struct resend resend;
    if (!resend_find(intake->store, dossier, content, mail->id, handled->received, intake->config->intake_join, &resend,
                     error) ||
        !resend_note(intake->store, mail->id, content, resend.mail, error))
        return false;
    *done = resend.mail > 0;
    if (!*done)
        return true;
    const struct campaign *campaign = join_campaign_of(intake->ruleset, dossier, mail->mailbox, handled->received);
    g_autofree char *when = clock_chinese(resend.received, campaign->zone, false);
    handled->reason = g_strdup_printf("与%s的来信相同，没有再登记", when);
    if (!add_filed(intake, resend.mail, handled, error))
        return false;
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(gint64));
    GVariant *items = status_items(intake->store, handled->talk.about ? handled->talk.about : none, error);
    if (!items)
        return false;
    GVariantDict view;
    g_variant_dict_init(&view, NULL);
    g_variant_dict_insert(&view, "same_as", "s", when);
    g_variant_dict_insert_value(&view, "items", items);
    if (!talk_answer(intake, mail, handled, "resent", g_variant_dict_end(&view), 0, 0, error))
        return false;
    handled->kind->answer = handled->kind->answer && resend.before == 0 && !resend.copy;
    return true;
}

bool talk_before(struct intake *intake, const struct mail *mail, struct handled *handled, bool *done, GError **error)
{
    *done = false;
    if (!speaks(intake, handled))
        return true;
    if (handled->dossier->confirm != CONFIRM_NONE && (!withdraw_settle(intake, mail, handled, done, error) || *done))
        return *done;
    if (handled->kind->kind == KIND_COMMAND && handled->dossier->command == COMMAND_WITHDRAW) {
        *done = true;
        return withdraw_ask(intake, mail, handled, error);
    }
    return !handled->kind->files || note_resend(intake, mail, handled, done, error);
}

static bool add_all(struct intake *intake, const struct mail *mail, const GArray *submissions, const char *why,
                    GError **error)
{
    gint64 now = clock_now(&intake->clock);
    for (guint i = 0; i < submissions->len && i < TALK_MOST; i++)
        if (!proposal_add(intake->store, g_array_index(submissions, gint64, i), 0, mail->id, why, now, error))
            return false;
    return true;
}

/* What was filed, and what of the mail people still have to look at. */
static bool note_filed(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    const struct dossier *dossier = handled->dossier;
    bool remark = handled->kind->kind == KIND_AMENDMENT && dossier->remark;
    gint64 now = clock_now(&intake->clock);
    for (guint i = 0; handled->kind->files && i < handled->judged->len; i++) {
        struct judged *judged = handled->judged->pdata[i];
        judged->passed = remark || dossier->objection;
        if ((remark &&
             !proposal_add(intake->store, judged->submission->id, 0, mail->id, PROPOSAL_SENTENCE, now, error)) ||
            (dossier->web && !judged->submission->form &&
             !proposal_add(intake->store, judged->submission->id, 0, mail->id, PROPOSAL_WEB, now, error)))
            return false;
    }
    return true;
}

/* “照片2应为2月3日” to a receipt of ours: nothing that we could apply. */
static bool pass_on(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    g_autoptr(GArray) targets = join_named(intake->store, handled->dossier, error);
    if (!targets)
        return false;
    const char *sender = handled->dossier->message->from.addr;
    g_autoptr(GError) failure = NULL;
    for (guint i = 0; i < targets->len; i++)
        if (!join_allowed(intake->store, g_array_index(targets, gint64, i), sender, &failure)) {
            if (failure)
                g_propagate_error(error, g_steal_pointer(&failure));
            return !failure;
        }
    if (targets->len == 0)
        return true;
    bool answer = handled->kind->answer || handled->kind->kind == KIND_ENQUIRY;
    g_free(handled->reason);
    handled->reason = g_strdup("来信的说明不能自动办理，原文请工作人员处理");
    g_autoptr(GArray) known = g_array_new(FALSE, TRUE, sizeof(gint64));
    g_array_append_vals(known, targets->data, MIN(targets->len, TALK_MOST));
    GVariant *items = status_items(intake->store, known, error);
    if (!items || !add_all(intake, mail, known, PROPOSAL_SENTENCE, error))
        return false;
    GVariantDict view;
    g_variant_dict_init(&view, NULL);
    g_variant_dict_insert_value(&view, "items", items);
    for (guint i = 0; i < known->len; i++)
        talk_mention(handled, g_array_index(known, gint64, i));
    if (!talk_answer(intake, mail, handled, "passed", g_variant_dict_end(&view), g_array_index(known, gint64, 0),
                     TALK_DAY, error))
        return false;
    handled->kind->answer = handled->kind->answer && answer && !handled->junk;
    return true;
}

bool talk_after(struct intake *intake, const struct mail *mail, struct handled *handled, const GArray *foreign,
                GError **error)
{
    if (!speaks(intake, handled))
        return true;
    const struct dossier *dossier = handled->dossier;
    if (!note_filed(intake, mail, handled, error))
        return false;
    if (foreign && foreign->len) {
        if (!add_all(intake, mail, foreign, PROPOSAL_STRANGER, error) ||
            !talk_answer(intake, mail, handled, "stranger", NULL, 0, WEEK, error))
            return false;
        handled->kind->answer = handled->kind->answer && !handled->junk;
    }
    if (dossier->objection)
        return object_hold(intake, mail, handled, error);
    bool talk = handled->kind->kind == KIND_ENQUIRY || handled->kind->kind == KIND_OTHER;
    if (talk && dossier->remark && !dossier->recall && dossier->talk != TALK_THANKS && dossier->talk != TALK_OTHER)
        return pass_on(intake, mail, handled, error);
    return true;
}
