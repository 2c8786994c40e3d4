/* YAML into nodes of our own.
 *
 * libfyaml gives events; the tree is built here, because only so does every node have a place (libfyaml's own
 * document tree has none for an empty value), and because what we refuse is refused while it is met: aliases (and
 * with them billions of laughs), tags, merge keys, keys that are no scalars, duplicate keys, a second document.
 * Places are byte offsets into a private copy of the text; line and column are counted when somebody asks.
 */
#include "base/yaml.h"

#include <libfyaml.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"

#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_DEPTH 32    /* of lists and maps in each other; a campaign needs 7 */
#define SHOWN_BEFORE 90 /* characters of a long line that are shown before the caret, and after it */
#define SHOWN_AFTER 60

enum kind { SCALAR, LIST, MAP };

struct yaml_node {
    struct yaml *owner;
    enum kind kind;
    gsize offset;      /* of the first byte, in the document's text */
    bool empty;        /* a plain scalar that means nothing: "", ~, null */
    char *text;        /* of a scalar */
    GPtrArray *items;  /* children of a list, values of a map */
    GPtrArray *keys;   /* of a map: scalar nodes beside the items */
    GHashTable *index; /* of a map: key → 1 + its place in the arrays */
};

struct yaml {
    char *name;
    char *text;
    gsize length;
    GPtrArray *nodes; /* all of them */
    struct yaml_node *root;
};

/* What the builder knows between two events. */
struct builder {
    struct yaml *yaml;
    GPtrArray *open;       /* lists and maps not yet closed, outermost first */
    struct yaml_node *key; /* waits for its value */
    gsize reached;         /* end of the event before */
    guint documents;
};

typedef struct fy_parser FyParser;
typedef struct fy_diag FyDiag;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FyParser, fy_parser_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FyDiag, fy_diag_destroy)

static void node_free(gpointer data)
{
    struct yaml_node *node = data;

    g_free(node->text);
    g_clear_pointer(&node->items, g_ptr_array_unref);
    g_clear_pointer(&node->keys, g_ptr_array_unref);
    g_clear_pointer(&node->index, g_hash_table_unref);
    g_free(node);
}

/* The line that holds an offset: its first byte, its length without the line's end, its number from 1. */
static const char *line_at(const struct yaml *yaml, gsize offset, gsize *length, guint *number)
{
    const char *start = yaml->text, *stop = yaml->text + MIN(offset, yaml->length), *end;

    *number = 1;
    for (const char *p = start; (p = memchr(p, '\n', (gsize)(stop - p))) != NULL;) {
        start = ++p;
        (*number)++;
    }
    end = memchr(start, '\n', (gsize)(yaml->text + yaml->length - start));
    *length = (gsize)((end ? end : yaml->text + yaml->length) - start);
    if (*length > 0 && start[*length - 1] == '\r')
        (*length)--;
    return start;
}

/* "name:12:5" with the column in characters, from 1. */
static char *place_at(const struct yaml *yaml, gsize offset)
{
    gsize length;
    guint number;
    const char *line = line_at(yaml, offset, &length, &number);
    gsize before = MIN((gsize)(yaml->text + MIN(offset, yaml->length) - line), length);

    return g_strdup_printf("%s:%u:%ld", yaml->name, number, g_utf8_strlen(line, (gssize)before) + 1);
}

/* The line and below it a caret under the character at the offset. Tabs are shown as one space, and of a very long
 * line only the neighbourhood, so that the caret stands right in any terminal. */
static char *excerpt_at(const struct yaml *yaml, gsize offset)
{
    gsize length;
    guint number;
    const char *line = line_at(yaml, offset, &length, &number);
    gsize before = MIN((gsize)(yaml->text + MIN(offset, yaml->length) - line), length);
    g_autofree char *valid = g_utf8_make_valid(line, (gssize)length);
    glong total = g_utf8_strlen(valid, -1);
    glong column = MIN(g_utf8_strlen(line, (gssize)before), total);
    glong from = MAX(0, column - SHOWN_BEFORE), to = MIN(total, column + SHOWN_AFTER);
    g_autofree char *left = g_utf8_substring(valid, from, column);
    g_autofree char *right = g_utf8_substring(valid, column, to);
    gsize indent;

    for (char *p = left; *p; p++)
        *p = (*p == '\t') ? ' ' : *p;
    indent = text_width(left) + (from > 0 ? 3 : 0);
    return g_strdup_printf("%s%s%s%s\n%*s^", from > 0 ? "..." : "", left, right, to < total ? "..." : "", (int)indent,
                           "");
}

