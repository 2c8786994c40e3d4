/* Who may decide by mail, and the answer. */
#include "desk/obey.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "digest/equip.h"
#include "mail/auth.h"
#include "reply/wire.h"
#include "store/outbox.h"
#include "store/pass.h"
#include "store/proposal.h"
#include "store/token.h"

#define REFUSED "decisions-refused" /* template names of our answers */
#define ANSWERED "decisions"
#define MOST_REFUSALS 5 /* to an address in a day, waiting ones too; further ones are not answered */
#define LISTED 40       /* lines that were not understood */

/* A mail as a decision. */
struct attempt {
    struct intake *intake;
    const struct mail *mail;
    struct handled *handled;
    char *person; /* NULL: a stranger */
    Pass *decide, *enter;
    bool letter;       /* it answers a digest */
    bool token, table; /* it bears something like a token; our workbook is attached */
    GPtrArray *orders; /* struct order */
    guint meant, good; /* of these: begin with a number; understood */
};

static void attempt_clear(struct attempt *attempt)
{
    g_free(attempt->person);
    pass_free(attempt->decide);
    pass_free(attempt->enter);
    g_clear_pointer(&attempt->orders, g_ptr_array_unref);
}

/* What stands above the head of our letter, however the mailer quotes. */
static char *above_ours(const char *fresh)
{
    const char *line = strstr(fresh, EQUIP_LINE);
    if (!line)
        return g_strdup(fresh);
    while (line > fresh && line[-1] != '\n')
        line--;
    return g_strndup(fresh, (gsize)(line - fresh));
}

static bool find_pass(struct store *store, const char *purpose, const char *text, Pass **pass, bool *token,
                      GError **error)
{
    g_autofree char *secret = text ? token_find(text) : NULL;
    g_autoptr(GError) failure = NULL;
    *token = *token || secret;
    *pass = secret ? pass_find(store, purpose, secret, &failure) : NULL;
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return !failure;
}

static bool answers_digest(struct store *store, const struct message *message, bool *letter, GError **error)
{
    gint64 count = message->in_reply_to ? pass_letter(store, message->in_reply_to, error) : 0;
    for (char **id = message->references; count == 0 && id && *id; id++)
        count = pass_letter(store, *id, error);
    *letter = count > 0;
    return count >= 0;
}

static bool look(struct attempt *attempt, GError **error)
{
    struct store *store = attempt->intake->store;
    const struct dossier *dossier = attempt->handled->dossier;
    const struct message *message = dossier->message;
    bool ignored = false;
    attempt->person = config_person(attempt->intake->config, message->from.addr);
    attempt->table = dossier->entry_token != NULL;
    if (!find_pass(store, TOKEN_DECIDE, message->text, &attempt->decide, &attempt->token, error) ||
        !find_pass(store, TOKEN_ENTER, dossier->entry_token, &attempt->enter, &ignored, error) ||
        !answers_digest(store, message, &attempt->letter, error))
        return false;
    if (!attempt->person && !attempt->decide && !attempt->enter && !attempt->letter && !attempt->table)
        return true; /* nearly every mail: its words need not be looked at */
    g_autofree char *path = ruleset_common(attempt->intake->ruleset, "decisions.yaml");
    g_autoptr(GError) failure = NULL;
    g_autoptr(Orders) orders = orders_load(path, &failure);
    if (!orders) { /* sets this mail aside; others go on */
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s", failure->message);
        return false;
    }
    g_autofree char *text = above_ours(message->fresh);
    attempt->orders = orders_read(orders, text);
    for (guint i = 0; i < attempt->orders->len; i++) {
        const struct order *order = attempt->orders->pdata[i];
        attempt->meant += order->meant;
        attempt->good += order->good;
    }
    return true;
}

/* Forms or works came along: somebody's submission, perhaps passed on with a word. */
static bool brings(const struct attempt *attempt)
{
    const struct dossier *dossier = attempt->handled->dossier;
    bool form = false;
    for (guint i = 0; i < dossier->forms->len && !form; i++) {
        const struct form *found = dossier->forms->pdata[i];
        form = !found->blank && strcmp(found->source, "body") != 0;
    }
    return form || dossier->works->len;
}

/* Whether the mail means to decide anything. A participant's letter never looks like it: it neither answers a digest
 * nor bears a token of one. */
