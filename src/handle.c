/* One mail through join, judge and file. Everything here happens inside the mail's savepoint: an error undoes all. */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "desk/obey.h"
#include "desk/web.h"
#include "intake.h"
#include "refile.h"
#include "reply/changed.h"
#include "store/brake.h"
#include "store/filing.h"
#include "store/join.h"
#include "store/outbox.h"
#include "store/renumber.h"
#include "store/sent.h"
#include "talk/talk.h"

void handled_free(struct handled *handled)
{
    if (!handled)
        return;
    dossier_free(handled->dossier);
    kind_free(handled->kind);
    g_free(handled->reason);
    g_ptr_array_unref(handled->judged);
    g_ptr_array_unref(handled->submissions);
    g_ptr_array_unref(handled->verdicts);
    reply_free(handled->reply);
    g_free(handled->forwarded_by);
    g_free(handled->talk.template);
    g_clear_pointer(&handled->talk.view, g_variant_unref);
    g_clear_pointer(&handled->talk.about, g_array_unref);
    g_free(handled->reply_why);
    g_free(handled);
}

static void judged_free(gpointer data)
{
    struct judged *judged = data;
    g_free(judged->changed);
    g_free(judged);
}

static struct handled *handled_create(struct dossier *dossier)
{
    struct handled *handled = g_new0(struct handled, 1);
    handled->dossier = dossier;
    handled->disposition = DISPOSITION_ASIDE;
    handled->judged = g_ptr_array_new_with_free_func(judged_free);
    handled->submissions = g_ptr_array_new_with_free_func((GDestroyNotify)submission_free);
    handled->verdicts = g_ptr_array_new_with_free_func((GDestroyNotify)verdict_free);
    return handled;
}

/* `again`: the sender knows of it. Where nothing is ever sent (a trial, check), an earlier mail counts as answered. */
static void take_judged(struct handled *handled, const struct candidate *candidate, struct submission *submission,
                        struct verdict *verdict, bool again)
{
    struct judged *judged = g_new0(struct judged, 1);
    judged->again = again && submission->revision > 1;
    judged->campaign = candidate->campaign;
    judged->changed = changed_words(candidate->campaign, submission, candidate->contribution);
    judged->submission = submission;
    judged->verdict = verdict;
    g_ptr_array_add(handled->judged, judged);
    g_ptr_array_add(handled->submissions, submission);
    g_ptr_array_add(handled->verdicts, verdict);
}

