/* campaign.yaml: what a campaign is called, until when it runs, its rules and its replies. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/words.h"
#include "ruleset/load.h"

#define MAX_TEMPLATE (256 * 1024)
#define MAX_BLANK (5 * 1024 * 1024)

bool load_required(struct yaml_node *map, const char *key, char **value, GError **error)
{
    struct yaml_node *node = yaml_get(map, key);
    if (!node) {
        yaml_refuse(error, map, _("\"%s\" is missing here"), key);
        return false;
    }
    return yaml_string(node, value, error);
}

void load_spot_clear(struct spot *spot)
{
    g_free(spot->place);
    g_free(spot->excerpt);
}

/* The refusal of yaml_refuse is "place: message\nline\ncaret"; its lines after the first are the excerpt. */
struct spot load_spot(struct yaml_node *node)
{
    struct spot spot = {0};
    if (!node)
        return spot;
    g_autoptr(GError) shown = NULL;
    yaml_refuse(&shown, node, "%s", "");
    const char *end = strchr(shown->message, '\n');
    spot.place = yaml_place(node);
    spot.excerpt = g_strdup(end ? end + 1 : "");
    return spot;
}

static void shown_free(gpointer data)
{
    struct shown *shown = data;
    g_free(shown->name);
    g_free(shown->value);
    load_spot_clear(&shown->at);
    g_free(shown);
}

static void rule_free(gpointer data)
{
    struct rule *rule = data;
    g_free(rule->id);
    g_free(rule->on);
    g_free(rule->when);
    g_free(rule->check);
    g_free(rule->clause);
    g_clear_pointer(&rule->show, g_ptr_array_unref);
    mustache_free(rule->subject);
    mustache_free(rule->say);
    load_spot_clear(&rule->check_at);
    load_spot_clear(&rule->when_at);
    load_spot_clear(&rule->say_at);
    g_free(rule);
}

static Mustache *load_template(struct yaml_node *node, GError **error)
{
    g_autofree char *place = yaml_place(node);
    g_autofree char *text = NULL;
    return yaml_string(node, &text, error) ? mustache_parse(text, place, error) : NULL;
}

static bool load_show(struct yaml_node *map, struct rule *rule, GError **error)
{
    rule->show = g_ptr_array_new_with_free_func(shown_free);
    for (guint i = 0; i < yaml_size(map); i++) {
        const char *name;
        struct yaml_node *node = yaml_pair(map, i, &name);
        struct shown *shown = g_new0(struct shown, 1);
        g_ptr_array_add(rule->show, shown);
        shown->name = g_strdup(name);
        shown->at = load_spot(node);
        if (!yaml_string(node, &shown->value, error))
            return false;
    }
    return true;
}

static bool load_rule(struct yaml_node *node, struct rule *rule, GError **error)
{
    static const char *const known[] = {"id",   "on",  "when",   "check",     "severity", "subject",
                                        "show", "say", "clause", "excusable", "resend",   NULL};
    if (!yaml_check_keys(node, known, error) || !load_required(node, "id", &rule->id, error) ||
        !load_required(node, "on", &rule->on, error) || !load_required(node, "check", &rule->check, error) ||
        !yaml_string(yaml_get(node, "when"), &rule->when, error) ||
        !yaml_string(yaml_get(node, "clause"), &rule->clause, error) ||
        !yaml_bool(yaml_get(node, "excusable"), &rule->excusable, error) ||
        !yaml_bool(yaml_get(node, "resend"), &rule->resend, error) || !load_show(yaml_get(node, "show"), rule, error))
        return false;
    struct yaml_node *severity = yaml_get(node, "severity"), *say = yaml_get(node, "say"),
                     *subject = yaml_get(node, "subject");
    if (!severity || !say) {
        yaml_refuse(error, node, _("rule %s needs severity and say"), rule->id);
        return false;
    }
    if (!severity_parse(yaml_text(severity), &rule->severity)) {
        yaml_refuse(error, severity, _("severity is one of fix, review, late, note"));
        return false;
    }
    rule->check_at = load_spot(yaml_get(node, "check"));
    rule->when_at = load_spot(yaml_get(node, "when"));
    rule->say_at = load_spot(say);
    rule->say = load_template(say, error);
    if (rule->say && subject)
        rule->subject = load_template(subject, error);
    return rule->say && (!subject || rule->subject);
}

