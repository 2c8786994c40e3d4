/* 撤回: held at once, and taken out only after a confirmation that comes from the same address with what we mailed to
 * it: the number under our letter, or that letter's own Message-ID. Whoever only knows an address cannot withdraw.
 */
#include <string.h>

#include "store/filing.h"
#include "store/join.h"
#include "store/proposal.h"
#include "store/query.h"
#include "store/ruling.h"
#include "store/token.h"
#include "talk/talk.h"

#define VALID (14 * TALK_DAY)

/* The last hold or restore of that work (0: of the whole); NULL: none. Borrowed. */
static const struct ruling *last_hold(const GPtrArray *rulings, int work)
{
    const struct ruling *last = NULL;
    for (guint i = 0; i < rulings->len; i++) {
        const struct ruling *ruling = rulings->pdata[i];
        if (ruling->work == work && (ruling->action == RULING_HOLD || ruling->action == RULING_RESTORE))
            last = ruling;
    }
    return last;
}

static bool by_withdrawal(const struct ruling *hold)
{
    return hold && hold->action == RULING_HOLD && !strcmp(hold->actor, RULING_BY_SENDER) &&
           (!g_strcmp0(hold->why, WHY_ASKED) || !g_strcmp0(hold->why, WHY_CONFIRMED));
}

/* A hold for another reason stays the last word: what the sender restores later must not lift it. */
static bool hold(struct intake *intake, const struct mail *mail, gint64 submission, int work, const char *why,
                 GError **error)
{
    g_autoptr(GPtrArray) rulings = ruling_list(intake->store, submission, error);
    if (!rulings)
        return false;
    const struct ruling *last = last_hold(rulings, work);
    bool held = last && last->action == RULING_HOLD;
    return (held && (!by_withdrawal(last) || !g_strcmp0(last->why, why))) ||
           talk_rule(intake, mail, RULING_HOLD, submission, work, why, error);
}

struct asking {
    struct intake *intake;
    const struct mail *mail;
    struct handled *handled;
    const char *address;
    char *secret;
    gint64 now;
    GString *numbers; /* "NXZ-0012、NXZ-0013-02" */
};

static bool ask_one(struct asking *asking, gint64 submission, int work, GError **error)
{
    struct store *store = asking->intake->store;
    g_autofree char *number = filing_number_of(store, submission, error);
    if (!number)
        return false;
    g_autofree char *shown = work ? number_format_work(number, work) : g_strdup(number);
    g_string_append_printf(asking->numbers, "%s%s", asking->numbers->len ? "、" : "", shown);
    return hold(asking->intake, asking->mail, submission, work, WHY_ASKED, error) &&
           token_issue(store, asking->secret, TOKEN_WITHDRAW, asking->address, submission, work, asking->mail->id,
                       asking->now, asking->now + VALID, error);
}

static bool ask_works(struct asking *asking, gint64 submission, GError **error)
{
    struct store *store = asking->intake->store;
    g_autofree char *number = filing_number_of(store, submission, error);
    if (!number)
        return false;
    g_autoptr(GArray) works = talk_works(asking->handled->dossier, number);
    bool any = false;
    for (guint i = 0; i < works->len; i++) {
        int work = g_array_index(works, int, i);
        g_autoptr(GError) failure = NULL;
        bool known = proposal_has_work(store, submission, work, &failure);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        if (known && !ask_one(asking, submission, work, error))
            return false;
        any = any || known;
    }
    return any || (works->len == 0 && ask_one(asking, submission, 0, error)) || works->len > 0;
}

