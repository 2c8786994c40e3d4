/* The rules folder: common/ and one folder a campaign, hashed as a whole so that a dossier can say by which rules it
 * was read. */
#include "ruleset/ruleset.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/words.h"
#include "ruleset/load.h"

#define MAX_RULE_FILE (16 * 1024 * 1024)

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of a folder's entries, sorted: results must not depend on the order of the file system. */
static GPtrArray *entries(const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    if (!dir) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: not a folder that can be read"), folder);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir));)
        if (name[0] != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, by_name);
    return names;
}

static bool hash_folder(struct hash *hash, const char *folder, const char *name, int depth, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    hash_update(hash, name, strlen(name) + 1);
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_autoptr(GBytes) bytes = file_read(path, MAX_RULE_FILE, error);
        if (!bytes)
            return false;
        gsize length;
        const void *data = g_bytes_get_data(bytes, &length);
        g_autofree char *digest = hash_bytes(data ? data : "", length);
        hash_update(hash, digest, HASH_HEX);
        return true;
    }
    g_autoptr(GPtrArray) names = depth < 8 ? entries(path, error) : NULL;
    for (guint i = 0; names && i < names->len; i++)
        if (!hash_folder(hash, path, names->pdata[i], depth + 1, error))
            return false;
    return names != NULL;
}

GHashTable *load_labels(const char *path, GError **error)
{
    g_autoptr(YamlDocument) yaml = yaml_load(path, error);
    if (!yaml)
        return NULL;
    struct yaml_node *root = yaml_root(yaml);
    if (!yaml_is_map(root)) {
        yaml_refuse(error, root, _("expected a map of meanings to lists of labels"));
        return NULL;
    }
    g_autoptr(GHashTable) labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    for (guint i = 0; i < yaml_size(root); i++) {
        const char *meaning;
        struct yaml_node *list = yaml_pair(root, i, &meaning);
        g_auto(GStrv) words = NULL;
        if (!yaml_strings(list, &words, error))
            return NULL;
        for (char **word = words; word && *word; word++) {
            char *folded = text_fold(*word);
            g_free(*word);
            *word = folded;
        }
        g_hash_table_insert(labels, g_strdup(meaning), g_steal_pointer(&words));
    }
    return g_steal_pointer(&labels);
}

/* The common data that a campaign is read with. */
static bool read_common(struct ruleset *ruleset, GError **error)
{
    g_autofree char *labels = ruleset_common(ruleset, "labels.yaml");
    g_autofree char *holidays = ruleset_common(ruleset, "holidays.yaml");
    return (ruleset->labels = load_labels(labels, error)) && (ruleset->calendar = calendar_load(holidays, error));
}

/* A folder without campaign.yaml is none of ours. */
static bool read_campaign(struct ruleset *ruleset, const char *path, GPtrArray *faults, GError **error)
{
    g_autofree char *file = g_build_filename(path, "campaign.yaml", NULL);
    if (!g_file_test(file, G_FILE_TEST_EXISTS))
        return true;
    struct campaign *campaign = load_campaign(path, ruleset->labels, faults, error);
    if (!campaign)
        return false;
    campaign->calendar = ruleset->calendar;
    const struct campaign *other = ruleset_by_prefix(ruleset, campaign->prefix);
    g_ptr_array_add(ruleset->campaigns, campaign);
    if (other)
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: prefix %s is already that of %s"), file, campaign->prefix,
                    other->id);
    return !other;
}

static bool read_all(struct ruleset *ruleset, GPtrArray *faults, GError **error)
{
    g_autoptr(GPtrArray) names = entries(ruleset->folder, error);
    if (!names)
        return false;
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(ruleset->folder, names->pdata[i], NULL);
        if (!read_campaign(ruleset, path, faults, error) && !error_collect(faults, error))
            return false;
    }
    return true;
}

