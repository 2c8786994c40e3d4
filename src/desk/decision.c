/* Decisions and their letters. A letter shows the whole state, as every reply does, so the newest alone may go out: it
 * supersedes the unsent ones, tells of their decisions where these still stand, and when nothing is left to tell of, an
 * answer that was never sent is composed anew.
 */
#include "desk/decision.h"

#include <string.h>

#include "mail/message.h"
#include "reply/decided.h"
#include "reply/wire.h"
#include "store/filing.h"
#include "store/outbox.h"
#include "store/proposal.h"
#include "store/ruling.h"
#include "store/told.h"

#define DUE_SOON (48 * 60 * 60)

void decision_free(struct decision *decision)
{
    if (!decision)
        return;
    refiled_free(decision->refiled);
    g_free(decision);
}

/* Rulings of the same group about the same thing that were in force before: their letters say what is no longer so. */
static bool recall(struct store *store, const GPtrArray *before, const struct ruling *ruling, gint64 *recalled,
                   GError **error)
{
    enum ruling_group group = ruling_group(ruling->action);
    if (group != RULINGS_DECIDED && group != RULINGS_EXTENDED && group != RULINGS_LATE)
        return true;
    for (guint i = 0; i < before->len; i++) {
        const struct ruling *earlier = before->pdata[i];
        if (ruling_group(earlier->action) != group || earlier->work != ruling->work)
            continue;
        gint64 count = told_recall(store, earlier->id, error);
        if (count < 0)
            return false;
        *recalled += count;
    }
    return true;
}

static bool write_down(struct store *store, gint64 submission, const GPtrArray *rulings, gint64 *recalled,
                       GError **error)
{
    for (guint i = 0; i < rulings->len; i++) {
        struct ruling *ruling = rulings->pdata[i];
        g_autoptr(GPtrArray) before = ruling_list(store, submission, error);
        if (!before || !recall(store, before, ruling, recalled, error) || !ruling_add(store, ruling, error))
            return false;
        enum ruling_group group = ruling_group(ruling->action);
        if ((group == RULINGS_DECIDED || group == RULINGS_HELD || group == RULINGS_NOTED) &&
            !proposal_settle(store, submission, ruling->work, ruling->at, error))
            return false;
    }
    return true;
}

static bool is_among(const GPtrArray *rulings, gint64 id)
{
    for (guint i = 0; i < rulings->len; i++)
        if (((const struct ruling *)rulings->pdata[i])->id == id)
            return true;
    return false;
}

static bool is_listed(const GArray *ids, gint64 id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return true;
    return false;
}

/* Those that stand and are to be told: the new ones, and those of letters that never left. */
static GPtrArray *to_tell(struct store *store, const struct refiled *refiled, const GPtrArray *fresh, bool silent,
                          GError **error)
{
    g_autoptr(GArray) untold = told_not(store, refiled->submission->id, error);
    if (!untold)
        return NULL;
    GPtrArray *tell = g_ptr_array_new();
    for (guint i = 0; i < refiled->rulings->len; i++) {
        struct ruling *ruling = refiled->rulings->pdata[i];
        bool stands = ruling_standing(refiled->rulings, ruling_group(ruling->action), ruling->work) == ruling;
        bool wanted = is_listed(untold, ruling->id) || (!silent && is_among(fresh, ruling->id));
        if (stands && wanted && reply_tells(ruling->action))
            g_ptr_array_add(tell, ruling);
    }
    return tell;
}

/* The operator's settings, and a mail that was not answered either. */
static const char *forbidden(const struct config *config, const struct campaign *campaign, const struct thread *thread,
                             bool tells)
{
    if (tells && !g_hash_table_contains(campaign->replies, "decided"))
        return "本活动没有 replies/decided.mustache";
    if (config->reply_mode == REPLY_OFF)
        return "答复已关闭（reply.mode: off）";
    if (!thread || !thread->to || !*thread->to)
        return "没有可答复的来信";
    if (!g_strcmp0(thread->kind, "robot") || !g_strcmp0(thread->kind, "bounce") || !g_strcmp0(thread->kind, "own"))
        return "来信是自动邮件";
    if (config->intake_start && thread->received < config->intake_start)
        return "来件早于 intake.start，只登记不答复";
    return answer_never(config, thread->to) ? "收件人在 never_answer 名单中" : NULL;
}

