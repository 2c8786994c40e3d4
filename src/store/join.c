/* Join. */
#include "store/join.h"

#include <string.h>

#include "store/db.h"
#include "store/earlier.h"
#include "store/filing.h"
#include "store/near.h"
#include "store/replace.h"

static bool collects(const struct campaign *campaign, const char *address)
{
    return address && !g_ascii_strcasecmp(campaign->mailbox, address);
}

static bool sent_to(const struct campaign *campaign, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++)
        if (collects(campaign, ((const struct address *)addresses->pdata[i])->addr))
            return true;
    return false;
}

/* A word that is this campaign's own. */
static bool speaks_of(const struct campaign *campaign, const struct message *message)
{
    for (char **cue = campaign->cues; cue && *cue; cue++)
        if (strstr(message->subject, *cue) || strstr(message->fresh, *cue))
            return true;
    return false;
}

enum { BY_POLL = 32, BY_DELIVERY = 24, BY_ADDRESS = 16, BY_CUE = 4, BY_DAYS = 2, BY_WORKS = 1 };

static bool is_open(const struct campaign *campaign, gint64 received)
{
    return (!campaign->opens || received >= campaign->opens) && (!campaign->closes || received <= campaign->closes);
}

/* How much speaks for a campaign; of two that share a mailbox, its own words, its days, and whether it takes works. */
static int weigh(const struct campaign *campaign, const struct dossier *dossier, const char *mailbox, gint64 received)
{
    const struct message *message = dossier->message;
    int score = collects(campaign, mailbox)                                        ? BY_POLL
                : collects(campaign, message->delivered_to)                        ? BY_DELIVERY
                : sent_to(campaign, message->to) || sent_to(campaign, message->cc) ? BY_ADDRESS
                                                                                   : 0;
    score += speaks_of(campaign, message) ? BY_CUE : 0;
    score += is_open(campaign, received) ? BY_DAYS : 0;
    return score + (dossier->works->len && campaign_works_form(campaign) ? BY_WORKS : 0);
}

static const struct campaign *named_campaign(const struct ruleset *ruleset, const struct dossier *dossier)
{
    for (char **text = dossier->numbers; text && *text; text++) {
        g_autofree char *prefix = NULL;
        int number, seq;
        const struct campaign *named =
            number_parse(*text, &prefix, &number, &seq) ? ruleset_by_prefix(ruleset, prefix) : NULL;
        if (named)
            return named;
    }
    return NULL;
}

const struct campaign *join_campaign_of(const struct ruleset *ruleset, const struct dossier *dossier,
                                        const char *mailbox, gint64 received)
{
    const struct campaign *best = named_campaign(ruleset, dossier);
    int most = -1;
    for (guint i = 0; !best && i < ruleset->campaigns->len; i++)
        most = MAX(most, weigh(ruleset->campaigns->pdata[i], dossier, mailbox, received));
    for (guint i = 0; !best && i < ruleset->campaigns->len; i++)
        if (weigh(ruleset->campaigns->pdata[i], dossier, mailbox, received) == most)
            best = ruleset->campaigns->pdata[i];
    return best;
}

GPtrArray *join_campaigns(const struct ruleset *ruleset, const struct dossier *dossier, const char *mailbox,
                          gint64 received)
{
    GPtrArray *all = g_ptr_array_new();
    const struct campaign *best = join_campaign_of(ruleset, dossier, mailbox, received);
    g_ptr_array_add(all, (gpointer)best);
    int most = weigh(best, dossier, mailbox, received);
    /* A mailbox of ours that no campaign names as its own serves them all. */
    bool shared = most >= BY_ADDRESS || (mailbox && *mailbox);
    for (guint i = 0; shared && !named_campaign(ruleset, dossier) && i < ruleset->campaigns->len; i++) {
        struct campaign *campaign = ruleset->campaigns->pdata[i];
        if (campaign != best && is_open(campaign, received) && weigh(campaign, dossier, mailbox, received) == most)
            g_ptr_array_add(all, campaign);
    }
    return all;
}

/* A form that came to the mailbox of another campaign is its own campaign's all the same; the sender is told. */
static void note_elsewhere(const struct ruleset *ruleset, const char *polled, struct candidate *candidate)
{
    const struct campaign *campaign = candidate->campaign;
    if (!candidate->contribution->form || !polled || !*polled || collects(campaign, polled))
        return;
    for (guint i = 0; i < ruleset->campaigns->len; i++) {
        const struct campaign *other = ruleset->campaigns->pdata[i];
        if (!collects(other, polled))
            continue;
        g_ptr_array_add(candidate->contribution->notes,
                        g_strdup_printf("来信寄到了“%s”的邮箱%s；表格是“%s”的，已按后者登记，以后请寄%s", other->name,
                                        polled, campaign->name, campaign->mailbox));
        return;
    }
}