GPtrArray *load_rules(struct yaml_node *rules, GPtrArray *faults, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(rule_free);
    for (guint i = 0; i < yaml_size(rules); i++) {
        struct rule *rule = g_new0(struct rule, 1);
        g_ptr_array_add(all, rule);
        if (load_rule(yaml_at(rules, i), rule, error))
            continue;
        g_ptr_array_remove_index(all, all->len - 1);
        if (!error_collect(faults, error))
            return NULL;
    }
    return g_steal_pointer(&all);
}

static void reply_template_free(gpointer data)
{
    struct reply_template *reply = data;
    g_free(reply->name);
    mustache_free(reply->subject);
    mustache_free(reply->body);
    g_free(reply);
}

/* The line of a text that a place "file:line:column" names, with a caret under the column. */
static char *excerpt(const char *text, const char *place)
{
    const char *second = strrchr(place, ':');
    const char *first = second ? g_strrstr_len(place, second - place, ":") : NULL;
    guint line = first ? (guint)strtoul(first + 1, NULL, 10) : 0,
          column = first ? (guint)strtoul(second + 1, NULL, 10) : 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (line == 0 || line > g_strv_length(lines))
        return g_strdup("");
    int before = 0; /* a Chinese character takes two places */
    const char *p = lines[line - 1];
    for (guint i = 1; i < column && *p && before < 200; i++, p = g_utf8_next_char(p))
        before += g_unichar_iswide(g_utf8_get_char(p)) ? 2 : 1;
    return g_strdup_printf("\n%s\n%*s^", lines[line - 1], before, "");
}

/* A template may name only what compose.c provides: a typing slip would else mail an empty place to hundreds. */
static bool variable_known(const char *name, enum mustache_use use, const char *place, gpointer text, GError **error)
{
    if (use == MUSTACHE_INCLUDED || !strcmp(name, "."))
        return true;
    const char *last = strrchr(name, '.');
    if (use == MUSTACHE_SHOWN && g_strv_contains(ruleset_reply_sections, last ? last + 1 : name)) {
        g_autofree char *shown = excerpt(text, place);
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: {{%s}} is a section, not a text: {{#%s}}…{{/%s}}%s"),
                    place, name, name, name, shown);
        return false;
    }
    g_auto(GStrv) steps = g_strsplit(name, ".", -1);
    for (char **step = steps; *step; step++) {
        if (g_strv_contains(ruleset_reply_variables, *step))
            continue;
        g_autofree char *shown = excerpt(text, place);
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: unknown variable {{%s}}%s"), place, name, shown);
        return false;
    }
    return true;
}

/* The first line "主题：…" is the subject's template; a partial has none. */
static struct reply_template *load_reply(const char *path, const char *file, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, MAX_TEMPLATE, error);
    if (!bytes)
        return NULL;
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    if (!g_utf8_validate(text, -1, NULL)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: not UTF-8"), file);
        return NULL;
    }
    struct reply_template *reply = g_new0(struct reply_template, 1);
    reply->name = g_strndup(file, strlen(file) - strlen(".mustache"));
    const char *body = text;
    bool blank = false;
    g_autofree char *subject = NULL;
    const char *const marks[] = {"主题：", "Subject: "};
    for (gsize i = 0; i < G_N_ELEMENTS(marks) && !subject; i++)
        if (g_str_has_prefix(text, marks[i])) {
            const char *start = text + strlen(marks[i]), *end = strchr(start, '\n');
            subject = end ? g_strndup(start, (gsize)(end - start)) : g_strdup(start);
            body = end ? end + 1 : "";
            blank = *body == '\n';
            body += blank;
        }
    if (subject)
        reply->subject = mustache_parse(subject, file, error);
    /* Comment lines of their own leave nothing behind: they stand for the lines above, so that places stay right. */
    g_autofree char *placed = g_strconcat(subject ? "{{!}}\n" : "", blank ? "{{!}}\n" : "", body, NULL);
    if (!subject || reply->subject)
        reply->body = mustache_parse(placed, file, error);
    if (reply->body && (!reply->subject || mustache_visit(reply->subject, variable_known, text, error)) &&
        mustache_visit(reply->body, variable_known, text, error))
        return reply;
    reply_template_free(reply);
    return NULL;
}

struct including {
    const char *folder;
    GHashTable *replies;
};

