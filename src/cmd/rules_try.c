/* rules try: what becomes of somebody's own files under rules that are still being written. They go the same way as
 * mails in `run`, through a database that is thrown away; files that are no mails are first put into one, as a
 * participant would send them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "cmd/judged.h"
#include "cmd/rules.h"
#include "cmd/trial.h"
#include "reply/wire.h"

#define MAX_FILE ((gsize)100 * 1024 * 1024)
#define MAX_FILES 100

static const char *const roles[] = {
    [ROLE_FORM] = "表格",      [ROLE_STAMPED] = "盖章的副本", [ROLE_BLANK] = "空白表格",    [ROLE_WORK] = "作品",
    [ROLE_CAPTION] = "说明",   [ROLE_PLAN] = "附送材料",      [ROLE_SCHEDULE] = "附送材料", [ROLE_INLINE] = "正文图片",
    [ROLE_ARCHIVE] = "压缩包", [ROLE_MESSAGE] = "转发的邮件", [ROLE_OTHER] = "其他",
};

static void print_forms(const struct ruleset *ruleset, const struct dossier *dossier)
{
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        const struct campaign *campaign = ruleset_campaign(ruleset, form->campaign);
        const struct form_rule *rule = campaign ? campaign_form(campaign, form->id) : NULL;
        printf("  认出表格：%s → %s（%s）%s%s\n", form->name, rule ? rule->title : form->id,
               campaign ? campaign->id : form->campaign, form->blank ? "，没有填写" : "",
               form->unreadable ? "，不能准确读出" : "");
        for (guint k = 0; k < form->notes->len; k++)
            printf("    说明：%s\n", (const char *)form->notes->pdata[k]);
    }
    if (dossier->forms->len == 0)
        puts("  没有认出表格");
}

static void print_reply(const struct handled *handled)
{
    const struct reply *reply = handled->reply;
    if (!reply) {
        printf("  不答复：%s\n", handled->reply_why ? handled->reply_why : handled->reason);
        return;
    }
    printf("  答复（%s）：%s\n", reply->template, reply->subject);
    g_auto(GStrv) lines = g_strsplit(reply->text, "\n", -1);
    for (char **line = lines; *line && (**line || line[1]); line++)
        printf("    | %s\n", *line);
    for (guint i = 0; i < reply->blanks->len; i++)
        printf("    附件：%s\n", ((const struct form_rule *)reply->blanks->pdata[i])->blank);
    for (guint i = 0; i < reply->sheets->len; i++)
        printf("    附件：%s\n", ((const struct reply_file *)reply->sheets->pdata[i])->name);
}

static void print(const struct ruleset *ruleset, const char *title, const struct handled *handled)
{
    printf("%s（%s）\n", title, handled->kind ? handled->kind->why : handled->reason);
    if (handled->dossier) {
        print_forms(ruleset, handled->dossier);
        for (guint i = 0; i < handled->dossier->files->len; i++) {
            const struct file *file = handled->dossier->files->pdata[i];
            printf("  文件：%s（%s）%s%s\n", file->name, roles[file->role], file->note ? "：" : "",
                   file->note ? file->note : "");
        }
    }
    for (guint i = 0; i < handled->judged->len; i++)
        judged_print(handled->judged->pdata[i], true);
    print_reply(handled);
}

static bool try_mail(struct trial *trial, const char *title, const char *file, GError **error)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
    g_autoptr(GPtrArray) dossiers = g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    g_autoptr(GPtrArray) whys = g_ptr_array_new_with_free_func(g_free);
    struct mail *mail = trial_spool(trial, file, error);
    if (!mail)
        return false;
    g_ptr_array_add(mails, mail);
    if (!read_batch(trial->intake, mails, dossiers, whys, error))
        return false;
    struct dossier *dossier = dossiers->pdata[0];
    dossiers->pdata[0] = NULL;
    g_autoptr(Handled) handled = trial_handle(trial, mail, dossier, whys->pdata[0], error);
    if (!handled)
        return false;
    print(trial->intake->ruleset, title, handled);
    fflush(stdout);
    return true;
}

/* The campaign that the files are sent to: one that is open, else the first. */
static const struct campaign *addressee(const struct intake *intake)
{
    gint64 now = clock_now(&intake->clock);
    for (guint i = 0; i < intake->ruleset->campaigns->len; i++) {
        const struct campaign *campaign = intake->ruleset->campaigns->pdata[i];
        if ((!campaign->opens || now >= campaign->opens) && (!campaign->closes || now <= campaign->closes))
            return campaign;
    }
    return intake->ruleset->campaigns->pdata[0];
}

