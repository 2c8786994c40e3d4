/* rules check: everything that loading the rules refuses, and what looks like a slip, told before it matters. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "cmd/rules.h"
#include "deliver/deliver.h"
#include "document/tags.h"
#include "judge/judge.h"
#include "mail/command.h"
#include "mail/links.h"
#include "mail/origin.h"
#include "submission/orders.h"

#define MAX_BLANK (5 * 1024 * 1024)

static void check_common(const struct ruleset *ruleset, GPtrArray *faults)
{
    g_autofree char *robots_path = ruleset_common(ruleset, "robots.yaml");
    g_autofree char *links_path = ruleset_common(ruleset, "links.yaml");
    g_autofree char *commands_path = ruleset_common(ruleset, "commands.yaml");
    g_autofree char *refusals_path = ruleset_common(ruleset, "refusals.yaml");
    g_autoptr(GError) failure = NULL;
    g_autoptr(Robots) robots = robots_load(robots_path, &failure);
    error_collect(faults, &failure);
    g_autoptr(LinkHosts) hosts = link_hosts_load(links_path, &failure);
    error_collect(faults, &failure);
    g_autoptr(Commands) commands = commands_load(commands_path, &failure);
    error_collect(faults, &failure);
    g_autoptr(Refusals) refusals = refusals_load(refusals_path, &failure);
    error_collect(faults, &failure);
    g_autofree char *decisions_path = ruleset_common(ruleset, "decisions.yaml");
    g_autoptr(Orders) orders = orders_load(decisions_path, &failure);
    error_collect(faults, &failure);
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
static void check_blank(const struct campaign *campaign, const struct form_rule *form, GPtrArray *faults)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *name = g_path_get_basename(form->blank);
    g_autofree char *path = g_build_filename(campaign->folder, "forms", name, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MAX_BLANK, &failure);
    g_auto(GStrv) tags = bytes && g_str_has_suffix(name, ".docx") ? document_tags(bytes, &failure) : NULL;
    if (failure) {
        g_prefix_error(&failure, "%s: ", path);
        error_collect(faults, &failure);
    }
    for (char **tag = tags; tag && *tag; tag++)
        if (!tag_fits(form, *tag))
            g_ptr_array_add(faults, g_error_new(HUIZHI_ERROR, ERROR_CONFIG,
                                                _("%s: the tag \"%s\" is no field of form %s, nor FIELD=VALUE"), path,
                                                *tag, form->id));
}

static void check_blanks(const struct ruleset *ruleset, GPtrArray *faults)
{
    for (guint c = 0; c < ruleset->campaigns->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        for (guint f = 0; f < campaign->forms->len; f++) {
            const struct form_rule *form = campaign->forms->pdata[f];
            if (form->blank)
                check_blank(campaign, form, faults);
        }
    }
}

static void print_summary(const struct ruleset *ruleset)
{
    for (guint i = 0; i < ruleset->campaigns->len; i++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[i];
        printf("%s（%s）：%u种表格，%u条规则，%u个答复模板\n", campaign->id, campaign->prefix, campaign->forms->len,
               campaign->rules->len, g_hash_table_size(campaign->replies));
    }
}

static int tell_faults(const GPtrArray *faults)
{
    for (guint i = 0; i < faults->len; i++)
        fprintf(stderr, "huizhi: %s\n", ((const GError *)faults->pdata[i])->message);
    if (faults->len > 1)
        fprintf(stderr, "huizhi: 共%u处错误\n", faults->len);
    return error_exit_code(faults->pdata[0]);
}

static bool tell_warnings(const struct session *session, const struct ruleset *ruleset, GError **error)
{
    g_autoptr(GPtrArray) warnings = ruleset_warnings(ruleset, clock_now(&session->clock));
    if (!judge_warnings(ruleset, warnings, error))
        return false;
    for (guint i = 0; i < warnings->len; i++)
        printf("· %s\n", (const char *)warnings->pdata[i]);
    return true;
}

struct ruleset *rules_read(const struct rules_place *place, int *code)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    g_autoptr(Ruleset) ruleset = ruleset_read(place->folder, place->only, faults, &failure);
    if (!ruleset) {
        *code = cmd_fail(failure);
        return NULL;
    }
    judge_faults(ruleset, faults);
    check_common(ruleset, faults);
    check_blanks(ruleset, faults);
    if (faults->len == 0)
        return g_steal_pointer(&ruleset);
    *code = tell_faults(faults);
    return NULL;
}

static int check(const struct session *session, const struct rules_place *place)
{
    int code = 0;
    g_autoptr(Ruleset) ruleset = rules_read(place, &code);
    if (!ruleset)
        return code;
    g_autoptr(GError) failure = NULL;
    print_summary(ruleset);
    return tell_warnings(session, ruleset, &failure) ? 0 : cmd_fail(failure);
}

static void place_clear(struct rules_place *place)
{
    g_free(place->folder);
    g_free(place->only);
}

/* A single campaign needs the common data: those beside it, else those of the configuration. */
static bool find_place(const struct session *session, const char *typed, struct rules_place *place, GError **error)
{
    g_autofree char *file = typed ? g_build_filename(typed, "campaign.yaml", NULL) : NULL;
    bool single = file && g_file_test(file, G_FILE_TEST_IS_REGULAR);
    if (typed && !single) {
        place->folder = g_strdup(typed);
        return true;
    }
    if (single) {
        g_autofree char *whole = g_canonicalize_filename(typed, NULL);
        g_autofree char *beside = g_path_get_dirname(whole);
        g_autofree char *common = g_build_filename(beside, "common", "labels.yaml", NULL);
        place->only = g_steal_pointer(&whole);
        if (g_file_test(common, G_FILE_TEST_EXISTS)) {
            place->folder = g_steal_pointer(&beside);
            return true;
        }
    }
    g_autoptr(Config) config = cmd_config_load(session, error);
    place->folder = config ? g_strdup(config->rules) : NULL;
    return config != NULL;
}

static int run(const struct session *session, char **words)
{
    bool tries = words[0] && !strcmp(words[0], "try"), checks = words[0] && !strcmp(words[0], "check");
    if ((!tries && !checks) || (tries && (!words[1] || !words[2])) || (checks && words[1] && words[2])) {
        fprintf(stderr, _("huizhi rules: say what: huizhi rules check [FOLDER], or huizhi rules try FOLDER FILE…\n"));
        return ERROR_USAGE;
    }
    g_autoptr(GError) failure = NULL;
    struct rules_place place = {0};
    int code = !find_place(session, words[1], &place, &failure) ? cmd_fail(failure)
               : tries                                          ? rules_try(session, &place, words + 2)
                                                                : check(session, &place);
    place_clear(&place);
    return code;
}

int cmd_rules(const struct session *session, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options(
            "rules", "check [FOLDER] | try FOLDER FILE…",
            N_("check: every key, type, check and template of the rules, or of one campaign's folder.\n"
               "try: what would happen with these files under them: a mail (.eml) as it is, a folder as if all in "
               "it came in one mail, further files together in one mail. Nothing is stored or sent."),
            NULL, argc, argv, &words, &code))
        return code;
    return run(session, words);
}
