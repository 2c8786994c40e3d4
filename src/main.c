/* huizhi: mail in, submissions filed, receipts out. Here only the command line: huizhi [options] VERB … */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/words.h"
#include "cmd/cmd.h"

/* Whose arguments are long has its summary below. */
static void usage(FILE *out)
{
    fputs(_("usage: huizhi [-v | -q] [--config FILE] [--now TIME] VERB …\n\n"), out);
    for (const struct verb *verb = cmd_verbs; verb->name; verb++) {
        g_autofree char *head = g_strdup_printf("  %-11s %s", verb->name, verb->arguments);
        gsize width = text_width(head), column = 34;
        if (width + 1 >= column)
            fprintf(out, "%s\n%*s%s\n", head, (int)column, "", _(verb->summary));
        else
            fprintf(out, "%s%*s%s\n", head, (int)(column - width), "", _(verb->summary));
    }
    fputs(_("\nhuizhi VERB --help tells a verb's options. Manual: huizhi(1), huizhi.yaml(5), huizhi-rules(5).\n"), out);
}

/* One global option at argv[*i], its value taken along. False: it is none of them, or *code is set. */
static bool global_option(char **argv, int argc, int *i, struct session *session, int *code)
{
    const char *word = argv[*i], *value = *i + 1 < argc ? argv[*i + 1] : NULL;
    bool config = !strcmp(word, "--config") || !strcmp(word, "-c");
    if (!config && strcmp(word, "--now") != 0)
        return false;
    if (!value) {
        fprintf(stderr, _("huizhi: %s needs a value (huizhi --help)\n"), word);
        *code = ERROR_USAGE;
        return false;
    }
    ++*i;
    if (config) {
        session->config_file = value;
        session->config_given = true;
        return true;
    }
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
    g_autoptr(GError) failure = NULL;
    if (!clock_parse(value, zone, &session->clock.fixed, &failure))
        *code = cmd_fail(failure);
    return *code == 0;
}

/* Options that stand before the verb only. */
static bool leading_option(const char *word)
{
    if (!strcmp(word, "-v") || !strcmp(word, "--verbose"))
        log_set_level(log_get_level() == LOG_WARN ? LOG_INFO : LOG_DEBUG);
    else if (!strcmp(word, "-q") || !strcmp(word, "--quiet"))
        log_set_level(LOG_ERROR);
    else
        return false;
    return true;
}

/* Takes the global options out; what is left begins with the verb. False: done already, with the exit code. */
static bool global_options(int argc, char **argv, struct session *session, GPtrArray *words, int *code)
{
    for (int i = 1; i < argc; i++) {
        if (global_option(argv, argc, &i, session, code))
            continue;
        if (*code != 0)
            return false;
        if (words->len > 0 || argv[i][0] != '-') {
            g_ptr_array_add(words, argv[i]);
        } else if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            usage(stdout);
            return false;
        } else if (!strcmp(argv[i], "--version")) {
            puts("huizhi " HUIZHI_VERSION);
            return false;
        } else if (!leading_option(argv[i])) {
            fprintf(stderr, _("huizhi: unknown option %s (huizhi --help)\n"), argv[i]);
            *code = ERROR_USAGE;
            return false;
        }
    }
    if (words->len > 0)
        return true;
    usage(stderr);
    *code = ERROR_USAGE;
    return false;
}

int main(int argc, char **argv)
{
    words_begin();
    signal(SIGPIPE, SIG_IGN);
    umask(0027); /* personal data: nobody else reads it, whoever started us */
    const char *named = g_getenv("HUIZHI_CONFIG");
    struct session session = {.config_file = named ? named : "/etc/huizhi/huizhi.yaml", .config_given = named != NULL};
    int code = 0;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    if (!global_options(argc, argv, &session, words, &code))
        return code;
    int count = (int)words->len;
    g_ptr_array_add(words, NULL);
    char **rest = (char **)words->pdata;
    for (const struct verb *verb = cmd_verbs; verb->name; verb++)
        if (!strcmp(verb->name, rest[0]))
            return verb->run(&session, count, rest);
    fprintf(stderr, _("huizhi: unknown verb %s (huizhi --help)\n"), rest[0]);
    return ERROR_USAGE;
}
