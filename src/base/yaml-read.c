/* Typed values out of YAML nodes, and the check for keys that nobody knows.
 *
 * Quoted and plain scalars are read alike: the reader knows the type that it wants, so `port: "993"` is a number.
 */
#include "base/words.h"
#include "base/yaml.h"

#include <string.h>

static bool want_scalar(struct yaml_node *node, const char *what, GError **error)
{
    if (yaml_is_scalar(node))
        return true;
    yaml_refuse(error, node, _("%s is expected here, not a %s"), what, yaml_is_map(node) ? "map" : "list");
    return false;
}

bool yaml_string(struct yaml_node *node, char **value, GError **error)
{
    if (yaml_is_empty(node))
        return true;
    if (!want_scalar(node, "a text", error))
        return false;
    g_free(*value);
    *value = g_strdup(yaml_text(node));
    return true;
}

bool yaml_bool(struct yaml_node *node, bool *value, GError **error)
{
    static const char *const yes[] = {"true", "yes", "on"}, *const no[] = {"false", "no", "off"};

    if (yaml_is_empty(node))
        return true;
    if (!want_scalar(node, "true or false", error))
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(yes); i++) {
        bool is = g_ascii_strcasecmp(yaml_text(node), yes[i]) == 0;

        if (is || g_ascii_strcasecmp(yaml_text(node), no[i]) == 0) {
            *value = is;
            return true;
        }
    }
    yaml_refuse(error, node, _("true or false is expected here, not '%s'"), yaml_text(node));
    return false;
}

bool yaml_int(struct yaml_node *node, gint64 *value, gint64 min, gint64 max, GError **error)
{
    if (yaml_is_empty(node))
        return true;
    if (!want_scalar(node, "a whole number", error))
        return false;
    if (g_ascii_string_to_signed(yaml_text(node), 10, min, max, value, NULL))
        return true;
    yaml_refuse(error, node,
                "a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is expected here, not '%s'", min, max,
                yaml_text(node));
    return false;
}

bool yaml_strings(struct yaml_node *node, char ***value, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    if (yaml_is_empty(node))
        return true;
    if (yaml_is_map(node)) {
        yaml_refuse(error, node, _("a list of texts is expected here, not a map"));
        return false;
    }
    if (yaml_is_scalar(node))
        g_strv_builder_add(builder, yaml_text(node));
    for (guint i = 0; i < yaml_size(node); i++) {
        struct yaml_node *item = yaml_at(node, i);

        if (!yaml_is_scalar(item)) {
            yaml_refuse(error, item, _("a text is expected here, not %s"),
                        yaml_is_empty(item) ? "nothing; remove the line or fill it in" : "a list or map");
            return false;
        }
        g_strv_builder_add(builder, yaml_text(item));
    }
    g_strfreev(*value);
    *value = g_strv_builder_end(builder);
    return true;
}

/* Levenshtein's distance, bounded: words longer than 63 bytes are simply far away. */
static guint distance(const char *a, const char *b)
{
    gsize wide = strlen(b);
    guint row[64];

    if (strlen(a) >= G_N_ELEMENTS(row) || wide >= G_N_ELEMENTS(row))
        return G_MAXUINT;
    for (guint j = 0; j <= wide; j++)
        row[j] = j;
    for (guint i = 1; a[i - 1]; i++) {
        guint corner = row[0];

        row[0] = i;
        for (guint j = 1; j <= wide; j++) {
            guint replace = corner + (a[i - 1] != b[j - 1]);

            corner = row[j];
            row[j] = MIN(replace, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[wide];
}

char *yaml_hint(const char *word, const char *const *known)
{
    const char *nearest = NULL;
    guint best = 1 + MAX(1, (guint)strlen(word) / 3);

    for (guint i = 0; known[i]; i++) {
        guint far = distance(word, known[i]);

        if (far < best) {
            best = far;
            nearest = known[i];
        }
    }
    if (!nearest) {
        g_autofree char *all = g_strjoinv(", ", (char **)known);

        return g_strdup_printf("known here: %s", all);
    }
    return g_strdup_printf("did you mean '%s'?", nearest);
}

bool yaml_check_keys(struct yaml_node *map, const char *const *known, GError **error)
{
    if (yaml_is_empty(map))
        return true;
    if (!yaml_is_map(map)) {
        yaml_refuse(error, map, _("lines of the form \"key: value\" are expected here"));
        return false;
    }
    for (guint i = 0; i < yaml_size(map); i++) {
        const char *key = yaml_text(yaml_key(map, i));

        if (!g_strv_contains(known, key)) {
            g_autofree char *hint = yaml_hint(key, known);

            yaml_refuse(error, yaml_key(map, i), _("unknown key '%s'; %s"), key, hint);
            return false;
        }
    }
    return true;
}
