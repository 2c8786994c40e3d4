/* check: what would happen with these mails. They go the same way as in `run`, through a database that is thrown
 * away afterwards, so that duplicates among them are seen as if they had come in this order.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "cmd/json.h"
#include "cmd/judged.h"
#include "cmd/trial.h"

#define BATCH 64

/* What programs call submission, as people call it. */
static const char *const kind_words[] = {
    [KIND_OWN] = "本邮箱发出", [KIND_BOUNCE] = "退信",     [KIND_ROBOT] = "自动邮件", [KIND_COMMAND] = "指令",
    [KIND_AMENDMENT] = "补充", [KIND_SUBMISSION] = "报送", [KIND_ENQUIRY] = "咨询",   [KIND_OTHER] = "其他",
};

static void print_people(const char *file, const struct handled *handled)
{
    printf("%s：%s（%s）\n", file, kind_words[handled->kind ? handled->kind->kind : KIND_OTHER],
           handled->kind ? handled->kind->why : handled->reason);
    for (guint i = 0; i < handled->judged->len; i++)
        judged_print(handled->judged->pdata[i], false);
    if (handled->reply)
        printf("  答复 %s：%s\n", handled->reply->to, handled->reply->subject);
    else
        printf("  不答复：%s\n", handled->reply_why ? handled->reply_why : handled->reason);
}

struct options {
    gboolean json, verbose;
    char *stage;
};

static void print_stage(const struct handled *handled, const char *stage)
{
    for (guint i = 0; !strcmp(stage, "findings") && i < handled->judged->len; i++)
        judged_print(handled->judged->pdata[i], false);
    if (!strcmp(stage, "reply") && handled->reply)
        printf("%s\n\n%s\n", handled->reply->subject, handled->reply->text);
}

static void print(const struct trial *trial, const struct options *options, const char *file, const struct mail *mail,
                  const struct handled *handled)
{
    if (options->stage) {
        print_stage(handled, options->stage);
    } else if (options->json) {
        g_autofree char *line = json_mail(trial->intake, file, mail, handled, options->verbose);
        puts(line);
    } else {
        print_people(file, handled);
    }
}

static bool check_batch(struct trial *trial, const struct options *options, char **files, guint count, GError **error)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
    g_autoptr(GPtrArray) dossiers = g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    g_autoptr(GPtrArray) whys = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < count; i++) {
        struct mail *mail = trial_spool(trial, files[i], error);
        if (!mail)
            return false;
        g_ptr_array_add(mails, mail);
    }
    if (!read_batch(trial->intake, mails, dossiers, whys, error))
        return false;
    for (guint i = 0; i < count; i++) {
        struct dossier *dossier = dossiers->pdata[i];
        dossiers->pdata[i] = NULL;
        g_autoptr(Handled) handled = trial_handle(trial, mails->pdata[i], dossier, whys->pdata[i], error);
        if (!handled)
            return false;
        print(trial, options, files[i], mails->pdata[i], handled);
        fflush(stdout);
    }
    return true;
}

/* The stages before judging are printed by the reader program itself: it alone links what reads documents. */
static int print_by_reader(const struct config *config, const char *stage, char **files)
{
    g_autofree char *reader = intake_reader_path(config);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_ptr_array_add(argv, reader);
    g_ptr_array_add(argv, (char *)"--stage");
    g_ptr_array_add(argv, (char *)stage);
    g_ptr_array_add(argv, (char *)"--rules");
    g_ptr_array_add(argv, config->rules);
    for (; *files; files++)
        g_ptr_array_add(argv, *files);
    g_ptr_array_add(argv, NULL);
    execv(reader, (char **)argv->pdata);
    fprintf(stderr, _("huizhi: cannot start %s: %s\n"), reader, strerror(errno));
    return ERROR_SOFTWARE;
}

static int run(const struct session *session, const struct options *options, char **words)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    static const char *const by_reader[] = {"message", "document", "form", "works", NULL};
    static const char *const here[] = {"findings", "reply", NULL};
    if (options->stage && g_strv_contains(by_reader, options->stage))
        return print_by_reader(config, options->stage, words);
    if (options->stage && !g_strv_contains(here, options->stage)) {
        fprintf(stderr, _("huizhi check: stages are message, document, form, works, findings, reply\n"));
        return ERROR_USAGE;
    }
    int code = 0;
    g_auto(GStrv) files = trial_files(words, &code);
    g_autoptr(Trial) trial = trial_open(config, &session->clock, &failure);
    if (!trial)
        return cmd_fail(failure);
    guint count = g_strv_length(files);
    for (guint i = 0; i < count; i += BATCH)
        if (!check_batch(trial, options, files + i, MIN(BATCH, count - i), &failure))
            return cmd_fail(failure);
    return code;
}

int cmd_check(const struct session *session, int argc, char **argv)
{
    struct options options = {0};
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_("one JSON object a line and mail"), NULL},
        {"verbose", 0, 0, G_OPTION_ARG_NONE, &options.verbose, N_("with the body's text"), NULL},
        {"stage", 0, 0, G_OPTION_ARG_STRING, &options.stage,
         N_("print one stage: message, document, form, works, findings, reply"), "STAGE"},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("check", "FILE…", N_("What would happen with these mails: nothing is stored, nothing is sent."),
                     entries, argc, argv, &words, &code))
        return code;
    if (!words[0]) {
        fprintf(stderr, _("huizhi check: name at least one mail (a file or a folder of mails)\n"));
        code = ERROR_USAGE;
    } else {
        code = run(session, &options, words);
    }
    g_free(options.stage);
    return code;
}
