/* The answer to one mail: whether there is one, in which words, and into the outbox with it. Part of the mail's
 * savepoint, after it has been filed.
 */
#include <string.h>

#include "answer_shared.h"
#include "base/log.h"
#include "base/text.h"
#include "intake.h"
#include "reply/wire.h"
#include "store/brake.h"
#include "store/filing.h"
#include "store/join.h"
#include "store/outbox.h"
#include "store/proposal.h"
#include "talk/talk.h"

#define DUE_SOON (48 * 60 * 60)
#define OUTAGE (24 * 60 * 60) /* an answer later than this says sorry */

static bool listed(GStrv list, const char *address)
{
    const char *domain = address ? strchr(address, '@') : NULL;
    for (char **entry = list; address && entry && *entry; entry++)
        if (!g_ascii_strcasecmp(*entry, address) || (**entry == '@' && domain && !g_ascii_strcasecmp(*entry, domain)))
            return true;
    return false;
}

bool answer_never(const struct config *config, const char *address)
{
    return listed(config->never_answer, address);
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
    reply_dress(handled->reply);
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

/* Whoever answers the list of their one submission speaks of that one. */
static bool mention_only(struct intake *intake, struct handled *handled, GError **error)
{
    g_autoptr(GArray) live = proposal_live(intake->store, handled->dossier->message->from.addr, 2, error);
    if (live && live->len == 1)
        talk_mention(handled, g_array_index(live, gint64, 0));
    return live != NULL;
}

/* The words that the conversation chose (talk.h). */
static bool compose_talk(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    const struct message *message = handled->dossier->message;
    const struct campaign *campaign =
        join_campaign_of(intake->ruleset, handled->dossier, mail->mailbox, handled->received);
    handled->reply = reply_plain(campaign, handled->talk.template, message, handled->talk.view, error);
    if (handled->reply && handled->talk.direct) {
        g_free(handled->reply->to);
        handled->reply->to = g_strdup(message->from.addr);
    }
    return handled->reply != NULL;
}

static bool compose(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    const struct message *message = handled->dossier->message;
    if (handled->judged->len && !handled->talk.template) {
        gint64 now = clock_now(&intake->clock);
        bool delayed = !intake->standalone && !handled->forwarded_by && now - handled->received > OUTAGE;
        handled->reply = answer_judged(handled->judged, message, now, delayed, error);
        return handled->reply && (handled->kind->kind != KIND_COMMAND || head_trial(message, handled, error));
    }
    if (handled->talk.template)
        return compose_talk(intake, mail, handled, error);
    static const char *const by_command[] = {[COMMAND_STATUS] = "status",
                                             [COMMAND_WITHDRAW] = "withdraw",
                                             [COMMAND_TEMPLATE] = "template",
                                             [COMMAND_TRIAL] = "trial",
                                             [COMMAND_HELP] = "help"};
    g_autoptr(GPtrArray) campaigns =
        join_campaigns(intake->ruleset, handled->dossier, mail->mailbox, handled->received);
    const struct campaign *campaign = campaigns->pdata[0];
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
    if (asked && handled->dossier->command == COMMAND_STATUS && !mention_only(intake, handled, error))
        return false;
    if (asked && handled->dossier->command == COMMAND_STATUS)
        extra = status_view(intake->store, campaign, message->from.addr, clock_now(&intake->clock), &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    bool each = !strcmp(template, "enquiry") || !strcmp(template, "template");
    handled->reply = each ? answer_shared(campaigns, template, message, error)
                          : reply_plain(campaign, template, message, extra, error);
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
        gint64 deadline = submission_deadline(judged->submission, judged->campaign);
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
    return handled->judged->len ? PRIORITY_FIRST : handled->talk.about ? PRIORITY_CORRECTION : PRIORITY_ENQUIRY;
}

static const struct campaign *campaign_of(const struct intake *intake, const struct mail *mail,
                                          const struct handled *handled)
{
    if (handled->judged->len)
        return ((const struct judged *)handled->judged->pdata[0])->campaign;
    return join_campaign_of(intake->ruleset, handled->dossier, mail->mailbox, handled->received);
}

/* Where the conversation began: robots that lose a number or change the subject mostly keep this. */
static const char *thread_start(const struct message *message)
{
    return *message->references ? *message->references : message->in_reply_to ? message->in_reply_to : message->id;
}

/* Why the letter must not go out whatever it says; NULL: it may. */
static char *braked(struct intake *intake, const struct handled *handled, const struct letter *letter, GError **error)
{
    const struct config *config = intake->config;
    gint64 now = clock_now(&intake->clock);
    gint64 thread = brake_thread(intake->store, letter->thread, error);
    if (thread < 0 || thread >= config->reply_per_thread)
        return thread < 0 ? NULL : g_strdup_printf("同一往来中的自动答复已达%d封上限", (int)config->reply_per_thread);
    if (handled->kind->kind != KIND_ENQUIRY)
        return NULL;
    gint64 enquiries = brake_enquiries(intake->store, now, error);
    return enquiries < config->reply_enquiries
               ? NULL
               : g_strdup_printf("今日对咨询的自动答复已达%d封上限", (int)config->reply_enquiries);
}

/* What is asked for is awaited until the day that the answer names. */
static bool await_fixes(struct intake *intake, const struct handled *handled, gint64 now, GError **error)
{
    for (guint i = 0; handled->kind->files && i < handled->judged->len; i++) {
        const struct judged *judged = handled->judged->pdata[i];
        if (judged->verdict->state == VERDICT_INCOMPLETE &&
            !filing_await(intake->store, judged->submission->id, reply_fix_by(judged, now), error))
            return false;
    }
    return true;
}

bool answer_put(struct intake *intake, const struct reply *reply, struct letter *letter, GError **error)
{
    letter->template = g_strdup(reply->template);
    letter->to = g_strdup(reply->to);
    letter->to_name = g_strdup(reply->to_name);
    letter->subject = g_strdup(reply->subject);
    letter->text = g_strdup(reply->text);
    letter->html = g_strdup(reply->html);
    for (guint i = 0; i < reply->blanks->len; i++) {
        const struct form_rule *form = reply->blanks->pdata[i];
        letter_file_add(letter, form->blank, form->blank_hash);
    }
    for (guint i = 0; i < reply->sheets->len; i++) {
        const struct reply_file *file = reply->sheets->pdata[i];
        g_autofree char *sha256 = content_put(intake->spool, file->bytes, error);
        if (!sha256)
            return false;
        letter_made_add(letter, sha256, file->name, file->type);
    }
    return true;
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
    letter->priority = priority_of(handled, now);
    /* Receipts wait for what may follow; whoever asks is answered at once. */
    letter->delay = about->len ? config->reply_delay : 0;
    letter->most = config->reply_most;
    letter->mailbox = g_strdup(mail->mailbox);
    letter->message_id = reply_message_id(mail->mailbox);
    letter->in_reply_to = g_strdup(message->id);
    letter->references = thread_of(message);
    letter->thread = g_strdup(thread_start(message));
    g_autoptr(GError) failure = NULL;
    letter->withheld = braked(intake, handled, letter, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    letter->cc = handled->talk.direct ? NULL : g_strdup(handled->forwarded_by); /* a code is for one address */
    letter->campaign = g_strdup(campaign_of(intake, mail, handled)->id);
    const struct mailbox *mailbox = config_mailbox(config, mail->mailbox);
    letter->from_name = mailbox ? g_strdup(mailbox->name) : NULL;
    return answer_put(intake, handled->reply, letter, error) &&
           outbox_queue(intake->store, letter, about, held, now, error) && await_fixes(intake, handled, now, error) &&
           (!handled->talk.about || outbox_mention(intake->store, letter, handled->talk.about, error));
}

/* How to take part is said once to a person and campaign; and not again in a thread that has it. */
static bool told_before(const struct intake *intake, const struct mail *mail, const struct handled *handled)
{
    const struct message *message = handled->dossier->message;
    g_autoptr(GError) failure = NULL;
    gint64 since = clock_now(&intake->clock) - intake->config->reply_enquiry;
    bool told = intake->config->reply_enquiry &&
                proposal_letters(intake->store, handled->reply->to, "enquiry", campaign_of(intake, mail, handled)->id,
                                 0, since, &failure) > 0;
    for (char **id = message->references; id && *id && !told; id++)
        told = proposal_answers(intake->store, *id, "enquiry", &failure);
    return told || proposal_answers(intake->store, message->in_reply_to, "enquiry", &failure);
}

/* Whether the composed reply goes into the outbox: the operator's settings, not the mail's merits. */
static const char *not_queued(const struct intake *intake, const struct mail *mail, const struct handled *handled)
{
    const struct config *config = intake->config;
    if (config->reply_mode == REPLY_OFF)
        return "答复已关闭（reply.mode: off）";
    if (config->intake_start && handled->received < config->intake_start)
        return "来件早于 intake.start，只登记不答复";
    if (answer_never(config, handled->reply->to))
        return "收件人在 never_answer 名单中";
    g_autoptr(GError) failure = NULL;
    if (config->spare_correspondents && handled->kind->kind == KIND_ENQUIRY &&
        brake_correspondent(intake->store, handled->reply->to, handled->received, &failure))
        return "工作人员此前与该地址有往来（reply.spare_correspondents），请人工答复";
    if (outbox_answered(intake->store, mail->id, &failure))
        return "这封邮件已经答复过";
    if (!strcmp(handled->reply->template, "enquiry") && told_before(intake, mail, handled))
        return "对这位来信人的咨询近期已答复过，只列出";
    return NULL;
}

bool answer_mail(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
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