/* The letter goes to the registered address itself, whatever Reply-To says. */
static bool ask_all(struct intake *intake, const struct mail *mail, struct handled *handled, const GArray *targets,
                    GError **error)
{
    g_autofree char *secret = token_create();
    g_autoptr(GString) numbers = g_string_new(NULL);
    struct asking asking = {.intake = intake,
                            .mail = mail,
                            .handled = handled,
                            .address = handled->dossier->message->from.addr,
                            .secret = secret,
                            .now = clock_now(&intake->clock),
                            .numbers = numbers};
    for (guint i = 0; i < targets->len && i < TALK_MOST; i++) {
        gint64 submission = g_array_index(targets, gint64, i);
        if (!ask_works(&asking, submission, error))
            return false;
        talk_mention(handled, submission);
    }
    const struct campaign *campaign =
        join_campaign_of(intake->ruleset, handled->dossier, mail->mailbox, handled->received);
    g_autofree char *until = clock_chinese_day(asking.now + VALID, campaign->zone);
    GVariantDict view;
    g_variant_dict_init(&view, NULL);
    if (numbers->len) {
        g_variant_dict_insert(&view, "code", "s", secret);
        g_variant_dict_insert(&view, "number", "s", numbers->str);
        g_variant_dict_insert(&view, "until", "s", until);
    }
    handled->talk.direct = true;
    return talk_answer(intake, mail, handled, "withdraw", g_variant_dict_end(&view), 0, 0, error);
}

/* Which one is meant? Only the sender's own are listed. */
static bool list_all(struct intake *intake, const struct mail *mail, struct handled *handled, const GArray *live,
                     GError **error)
{
    g_free(handled->reason);
    handled->reason = g_strdup(live->len ? "来信撤回，没有写明是哪一件" : "来信撤回，没有查到由该邮箱报送的作品");
    GVariant *items = status_items(intake->store, live, error);
    if (!items)
        return false;
    GVariantDict view;
    g_variant_dict_init(&view, NULL);
    g_variant_dict_insert_value(&view, "items", items);
    if (live->len)
        g_variant_dict_insert(&view, "count", "x", (gint64)live->len);
    else
        g_variant_dict_insert(&view, "none", "b", (gboolean)TRUE);
    handled->talk.direct = true;
    return talk_answer(intake, mail, handled, "withdraw", g_variant_dict_end(&view), 0, 0, error);
}

/* 1: all may be withdrawn by this address; 0: not all, and people know of it; -1: an error. */
static int check_targets(struct intake *intake, const struct mail *mail, struct handled *handled, const GArray *targets,
                         GError **error)
{
    const char *sender = handled->dossier->message->from.addr;
    gint64 now = clock_now(&intake->clock);
    bool own = true;
    for (guint i = 0; i < targets->len && i < TALK_MOST; i++) {
        gint64 submission = g_array_index(targets, gint64, i);
        g_autoptr(GError) failure = NULL;
        if (join_allowed(intake->store, submission, sender, &failure))
            continue;
        own = false;
        if (failure || !proposal_add(intake->store, submission, 0, mail->id, PROPOSAL_STRANGER, now, &failure)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return -1;
        }
    }
    return own;
}

bool withdraw_ask(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error)
{
    g_autoptr(GArray) targets = join_named(intake->store, handled->dossier, error);
    if (!targets)
        return false;
    handled->reason = g_strdup("来信撤回，已暂停展示，等待确认");
    if (targets->len) {
        int own = check_targets(intake, mail, handled, targets, error);
        if (own > 0)
            return ask_all(intake, mail, handled, targets, error);
        g_free(handled->reason);
        handled->reason = g_strdup("来信撤回，但来信人不是报送人，请工作人员核对");
        return own == 0 && talk_answer(intake, mail, handled, "stranger", NULL, 0, 7 * TALK_DAY, error);
    }
    g_autoptr(GArray) live = proposal_live(intake->store, handled->dossier->message->from.addr, TALK_MOST, error);
    if (!live)
        return false;
    bool named = handled->dossier->numbers && handled->dossier->numbers[0];
    return live->len == 1 && !named ? ask_all(intake, mail, handled, live, error)
                                    : list_all(intake, mail, handled, live, error);
}