static void refuse_at(GError **error, const struct yaml *yaml, gsize offset, const char *message)
{
    g_autofree char *place = place_at(yaml, offset);
    g_autofree char *excerpt = excerpt_at(yaml, offset);

    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s: %s\n%s", place, message, excerpt);
}

static struct yaml_node *node_create(struct yaml *yaml, enum kind kind, gsize offset)
{
    struct yaml_node *node = g_new0(struct yaml_node, 1);

    node->owner = yaml;
    node->kind = kind;
    node->offset = offset;
    if (kind != SCALAR)
        node->items = g_ptr_array_new();
    if (kind == MAP) {
        node->keys = g_ptr_array_new();
        node->index = g_hash_table_new(g_str_hash, g_str_equal);
    }
    g_ptr_array_add(yaml->nodes, node);
    return node;
}

static bool take_key(struct builder *builder, struct yaml_node *map, struct yaml_node *key, GError **error)
{
    g_autofree char *message = NULL;

    if (key->kind != SCALAR)
        message = g_strdup("a key must be a word; write it as \"key: value\", or quote a text that begins with [ or {");
    else if (g_str_equal(key->text, "<<"))
        message = g_strdup("merge keys (<<) are not supported; write the entries out");
    else if (g_hash_table_contains(map->index, key->text))
        message = g_strdup_printf("the key '%s' stands here twice; remove one", key->text);
    if (message) {
        refuse_at(error, builder->yaml, key->offset, message);
        return false;
    }
    builder->key = key;
    return true;
}

/* A complete scalar, or a list or map that has just begun, goes where it belongs. */
static bool take_node(struct builder *builder, struct yaml_node *node, GError **error)
{
    struct yaml_node *parent;

    if (builder->open->len == 0) {
        builder->yaml->root = node;
        return true;
    }
    parent = g_ptr_array_index(builder->open, builder->open->len - 1);
    if (parent->kind == MAP && !builder->key)
        return take_key(builder, parent, node, error);
    if (parent->kind == MAP) {
        g_ptr_array_add(parent->keys, builder->key);
        g_hash_table_insert(parent->index, builder->key->text, GUINT_TO_POINTER(parent->keys->len));
        builder->key = NULL;
    }
    g_ptr_array_add(parent->items, node);
    return true;
}

static bool open_node(struct builder *builder, enum kind kind, gsize offset, GError **error)
{
    struct yaml_node *node = node_create(builder->yaml, kind, offset);

    if (builder->open->len >= MAX_DEPTH) {
        refuse_at(error, builder->yaml, offset, "nested too deep; at most 32 levels are read");
        return false;
    }
    if (!take_node(builder, node, error))
        return false;
    g_ptr_array_add(builder->open, node);
    return true;
}

static struct yaml_node *scalar_create(struct yaml *yaml, struct fy_event *event, gsize offset)
{
    struct yaml_node *node = node_create(yaml, SCALAR, offset);
    size_t length = 0;
    const char *text = event->scalar.value ? fy_token_get_text(event->scalar.value, &length) : NULL;

    node->text = text ? g_strndup(text, length) : g_strdup("");
    if (!event->scalar.value || fy_scalar_token_get_style(event->scalar.value) == FYSS_PLAIN)
        node->empty = g_strcmp0(node->text, "") == 0 || g_strcmp0(node->text, "~") == 0 ||
                      g_ascii_strcasecmp(node->text, "null") == 0;
    return node;
}

/* What YAML allows and we do not; NULL when there is nothing to say. */
static const char *objection(struct builder *builder, struct fy_event *event)
{
    if (event->type == FYET_ALIAS)
        return "aliases (*name) are not supported; write the value out, or quote a text that begins with *";
    if (event->type == FYET_DOCUMENT_START && builder->documents++ > 0)
        return "a second document begins here; a file holds one, so remove the line with ---";
    if (event->type != FYET_SCALAR && event->type != FYET_MAPPING_START && event->type != FYET_SEQUENCE_START)
        return NULL;
    if (fy_event_get_anchor_token(event))
        return "anchors (&name) are not supported; remove it, or quote a text that begins with &";
    if (fy_event_get_tag_token(event))
        return "tags (!name) are not supported; remove it, or quote a text that begins with !";
    return NULL;
}