static bool concerns(const struct attempt *attempt)
{
    bool ours = attempt->decide || attempt->enter || attempt->letter || attempt->table;
    if (!attempt->person)
        return ours && (attempt->meant || attempt->table);
    return ours || (attempt->good && !brings(attempt));
}

/* Why nothing of it may be obeyed, whatever its tokens; NULL: nothing speaks against the sender. */
static const char *distrust(const struct attempt *attempt)
{
    const struct config *config = attempt->intake->config;
    if (!attempt->person)
        return "发件人不是办公室成员（office.people）";
    if (attempt->handled->forwarded_by)
        return "这是别人转发来的";
    if (!config->office_authserv || !config->office_authserv[0])
        return NULL;
    enum auth auth = auth_read(attempt->handled->dossier->message, (const char *const *)config->office_authserv);
    return auth == AUTH_PASS   ? NULL
           : auth == AUTH_FAIL ? "SPF、DKIM都没有证实它出自这个邮箱"
                               : "没有本单位邮件服务器的认证结果（Authentication-Results）";
}

/* What is wrong with a token; NULL: it is this person's and in force. */
static const char *amiss(const struct attempt *attempt, const struct pass *pass, bool token)
{
    const char *from = attempt->handled->dossier->message->from.addr;
    if (!pass)
        return token ? "口令不对" : "信里没有日报的口令";
    if (g_ascii_strcasecmp(pass->address, from) != 0)
        return "口令不是发给这个邮箱的";
    return pass->expires < clock_now(&attempt->intake->clock) ? "口令已过期" : NULL;
}

/* ---- the answer */

static GStrv thread_of(const struct message *message)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_addv(builder, (const char **)message->references);
    if (message->id)
        g_strv_builder_add(builder, message->id);
    return g_strv_builder_end(builder);
}

/* It is about no submission: no participant's letter gives way to it. Never held, as the digest is not. */
static bool queue(struct attempt *attempt, const char *template, char *subject, char *text, GError **error)
{
    struct intake *intake = attempt->intake;
    const struct message *message = attempt->handled->dossier->message;
    const struct mailbox *mailbox = config_mailbox(intake->config, attempt->mail->mailbox);
    struct reply *reply = g_new0(struct reply, 1);
    reply->template = g_strdup(template);
    reply->to = g_strdup(message->from.addr);
    reply->to_name = strchr(attempt->person, '@') ? NULL : g_strdup(attempt->person);
    reply->subject = subject;
    reply->text = text;
    reply->blanks = g_ptr_array_new();
    reply->sheets = g_ptr_array_new();
    reply_dress(reply);
    attempt->handled->reply = reply;
    if (outbox_answered(intake->store, attempt->mail->id, NULL))
        return true;
    g_autoptr(GArray) about = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(Letter) letter = g_new0(struct letter, 1);
    letter->mail = attempt->mail->id;
    letter->priority = PRIORITY_URGENT;
    letter->mailbox = g_strdup(attempt->mail->mailbox);
    letter->from_name = mailbox ? g_strdup(mailbox->name) : NULL;
    letter->message_id = reply_message_id(attempt->mail->mailbox);
    letter->in_reply_to = g_strdup(message->id);
    letter->references = thread_of(message);
    return answer_put(intake, reply, letter, error) &&
           outbox_queue(intake->store, letter, about, false, clock_now(&intake->clock), error);
}

static void conclude(struct attempt *attempt, char *reason)
{
    struct handled *handled = attempt->handled;
    handled->kind->kind = KIND_COMMAND;
    handled->kind->files = false;
    handled->kind->answer = false;
    g_free(handled->kind->why);
    handled->kind->why = g_strdup("对日报的回复：决定");
    handled->disposition = DISPOSITION_ASIDE;
    g_free(handled->reason);
    handled->reason = reason;
}

/* Nothing is obeyed. Only a configured person is told, and not without end: the sender may be forged. */
static bool refuse(struct attempt *attempt, const char *why, GError **error)
{
    conclude(attempt, g_strdup_printf("决定未执行：%s", why));
    if (!attempt->person)
        return true;
    gint64 now = clock_now(&attempt->intake->clock);
    gint64 told = proposal_letters(attempt->intake->store, attempt->handled->dossier->message->from.addr, REFUSED, NULL,
                                   0, now - 24 * 60 * 60, error);
    if (told < 0 || told >= MOST_REFUSALS)
        return told >= 0;
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text,
                    "收到一封以您的名义写来的信，其中的决定没有执行：%s。\n\n"
                    "如是您写的：请用登记的邮箱，直接回复最近一期日报（不要新建邮件），并保留引文中“口令”那一行；"
                    "待录入表请用最近一期日报所附的。\n如不是您写的，请告诉同事：可能有人冒用您的地址。\n",
                    why);
    return queue(attempt, REFUSED, g_strdup("【未执行】来信中的决定没有执行"),
                 g_string_free(g_steal_pointer(&text), FALSE), error);
}

