/* A street may bear a province's name, so a word counts at the beginning of an address only; a full name ("安徽省")
 * anywhere. Postcodes and area codes go by their prefixes, which China Post and the carriers give out by province.
 */
#include "ruleset/regions.h"

#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "base/yaml.h"

static void region_free(gpointer data)
{
    struct region *region = data;
    g_free(region->name);
    g_strfreev(region->words);
    g_strfreev(region->postcodes);
    g_strfreev(region->areas);
    g_free(region);
}

void regions_free(struct regions *regions)
{
    if (!regions)
        return;
    for (int i = 0; i < REGION_CLUES; i++)
        g_strfreev(regions->fields[i]);
    g_ptr_array_unref(regions->all);
    g_free(regions);
}

static bool read_fields(struct regions *regions, struct yaml_node *map, GError **error)
{
    static const char *const known[] = {"address", "postcode", "phone", NULL};
    if (map && !yaml_check_keys(map, known, error))
        return false;
    for (int i = 0; map && i < REGION_CLUES; i++)
        if (!yaml_strings(yaml_get(map, known[i]), &regions->fields[i], error))
            return false;
    return true;
}

static bool read_region(struct regions *regions, struct yaml_node *map, GError **error)
{
    static const char *const known[] = {"name", "words", "postcodes", "areas", NULL};
    if (!yaml_check_keys(map, known, error))
        return false;
    struct region *region = g_new0(struct region, 1);
    g_ptr_array_add(regions->all, region);
    if (!yaml_string(yaml_get(map, "name"), &region->name, error) ||
        !yaml_strings(yaml_get(map, "words"), &region->words, error) ||
        !yaml_strings(yaml_get(map, "postcodes"), &region->postcodes, error) ||
        !yaml_strings(yaml_get(map, "areas"), &region->areas, error))
        return false;
    if (region->name)
        return true;
    yaml_refuse(error, map, _("a region needs a name"));
    return false;
}

struct regions *regions_load(const char *path, GError **error)
{
    struct regions *regions = g_new0(struct regions, 1);
    regions->all = g_ptr_array_new_with_free_func(region_free);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return regions;
    static const char *const known[] = {"fields", "regions", NULL};
    g_autoptr(YamlDocument) file = yaml_load(path, error);
    struct yaml_node *root = file ? yaml_root(file) : NULL;
    bool good = file && yaml_check_keys(root, known, error) && read_fields(regions, yaml_get(root, "fields"), error);
    struct yaml_node *list = good ? yaml_get(root, "regions") : NULL;
    for (guint i = 0; good && list && i < yaml_size(list); i++)
        good = read_region(regions, yaml_at(list, i), error);
    if (good)
        return regions;
    regions_free(regions);
    return NULL;
}

static bool begins(char *const *prefixes, const char *value)
{
    for (; prefixes && *prefixes; prefixes++)
        if (g_str_has_prefix(value, *prefixes))
            return true;
    return false;
}

static const char *by_address(const struct regions *regions, const char *value)
{
    g_autofree char *address = text_fold(value);
    const char *start = address;
    if (g_str_has_prefix(start, "中国"))
        start += strlen("中国");
    for (guint i = 0; i < regions->all->len; i++) {
        const struct region *region = regions->all->pdata[i];
        if (begins(region->words, start))
            return region->name;
    }
    for (guint i = 0; i < regions->all->len; i++) {
        const struct region *region = regions->all->pdata[i];
        if (region->words && region->words[0] && strstr(address, region->words[0]))
            return region->name;
    }
    return NULL;
}

const char *regions_find(const struct regions *regions, enum region_clue clue, const char *value)
{
    if (text_blank(value))
        return NULL;
    if (clue == REGION_ADDRESS)
        return by_address(regions, value);
    for (guint i = 0; i < regions->all->len; i++) {
        const struct region *region = regions->all->pdata[i];
        if (begins(clue == REGION_POSTCODE ? region->postcodes : region->areas, value))
            return region->name;
    }
    return NULL;
}

enum region_clue regions_clue(const struct regions *regions, const char *field, guint *rank)
{
    for (int clue = 0; clue < REGION_CLUES; clue++)
        for (guint i = 0; regions->fields[clue] && regions->fields[clue][i]; i++)
            if (!strcmp(regions->fields[clue][i], field)) {
                *rank = i;
                return (enum region_clue)clue;
            }
    return REGION_CLUES;
}
