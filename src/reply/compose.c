/* From judged submissions to one mail: choose the template, fill it, tidy it.
 *
 * The template is chosen by the worst verdict; a campaign may word a verdict for each form ("complete-receipt")
 * and has words of its own where one cause stands behind the whole verdict (a cloud link, an unreadable scan).
 */
#include "reply/compose.h"

#include <string.h>

#include "base/error.h"
#include "mail/message.h"
#include "reply/faults.h"
#include "reply/html.h"
#include "reply/sheet.h"
#include "reply/view.h"

#define SUBJECT_LIMIT 100

/* How much a verdict asks of people: the reply follows the highest. */
static int rank(enum verdict_state state)
{
    static const int ranks[] = {
        [VERDICT_COMPLETE] = 0, [VERDICT_REVIEW] = 1,   [VERDICT_INCOMPLETE] = 2,
        [VERDICT_LATE] = 3,     [VERDICT_REJECTED] = 4,
    };
    return ranks[state];
}

static const struct judged *worst_of(const GPtrArray *judged)
{
    const struct judged *worst = judged->pdata[0];
    for (guint i = 1; i < judged->len; i++) {
        const struct judged *each = judged->pdata[i];
        if (rank(each->verdict->state) > rank(worst->verdict->state))
            worst = each;
    }
    return worst;
}

/* The template for a verdict that rests on one rule alone; NULL when there is none. */
static const char *special_template(const struct verdict *verdict)
{
    static const struct {
        const char *rule, *template;
        enum verdict_state state;
        enum severity severity;
    } specials[] = {
        {"link.oversized", "link", VERDICT_INCOMPLETE, SEVERITY_FIX},
        {"form.unreadable", "unreadable", VERDICT_REVIEW, SEVERITY_REVIEW},
    };
    for (guint i = 0; i < G_N_ELEMENTS(specials); i++) {
        if (verdict->state != specials[i].state)
            continue;
        bool only = true;
        for (guint j = 0; j < verdict->findings->len && only; j++) {
            const struct finding *finding = verdict->findings->pdata[j];
            only = finding->severity != specials[i].severity || strcmp(finding->rule, specials[i].rule) == 0;
        }
        if (only)
            return specials[i].template;
    }
    return NULL;
}

static const struct reply_template *find_template(const struct campaign *campaign, const char *name)
{
    const struct reply_template *found = name ? g_hash_table_lookup(campaign->replies, name) : NULL;
    return found && found->subject ? found : NULL;
}

/* Everything in the mail came after its campaign's last day. */
static bool all_closed(const GPtrArray *judged)
{
    for (guint i = 0; i < judged->len; i++) {
        const struct judged *each = judged->pdata[i];
        if (!each->campaign->closes || each->submission->received <= each->campaign->closes)
            return false;
    }
    return true;
}

static const struct reply_template *choose(const GPtrArray *judged, GError **error)
{
    const struct judged *worst = worst_of(judged);
    const struct campaign *campaign = worst->campaign;
    const struct reply_template *found = NULL;
    if (all_closed(judged))
        found = find_template(campaign, "closed");
    if (!found && judged->len > 1)
        found = find_template(campaign, "several");
    else if (!found)
        found = find_template(campaign, special_template(worst->verdict));
    const char *state = verdict_name(worst->verdict->state);
    if (!found && judged->len == 1 && worst->submission->form) {
        g_autofree char *name = g_strdup_printf("%s-%s", state, worst->submission->form);
        found = find_template(campaign, name);
    }
    if (!found)
        found = find_template(campaign, state);
    if (!found)
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: no template replies/%s.mustache", campaign->id, state);
    return found;
}

static const struct mustache *find_partial(const char *name, gpointer data)
{
    const struct campaign *campaign = data;
    const struct reply_template *found = g_hash_table_lookup(campaign->replies, name);
    return found ? found->body : NULL;
}

/* Sections that were left out leave gaps: at most one empty line in a row, none at either end, no trailing spaces. */
static char *tidy(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    bool gap = false;
    for (char **line = lines; *line; line++) {
        g_strchomp(*line);
        if (!**line) {
            gap = out->len > 0;
            continue;
        }
        if (gap)
            g_string_append_c(out, '\n');
        gap = false;
        g_string_append_printf(out, "%s\n", *line);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Reply-To stands for From, but for one that names ourselves. */
static const struct address *addressee(const struct message *message, const struct campaign *campaign)
{
    if (message->reply_to.addr && g_strcmp0(message->reply_to.addr, campaign->mailbox) != 0)
        return &message->reply_to;
    return message->from.addr ? &message->from : NULL;
}

static struct reply *render(const struct campaign *campaign, const struct reply_template *template, const char *to,
                            const char *to_name, GVariant *view)
{
    gpointer data = (gpointer)campaign;
    g_autofree char *subject = mustache_render(template->subject, view, MUSTACHE_PLAIN, find_partial, data);
    g_autofree char *text = mustache_render(template->body, view, MUSTACHE_PLAIN, find_partial, data);
    struct reply *reply = g_new0(struct reply, 1);
    reply->template = g_strdup(template->name);
    reply->to = g_strdup(to);
    reply->to_name = g_strdup(to_name);
    reply->subject = faults_line(subject, SUBJECT_LIMIT);
    reply->text = tidy(text);
    reply->blanks = g_ptr_array_new();
    reply->sheets = g_ptr_array_new_with_free_func((GDestroyNotify)reply_file_free);
    return reply;
}

static struct reply *answer(const struct campaign *campaign, const struct reply_template *template,
                            const struct message *message, GVariant *view, GError **error)
{
    const struct address *to = addressee(message, campaign);
    if (to)
        return render(campaign, template, to->addr, to->name, view);
    g_set_error_literal(error, HUIZHI_ERROR, ERROR_INPUT, "the mail has no address to answer to");
    return NULL;
}

void reply_dress(struct reply *reply)
{
    g_free(reply->html);
    reply->html = html_from_text(reply->subject, reply->text, (const char *const *)reply->numbers);
}

static GStrv numbers_of(const GPtrArray *judged)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; i < judged->len; i++) {
        const struct judged *each = judged->pdata[i];
        if (each->submission->number)
            g_strv_builder_add(builder, each->submission->number);
    }
    return g_strv_builder_end(builder);
}

