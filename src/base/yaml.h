/* YAML (libfyaml): the only door to it. Documents are read whole; each node knows its place, so that a
 * refusal shows file:line:column, the line and a caret.
 *
 * Nodes belong to their document. Errors are ERROR_CONFIG with the place, the line and the caret in the text.
 */
#ifndef HUIZHI_BASE_YAML_H
#define HUIZHI_BASE_YAML_H

#include <glib.h>
#include <stdbool.h>

typedef struct yaml YamlDocument;
struct yaml;
struct yaml_node;

/* Parses a file (at most 4 MB, 32 levels, one document). Duplicate keys, anchors, aliases, merge keys and tags are
 * refused. A key without a value (`key:`, ~, null) counts as absent; the root of an empty file is such a node. */
struct yaml *yaml_load(const char *path, GError **error);
/* The same of text in memory; `name` stands for the file in messages. */
struct yaml *yaml_parse(const char *text, gssize length, const char *name, GError **error);
void yaml_free(struct yaml *yaml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlDocument, yaml_free)

struct yaml_node *yaml_root(struct yaml *yaml);

bool yaml_is_map(const struct yaml_node *node);
bool yaml_is_list(const struct yaml_node *node);
bool yaml_is_scalar(const struct yaml_node *node);
/* NULL, or a value that counts as absent; none of the three above is then true. */
bool yaml_is_empty(const struct yaml_node *node);

/* The value of a key; NULL when absent or when the node is NULL or no map. */
struct yaml_node *yaml_get(struct yaml_node *map, const char *key);

/* Entries in the order of the file. An index past the end gives NULL. */
guint yaml_size(const struct yaml_node *node);
struct yaml_node *yaml_at(struct yaml_node *list, guint index);
/* The i-th pair of a map: *key is owned by the document. */
struct yaml_node *yaml_pair(struct yaml_node *map, guint index, const char **key);
/* The i-th key itself, for its place; NULL past the end. */
struct yaml_node *yaml_key(struct yaml_node *map, guint index);

/* The scalar's text, owned by the document; NULL when the node is NULL or no scalar. */
const char *yaml_text(struct yaml_node *node);

/* Typed readers. A NULL node leaves *value as it is and succeeds (the caller's default stands). */
bool yaml_string(struct yaml_node *node, char **value, GError **error); /* g_free'd and replaced */
bool yaml_bool(struct yaml_node *node, bool *value, GError **error);    /* true/false/yes/no/on/off */
bool yaml_int(struct yaml_node *node, gint64 *value, gint64 min, gint64 max, GError **error);
bool yaml_strings(struct yaml_node *node, char ***value, GError **error); /* a list, or one scalar */

/* Refuses every key of a map that is not in the NULL-terminated list, with the nearest known key as a hint. */
bool yaml_check_keys(struct yaml_node *map, const char *const *known, GError **error);

/* "did you mean 'x'?" or "known here: a, b", for a word that is none of the NULL-terminated list; free with g_free. */
char *yaml_hint(const char *word, const char *const *known);

/* Sets *error: "campaign.yaml:12:5: message", the line, a caret. */
void yaml_refuse(GError **error, struct yaml_node *node, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* "campaign.yaml:12:5"; free with g_free. */
char *yaml_place(struct yaml_node *node);

#endif