static bool answer(struct attempt *attempt, const struct obey *obey, const GPtrArray *unknown, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool named = !strchr(attempt->person, '@');
    g_string_append_printf(text, "%s%s您来信中的决定办理如下：\n\n", named ? attempt->person : "", named ? "：\n" : "");
    for (guint i = 0; i < obey->said->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)obey->said->pdata[i]);
    if (unknown->len)
        g_string_append(text, "\n没有看懂的话（与决定无关的请不必理会）：\n");
    for (guint i = 0; i < unknown->len && i < LISTED; i++)
        g_string_append_printf(text, "· %s\n", (const char *)unknown->pdata[i]);
    if (brings(attempt))
        g_string_append(text, "\n信里的表格、作品没有登记：请报送人自己发来，或另发一封不带决定的信。\n");
    if (obey->bad || unknown->len)
        g_string_append(text, "\n没有办理的，请改正后再回复日报。写法（0000处写编号）：" EQUIP_EXAMPLES "。\n");
    char *subject = obey->bad    ? g_strdup_printf("【办理结果】已办%u项，未办%u项", obey->good, obey->bad)
                    : obey->good ? g_strdup_printf("【办理结果】已办%u项", obey->good)
                                 : g_strdup("【办理结果】没有看懂，什么也没有办");
    return queue(attempt, ANSWERED, subject, g_string_free(g_steal_pointer(&text), FALSE), error);
}

static bool obey_all(struct attempt *attempt, GError **error)
{
    const char *why_lines = amiss(attempt, attempt->decide, attempt->token);
    const char *why_table = amiss(attempt, attempt->enter, true);
    bool lines = attempt->good > 0, rows = attempt->table;
    if ((lines && why_lines && (!rows || why_table)) || (!lines && rows && why_table))
        return refuse(attempt, lines ? why_lines : why_table, error);
    struct obey obey = {.intake = attempt->intake,
                        .mail = attempt->mail->id,
                        .actor = attempt->person,
                        .decide = why_lines ? NULL : attempt->decide,
                        .enter = why_table ? NULL : attempt->enter,
                        .why_not = why_lines,
                        .said = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GPtrArray) said = obey.said, unknown = g_ptr_array_new();
    for (guint i = 0; i < attempt->orders->len; i++) {
        const struct order *order = attempt->orders->pdata[i];
        if (!order->meant && !order->good)
            g_ptr_array_add(unknown, order->line);
        else if (!obey_order(&obey, order, error))
            return false;
    }
    if (rows && why_table)
        obey_say(&obey, false, "待录入表：%s", why_table);
    else if (rows && !obey_entries(&obey, attempt->handled->dossier->entries, error))
        return false;
    if (!obey.good && !obey.bad && !unknown->len) {
        conclude(attempt, g_strdup("对日报的回复，没有决定"));
        return true;
    }
    conclude(attempt, obey.bad ? g_strdup_printf("%s的决定：执行%u项，未执行%u项", attempt->person, obey.good, obey.bad)
                               : g_strdup_printf("%s的决定：执行%u项", attempt->person, obey.good));
    return answer(attempt, &obey, unknown, error);
}

bool obey_mail(struct intake *intake, const struct mail *mail, struct handled *handled, bool *done, GError **error)
{
    const struct dossier *dossier = handled->dossier;
    const struct config *config = intake->config;
    *done = false;
    bool early = config->intake_start && handled->received < config->intake_start;
    if (intake->standalone || mail->partial || early || !dossier->message->from.addr ||
        dossier->origin->kind != ORIGIN_PERSON)
        return true;
    struct attempt attempt = {.intake = intake, .mail = mail, .handled = handled};
    bool good = look(&attempt, error);
    *done = good && attempt.orders && concerns(&attempt);
    if (*done) {
        const char *why = distrust(&attempt);
        good = why ? refuse(&attempt, why, error) : obey_all(&attempt, error);
    }
    attempt_clear(&attempt);
    return good;
}
