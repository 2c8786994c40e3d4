/* rules/common/photos.yaml.
 */
#include <string.h>

#include "base/text.h"
#include "base/yaml.h"
#include "work/photo.h"

enum { MAX_SIDES = 32 };

struct copy {
    GPtrArray *names; /* GRegex */
    gint64 longest[MAX_SIDES], shortest[MAX_SIDES];
    gint64 from, to; /* quality; 0: no rule by size */
};

struct photo_rules {
    GPtrArray *copies;   /* struct copy */
    GPtrArray *nothings; /* GRegex: descriptions that say nothing */
};

static void copy_free(gpointer data)
{
    struct copy *copy = data;
    g_ptr_array_unref(copy->names);
    g_free(copy);
}

void photo_rules_free(struct photo_rules *rules)
{
    if (!rules)
        return;
    g_ptr_array_unref(rules->copies);
    g_ptr_array_unref(rules->nothings);
    g_free(rules);
}

static bool load_patterns(struct yaml_node *list, GPtrArray *patterns, GError **error)
{
    for (guint i = 0; i < yaml_size(list); i++) {
        struct yaml_node *node = yaml_at(list, i);
        g_autoptr(GError) wrong = NULL;
        const char *text = yaml_text(node);
        GRegex *regex = text ? g_regex_new(text, G_REGEX_CASELESS, 0, &wrong) : NULL;
        if (!regex) {
            yaml_refuse(error, node, "no regular expression: %s", wrong ? wrong->message : "text expected");
            return false;
        }
        g_ptr_array_add(patterns, regex);
    }
    return true;
}

static bool load_sides(struct yaml_node *list, gint64 *sides, GError **error)
{
    if (yaml_size(list) > MAX_SIDES) {
        yaml_refuse(error, list, "at most %d sizes", MAX_SIDES);
        return false;
    }
    for (guint i = 0; i < yaml_size(list); i++)
        if (!yaml_int(yaml_at(list, i), &sides[i], 1, 65535, error))
            return false;
    return true;
}

static bool load_copy(struct photo_rules *rules, struct yaml_node *node, GError **error)
{
    static const char *const known[] = {"app", "names", "long", "short", "quality_from", "quality_to", NULL};
    struct copy *copy = g_new0(struct copy, 1);
    copy->names = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
    copy->to = 100;
    g_ptr_array_add(rules->copies, copy);
    return yaml_check_keys(node, known, error) && load_patterns(yaml_get(node, "names"), copy->names, error) &&
           load_sides(yaml_get(node, "long"), copy->longest, error) &&
           load_sides(yaml_get(node, "short"), copy->shortest, error) &&
           yaml_int(yaml_get(node, "quality_from"), &copy->from, 1, 100, error) &&
           yaml_int(yaml_get(node, "quality_to"), &copy->to, 1, 100, error);
}

struct photo_rules *photo_rules_load(const char *path, GError **error)
{
    static const char *const known[] = {"copies", "nothings", NULL};
    g_autoptr(YamlDocument) yaml = yaml_load(path, error);
    if (!yaml)
        return NULL;
    struct yaml_node *root = yaml_root(yaml), *copies = yaml_get(root, "copies");
    g_autoptr(PhotoRules) rules = g_new0(struct photo_rules, 1);
    rules->copies = g_ptr_array_new_with_free_func(copy_free);
    rules->nothings = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
    if (!yaml_check_keys(root, known, error) || !load_patterns(yaml_get(root, "nothings"), rules->nothings, error))
        return NULL;
    for (guint i = 0; i < yaml_size(copies); i++)
        if (!load_copy(rules, yaml_at(copies, i), error))
            return NULL;
    return g_steal_pointer(&rules);
}

static bool matches(const GPtrArray *patterns, const char *text)
{
    for (guint i = 0; i < patterns->len; i++)
        if (g_regex_match(patterns->pdata[i], text, 0, NULL))
            return true;
    return false;
}

static bool has(const gint64 *sides, gint64 side)
{
    for (gsize i = 0; i < MAX_SIDES && sides[i]; i++)
        if (sides[i] == side)
            return true;
    return false;
}

static bool by_size(const struct copy *copy, const struct work *work)
{
    return copy->from && work->quality >= copy->from && work->quality <= copy->to &&
           (has(copy->longest, MAX(work->width, work->height)) || has(copy->shortest, MIN(work->width, work->height)));
}

bool photo_rules_copy(const struct photo_rules *rules, const struct work *work)
{
    if (!rules || work->camera || work->taken)
        return false;
    for (guint i = 0; i < rules->copies->len; i++) {
        const struct copy *copy = rules->copies->pdata[i];
        if (matches(copy->names, work->name) || by_size(copy, work))
            return true;
    }
    return false;
}

bool photo_rules_says(const struct photo_rules *rules, const char *description)
{
    g_autofree char *tidy = text_tidy(description);
    return !text_blank(tidy) && !(rules && matches(rules->nothings, tidy));
}
