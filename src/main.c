/* huizhi: mail in, submissions filed, receipts out. Here only the command line: huizhi [options] VERB … */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "cmd/cmd.h"

static void usage(FILE *out)
{
    fprintf(out, "usage: huizhi [--config FILE] [--now TIME] [-v | -q] VERB …\n\n");
    for (const struct verb *verb = cmd_verbs; verb->name; verb++)
        fprintf(out, "  %-8s %-20s %s\n", verb->name, verb->arguments, verb->summary);
    fprintf(out, "\nhuizhi VERB --help tells a verb's options. Manual: huizhi(1), huizhi.yaml(5), huizhi-rules(5).\n");
}

/* Global options stand before the verb. Returns the verb's index in argv, or 0 with the exit code. */
static int global_options(int argc, char **argv, struct session *session, int *code)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            usage(stdout);
            return 0;
        }
        if (!strcmp(argv[i], "--version")) {
            printf("huizhi %s\n", HUIZHI_VERSION);
            return 0;
        }
        if (!strcmp(argv[i], "-v") || !strcmp(argv[i], "--verbose")) {
            log_set_level(log_get_level() == LOG_WARN ? LOG_INFO : LOG_DEBUG);
        } else if (!strcmp(argv[i], "-q") || !strcmp(argv[i], "--quiet")) {
            log_set_level(LOG_ERROR);
        } else if ((!strcmp(argv[i], "--config") || !strcmp(argv[i], "-c")) && value) {
            session->config_file = argv[++i];
            session->config_given = true;
        } else if (!strcmp(argv[i], "--now") && value) {
            g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
            g_autoptr(GError) failure = NULL;
            if (!clock_parse(argv[++i], zone, &session->clock.fixed, &failure)) {
                *code = cmd_fail(failure);
                return 0;
            }
        } else {
            fprintf(stderr, "huizhi: unknown option %s (huizhi --help)\n", argv[i]);
            *code = ERROR_USAGE;
            return 0;
        }
    }
    if (i < argc)
        return i;
    usage(stderr);
    *code = ERROR_USAGE;
    return 0;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    const char *named = g_getenv("HUIZHI_CONFIG");
    struct session session = {.config_file = named ? named : "/etc/huizhi/huizhi.yaml", .config_given = named != NULL};
    int code = 0;
    int first = global_options(argc, argv, &session, &code);
    if (first == 0)
        return code;
    for (const struct verb *verb = cmd_verbs; verb->name; verb++)
        if (!strcmp(verb->name, argv[first]))
            return verb->run(&session, argc - first, argv + first);
    fprintf(stderr, "huizhi: unknown verb %s (huizhi --help)\n", argv[first]);
    return ERROR_USAGE;
}
