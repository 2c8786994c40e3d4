/* One mail through join, judge and file. Everything here happens inside the mail's savepoint: an error undoes all. */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "intake.h"
#include "reply/wire.h"
#include "store/filing.h"
#include "store/join.h"
#include "store/outbox.h"

#define DUE_SOON (48 * 60 * 60)
#define OUTAGE (24 * 60 * 60) /* an answer later than this says sorry */

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
    g_free(handled->reply_why);
    g_free(handled);
}

static struct handled *handled_create(struct dossier *dossier)
{
    struct handled *handled = g_new0(struct handled, 1);
    handled->dossier = dossier;
    handled->disposition = DISPOSITION_ASIDE;
    handled->judged = g_ptr_array_new_with_free_func(g_free);
    handled->submissions = g_ptr_array_new_with_free_func((GDestroyNotify)submission_free);
    handled->verdicts = g_ptr_array_new_with_free_func((GDestroyNotify)verdict_free);
    return handled;
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

static bool identify(struct intake *intake, const struct candidate *candidate, struct submission *submission,
                     GError **error)
{
    if (candidate->target)
        return filing_identity(intake->store, candidate->target, submission, error);
    g_free(submission->campaign);
    submission->campaign = g_strdup(candidate->campaign->id);
    submission->number = filing_number(intake->store, candidate->campaign->prefix, error);
    return submission->number != NULL;
}

/* `again`: the sender knows of it. Where nothing is ever sent (a trial, check), an earlier mail counts as answered. */
static void take_judged(struct handled *handled, const struct candidate *candidate, struct submission *submission,
                        struct verdict *verdict, bool again)
{
    struct judged *judged = g_new0(struct judged, 1);
    judged->again = again && submission->revision > 1;
    judged->campaign = candidate->campaign;
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
    g_autoptr(Submission) submission = submission_fold(ordered);
    if (!identify(intake, candidate, submission, error))
        return false;
    g_autoptr(Verdict) verdict = judge_submission(intake->judge, candidate->campaign, submission, error);
    gint64 now = clock_now(&intake->clock);
    g_autofree char *detail = g_strdup_printf("mail %s, revision %d", mail->sha256, submission->revision);
    if (!verdict || !filing_save(intake->store, submission, verdict, title_of(submission), now, error) ||
        !filing_contribute(intake->store, submission, next, error) ||
        !store_audit(intake->store, now, "huizhi", candidate->target ? "join" : "file", submission->number, detail,
                     error))
        return false;
    g_autoptr(GError) failure = NULL;
    bool again = intake->standalone || outbox_told(intake->store, submission->id, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    take_judged(handled, candidate, g_steal_pointer(&submission), g_steal_pointer(&verdict), again);
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
                     char **target, GError **error)
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

static bool listed(GStrv list, const char *address)
{
    const char *domain = address ? strchr(address, '@') : NULL;
    for (char **entry = list; address && entry && *entry; entry++)
        if (!g_ascii_strcasecmp(*entry, address) || (**entry == '@' && domain && !g_ascii_strcasecmp(*entry, domain)))
            return true;
    return false;
}

/* The result of a trial under a heading that says so: template "tried". */
static bool head_trial(const struct message *message, struct handled *handled, GError **error)
{
    const struct campaign *campaign = ((const struct judged *)handled->judged->pdata[0])->campaign;
    if (!g_hash_table_contains(campaign->replies, "tried"))
        return true;
    g_autoptr(Reply) head = reply_plain(campaign, "tried", message, NULL, error);
    if (!head)
        return false;
    g_autofree char *subject = handled->reply->subject, *text = handled->reply->text;
    handled->reply->subject = g_strconcat(head->subject, subject, NULL);
    handled->reply->text = g_strconcat(head->text, "\n", text, NULL);
    return true;
}

/* How large a mail was of which we have only the head. */
static GVariant *size_of(const struct mail *mail)
{
    g_autofree char *size = text_size(mail->full_bytes);
    GVariantDict dict;
    g_variant_dict_init(&dict, NULL);
    g_variant_dict_insert(&dict, "size", "s", size);
    return g_variant_ref_sink(g_variant_dict_end(&dict));
}

static bool compose(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    const struct message *message = handled->dossier->message;
    if (handled->judged->len) {
        gint64 now = clock_now(&intake->clock);
        bool delayed = !intake->standalone && now - handled->received > OUTAGE;
        handled->reply = reply_compose(handled->judged, message, now, delayed, error);
        return handled->reply && (handled->kind->kind != KIND_COMMAND || head_trial(message, handled, error));
    }
    static const char *const by_command[] = {[COMMAND_STATUS] = "status",
                                             [COMMAND_WITHDRAW] = "withdraw",
                                             [COMMAND_TEMPLATE] = "template",
                                             [COMMAND_TRIAL] = "trial",
                                             [COMMAND_HELP] = "help"};
    const struct campaign *campaign =
        join_campaign_of(intake->ruleset, handled->dossier, mail->mailbox, handled->received);
    const char *command = by_command[handled->dossier->command];
    bool asked = !mail->partial && command && g_hash_table_contains(campaign->replies, command);
    const char *template = mail->partial ? "toolarge" : asked ? command : "enquiry";
    if (!mail->partial && handled->kind->kind == KIND_AMENDMENT &&
        g_hash_table_contains(campaign->replies, "amendment"))
        template = "amendment";
    bool form = asked && handled->dossier->command == COMMAND_TEMPLATE; /* none is to be filled in any more */
    if ((!asked || form) && campaign->closes && handled->received > campaign->closes &&
        g_hash_table_contains(campaign->replies, "closed"))
        template = "closed";
    g_autoptr(GError) failure = NULL;
    g_autoptr(GVariant) extra = mail->partial ? size_of(mail) : NULL;
    if (asked && handled->dossier->command == COMMAND_STATUS)
        extra = status_view(intake->store, campaign, message->from.addr, clock_now(&intake->clock), &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    handled->reply = reply_plain(campaign, template, message, extra, error);
    return handled->reply != NULL;
}

static GStrv thread_of(const struct message *message)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_addv(builder, (const char **)message->references);
    if (message->id && !g_strv_contains((const char *const *)message->references, message->id))
        g_strv_builder_add(builder, message->id);
    return g_strv_builder_end(builder);
}

/* Faults that must be mended within 48 hours: the sender needs every one of them. */
static bool is_due(const struct handled *handled, gint64 now)
{
    for (guint i = 0; i < handled->judged->len; i++) {
        const struct judged *judged = handled->judged->pdata[i];
        const struct form_rule *form =
            judged->submission->form ? campaign_form(judged->campaign, judged->submission->form) : NULL;
        gint64 deadline = form ? form->deadline : 0;
        if (judged->verdict->state == VERDICT_INCOMPLETE && deadline >= now && deadline - now <= DUE_SOON)
            return true;
    }
    return false;
}

static enum priority priority_of(const struct handled *handled, gint64 now)
{
    if (is_due(handled, now))
        return PRIORITY_DUE;
    if (handled->kind->kind == KIND_AMENDMENT)
        return PRIORITY_CORRECTION;
    return handled->judged->len ? PRIORITY_FIRST : PRIORITY_ENQUIRY;
}

static bool queue(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    const struct config *config = intake->config;
    const struct message *message = handled->dossier->message;
    g_autofree char *released = store_meta(intake->store, "released");
    bool held = config->reply_mode == REPLY_HOLD || !released;
    g_autoptr(GArray) about = g_array_new(FALSE, TRUE, sizeof(gint64));
    /* A trial's submissions have no rows. */
    for (guint i = 0; handled->kind->files && i < handled->submissions->len; i++)
        g_array_append_val(about, ((struct submission *)handled->submissions->pdata[i])->id);
    gint64 now = clock_now(&intake->clock);
    g_autoptr(Letter) letter = g_new0(struct letter, 1);
    letter->mail = mail->id;
    letter->template = g_strdup(handled->reply->template);
    letter->priority = priority_of(handled, now);
    /* Receipts wait for what may follow; whoever asks is answered at once. */
    letter->delay = about->len ? config->reply_delay : 0;
    letter->most = config->reply_most;
    letter->mailbox = g_strdup(mail->mailbox);
    letter->to = g_strdup(handled->reply->to);
    letter->to_name = g_strdup(handled->reply->to_name);
    letter->subject = g_strdup(handled->reply->subject);
    letter->text = g_strdup(handled->reply->text);
    letter->message_id = reply_message_id(mail->mailbox);
    letter->in_reply_to = g_strdup(message->id);
    letter->references = thread_of(message);
    for (guint i = 0; i < handled->reply->blanks->len; i++) {
        const struct form_rule *form = handled->reply->blanks->pdata[i];
        letter_file_add(letter, form->blank, form->blank_hash);
    }
    const struct mailbox *mailbox = config_mailbox(config, mail->mailbox);
    letter->from_name = mailbox ? g_strdup(mailbox->name) : NULL;
    return outbox_queue(intake->store, letter, about, held, now, error);
}

/* Whether the composed reply goes into the outbox: the operator's settings, not the mail's merits. */
static const char *not_queued(const struct intake *intake, const struct mail *mail, const struct handled *handled)
{
    const struct config *config = intake->config;
    if (config->reply_mode == REPLY_OFF)
        return "答复已关闭（reply.mode: off）";
    if (config->intake_start && handled->received < config->intake_start)
        return "来件早于 intake.start，只登记不答复";
    if (listed(config->never_answer, handled->reply->to))
        return "收件人在 never_answer 名单中";
    g_autoptr(GError) failure = NULL;
    if (outbox_answered(intake->store, mail->id, &failure))
        return "这封邮件已经答复过";
    return NULL;
}

static bool answer(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    handled->reply_why = g_strdup(handled->kind->answer_why);
    if (!handled->kind->answer)
        return true;
    if (!compose(intake, mail, handled, error))
        return false;
    const char *why = not_queued(intake, mail, handled);
    if (why) {
        log_line(LOG_DEBUG, "no reply: %s", why);
        return true;
    }
    return queue(intake, mail, handled, error);
}

/* A bounce says which of our mails did not arrive: that reply is refused, and the digest shows it. */
static bool note_bounce(struct intake *intake, const struct dossier *dossier, GError **error)
{
    const struct origin *origin = dossier->origin;
    return origin->kind != ORIGIN_BOUNCE ||
           outbox_bounced(intake->store, origin->bounced_id, origin->bounced_to, "收到退信", error);
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
        if (addr && config_mailbox(intake->config, addr))
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
    g_autoptr(GPtrArray) contributions = submission_split(dossier, intake->ruleset, handled->received);
    bool addressed = names_us(intake, dossier->message->to) || names_us(intake, dossier->message->cc);
    handled->kind = kind_decide(dossier, contributions->len, kind_answers_ours(dossier->message),
                                from_junk(config, mail), addressed);
    if (mail->partial) {
        handled->kind->answer = dossier->origin->kind == ORIGIN_PERSON && dossier->message->from.addr;
        handled->reason = g_strdup_printf("邮件大小 %" G_GUINT64_FORMAT " 字节，超过上限，未下载", mail->full_bytes);
    } else if (handled->kind->files && config->intake_start && handled->received < config->intake_start &&
               config->before_start == BEFORE_IGNORE) {
        handled->reason = g_strdup("来件早于 intake.start");
        handled->kind->answer = false;
    } else if (handled->kind->files) {
        if (!file_all(intake, mail, handled, contributions, target, error))
            return false;
    } else {
        handled->reason = g_strdup(handled->kind->why);
        if (handled->kind->kind == KIND_COMMAND && dossier->command == COMMAND_TRIAL &&
            !try_all(intake, mail, handled, contributions, error))
            return false;
    }
    return note_bounce(intake, dossier, error) && answer(intake, mail, handled, error);
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
    };
    if (!mail_end(intake->store, mail->id, dossier, &ending, clock_now(&intake->clock), error))
        return NULL;
    return g_steal_pointer(&handled);
}