static bool partial_known(const char *name, enum mustache_use use, const char *place, gpointer data, GError **error)
{
    const struct including *including = data;
    if (use != MUSTACHE_INCLUDED || g_hash_table_contains(including->replies, name))
        return true;
    g_autofree char *file = g_strndup(place, strcspn(place, ":"));
    g_autofree char *path = g_build_filename(including->folder, file, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MAX_TEMPLATE, NULL);
    g_autofree char *text = bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : g_strdup("");
    g_autofree char *shown = excerpt(text, place);
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s/%s: there is no %s.mustache%s"), including->folder, place,
                name, shown);
    return false;
}

/* What a template takes in must be there, too. */
static bool partials_known(const char *folder, GHashTable *replies, GPtrArray *faults, GError **error)
{
    struct including including = {folder, replies};
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, replies);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct reply_template *reply = value;
        if ((reply->subject && !mustache_visit(reply->subject, partial_known, &including, error)) ||
            !mustache_visit(reply->body, partial_known, &including, error))
            if (!error_collect(faults, error))
                return false;
    }
    return true;
}

GHashTable *load_replies(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(GHashTable) replies = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, reply_template_free);
    g_autofree char *path = g_build_filename(folder, "replies", NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    bool sound = true;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        if (!g_str_has_suffix(name, ".mustache"))
            continue;
        g_autofree char *file = g_build_filename(path, name, NULL);
        struct reply_template *reply = load_reply(file, name, error);
        if (reply) {
            g_hash_table_insert(replies, reply->name, reply);
            continue;
        }
        g_prefix_error(error, "%s/", path);
        if (!error_collect(faults, error))
            return NULL;
        sound = false;
    }
    /* One that could not be read would be missed by all the others. */
    return !sound || partials_known(path, replies, faults, error) ? g_steal_pointer(&replies) : NULL;
}

/* One file of forms/; nothing that leads out of it. */
static bool load_blank(struct yaml_node *node, const char *folder, struct form_rule *form, GError **error)
{
    const char *name = yaml_text(node);
    if (!name || !*name || *name == '.' || strchr(name, '/')) {
        yaml_refuse(error, node, _("blank is the name of a file in the campaign's forms/"));
        return false;
    }
    g_autofree char *path = g_build_filename(folder, "forms", name, NULL), *id = g_path_get_basename(folder);
    g_autoptr(GError) why = NULL;
    g_autoptr(GBytes) bytes = file_read(path, MAX_BLANK, &why);
    if (!bytes || g_bytes_get_size(bytes) == 0) {
        yaml_refuse(error, node, "%s", why ? why->message : "the blank form is empty");
        return false;
    }
    form->blank = g_build_filename(id, "forms", name, NULL);
    form->blank_hash = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    return true;
}

bool load_blanks(struct yaml_node *forms, const char *folder, GPtrArray *all, GPtrArray *faults, GError **error)
{
    for (guint i = 0; i < all->len; i++) {
        struct yaml_node *blank = yaml_get(yaml_at(forms, i), "blank");
        if (blank && !load_blank(blank, folder, all->pdata[i], error) && !error_collect(faults, error))
            return false;
    }
    return true;
}

static bool load_days(struct yaml_node *root, struct campaign *campaign, GError **error)
{
    struct yaml_node *opens = yaml_get(root, "opens"), *closes = yaml_get(root, "closes");
    g_autoptr(GError) why = NULL;
    if (opens && !clock_parse(yaml_text(opens) ? yaml_text(opens) : "", campaign->zone, &campaign->opens, &why))
        yaml_refuse(error, opens, "%s", why->message);
    else if (closes &&
             !clock_parse_day_end(yaml_text(closes) ? yaml_text(closes) : "", campaign->zone, &campaign->closes, &why))
        yaml_refuse(error, closes, "%s", why->message);
    return why == NULL;
}

static bool load_zone(struct yaml_node *root, struct campaign *campaign, GError **error)
{
    g_autofree char *zone = NULL;
    if (!load_required(root, "zone", &zone, error))
        return false;
    campaign->zone = g_time_zone_new_identifier(zone);
    if (!campaign->zone)
        yaml_refuse(error, yaml_get(root, "zone"), _("unknown time zone \"%s\""), zone);
    return campaign->zone != NULL;
}