struct reply *reply_compose(const GPtrArray *judged, const struct message *message, gint64 now, bool delayed,
                            GError **error)
{
    if (judged->len == 0) {
        g_set_error_literal(error, HUIZHI_ERROR, ERROR_SOFTWARE, "a reply about no submission");
        return NULL;
    }
    const struct reply_template *template = choose(judged, error);
    if (!template)
        return NULL;
    g_autoptr(GVariant) view = view_judged(judged, message, now, delayed);
    g_autoptr(Reply) reply = answer(worst_of(judged)->campaign, template, message, view, error);
    if (!reply || !sheet_add(reply, judged, error))
        return NULL;
    reply->numbers = numbers_of(judged);
    reply_dress(reply);
    return g_steal_pointer(&reply);
}

/* With "template" go the blank forms. */
static void add_blanks(struct reply *reply, const struct campaign *campaign)
{
    for (guint i = 0; !strcmp(reply->template, "template") && i < campaign->forms->len; i++) {
        struct form_rule *form = campaign->forms->pdata[i];
        if (form->blank)
            g_ptr_array_add(reply->blanks, form);
    }
}

struct reply *reply_compose_as(const char *template, const GPtrArray *judged, const struct message *message, gint64 now,
                               GError **error)
{
    const struct campaign *campaign = worst_of(judged)->campaign;
    const struct reply_template *found = find_template(campaign, template);
    if (!found) {
        g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "%s: no template replies/%s.mustache", campaign->id, template);
        return NULL;
    }
    g_autoptr(GVariant) own = view_judged(judged, message, now, false);
    g_autoptr(GVariant) view = view_plain(campaign, message, own);
    struct reply *reply = answer(campaign, found, message, view, error);
    if (!reply)
        return NULL;
    reply->numbers = numbers_of(judged);
    add_blanks(reply, campaign);
    reply_dress(reply);
    return reply;
}

struct reply *reply_remind(const GPtrArray *judged, const char *to, const char *to_name, gint64 now, GError **error)
{
    const struct campaign *campaign = judged->len ? ((const struct judged *)judged->pdata[0])->campaign : NULL;
    const struct reply_template *found = campaign ? find_template(campaign, "reminder") : NULL;
    if (!found) {
        g_set_error_literal(error, HUIZHI_ERROR, ERROR_CONFIG, "no template replies/reminder.mustache");
        return NULL;
    }
    g_autoptr(GVariant) view = view_judged(judged, NULL, now, false);
    g_autoptr(Reply) reply = render(campaign, found, to, to_name, view);
    reply->numbers = numbers_of(judged);
    reply_dress(reply);
    return sheet_add(reply, judged, error) ? g_steal_pointer(&reply) : NULL;
}

struct reply *reply_plain(const struct campaign *campaign, const char *template, const struct message *message,
                          GVariant *extra, GError **error)
{
    g_autoptr(GVariant) view = view_plain(campaign, message, extra);
    const struct reply_template *found = find_template(campaign, template);
    if (!found) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: no template replies/%s.mustache", campaign->id, template);
        return NULL;
    }
    struct reply *reply = answer(campaign, found, message, view, error);
    if (!reply)
        return NULL;
    add_blanks(reply, campaign);
    reply_dress(reply);
    return reply;
}

static bool came_after_limit(const struct judged *judged)
{
    gint64 limit = submission_fix_by(judged->submission, judged->campaign);
    return limit && judged->submission->latest > limit;
}

gint64 reply_fix_by(const struct judged *judged, gint64 now)
{
    const struct campaign *campaign = judged->campaign;
    if (came_after_limit(judged))
        return submission_fix_by(judged->submission, campaign);
    gint64 counted = calendar_after(campaign->calendar, now, campaign->fix_days, campaign->zone);
    return MAX(counted, submission_deadline(judged->submission, campaign));
}

void reply_free(struct reply *reply)
{
    if (!reply)
        return;
    g_free(reply->template);
    g_free(reply->to);
    g_free(reply->to_name);
    g_free(reply->subject);
    g_free(reply->text);
    g_free(reply->html);
    g_strfreev(reply->numbers);
    g_ptr_array_unref(reply->blanks);
    g_ptr_array_unref(reply->sheets);
    g_free(reply);
}