static bool file_candidate(struct intake *intake, const struct mail *mail, const struct candidate *candidate,
                           struct handled *handled, GError **error)
{
    struct contribution *next = candidate->contribution;
    next->mail = mail->id;
    g_autoptr(GPtrArray) all =
        candidate->target ? filing_contributions(intake->store, candidate->target, error) : g_ptr_array_new();
    if (!all)
        return false;
    g_autoptr(GPtrArray) ordered = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(ordered, all->pdata[i]);
    g_ptr_array_add(ordered, next);
    gint64 now = clock_now(&intake->clock);
    if ((next->came = mail_first(intake->store, mail->id, now, error)) < 0)
        return false;
    g_autoptr(Refiled) refiled =
        refile_contributions(intake->store, intake->judge, candidate->campaign, candidate->target, ordered, now, error);
    if (!refiled)
        return false;
    struct submission *submission = refiled->submission;
    g_autofree char *detail = g_strdup_printf("mail %s, revision %d", mail->sha256, submission->revision);
    if (!filing_contribute(intake->store, submission, next, error) ||
        !store_audit(intake->store, now, "huizhi", candidate->target ? "join" : "file", submission->number, detail,
                     error))
        return false;
    bool answered = false;
    if (!intake->standalone &&
        !web_filed(intake, candidate->campaign, submission->id, handled->dossier->message, &answered, error))
        return false;
    if (answered) {
        gint64 id = submission->id;
        refiled_free(refiled);
        refiled = refile_submission(intake->store, intake->judge, intake->ruleset, id, now, error);
        if (!refiled)
            return false;
        submission = refiled->submission;
    }
    g_autoptr(GError) failure = NULL;
    bool again = intake->standalone || outbox_told(intake->store, submission->id, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    take_judged(handled, candidate, g_steal_pointer(&refiled->submission), g_steal_pointer(&refiled->verdict), again);
    return true;
}

static const char *stated(const struct join *join, struct handled *handled)
{
    if (join->waits_for)
        handled->reason = g_strdup_printf("来信写明的编号 %s 尚未登记，等待其到来", join->waits_for);
    else if (join->stranger)
        handled->reason = g_strdup_printf("来信人不是 %s 的报送人，内容请工作人员核对", join->stranger);
    return handled->reason;
}

/* 试投: judged and answered as it would be, and nothing of it is written down. */
static bool try_all(struct intake *intake, const struct mail *mail, struct handled *handled, GPtrArray *contributions,
                    GError **error)
{
    g_autoptr(Join) join = join_decide(intake->store, intake->ruleset, handled->dossier, mail->mailbox, JOIN_NONE,
                                       intake->config->intake_join, contributions, handled->received, error);
    for (guint i = 0; join && i < join->candidates->len; i++) {
        const struct candidate *candidate = join->candidates->pdata[i];
        g_autoptr(GPtrArray) alone = g_ptr_array_new();
        g_ptr_array_add(alone, candidate->contribution);
        g_autoptr(Submission) submission = submission_fold(alone);
        g_free(submission->campaign);
        submission->campaign = g_strdup(candidate->campaign->id);
        submission->number = g_strdup("试投");
        struct verdict *verdict = judge_submission(intake->judge, candidate->campaign, submission, error);
        if (!verdict)
            return false;
        take_judged(handled, candidate, g_steal_pointer(&submission), verdict, true);
    }
    return join != NULL;
}

static bool file_all(struct intake *intake, const struct mail *mail, struct handled *handled, GPtrArray *contributions,
                     char **target, GArray **foreign, GError **error)
{
    enum join_by by = handled->kind->kind != KIND_AMENDMENT ? JOIN_SENDER : intake->standalone ? JOIN_NONE : JOIN_NAMED;
    g_autoptr(Join) join = join_decide(intake->store, intake->ruleset, handled->dossier, mail->mailbox, by,
                                       intake->config->intake_join, contributions, handled->received, error);
    if (!join)
        return false;
    if (stated(join, handled)) {
        handled->disposition = join->waits_for ? DISPOSITION_WAITING : DISPOSITION_ASIDE;
        handled->kind->answer = false;
        *target = g_strdup(join->waits_for);
        *foreign = g_steal_pointer(&join->foreign);
        return true;
    }
    if (!filing_forget_mail(intake->store, mail->id, error))
        return false;
    bool fresh = false;
    for (guint i = 0; i < join->candidates->len; i++) {
        const struct candidate *candidate = join->candidates->pdata[i];
        fresh = fresh || candidate->target == 0;
        if (!file_candidate(intake, mail, candidate, handled, error))
            return false;
    }
    handled->disposition = fresh ? DISPOSITION_FILED : DISPOSITION_JOINED;
    if (join->candidates->len == 0) {
        handled->disposition = DISPOSITION_ASIDE;
        handled->reason = g_strdup("来信没有带来可登记的内容");
    }
    return true;
}

/* Files what the mail brings, or says why nothing of it is filed. */
static bool take_in(struct intake *intake, const struct mail *mail, struct handled *handled, GPtrArray *contributions,
                    char **target, GArray **foreign, GError **error)
{
    if (handled->kind->files)
        return file_all(intake, mail, handled, contributions, target, foreign, error);
    handled->reason = g_strdup(handled->kind->why);
    return handled->kind->kind != KIND_COMMAND || handled->dossier->command != COMMAND_TRIAL ||
           try_all(intake, mail, handled, contributions, error);
}

/* A bounce says which of our mails did not arrive: that reply is refused and its address gets no more, which the digest
 * shows; whoever writes can be reached again. */
static bool note_reach(struct intake *intake, const struct handled *handled, GError **error)
{
    const struct origin *origin = handled->dossier->origin;
    if (origin->kind == ORIGIN_BOUNCE)
        return brake_bounced(intake->store, origin->bounced_id, origin->bounced_to, "收到退信", handled->received,
                             error);
    return origin->kind == ORIGIN_OWN ||
           brake_wrote(intake->store, handled->dossier->message->from.addr, handled->received, error);
}

static bool from_junk(const struct config *config, const struct mail *mail)
{
    const struct mailbox *mailbox = config_mailbox(config, mail->mailbox);
    return mailbox && mailbox->folders_junk && mail->folder &&
           g_strv_contains((const char *const *)mailbox->folders_junk, mail->folder);
}

static bool names_us(const struct intake *intake, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        const char *addr = ((const struct address *)addresses->pdata[i])->addr;
        if (addr && (config_mailbox(intake->config, addr) ||
                     (intake->config->own && g_strv_contains((const char *const *)intake->config->own, addr))))
            return true;
        for (guint k = 0; addr && k < intake->ruleset->campaigns->len; k++)
            if (!g_ascii_strcasecmp(addr, ((const struct campaign *)intake->ruleset->campaigns->pdata[k])->mailbox))
                return true;
    }
    return false;
}