/* Where a person would point. libfyaml's mark of an alias or of a quoted text stands after its first character, and
 * nothing at all (`- ` and the line's end) has none: its dash is what follows the value before it. */
static gsize event_offset(struct builder *builder, struct fy_event *event)
{
    const struct yaml *yaml = builder->yaml;
    const struct fy_mark *mark = fy_event_start_mark(event), *end = fy_event_end_mark(event);
    gsize offset = MIN(mark ? mark->input_pos : builder->reached, yaml->length);

    builder->reached = MIN(end ? end->input_pos : offset, yaml->length);
    if (!mark && builder->key)
        return builder->key->offset;
    while (!mark && offset < yaml->length && g_ascii_isspace(yaml->text[offset]))
        builder->reached = ++offset;
    if (mark && offset > 0 && (event->type == FYET_ALIAS || event->type == FYET_SCALAR) &&
        strchr(event->type == FYET_ALIAS ? "*" : "\"'", yaml->text[offset - 1]))
        offset--;
    return offset;
}

static bool take_event(struct builder *builder, struct fy_event *event, GError **error)
{
    gsize offset = event_offset(builder, event);
    const char *problem = objection(builder, event);

    if (problem) {
        refuse_at(error, builder->yaml, offset, problem);
        return false;
    }
    switch (event->type) {
    case FYET_SCALAR:
        return take_node(builder, scalar_create(builder->yaml, event, offset), error);
    case FYET_MAPPING_START:
        return open_node(builder, MAP, offset, error);
    case FYET_SEQUENCE_START:
        return open_node(builder, LIST, offset, error);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        g_ptr_array_set_size(builder->open, (gint)builder->open->len - 1);
        return true;
    default:
        return true;
    }
}

/* Swallows what libfyaml would otherwise print; the errors are collected beside it. */
static void discard(struct fy_diag *diag, void *user, const char *text, size_t length)
{
    (void)diag, (void)user, (void)text, (void)length;
}

/* The place of a collected error: libfyaml counts lines and columns from 1 here. */
static gsize error_offset(const struct yaml *yaml, int line, int column)
{
    const char *p = yaml->text, *end = yaml->text + yaml->length, *next;

    for (int i = 1; i < line && (next = memchr(p, '\n', (gsize)(end - p))) != NULL; i++)
        p = next + 1;
    for (int i = 1; i < column && p < end && *p != '\n'; i++)
        p = g_utf8_next_char(p);
    return (gsize)(p - yaml->text);
}

static void refuse_syntax(GError **error, const struct yaml *yaml, struct fy_diag *diag)
{
    void *iterator = NULL;
    struct fy_diag_error *first = fy_diag_errors_iterate(diag, &iterator);
    g_autofree char *message = NULL;

    if (!first) {
        refuse_at(error, yaml, yaml->length, "this is no YAML; look at indentation, colons and quotes");
        return;
    }
    message = g_strdup_printf("%s (YAML); look at indentation, colons and quotes near the mark",
                              first->msg ? g_strchomp((char *)first->msg) : "syntax error");
    refuse_at(error, yaml, error_offset(yaml, first->line, first->column), message);
}

static bool build(struct yaml *yaml, GError **error)
{
    struct fy_diag_cfg quiet = {.output_fn = discard, .level = FYET_ERROR, .module_mask = ~0u};
    g_autoptr(FyDiag) diag = fy_diag_create(&quiet);
    struct fy_parse_cfg settings = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE, .diag = diag};
    g_autoptr(FyParser) parser = NULL;
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    struct builder builder = {.yaml = yaml, .open = open};
    struct fy_event *event;
    bool good = true;

    fy_diag_set_collect_errors(diag, true);
    parser = fy_parser_create(&settings);
    if (!parser || fy_parser_set_string(parser, yaml->text, yaml->length) != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, _("%s: the YAML parser does not start"), yaml->name);
        return false;
    }
    while (good && (event = fy_parser_parse(parser)) != NULL) {
        good = take_event(&builder, event, error);
        fy_parser_event_free(parser, event);
    }
    if (good && fy_parser_get_stream_error(parser)) {
        refuse_syntax(error, yaml, diag);
        return false;
    }
    if (good && !yaml->root) {
        yaml->root = node_create(yaml, SCALAR, 0);
        yaml->root->text = g_strdup("");
        yaml->root->empty = true;
    }
    return good;
}

