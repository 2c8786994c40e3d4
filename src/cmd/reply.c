/* reply: what a submission's sender would be told now, in the words of the campaign's templates. For whoever writes
 * them, and for the office before it releases letters. Nothing is stored, nothing is sent.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "intake.h"
#include "mail/message.h"
#include "refile.h"
#include "store/filing.h"
#include "store/merge.h"
#include "store/outbox.h"
#include "talk/talk.h"

struct preview {
    struct config *config;
    struct ruleset *ruleset;
    struct judge *judge;
    struct store *store;
    gint64 now;
    char *template, *html; /* options: template's name, file to write */
};
typedef struct preview Preview;

static void preview_close(Preview *preview)
{
    store_close(preview->store);
    judge_free(preview->judge);
    ruleset_free(preview->ruleset);
    config_free(preview->config);
    g_free(preview->template);
    g_free(preview->html);
    g_free(preview);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Preview, preview_close)

static bool preview_open(Preview *preview, const struct session *session, GError **error)
{
    preview->now = clock_now(&session->clock);
    return (preview->config = cmd_config_load(session, error)) &&
           (preview->ruleset = ruleset_load(preview->config->rules, error)) &&
           (preview->judge = judge_create(preview->ruleset, error)) &&
           (preview->store = store_open(preview->config->state, error));
}

/* The submission as it stands. */
static struct refiled *load(const Preview *preview, const char *typed, GError **error)
{
    int seq = 0;
    g_autofree char *old = cmd_number(preview->ruleset, typed, &seq, error);
    g_autofree char *number = old ? merge_number(preview->store, old, seq, error) : NULL;
    g_autoptr(GArray) ids = number ? filing_by_number(preview->store, number, error) : NULL;
    if (!ids)
        return NULL;
    if (ids->len)
        return refile_look(preview->store, preview->judge, preview->ruleset, g_array_index(ids, gint64, 0), error);
    g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, _("there is no submission %s"), number);
    return NULL;
}

static struct reply *compose(const Preview *preview, const struct judged *judged, GError **error)
{
    const char *sender = judged->submission->sender;
    const struct message message = {.subject = (char *)"", .from = {.addr = (char *)(sender ? sender : "")}};
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_ptr_array_add(all, (gpointer)judged);
    if (!preview->template)
        return reply_compose(all, &message, preview->now, false, error);
    if (strcmp(preview->template, "status") != 0)
        return reply_compose_as(preview->template, all, &message, preview->now, error);
    GVariant *extra = status_view(preview->store, judged->campaign, sender, preview->now, error);
    return extra ? reply_plain(judged->campaign, "status", &message, extra, error) : NULL;
}

static bool print_reply(const Preview *preview, const struct reply *reply, GError **error)
{
    printf("模板：%s\n收件人：%s\n主题：%s\n", reply->template, reply->to, reply->subject);
    for (guint i = 0; i < reply->blanks->len; i++)
        printf("附件：%s\n", ((const struct form_rule *)reply->blanks->pdata[i])->blank);
    for (guint i = 0; i < reply->sheets->len; i++)
        printf("附件：%s\n", ((const struct reply_file *)reply->sheets->pdata[i])->name);
    printf("\n%s", reply->text);
    return !preview->html || file_replace(preview->html, reply->html, strlen(reply->html), 0640, error);
}

static bool show(const Preview *preview, const char *number, GError **error)
{
    g_autoptr(Refiled) refiled = load(preview, number, error);
    if (!refiled)
        return false;
    g_autoptr(GError) failure = NULL;
    bool told = outbox_told(preview->store, refiled->submission->id, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const struct judged judged = {.campaign = refiled->campaign,
                                  .submission = refiled->submission,
                                  .verdict = refiled->verdict,
                                  .again = told && refiled->submission->revision > 1};
    g_autoptr(Reply) reply = compose(preview, &judged, error);
    return reply && print_reply(preview, reply, error);
}

int cmd_reply(const struct session *session, int argc, char **argv)
{
    g_autoptr(Preview) preview = g_new0(Preview, 1);
    g_autofree char *number = NULL;
    const GOptionEntry entries[] = {
        {"preview", 0, 0, G_OPTION_ARG_STRING, &number, N_("the submission, as NXZ-0012"), "NUMBER"},
        {"template", 0, 0, G_OPTION_ARG_STRING, &preview->template, N_("in these words: replies/NAME.mustache"),
         "NAME"},
        {"html", 0, 0, G_OPTION_ARG_FILENAME, &preview->html, N_("write the HTML part to this file"), "FILE"},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("reply", "--preview NUMBER [--template NAME] [--html FILE]",
                     N_("Shows the reply that a submission would get now. Nothing is stored, nothing is sent."),
                     entries, argc, argv, &words, &code))
        return code;
    if (!number || words[0]) {
        fprintf(stderr, _("huizhi reply: name one submission, as --preview NXZ-0012\n"));
        return ERROR_USAGE;
    }
    g_autoptr(GError) failure = NULL;
    return preview_open(preview, session, &failure) && show(preview, number, &failure) ? 0 : cmd_fail(failure);
}
