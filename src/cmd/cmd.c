/* The table of verbs and what they share. */
#include "cmd/cmd.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/words.h"

const struct verb cmd_verbs[] = {
    {"run", "[--once]", N_("poll, read, judge, file and answer; as a daemon, or once for cron"), cmd_run},
    {"check", "FILE…", N_("what would happen with these mails: nothing stored, nothing sent"), cmd_check},
    {"list", "", N_("the submissions, all or some"), cmd_list},
    {"search", "TEXT…", N_("names, phones, file names, captions, words of mails"), cmd_search},
    {"export", "--xlsx FILE", N_("the register as a workbook, as CSV, as JSON"), cmd_export},
    {"show", "NUMBER", N_("one submission: fields, works, findings, mails"), cmd_show},
    {"explain", "NUMBER", N_("why this verdict: each field with its place, each rule with its numbers"), cmd_explain},
    {"decide", "N… accept|return|reject|reopen|hold|restore", N_("the office's word about submissions or single works"),
     cmd_decide},
    {"note", "N… TEXT", N_("a remark for colleagues"), cmd_note},
    {"assign", "N… PERSON", N_("who looks after it"), cmd_assign},
    {"set", "N FIELD VALUE", N_("a form's value, read by hand"), cmd_set},
    {"extend", "N… DATE", N_("a later deadline for these submissions"), cmd_extend},
    {"accept-late", "N…", N_("late submissions count as in time"), cmd_accept_late},
    {"recheck", "[N… | --all]", N_("judge again, after rules have changed"), cmd_recheck},
    {"reread", "[MAIL… | --all]", N_("read filed mails again with the present readers"), cmd_reread},
    {"merge", "A B", N_("two submissions are one; all their numbers stay known"), cmd_merge},
    {"split", "N WORK…", N_("works become a submission of their own; their numbers stay known"), cmd_split},
    {"forget-link", "N…", N_("download links that expired are not awaited any more"), cmd_forget_link},
    {"requeue", "MAIL…", N_("handle mails once more that were set aside"), cmd_requeue},
    {"import", "h5 FILE", N_("the rows of the web page beside the mails"), cmd_import},
    {"send", "", N_("send what is due in the outbox"), cmd_send},
    {"reply", "--preview NUMBER", N_("the reply that a submission would get now"), cmd_reply},
    {"digest", "", N_("write (and mail) the secretariat's digest"), cmd_digest},
    {"verify", "", N_("prove that nothing is missing"), cmd_verify},
    {"doctor", "", N_("config, login, TLS, folders, rules, disk: what is wrong and what to do"), cmd_doctor},
    {"forget", "ADDRESS | PHONE | NUMBER", N_("delete everything that is held about a person"), cmd_forget},
    {"purge", "--campaign ID | --before DATE", N_("erase personal data after its time"), cmd_purge},
    {"backup", "[DIR]", N_("copy the database and all files while others work"), cmd_backup},
    {"restore", "DIR", N_("put a backup in place; every reply is held"), cmd_restore},
    {"mailbox", "status | clear", N_("how full the mailboxes are; make room in them"), cmd_mailbox},
    {"status", "[--brief | --json]", N_("for monitoring: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN"), cmd_status},
    {"rules", "check|try [FOLDER]", N_("check the rules; try files under them"), cmd_rules},
    {"config", "[--sample]", N_("check the configuration; print a commented sample of one"), cmd_config},
    {NULL, NULL, NULL, NULL},
};

struct config *cmd_config_load(const struct session *session, GError **error)
{
    g_autoptr(Config) config = NULL;
    if (!session->config_given && !g_file_test(session->config_file, G_FILE_TEST_EXISTS))
        config = config_default();
    else
        config = config_load(session->config_file, error);
    if (!config)
        return NULL;
    g_autofree char *rules = cmd_rules_folder(config);
    g_free(config->rules);
    config->rules = g_steal_pointer(&rules);
    static const char *const levels[] = {"quiet", "error", "warn", "info", "debug"};
    for (gsize i = 0; config->log_level && i < G_N_ELEMENTS(levels); i++)
        if (!strcmp(levels[i], config->log_level) && log_get_level() == LOG_WARN)
            log_set_level((enum log_level)i);
    return g_steal_pointer(&config);
}

/* GOption's own usage line names no verb, and its headings speak another language than ours where its package has none
 * of our reader's. */
static void print_help(GOptionContext *context, const char *line, const char *summary)
{
    g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
    printf(_("usage: huizhi %s\n"), line);
    printf("\n%s\n", summary);
    const char *options = strstr(help, "\n  -");
    if (options)
        printf("\n%s%s", _("Options:"), options);
}

bool cmd_options(const char *verb, const char *arguments, const char *summary, const GOptionEntry *entries, int argc,
                 char **argv, char ***rest, int *code)
{
    g_autofree char *line = g_strdup_printf("%s %s", verb, arguments);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(context, _(summary));
    if (entries)
        g_option_context_add_main_entries(context, entries, "huizhi");
    g_option_context_set_help_enabled(context, FALSE);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            print_help(context, line, _(summary));
            *code = 0;
            return false;
        }
    g_autoptr(GError) failure = NULL;
    g_auto(GStrv) words = g_strdupv(argv);
    g_strfreev(*rest);
    *rest = NULL;
    if (!g_option_context_parse_strv(context, &words, &failure)) {
        fprintf(stderr, _("huizhi %s: %s (huizhi %s --help)\n"), verb, failure->message, verb);
        *code = ERROR_USAGE;
        return false;
    }
    g_autoptr(GStrvBuilder) left = g_strv_builder_new();
    for (char **word = words + 1; words[0] && *word; word++)
        if (strcmp(*word, "--") != 0)
            g_strv_builder_add(left, *word);
    *rest = g_strv_builder_end(left);
    return true;
}

int cmd_fail(const GError *error)
{
    g_autofree char *masked = log_mask(error->message);
    fprintf(stderr, "huizhi: %s\n", masked);
    return error_exit_code(error);
}

char *cmd_rules_folder(const struct config *config)
{
    if (config->rules && g_file_test(config->rules, G_FILE_TEST_IS_DIR))
        return g_strdup(config->rules);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(self ? self : ".");
    const char *const places[] = {"../rules", "../share/huizhi/rules"};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = g_build_filename(folder, places[i], NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            return g_steal_pointer(&path);
    }
    return g_strdup(config->rules ? config->rules : HUIZHI_PREFIX "/share/huizhi/rules");
}