static void candidate_free(gpointer data)
{
    struct candidate *candidate = data;
    contribution_free(candidate->contribution);
    g_free(candidate);
}

void join_free(struct join *join)
{
    if (!join)
        return;
    g_ptr_array_unref(join->candidates);
    g_free(join->waits_for);
    g_free(join->stranger);
    g_clear_pointer(&join->foreign, g_array_unref);
    g_free(join);
}

static bool numbered_captions(const struct dossier *dossier)
{
    for (guint i = 0; i < dossier->captions->len; i++) {
        const struct caption *caption = dossier->captions->pdata[i];
        if (!caption->of && (caption->number || caption->name))
            return true;
    }
    return false;
}

bool join_sole(struct store *store, const struct dossier *dossier, gint64 received, gint64 window, gint64 *submission,
               GError **error)
{
    *submission = 0;
    const char *sender = dossier->message->from.addr;
    if (!sender || (dossier->numbers && *dossier->numbers) || dossier->works->len || !numbered_captions(dossier))
        return true;
    for (guint i = 0; i < dossier->forms->len; i++)
        if (!((const struct form *)dossier->forms->pdata[i])->blank)
            return true;
    g_autoptr(GError) failure = NULL;
    gint64 found = db_number(store, &failure,
                             "SELECT CASE count(*) WHEN 1 THEN max(s.id) END FROM submission s WHERE s.sender=? AND"
                             " s.state<>'rejected' AND s.merged IS NULL AND s.received BETWEEN ? AND ? AND EXISTS"
                             " (SELECT 1 FROM work w WHERE w.submission=s.id AND w.kind='photo')",
                             "sii", sender, received - window, received);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *submission = MAX(found, 0);
    return true;
}

/* The submissions that the mail names: by number first, else by the reply that it answers. */
static GArray *named_targets(struct store *store, const struct dossier *dossier, struct join *join, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(gint64));
    for (char **text = dossier->numbers; text && *text; text++) {
        g_autofree char *prefix = NULL;
        int number, seq;
        if (!number_parse(*text, &prefix, &number, &seq))
            continue;
        g_autofree char *whole = number_format(prefix, number);
        g_autoptr(GArray) found = filing_by_number(store, whole, error);
        if (!found)
            return NULL;
        if (found->len == 0 && !join->waits_for)
            join->waits_for = g_steal_pointer(&whole);
        g_array_append_vals(all, found->data, found->len);
    }
    if (all->len) {
        g_clear_pointer(&join->waits_for, g_free);
        return g_steal_pointer(&all);
    }
    const struct message *message = dossier->message;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    if (message->in_reply_to)
        g_ptr_array_add(ids, message->in_reply_to);
    for (guint i = message->references ? g_strv_length(message->references) : 0; i-- > 0;)
        g_ptr_array_add(ids, message->references[i]);
    for (guint i = 0; i < ids->len && all->len == 0; i++) {
        g_autoptr(GArray) found = filing_by_reply(store, ids->pdata[i], error);
        if (!found)
            return NULL;
        g_array_append_vals(all, found->data, found->len);
    }
    return g_steal_pointer(&all);
}

bool join_allowed(struct store *store, gint64 target, const char *sender, GError **error)
{
    g_auto(GStrv) addresses = filing_addresses(store, target, error);
    return addresses && sender && g_strv_contains((const char *const *)addresses, sender);
}

static bool form_takes_works(const struct campaign *campaign, const char *form)
{
    const struct form_rule *rule = form ? campaign_form(campaign, form) : campaign_works_form(campaign);
    return rule && rule->takes_works;
}

/* A form joins a submission of the same form, or works that came without one; works join what takes works. */
static bool fits(const struct contribution *contribution, const struct campaign *campaign, const char *campaign_id,
                 const char *form)
{
    if (contribution->campaign && strcmp(contribution->campaign, campaign_id) != 0)
        return false;
    if (contribution->form)
        return form ? !strcmp(form, contribution->form) : form_takes_works(campaign, contribution->form);
    bool files = contribution->works->len || contribution->links->len || contribution->failures->len;
    return !files || form_takes_works(campaign, form);
}