/* Restores what only this withdrawal held; *kept counts what another reason still holds. */
static bool restore(struct intake *intake, const struct mail *mail, const struct token *token, guint *kept,
                    GError **error)
{
    g_autoptr(GPtrArray) rulings = ruling_list(intake->store, token->submission, error);
    if (!rulings)
        return false;
    const struct ruling *last = last_hold(rulings, token->work);
    if (by_withdrawal(last))
        return talk_rule(intake, mail, RULING_RESTORE, token->submission, token->work, "报送人不撤回", error);
    *kept += last && last->action == RULING_HOLD;
    return true;
}

static bool settle_one(struct intake *intake, const struct mail *mail, const struct token *token, bool yes, guint *kept,
                       GError **error)
{
    gint64 now = clock_now(&intake->clock);
    if (!token_use(intake->store, token, yes ? "withdraw" : "restore", now, error))
        return false;
    if (!yes)
        return restore(intake, mail, token, kept, error);
    return hold(intake, mail, token->submission, token->work, WHY_CONFIRMED, error) &&
           proposal_add(intake->store, token->submission, token->work, mail->id, PROPOSAL_WITHDRAW, now, error);
}

static bool append_number(struct store *store, GString *numbers, const struct token *token, GError **error)
{
    g_autofree char *number = filing_number_of(store, token->submission, error);
    if (!number)
        return false;
    g_autofree char *shown = token->work ? number_format_work(number, token->work) : g_strdup(number);
    g_string_append_printf(numbers, "%s%s", numbers->len ? "、" : "", shown);
    return true;
}

static bool settle_all(struct intake *intake, const struct mail *mail, struct handled *handled, GPtrArray *tokens,
                       GError **error)
{
    bool yes = handled->dossier->confirm == CONFIRM_YES;
    gint64 now = clock_now(&intake->clock);
    g_autoptr(GString) numbers = g_string_new(NULL);
    guint kept = 0;
    for (guint i = 0; i < tokens->len && i < TALK_MOST; i++) {
        const struct token *token = tokens->pdata[i];
        if (token->used || token->expires < now)
            continue;
        if (!append_number(intake->store, numbers, token, error) || !settle_one(intake, mail, token, yes, &kept, error))
            return false;
        talk_mention(handled, token->submission);
    }
    GVariantDict view;
    g_variant_dict_init(&view, NULL);
    handled->talk.direct = true;
    if (!numbers->len) {
        handled->reason = g_strdup("撤回的确认码已用过或过期");
        g_variant_dict_insert(&view, "spent", "b", (gboolean)TRUE);
        return talk_answer(intake, mail, handled, "withdraw", g_variant_dict_end(&view), 0, 0, error);
    }
    handled->reason = g_strdup_printf("%s：%s", yes ? WHY_CONFIRMED : "报送人不撤回", numbers->str);
    g_variant_dict_insert(&view, "number", "s", numbers->str);
    g_variant_dict_insert(&view, "kept", "b", (gboolean)(kept > 0));
    return talk_answer(intake, mail, handled, yes ? "withdrawn" : "restored", g_variant_dict_end(&view), 0, 0, error);
}

bool withdraw_settle(struct intake *intake, const struct mail *mail, struct handled *handled, bool *done,
                     GError **error)
{
    const struct message *message = handled->dossier->message;
    g_autofree char *secret = token_find(message->subject);
    if (!secret)
        secret = token_find(message->text);
    if (!secret && !message->in_reply_to)
        return true;
    g_autoptr(GPtrArray) tokens =
        token_list(intake->store, secret, message->in_reply_to, TOKEN_WITHDRAW, message->from.addr, error);
    if (!tokens)
        return false;
    g_autoptr(GError) failure = NULL;
    *done = tokens->len > 0 || proposal_answers(intake->store, message->in_reply_to, "withdraw", &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!*done)
        return true;
    handled->kind->kind = KIND_COMMAND;
    handled->kind->files = false;
    handled->kind->answer = false;
    g_free(handled->kind->why);
    handled->kind->why = g_strdup("答复撤回的确认");
    if (tokens->len == 0 || handled->forwarded_by) {
        handled->reason = g_strdup("确认撤回的来信不是从报送的邮箱发来的，没有办理");
        return true;
    }
    return settle_all(intake, mail, handled, tokens, error);
}