static enum priority priority_of(const struct refiled *refiled, gint64 now)
{
    gint64 deadline = refiled->submission->deadline;
    bool due = refiled->verdict->state == VERDICT_INCOMPLETE && deadline >= now && deadline - now <= DUE_SOON;
    return due ? PRIORITY_DUE : PRIORITY_CORRECTION;
}

static GStrv references_of(const struct thread *thread)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    if (thread->in_reply_to)
        g_strv_builder_add(builder, thread->in_reply_to);
    if (thread->message_id)
        g_strv_builder_add(builder, thread->message_id);
    return g_strv_builder_end(builder);
}

static bool queue(struct intake *intake, const struct thread *thread, const struct refiled *refiled,
                  const struct reply *reply, const GPtrArray *tell, GError **error)
{
    const struct config *config = intake->config;
    const struct mailbox *mailbox = config_mailbox(config, thread->mailbox);
    g_autofree char *released = store_meta(intake->store, "released");
    gint64 now = clock_now(&intake->clock);
    g_autoptr(GArray) about = g_array_new(FALSE, TRUE, sizeof(gint64));
    g_array_append_val(about, refiled->submission->id);
    g_autoptr(Letter) letter = g_new0(struct letter, 1);
    letter->priority = priority_of(refiled, now);
    letter->delay = config->reply_delay;
    letter->most = config->reply_most;
    letter->mailbox = g_strdup(thread->mailbox);
    letter->from_name = mailbox ? g_strdup(mailbox->name) : NULL;
    letter->message_id = reply_message_id(thread->mailbox);
    letter->in_reply_to = g_strdup(thread->message_id);
    letter->references = references_of(thread);
    bool held = config->reply_mode == REPLY_HOLD || !released;
    if (!answer_put(intake, reply, letter, error) || !outbox_queue(intake->store, letter, about, held, now, error))
        return false;
    for (guint i = 0; i < tell->len; i++)
        if (!told_add(intake->store, letter->id, ((const struct ruling *)tell->pdata[i])->id, error))
            return false;
    /* What the letter asks for is awaited until the day that it names. */
    const struct judged judged = {
        .campaign = refiled->campaign, .submission = refiled->submission, .verdict = refiled->verdict};
    return refiled->verdict->state != VERDICT_INCOMPLETE ||
           filing_await(intake->store, refiled->submission->id, reply_fix_by(&judged, now), error);
}

static struct reply *compose(const struct refiled *refiled, const struct thread *thread, const GPtrArray *tell,
                             bool again, gint64 now, GError **error)
{
    struct message message = {.id = thread->message_id,
                              .in_reply_to = thread->in_reply_to,
                              .from = {.name = thread->to_name, .addr = thread->to},
                              .subject = thread->subject,
                              .received = thread->received,
                              .date = thread->received};
    struct judged judged = {.campaign = refiled->campaign,
                            .submission = refiled->submission,
                            .verdict = refiled->verdict,
                            .again = again && refiled->submission->revision > 1};
    if (tell->len)
        return reply_decided(&judged, tell, &message, now, error);
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_ptr_array_add(all, &judged);
    return reply_compose(all, &message, now, false, error);
}

/* Nobody is to hear of a rejection yet: neither does an answer leave that says something else. */
static bool withdraw(struct store *store, gint64 submission, struct decision *decision, GError **error)
{
    gint64 count = told_withdraw(store, submission, error);
    decision->recalled += MAX(count, 0);
    return count >= 0;
}

static bool post(struct intake *intake, const GPtrArray *tell, struct decision *decision, GError **error)
{
    gint64 id = decision->refiled->submission->id;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Thread) thread = thread_find(intake->store, id, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    decision->withheld = forbidden(intake->config, decision->refiled->campaign, thread, tell->len > 0);
    if (decision->withheld) {
        decision->letter = LETTER_WITHHELD;
        return true;
    }
    bool again = outbox_told(intake->store, id, NULL);
    g_autoptr(Reply) reply = compose(decision->refiled, thread, tell, again, clock_now(&intake->clock), error);
    if (!reply || !queue(intake, thread, decision->refiled, reply, tell, error))
        return false;
    decision->letter = LETTER_QUEUED;
    return true;
}

