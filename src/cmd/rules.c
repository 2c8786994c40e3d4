/* rules check: everything that loading the rules refuses, told before it matters. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "deliver/deliver.h"
#include "document/tags.h"
#include "judge/judge.h"
#include "mail/command.h"
#include "mail/links.h"
#include "mail/origin.h"

#define MAX_BLANK (5 * 1024 * 1024)

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

/* A tag is a field's name, or for a box FIELD=VALUE. */
static bool tag_fits(const struct form_rule *form, const char *tag)
{
    g_auto(GStrv) words = g_strsplit(tag, "=", 2);
    const struct field_rule *field = words[0] ? form_field(form, words[0]) : NULL;
    if (!field || !words[1])
        return field != NULL;
    for (guint i = 0; i < field->options->len; i++) {
        const char *value = ((const struct option_rule *)field->options->pdata[i])->value;
        if (!strcmp(value, words[1]) || (!strcmp(value, "true") && !strcmp(words[1], "yes")) ||
            (!strcmp(value, "false") && !strcmp(words[1], "no")))
            return true;
    }
    return false;
}

/* A blank form is read back by its tags: one that means nothing would lose an answer. */
static bool check_blank(const struct ruleset *ruleset, const struct form_rule *form, GError **error)
{
    g_autofree char *path = g_build_filename(ruleset->folder, form->blank, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MAX_BLANK, error);
    if (!bytes)
        return false;
    if (!g_str_has_suffix(form->blank, ".docx"))
        return true;
    g_auto(GStrv) tags = document_tags(bytes, error);
    if (!tags) {
        g_prefix_error(error, "%s: ", path);
        return false;
    }
    for (char **tag = tags; *tag; tag++)
        if (!tag_fits(form, *tag)) {
            g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG,
                        _("%s: the tag \"%s\" is no field of form %s, nor FIELD=VALUE"), path, *tag, form->id);
            return false;
        }
    return true;
}

static bool check_blanks(const struct ruleset *ruleset, GError **error)
{
    for (guint c = 0; c < ruleset->campaigns->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        for (guint f = 0; f < campaign->forms->len; f++) {
            const struct form_rule *form = campaign->forms->pdata[f];
            if (form->blank && !check_blank(ruleset, form, error))
                return false;
        }
    }
    return true;
}

/* Until the new year's holidays are entered, its working days are guessed. */
static void warn_of_calendar(const struct session *session, const struct ruleset *ruleset)
{
    const struct campaign *campaign = ruleset->campaigns->pdata[0];
    guint year = calendar_year(clock_now(&session->clock), campaign->zone);
    if (!calendar_knows(ruleset->calendar, year))
        printf("· common/holidays.yaml 中没有%u年的放假安排，工作日按周一至周五计算\n", year);
}

int cmd_rules(const struct session *session, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("rules", "check [FOLDER]", N_("Checks the rules: every key, type, check and template."), NULL,
                     argc, argv, &words, &code))
        return code;
    if (!words[0] || strcmp(words[0], "check") != 0) {
        fprintf(stderr, _("huizhi rules: say what: huizhi rules check [FOLDER]\n"));
        return ERROR_USAGE;
    }
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = words[1] ? config_default() : cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    g_autoptr(Ruleset) ruleset = ruleset_load(words[1] ? words[1] : config->rules, &failure);
    g_autoptr(Judge) judge = ruleset ? judge_create(ruleset, &failure) : NULL;
    if (!judge || !check_common(ruleset, &failure) || !check_blanks(ruleset, &failure))
        return cmd_fail(failure);
    for (guint i = 0; i < ruleset->campaigns->len; i++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[i];
        printf("%s（%s）：%u种表格，%u条规则，%u个答复模板\n", campaign->id, campaign->prefix, campaign->forms->len,
               campaign->rules->len, g_hash_table_size(campaign->replies));
    }
    warn_of_calendar(session, ruleset);
    return 0;
}