static gint64 fitting_target(struct store *store, const struct ruleset *ruleset, const GArray *targets,
                             const struct contribution *contribution, GError **error)
{
    for (guint i = 0; i < targets->len; i++) {
        gint64 id = g_array_index(targets, gint64, i);
        g_autofree char *campaign_id = db_text(store, error, "SELECT campaign FROM submission WHERE id=?", "i", id);
        g_autofree char *form = db_text(store, error, "SELECT form FROM submission WHERE id=?", "i", id);
        const struct campaign *campaign = ruleset_campaign(ruleset, campaign_id);
        if (campaign && fits(contribution, campaign, campaign_id, form))
            return id;
    }
    return 0;
}

static bool mark_duplicates(struct store *store, struct candidate *candidate, GError **error)
{
    for (guint i = 0; i < candidate->contribution->works->len; i++) {
        struct numbered *numbered = candidate->contribution->works->pdata[i];
        g_autoptr(GError) failure = NULL;
        numbered->duplicate_of = filing_duplicate(store, numbered->work->sha256, candidate->target, &failure);
        if (!numbered->duplicate_of && !failure && numbered->work->fingerprint)
            numbered->duplicate_of = near_submission(store, numbered->work->fingerprint, candidate->target, &failure);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
    }
    return true;
}

static struct caption *caption_copy(const struct caption *caption)
{
    struct caption *copy = g_new0(struct caption, 1);
    copy->number = caption->number;
    copy->name = g_strdup(caption->name);
    copy->text = g_strdup(caption->text);
    copy->of = g_strdup(caption->of);
    return copy;
}

/* A row of our own list says which submission it is for; other corrections are for each that the mail names. */
static bool is_for(const char *of, const char *number)
{
    return !of || !g_strcmp0(of, number);
}

/* Corrections of single fields ("标签：值" lines) and captions have no form of their own. NULL when there are none. */
static struct contribution *from_lines(const struct dossier *dossier, const char *number, const char *campaign,
                                       const char *form, gint64 received)
{
    struct contribution *contribution = contribution_create();
    contribution->received = received;
    contribution->actor = g_strdup(dossier->message->from.addr);
    for (guint i = 0; i < dossier->captions->len; i++) {
        const struct caption *caption = dossier->captions->pdata[i];
        if (is_for(caption->of, number))
            g_ptr_array_add(contribution->captions, caption_copy(caption));
    }
    for (guint i = 0; i < dossier->lines->len; i++) {
        const struct form *lines = dossier->lines->pdata[i];
        if (!is_for(lines->of, number) || g_strcmp0(lines->campaign, campaign) != 0 || g_strcmp0(lines->id, form) != 0)
            continue;
        for (guint n = 0; n < lines->fields->len; n++)
            g_ptr_array_add(contribution->fields, field_copy(lines->fields->pdata[n]));
    }
    contribution->claim = dossier->claim;
    contribution->web = g_strdup(dossier->web);
    if (contribution->captions->len || contribution->fields->len || contribution->claim || contribution->web)
        return contribution;
    contribution_free(contribution);
    return NULL;
}

static void move_all(GPtrArray *from, GPtrArray *to)
{
    while (from->len)
        g_ptr_array_add(to, g_ptr_array_steal_index(from, 0));
}

/* A mail brings one contribution to a submission: what its lines say goes with the files that it brought. */
static bool merge_lines(struct join *join, gint64 target, struct contribution *lines)
{
    for (guint i = 0; i < join->candidates->len; i++) {
        struct candidate *candidate = join->candidates->pdata[i];
        if (candidate->target != target)
            continue;
        candidate->contribution->claim = candidate->contribution->claim || lines->claim;
        if (!candidate->contribution->web)
            candidate->contribution->web = g_steal_pointer(&lines->web);
        move_all(lines->captions, candidate->contribution->captions);
        if (!candidate->contribution->form)
            move_all(lines->fields, candidate->contribution->fields);
        contribution_free(lines);
        return true;
    }
    return false;
}

static bool add(struct join *join, struct store *store, const struct ruleset *ruleset, const struct dossier *dossier,
                gint64 target, const struct campaign *campaign, struct contribution *contribution, GError **error)
{
    struct candidate *candidate = g_new0(struct candidate, 1);
    candidate->target = target;
    candidate->contribution = contribution;
    candidate->campaign = campaign;
    g_ptr_array_add(join->candidates, candidate);
    if (target) {
        g_autofree char *id = db_text(store, error, "SELECT campaign FROM submission WHERE id=?", "i", target);
        const struct campaign *known = ruleset_campaign(ruleset, id);
        if (known)
            candidate->campaign = known;
    }
    if (!contribution->campaign)
        contribution->campaign = g_strdup(candidate->campaign->id);
    return mark_duplicates(store, candidate, error) &&
           (!target || replace_mark(store, target, dossier, join->corrects, contribution, error));
}