/* The letter that this calls for: of the decisions, or of an answer that never left and would not be true any more. */
static bool write_letter(struct intake *intake, const GPtrArray *fresh, bool silent, struct decision *decision,
                         GError **error)
{
    gint64 id = decision->refiled->submission->id;
    g_autoptr(GPtrArray) tell = to_tell(intake->store, decision->refiled, fresh, silent, error);
    gint64 owes = tell ? told_owes(intake->store, id, error) : -1;
    if (owes < 0)
        return false;
    if (!tell->len && !owes)
        return true;
    if (!tell->len && silent && fresh->len && decision->refiled->verdict->state == VERDICT_REJECTED)
        return withdraw(intake->store, id, decision, error);
    return post(intake, tell, decision, error);
}

/* What changes the verdict or the deadline touches letters; remarks and holds do not. */
static bool concerns_letters(const GPtrArray *rulings)
{
    if (!rulings->len)
        return true;
    for (guint i = 0; i < rulings->len; i++) {
        enum ruling_action action = ((const struct ruling *)rulings->pdata[i])->action;
        if (reply_tells(action) || action == RULING_REOPEN)
            return true;
    }
    return false;
}

struct decision *decision_take(struct intake *intake, gint64 submission, const GPtrArray *rulings, bool silent,
                               GError **error)
{
    g_autoptr(Decision) decision = g_new0(struct decision, 1);
    if (!write_down(intake->store, submission, rulings, &decision->recalled, error))
        return NULL;
    decision->refiled =
        refile_submission(intake->store, intake->judge, intake->ruleset, submission, clock_now(&intake->clock), error);
    if (!decision->refiled || (concerns_letters(rulings) && !write_letter(intake, rulings, silent, decision, error)))
        return NULL;
    return g_steal_pointer(&decision);
}

struct decision *decision_first(struct intake *intake, gint64 submission, bool silent, GError **error)
{
    g_autoptr(Decision) decision = g_new0(struct decision, 1);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    decision->refiled =
        refile_submission(intake->store, intake->judge, intake->ruleset, submission, clock_now(&intake->clock), error);
    if (!decision->refiled || (!silent && !post(intake, none, decision, error)))
        return NULL;
    return g_steal_pointer(&decision);
}

static enum misfit misfit_extend(const struct refiled *refiled)
{
    const struct submission *submission = refiled->submission;
    const struct form_rule *form = submission->form ? campaign_form(refiled->campaign, submission->form) : NULL;
    form = form ? form : campaign_works_form(refiled->campaign);
    if (!form || !form->deadline)
        return MISFIT_NO_DEADLINE;
    return submission->deadline >= form->deadline ? MISFIT_NONE : MISFIT_LATER_ALREADY;
}

/* Whether anything of its group stood before it. */
static bool stood(const struct refiled *refiled, const struct ruling *ruling)
{
    g_autoptr(GPtrArray) before = g_ptr_array_new();
    for (guint i = 0; i < refiled->rulings->len; i++)
        if (((const struct ruling *)refiled->rulings->pdata[i])->id < ruling->id)
            g_ptr_array_add(before, refiled->rulings->pdata[i]);
    return ruling_standing(before, ruling_group(ruling->action), ruling->work) != NULL;
}

enum misfit decision_misfit(const struct refiled *refiled, const struct ruling *ruling)
{
    const struct submission *submission = refiled->submission;
    enum ruling_action action = ruling->action;
    if (ruling->work && (action == RULING_EXTEND || action == RULING_ACCEPT_LATE || action == RULING_ASSIGN))
        return MISFIT_WHOLE_ONLY;
    if (action == RULING_REOPEN)
        return stood(refiled, ruling) ? MISFIT_NONE : MISFIT_NOTHING_REOPENED;
    if (action == RULING_RESTORE)
        return stood(refiled, ruling) ? MISFIT_NONE : MISFIT_NOT_HELD;
    if (action == RULING_ACCEPT_LATE && (!submission->deadline || submission->received <= submission->deadline))
        return MISFIT_NOT_LATE;
    return action == RULING_EXTEND ? misfit_extend(refiled) : MISFIT_NONE;
}
