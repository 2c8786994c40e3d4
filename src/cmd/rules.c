/* rules check: everything that loading the rules refuses, told before it matters. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cmd/cmd.h"
#include "deliver/deliver.h"
#include "judge/judge.h"
#include "mail/command.h"
#include "mail/links.h"
#include "mail/origin.h"

static bool check_common(const struct ruleset *ruleset, GError **error)
{
    g_autofree char *robots_path = ruleset_common(ruleset, "robots.yaml");
    g_autofree char *links_path = ruleset_common(ruleset, "links.yaml");
    g_autofree char *commands_path = ruleset_common(ruleset, "commands.yaml");
    g_autofree char *refusals_path = ruleset_common(ruleset, "refusals.yaml");
    g_autoptr(Robots) robots = robots_load(robots_path, error);
    g_autoptr(LinkHosts) hosts = robots ? link_hosts_load(links_path, error) : NULL;
    g_autoptr(Commands) commands = hosts ? commands_load(commands_path, error) : NULL;
    g_autoptr(Refusals) refusals = commands ? refusals_load(refusals_path, error) : NULL;
    return refusals != NULL;
}

int cmd_rules(const struct session *session, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("rules", "check [FOLDER]", "Checks the rules: every key, type, check and template.", NULL, argc,
                     argv, &words, &code))
        return code;
    if (!words[0] || strcmp(words[0], "check") != 0) {
        fprintf(stderr, "huizhi rules: say what: huizhi rules check [FOLDER]\n");
        return ERROR_USAGE;
    }
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = words[1] ? config_default() : cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    g_autoptr(Ruleset) ruleset = ruleset_load(words[1] ? words[1] : config->rules, &failure);
    g_autoptr(Judge) judge = ruleset ? judge_create(ruleset, &failure) : NULL;
    if (!judge || !check_common(ruleset, &failure))
        return cmd_fail(failure);
    for (guint i = 0; i < ruleset->campaigns->len; i++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[i];
        printf("%s（%s）：%u种表格，%u条规则，%u个答复模板\n", campaign->id, campaign->prefix, campaign->forms->len,
               campaign->rules->len, g_hash_table_size(campaign->replies));
    }
    return 0;
}