static bool add_lines(struct join *join, struct store *store, const struct ruleset *ruleset, const GArray *targets,
                      const struct dossier *dossier, gint64 received, GError **error)
{
    for (guint i = 0; i < targets->len; i++) {
        gint64 id = g_array_index(targets, gint64, i);
        g_autofree char *campaign = db_text(store, error, "SELECT campaign FROM submission WHERE id=?", "i", id);
        g_autofree char *form = db_text(store, error, "SELECT form FROM submission WHERE id=?", "i", id);
        g_autofree char *number = db_text(store, error, "SELECT number FROM submission WHERE id=?", "i", id);
        struct contribution *lines = from_lines(dossier, number, campaign, form, received);
        if (lines && !merge_lines(join, id, lines) &&
            !add(join, store, ruleset, dossier, id, ruleset_campaign(ruleset, campaign), lines, error))
            return false;
    }
    return true;
}

static bool any_form(const GPtrArray *contributions)
{
    for (guint i = 0; i < contributions->len; i++)
        if (((const struct contribution *)contributions->pdata[i])->form)
            return true;
    return false;
}

/* Somebody who may not change one of them changes none: people look at the whole mail. */
static bool find_foreign(struct store *store, const GArray *targets, const char *sender, struct join *join,
                         GError **error)
{
    join->foreign = g_array_new(FALSE, TRUE, sizeof(gint64));
    for (guint i = 0; i < targets->len; i++) {
        gint64 id = g_array_index(targets, gint64, i);
        g_autoptr(GError) failure = NULL;
        if (join_allowed(store, id, sender, &failure))
            continue;
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        g_array_append_val(join->foreign, id);
        if (!join->stranger)
            join->stranger = db_text(store, error, "SELECT number FROM submission WHERE id=?", "i", id);
    }
    return true;
}

GArray *join_named(struct store *store, const struct dossier *dossier, GError **error)
{
    g_autoptr(Join) join = g_new0(struct join, 1);
    join->candidates = g_ptr_array_new_with_free_func(candidate_free);
    return named_targets(store, dossier, join, error);
}

struct join *join_decide(struct store *store, const struct ruleset *ruleset, const struct dossier *dossier,
                         const char *mailbox, enum join_by by, gint64 window, GPtrArray *contributions, gint64 received,
                         GError **error)
{
    g_autoptr(Join) join = g_new0(struct join, 1);
    join->candidates = g_ptr_array_new_with_free_func(candidate_free);
    g_autoptr(GArray) targets =
        by == JOIN_NAMED ? named_targets(store, dossier, join, error) : g_array_new(FALSE, TRUE, 8);
    if (!targets)
        return NULL;
    if (!find_foreign(store, targets, dossier->message->from.addr, join, error))
        return NULL;
    if (join->stranger)
        return g_steal_pointer(&join);
    /* A wrong number with a whole form beside it is a submission; without one it waits for its target. */
    if (join->waits_for && any_form(contributions))
        g_clear_pointer(&join->waits_for, g_free);
    if (join->waits_for)
        return g_steal_pointer(&join);
    gint64 sole = 0;
    if (by == JOIN_NAMED && targets->len == 0 && !join->waits_for &&
        !join_sole(store, dossier, received, window, &sole, error))
        return NULL;
    if (sole)
        g_array_append_val(targets, sole);
    join->corrects = targets->len > 0;
    const struct campaign *fallback = join_campaign_of(ruleset, dossier, mailbox, received);
    while (contributions->len) {
        struct contribution *next = g_ptr_array_steal_index(contributions, 0);
        const struct campaign *named = ruleset_campaign(ruleset, next->campaign);
        const struct campaign *campaign = named ? named : fallback;
        g_autoptr(GError) failure = NULL;
        gint64 target = fitting_target(store, ruleset, targets, next, &failure);
        if (!failure && !target && targets->len == 0 && by != JOIN_NONE)
            target = earlier_target(store, campaign, dossier, next, window, &failure);
        if (failure) {
            contribution_free(next);
            g_propagate_error(error, g_steal_pointer(&failure));
            return NULL;
        }
        if (!add(join, store, ruleset, dossier, target, campaign, next, error))
            return NULL;
        note_elsewhere(ruleset, mailbox && *mailbox ? mailbox : dossier->message->delivered_to,
                       join->candidates->pdata[join->candidates->len - 1]);
    }
    return add_lines(join, store, ruleset, targets, dossier, received, error) ? g_steal_pointer(&join) : NULL;
}