struct yaml *yaml_parse(const char *text, gssize length, const char *name, GError **error)
{
    g_autoptr(YamlDocument) yaml = g_new0(struct yaml, 1);
    gsize bytes = length < 0 ? strlen(text) : (gsize)length;
    const char *bad;

    yaml->nodes = g_ptr_array_new_with_free_func(node_free);
    yaml->name = g_strdup(name);
    if (bytes > MAX_BYTES) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, _("%s: larger than 4 MB; that is no file for this program"),
                    name);
        return NULL;
    }
    if (bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* the mark that Windows' editors put first */
        text += 3;
        bytes -= 3;
    }
    yaml->text = g_strndup(text, bytes);
    memcpy(yaml->text, text, bytes);
    yaml->length = bytes;
    if (!g_utf8_validate_len(yaml->text, bytes, &bad)) {
        refuse_at(error, yaml, (gsize)(bad - yaml->text), "not UTF-8; save the file as UTF-8 in your editor");
        return NULL;
    }
    return build(yaml, error) ? g_steal_pointer(&yaml) : NULL;
}

struct yaml *yaml_load(const char *path, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) bytes = file_read(path, MAX_BYTES, &problem);
    gsize length;
    const char *text;

    if (!bytes) {
        /* A file that is too large is the author's mistake, not a mail's. */
        if (g_error_matches(problem, HUIZHI_ERROR, ERROR_INPUT))
            problem->code = ERROR_CONFIG;
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    text = g_bytes_get_data(bytes, &length);
    return yaml_parse(text ? text : "", (gssize)length, path, error);
}

void yaml_free(struct yaml *yaml)
{
    if (!yaml)
        return;
    g_ptr_array_unref(yaml->nodes);
    g_free(yaml->name);
    g_free(yaml->text);
    g_free(yaml);
}

struct yaml_node *yaml_root(struct yaml *yaml)
{
    return yaml->root;
}

bool yaml_is_map(const struct yaml_node *node)
{
    return node && node->kind == MAP;
}

bool yaml_is_list(const struct yaml_node *node)
{
    return node && node->kind == LIST;
}

bool yaml_is_scalar(const struct yaml_node *node)
{
    return node && node->kind == SCALAR && !node->empty;
}

bool yaml_is_empty(const struct yaml_node *node)
{
    return !node || node->empty;
}

struct yaml_node *yaml_get(struct yaml_node *map, const char *key)
{
    guint place = yaml_is_map(map) ? GPOINTER_TO_UINT(g_hash_table_lookup(map->index, key)) : 0;
    struct yaml_node *value = place ? g_ptr_array_index(map->items, place - 1) : NULL;

    return value && !value->empty ? value : NULL;
}

guint yaml_size(const struct yaml_node *node)
{
    return node && node->items ? node->items->len : 0;
}

struct yaml_node *yaml_at(struct yaml_node *list, guint index)
{
    return yaml_is_list(list) && index < yaml_size(list) ? g_ptr_array_index(list->items, index) : NULL;
}

struct yaml_node *yaml_pair(struct yaml_node *map, guint index, const char **key)
{
    if (!yaml_is_map(map) || index >= map->items->len)
        return NULL;
    *key = ((struct yaml_node *)g_ptr_array_index(map->keys, index))->text;
    return g_ptr_array_index(map->items, index);
}

const char *yaml_text(struct yaml_node *node)
{
    return node && node->kind == SCALAR ? node->text : NULL;
}

struct yaml_node *yaml_key(struct yaml_node *map, guint index)
{
    return yaml_is_map(map) && index < map->keys->len ? g_ptr_array_index(map->keys, index) : NULL;
}

void yaml_refuse(GError **error, struct yaml_node *node, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (node)
        refuse_at(error, node->owner, node->offset, message);
    else
        g_set_error_literal(error, HUIZHI_ERROR, ERROR_CONFIG, message);
}

char *yaml_place(struct yaml_node *node)
{
    return node ? place_at(node->owner, node->offset) : g_strdup("");
}