static bool try_files(struct trial *trial, guint *count, const char *title, const GPtrArray *files, GError **error)
{
    if (files->len == 0)
        return true;
    if (files->len > MAX_FILES) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, _("%s: more than %d files in one mail"), title, MAX_FILES);
        return false;
    }
    g_autoptr(GPtrArray) bytes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autofree struct attachment *attachments = g_new0(struct attachment, files->len);
    for (guint i = 0; i < files->len; i++) {
        GBytes *content = file_read(files->pdata[i], MAX_FILE, error);
        if (!content)
            return false;
        g_ptr_array_add(bytes, content);
        attachments[i] = (struct attachment){.name = files->pdata[i], .bytes = content};
    }
    /* Each from somebody else: what one person sends within some days is one submission. */
    g_autofree char *sender = g_strdup_printf("shitou%u@participant.invalid", ++*count);
    const struct outgoing outgoing = {
        .from = sender,
        .to = addressee(trial->intake)->mailbox,
        .subject = "报送材料",
        .text = "",
        .message_id = sender,
        .date = clock_now(&trial->intake->clock),
        .by_hand = true,
        .attachments = attachments,
        .n_attachments = files->len,
    };
    g_autoptr(GBytes) mail = reply_wire(&outgoing, error);
    g_autofree char *path = g_build_filename(trial->config->state, "try.eml", NULL);
    gsize length = 0;
    const void *data = mail ? g_bytes_get_data(mail, &length) : NULL;
    return mail && file_replace(path, data, length, 0600, error) && try_mail(trial, title, path, error);
}

static bool is_mail(const char *path)
{
    gsize length = strlen(path);
    return length > 4 && !strcasecmp(path + length - 4, ".eml");
}

/* Mails one by one, all the others together in one mail, called by their names when `title` is NULL. */
static bool try_some(struct trial *trial, guint *count, const char *title, char **paths, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    for (; *paths; paths++)
        if (!is_mail(*paths))
            g_ptr_array_add(files, *paths);
        else if (!try_mail(trial, *paths, *paths, error))
            return false;
    g_autoptr(GString) names = g_string_new(title);
    for (guint i = 0; !title && i < files->len; i++)
        g_string_append_printf(names, "%s%s", i ? "、" : "", (const char *)files->pdata[i]);
    return try_files(trial, count, names->str, files, error);
}

/* Each folder is a mail of its own; the files that were named beside it are one together. */
static bool try_all(struct trial *trial, char **words, int *code, GError **error)
{
    g_autoptr(GPtrArray) loose = g_ptr_array_new();
    guint count = 0;
    for (; *words; words++) {
        char *one[] = {*words, NULL};
        if (!g_file_test(*words, G_FILE_TEST_IS_DIR)) {
            g_ptr_array_add(loose, *words);
            continue;
        }
        g_auto(GStrv) files = trial_files(one, code);
        if (!try_some(trial, &count, *words, files, error))
            return false;
    }
    g_ptr_array_add(loose, NULL);
    g_auto(GStrv) files = trial_files((char **)loose->pdata, code);
    return try_some(trial, &count, NULL, files, error);
}

/* A single campaign is put beside the common data in a folder made for this run: the reader, too, wants a whole one. */
static char *gather(const struct rules_place *place, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-rules-XXXXXX", NULL);
    g_autofree char *common = g_canonicalize_filename(place->folder, NULL);
    g_autofree char *from = g_build_filename(common, "common", NULL);
    g_autofree char *to = folder ? g_build_filename(folder, "common", NULL) : NULL;
    g_autofree char *id = g_path_get_basename(place->only);
    g_autofree char *campaign = folder ? g_build_filename(folder, id, NULL) : NULL;
    if (folder && symlink(from, to) == 0 && symlink(place->only, campaign) == 0)
        return g_steal_pointer(&folder);
    error_set_errno(error, errno, _("cannot gather the rules in %s"), g_get_tmp_dir());
    return NULL;
}

static int run(const struct session *session, const char *rules, char **words)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    g_free(config->rules);
    config->rules = g_strdup(rules);
    g_autoptr(Trial) trial = trial_open(config, &session->clock, &failure);
    int code = 0;
    return trial && try_all(trial, words, &code, &failure) ? code : cmd_fail(failure);
}

int rules_try(const struct session *session, const struct rules_place *place, char **words)
{
    int code = 0;
    g_autoptr(Ruleset) ruleset = rules_read(place, &code);
    if (!ruleset)
        return code;
    if (!place->only)
        return run(session, place->folder, words);
    g_autoptr(GError) failure = NULL;
    g_autofree char *folder = gather(place, &failure);
    if (!folder)
        return cmd_fail(failure);
    code = run(session, folder, words);
    file_remove_tree(folder, NULL);
    return code;
}