static bool read_part(struct intake *intake, const struct mail *mail, struct handled *handled, char **target,
                      GError **error)
{
    const struct config *config = intake->config;
    struct dossier *dossier = handled->dossier;
    if (!intake->standalone && !renumber_dossier(intake->store, dossier, error))
        return false;
    g_autoptr(GPtrArray) contributions = submission_split(dossier, intake->ruleset, handled->received);
    handled->junk = from_junk(config, mail);
    bool addressed = names_us(intake, dossier->message->to) || names_us(intake, dossier->message->cc);
    gint64 sole = 0;
    if (!intake->standalone && !join_sole(intake->store, dossier, handled->received, config->intake_join, &sole, error))
        return false;
    bool answers = sole || kind_answers_ours(dossier->message) || sent_answered(intake->store, dossier->message);
    handled->kind = kind_decide(dossier, contributions->len, answers, handled->junk, addressed);
    bool done = false;
    g_autoptr(GArray) foreign = NULL;
    if (mail->partial) {
        handled->kind->answer = dossier->origin->kind == ORIGIN_PERSON && dossier->message->from.addr;
        handled->reason = g_strdup_printf("邮件大小 %" G_GUINT64_FORMAT " 字节，超过上限，未下载", mail->full_bytes);
    } else if (handled->kind->files && config->intake_start && handled->received < config->intake_start &&
               config->before_start == BEFORE_IGNORE) {
        handled->reason = g_strdup("来件早于 intake.start");
        handled->kind->answer = false;
    } else if (!obey_mail(intake, mail, handled, &done, error)) {
        return false;
    } else if (!done && !talk_before(intake, mail, handled, &done, error)) {
        return false;
    } else if (!done && !take_in(intake, mail, handled, contributions, target, &foreign, error)) {
        return false;
    } else if (!done && !talk_after(intake, mail, handled, foreign, error)) {
        return false;
    }
    return note_reach(intake, handled, error) && answer_mail(intake, mail, handled, error);
}

gint64 handle_received(const struct intake *intake, const struct mail *mail, const struct dossier *dossier)
{
    gint64 now = clock_now(&intake->clock);
    gint64 received = mail->received > 0                          ? mail->received
                      : dossier && dossier->message->received > 0 ? dossier->message->received
                      : dossier && dossier->message->date > 0     ? dossier->message->date
                                                                  : now;
    return received;
}

struct handled *handle_mail(struct intake *intake, const struct mail *mail, struct dossier *dossier, const char *why,
                            GError **error)
{
    g_autoptr(Handled) handled = handled_create(dossier);
    handled->received = handle_received(intake, mail, dossier);
    g_autofree char *target = NULL;
    if (dossier)
        talk_look_through(intake, handled);
    if (!dossier)
        handled->reason = g_strdup(why ? why : "无法读取");
    else if (!read_part(intake, mail, handled, &target, error))
        return NULL;
    struct ending ending = {
        .kind = kind_name(handled->kind ? handled->kind->kind : KIND_OTHER),
        .kind_why = handled->kind ? handled->kind->why : handled->reason,
        .disposition = handled->disposition,
        .reason = handled->reason,
        .target = target,
        .received = handled->received,
        .forwarded_by = handled->forwarded_by,
    };
    if (!mail_end(intake->store, mail->id, dossier, &ending, clock_now(&intake->clock), error))
        return NULL;
    return g_steal_pointer(&handled);
}