struct ruleset *ruleset_read(const char *folder, const char *only, GPtrArray *faults, GError **error)
{
    g_autoptr(Ruleset) ruleset = g_new0(struct ruleset, 1);
    ruleset->folder = g_strdup(folder);
    ruleset->campaigns = g_ptr_array_new_with_free_func((GDestroyNotify)campaign_free);
    bool good = g_file_test(folder, G_FILE_TEST_IS_DIR);
    if (!good)
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: not a folder that can be read"), folder);
    if (!good || !read_common(ruleset, error))
        return NULL;
    good = only ? read_campaign(ruleset, only, faults, error) || error_collect(faults, error)
                : read_all(ruleset, faults, error);
    if (good && ruleset->campaigns->len == 0 && (!faults || faults->len == 0)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: holds no campaign (a folder with campaign.yaml)"),
                    folder);
        return NULL;
    }
    return good ? g_steal_pointer(&ruleset) : NULL;
}

struct ruleset *ruleset_load(const char *folder, GError **error)
{
    g_autoptr(Ruleset) ruleset = ruleset_read(folder, NULL, NULL, error);
    if (!ruleset)
        return NULL;
    struct hash *hash = hash_create();
    bool good = hash_folder(hash, folder, ".", 0, error);
    ruleset->hash = hash_finish(hash);
    hash_free(hash);
    return good ? g_steal_pointer(&ruleset) : NULL;
}

void ruleset_free(struct ruleset *ruleset)
{
    if (!ruleset)
        return;
    g_free(ruleset->folder);
    g_free(ruleset->hash);
    g_clear_pointer(&ruleset->campaigns, g_ptr_array_unref);
    g_clear_pointer(&ruleset->labels, g_hash_table_unref);
    calendar_free(ruleset->calendar);
    g_free(ruleset);
}

const struct campaign *ruleset_campaign(const struct ruleset *ruleset, const char *id)
{
    for (guint i = 0; id && i < ruleset->campaigns->len; i++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[i];
        if (!strcmp(campaign->id, id))
            return campaign;
    }
    return NULL;
}

const struct campaign *ruleset_by_prefix(const struct ruleset *ruleset, const char *prefix)
{
    for (guint i = 0; prefix && i < ruleset->campaigns->len; i++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[i];
        if (campaign->prefix && !g_ascii_strcasecmp(campaign->prefix, prefix))
            return campaign;
    }
    return NULL;
}

const struct form_rule *campaign_form(const struct campaign *campaign, const char *id)
{
    for (guint i = 0; id && i < campaign->forms->len; i++) {
        const struct form_rule *form = campaign->forms->pdata[i];
        if (!strcmp(form->id, id))
            return form;
    }
    return NULL;
}

const struct form_rule *campaign_works_form(const struct campaign *campaign)
{
    for (guint i = 0; i < campaign->forms->len; i++) {
        const struct form_rule *form = campaign->forms->pdata[i];
        if (form->takes_works)
            return form;
    }
    return NULL;
}

gint64 campaign_deadline(const struct campaign *campaign, const char *form)
{
    const struct form_rule *found = form ? campaign_form(campaign, form) : campaign_works_form(campaign);
    return found ? found->deadline : 0;
}

const struct field_rule *form_field(const struct form_rule *form, const char *name)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *field = form->fields->pdata[i];
        if (!strcmp(field->name, name))
            return field;
    }
    return NULL;
}

bool form_rule_papers(const struct form_rule *form)
{
    for (guint i = 0; i < form->fields->len; i++)
        if (((const struct field_rule *)form->fields->pdata[i])->type == FIELD_PAPER)
            return true;
    return false;
}

static const char *const severity_names[] = {"note", "review", "fix", "late"};

const char *severity_name(enum severity severity)
{
    return severity_names[severity];
}

bool severity_parse(const char *name, enum severity *severity)
{
    for (gsize i = 0; name && i < G_N_ELEMENTS(severity_names); i++)
        if (!strcmp(name, severity_names[i])) {
            *severity = (enum severity)i;
            return true;
        }
    return false;
}

char *ruleset_common(const struct ruleset *ruleset, const char *file)
{
    return g_build_filename(ruleset->folder, "common", file, NULL);
}

void spot_refuse(GError **error, const struct spot *spot, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: %s\n%s", spot->place ? spot->place : "?", what,
                spot->excerpt ? spot->excerpt : "");
}
