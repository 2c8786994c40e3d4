/* A caption is short and a cue is a word: one regular expression an element, over the text without white space. */
#include "judge/cues.h"

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"

enum { ELEMENTS_MAX = 20, CAPTION_BYTES = 4096 };

struct element {
    char *name;
    GRegex *cues;
};

struct cues {
    GPtrArray *elements; /* struct element */
};

static void element_free(gpointer data)
{
    struct element *element = data;
    g_free(element->name);
    g_clear_pointer(&element->cues, g_regex_unref);
    g_free(element);
}

void cues_free(struct cues *cues)
{
    if (!cues)
        return;
    g_ptr_array_unref(cues->elements);
    g_free(cues);
}

static GRegex *compile(struct yaml_node *list, GError **error)
{
    g_auto(GStrv) words = NULL;
    if (!yaml_strings(list, &words, error))
        return NULL;
    g_autofree char *all = g_strjoinv("|", words);
    g_autoptr(GError) why = NULL;
    GRegex *regex = g_regex_new(all, G_REGEX_OPTIMIZE, 0, &why);
    if (!regex)
        yaml_refuse(error, list, "cues: %s", why->message);
    return regex;
}

static bool read_element(struct cues *cues, struct yaml_node *node, GError **error)
{
    static const char *const known[] = {"name", "cues", NULL};
    struct yaml_node *name = yaml_get(node, "name"), *list = yaml_get(node, "cues");
    if (!yaml_is_map(node) || !yaml_check_keys(node, known, error)) {
        if (!error || !*error)
            yaml_refuse(error, node, "an element is a map with name and cues");
        return false;
    }
    if (text_blank(yaml_text(name)) || yaml_size(list) == 0) {
        yaml_refuse(error, node, "an element has a name and at least one cue");
        return false;
    }
    struct element *element = g_new0(struct element, 1);
    element->name = g_strdup(yaml_text(name));
    g_ptr_array_add(cues->elements, element);
    element->cues = compile(list, error);
    return element->cues != NULL;
}

struct cues *cues_load(const char *path, GError **error)
{
    static const char *const known[] = {"elements", NULL};
    g_autoptr(YamlDocument) document = yaml_load(path, error);
    if (!document)
        return NULL;
    struct yaml_node *root = yaml_root(document), *list = yaml_get(root, "elements");
    if (!yaml_is_map(root) || !yaml_is_list(list) || yaml_size(list) > ELEMENTS_MAX) {
        yaml_refuse(error, root, "a map with one list `elements` of at most %d entries", ELEMENTS_MAX);
        return NULL;
    }
    if (!yaml_check_keys(root, known, error))
        return NULL;
    g_autoptr(Cues) cues = g_new0(struct cues, 1);
    cues->elements = g_ptr_array_new_with_free_func(element_free);
    for (guint i = 0; i < yaml_size(list); i++)
        if (!read_element(cues, yaml_at(list, i), error))
            return NULL;
    return g_steal_pointer(&cues);
}

char *cues_lacking(const struct cues *cues, const char *caption)
{
    if (text_blank(caption))
        return NULL;
    g_autofree char *plain = text_nfkc(caption), *cut = text_truncate(plain, CAPTION_BYTES);
    GString *dense = g_string_new(NULL), *lacking = g_string_new(NULL);
    for (const char *p = cut; *p; p = g_utf8_next_char(p))
        if (!g_unichar_isspace(g_utf8_get_char(p)))
            g_string_append_unichar(dense, g_utf8_get_char(p));
    for (guint i = 0; i < cues->elements->len; i++) {
        const struct element *element = cues->elements->pdata[i];
        if (g_regex_match(element->cues, dense->str, 0, NULL))
            continue;
        g_string_append_printf(lacking, "%s%s", lacking->len ? "、" : "", element->name);
    }
    g_string_free(dense, TRUE);
    return g_string_free(lacking, lacking->len == 0);
}