static bool load_head(struct yaml_node *root, struct campaign *campaign, GError **error)
{
    static const char *const known[] = {"name",     "prefix",   "mailbox", "zone",   "office",
                                        "contacts", "max_mail", "opens",   "closes", "fix_days",
                                        "remind",   "cues",     "forms",   "rules",  NULL};
    if (!yaml_check_keys(root, known, error) || !load_required(root, "name", &campaign->name, error) ||
        !load_required(root, "prefix", &campaign->prefix, error) ||
        !load_required(root, "mailbox", &campaign->mailbox, error) ||
        !load_required(root, "office", &campaign->office, error) ||
        !load_required(root, "contacts", &campaign->contacts, error) ||
        !yaml_string(yaml_get(root, "max_mail"), &campaign->max_mail, error) ||
        !yaml_int(yaml_get(root, "fix_days"), &campaign->fix_days, 0, 365, error) ||
        !remind_load(yaml_get(root, "remind"), &campaign->remind, error) ||
        !yaml_strings(yaml_get(root, "cues"), &campaign->cues, error))
        return false;
    for (const char *c = campaign->prefix; *c || c == campaign->prefix; c++)
        if (!g_ascii_isupper(*c)) {
            yaml_refuse(error, yaml_get(root, "prefix"), _("a prefix is capital letters only"));
            return false;
        }
    campaign->mailbox_at = load_spot(yaml_get(root, "mailbox"));
    campaign->closes_at = load_spot(yaml_get(root, "closes"));
    campaign->remind_at = load_spot(yaml_get(root, "remind"));
    g_autofree char *mixed = campaign->mailbox;
    campaign->mailbox = g_ascii_strdown(mixed, -1);
    return load_zone(root, campaign, error) && load_days(root, campaign, error);
}

/* Whoever reminds needs the words for it. */
static bool check_reminder(struct yaml_node *root, const struct campaign *campaign, GError **error)
{
    const struct reply_template *found = g_hash_table_lookup(campaign->replies, "reminder");
    if (campaign->remind.n_days == 0 || (found && found->subject))
        return true;
    yaml_refuse(error, yaml_get(root, "remind"), _("reminders need the template replies/reminder.mustache"));
    return false;
}

/* The forms decide about the columns of the checks: where they are at fault, the checks are not looked at. */
static bool load_body(struct yaml_node *root, const char *folder, GHashTable *labels, struct campaign *campaign,
                      GPtrArray *faults, GError **error)
{
    struct yaml_node *forms = yaml_get(root, "forms");
    guint before = faults ? faults->len : 0;
    if (!(campaign->forms = load_forms(forms, labels, campaign->zone, faults, error)))
        return false;
    bool sound = !faults || faults->len == before;
    if ((sound && !load_blanks(forms, folder, campaign->forms, faults, error)) ||
        !(campaign->rules = load_rules(yaml_get(root, "rules"), faults, error)) ||
        !(campaign->replies = load_replies(folder, faults, error)))
        return false;
    if (!sound)
        g_ptr_array_set_size(campaign->rules, 0);
    return check_reminder(root, campaign, error) || error_collect(faults, error);
}

struct campaign *load_campaign(const char *folder, GHashTable *labels, GPtrArray *faults, GError **error)
{
    g_autofree char *file = g_build_filename(folder, "campaign.yaml", NULL);
    g_autoptr(YamlDocument) yaml = yaml_load(file, error);
    if (!yaml)
        return NULL;
    struct yaml_node *root = yaml_root(yaml);
    struct campaign *campaign = g_new0(struct campaign, 1);
    campaign->id = g_path_get_basename(folder);
    campaign->folder = g_strdup(folder);
    campaign->max_mail = g_strdup("50M");
    campaign->fix_days = 5;
    bool good = load_head(root, campaign, error) || error_collect(faults, error);
    if (good && !campaign->zone)
        campaign->zone = g_time_zone_new_utc();
    if (good && load_body(root, folder, labels, campaign, faults, error))
        return campaign;
    campaign_free(campaign);
    return NULL;
}

void campaign_free(struct campaign *campaign)
{
    if (!campaign)
        return;
    g_free(campaign->id);
    g_free(campaign->folder);
    load_spot_clear(&campaign->mailbox_at);
    load_spot_clear(&campaign->closes_at);
    load_spot_clear(&campaign->remind_at);
    g_free(campaign->name);
    g_free(campaign->prefix);
    g_free(campaign->mailbox);
    g_free(campaign->office);
    g_free(campaign->contacts);
    g_free(campaign->max_mail);
    g_strfreev(campaign->cues);
    g_clear_pointer(&campaign->zone, g_time_zone_unref);
    g_clear_pointer(&campaign->forms, g_ptr_array_unref);
    g_clear_pointer(&campaign->rules, g_ptr_array_unref);
    g_clear_pointer(&campaign->replies, g_hash_table_unref);
    g_free(campaign);
}
