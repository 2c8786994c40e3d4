/* Mustache: rendering a tree over a view, and walking it.
 *
 * The context is a stack of GVariants, innermost first, kept as frames on the C stack. A name is sought from the
 * innermost frame outward; of a dotted name only the first part is, the rest must be found inside it (so an
 * outer "b.c" never shows through an inner "b" without a "c", as the specification wants).
 */
#include "base/mustache.h"

#include <string.h>

#include "base/error.h"
#include "base/mustache_tree.h"

#define MAX_PARTIALS 32
/* A partial that includes itself twice would otherwise grow as 2^32, or work as long for nothing. */
#define MAX_OUTPUT (4 * 1024 * 1024)
#define MAX_STEPS (1024 * 1024)

struct frame {
    GVariant *value;
    const struct frame *outer;
};

struct renderer {
    GString *out;
    enum mustache_escape escape;
    mustache_partial partial;
    gpointer data;
    int depth;   /* of partials */
    guint steps; /* nodes rendered so far */
};

static void render_nodes(struct renderer *renderer, const GPtrArray *nodes, const struct frame *frame,
                         const char *indent);

/* Takes "v" and "m" wrappers off; consumes the reference. NULL for "nothing". */
static GVariant *unwrap(GVariant *value)
{
    while (value &&
           (g_variant_is_of_type(value, G_VARIANT_TYPE_VARIANT) || g_variant_is_of_type(value, G_VARIANT_TYPE_MAYBE))) {
        GVariant *inner = g_variant_is_of_type(value, G_VARIANT_TYPE_VARIANT) ? g_variant_get_variant(value)
                                                                              : g_variant_get_maybe(value);
        g_variant_unref(value);
        value = inner;
    }
    return value;
}

static bool is_map(GVariant *value)
{
    return g_variant_is_of_type(value, G_VARIANT_TYPE("a{s*}"));
}

static bool is_list(GVariant *value)
{
    return g_variant_is_of_type(value, G_VARIANT_TYPE_ARRAY) && !is_map(value);
}

/* A new reference, or NULL when `map` is no map or has no such key. */
static GVariant *member(GVariant *map, const char *key, gsize length)
{
    if (!map || !is_map(map))
        return NULL;
    g_autofree char *name = g_strndup(key, length);
    GVariantIter iter;
    g_variant_iter_init(&iter, map);
    for (;;) {
        g_autoptr(GVariant) entry = g_variant_iter_next_value(&iter);
        if (!entry)
            return NULL;
        g_autoptr(GVariant) entry_key = g_variant_get_child_value(entry, 0);
        if (strcmp(g_variant_get_string(entry_key, NULL), name) == 0)
            return unwrap(g_variant_get_child_value(entry, 1));
    }
}

/* A new reference, NULL when the name stands for nothing. */
static GVariant *look_up(const struct frame *frame, const char *name)
{
    if (strcmp(name, ".") == 0)
        return frame && frame->value ? g_variant_ref(frame->value) : NULL;
    gsize length = strcspn(name, ".");
    GVariant *value = NULL;
    for (; frame && !value; frame = frame->outer)
        value = member(frame->value, name, length);
    while (value && name[length] == '.') {
        name += length + 1;
        length = strcspn(name, ".");
        GVariant *inner = member(value, name, length);
        g_variant_unref(value);
        value = inner;
    }
    return value;
}

static bool truthy(GVariant *value)
{
    if (!value)
        return false;
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN))
        return g_variant_get_boolean(value);
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING))
        return *g_variant_get_string(value, NULL) != '\0';
    return !is_list(value) || g_variant_n_children(value) > 0;
}

/* As text; "" for what has none (lists, maps). */
static char *to_text(GVariant *value)
{
    switch (g_variant_classify(value)) {
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
        return g_variant_dup_string(value, NULL);
    case G_VARIANT_CLASS_BOOLEAN:
    case G_VARIANT_CLASS_INT16:
    case G_VARIANT_CLASS_UINT16:
    case G_VARIANT_CLASS_INT32:
    case G_VARIANT_CLASS_UINT32:
    case G_VARIANT_CLASS_INT64:
    case G_VARIANT_CLASS_UINT64:
        return g_variant_print(value, FALSE);
    case G_VARIANT_CLASS_BYTE:
        return g_strdup_printf("%u", g_variant_get_byte(value));
    case G_VARIANT_CLASS_DOUBLE: {
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];
        return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.15g", g_variant_get_double(value)));
    }
    default:
        return g_strdup("");
    }
}

static void append_html(GString *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        case '\'':
            g_string_append(out, "&#39;");
            break;
        default:
            g_string_append_c(out, *text);
        }
}

static void render_variable(struct renderer *renderer, const struct mustache_node *node, const struct frame *frame)
{
    g_autoptr(GVariant) value = look_up(frame, node->text);
    if (!value)
        return;
    g_autofree char *text = to_text(value);
    if (node->kind == MUSTACHE_RAW || renderer->escape == MUSTACHE_PLAIN)
        g_string_append(renderer->out, text);
    else
        append_html(renderer->out, text);
}

static void render_section(struct renderer *renderer, const struct mustache_node *node, const struct frame *frame,
                           const char *indent)
{
    g_autoptr(GVariant) value = look_up(frame, node->text);
    if (node->kind == MUSTACHE_INVERTED) {
        if (!truthy(value))
            render_nodes(renderer, node->children, frame, indent);
        return;
    }
    if (!truthy(value))
        return;
    if (!is_list(value)) {
        struct frame inner = {value, frame};
        render_nodes(renderer, node->children, &inner, indent);
        return;
    }
    for (gsize i = 0; i < g_variant_n_children(value); i++) {
        g_autoptr(GVariant) item = unwrap(g_variant_get_child_value(value, i));
        struct frame inner = {item, frame};
        render_nodes(renderer, node->children, &inner, indent);
    }
}

static void render_partial(struct renderer *renderer, const struct mustache_node *node, const struct frame *frame,
                           const char *indent)
{
    const struct mustache *partial = renderer->partial ? renderer->partial(node->text, renderer->data) : NULL;
    if (!partial || renderer->depth >= MAX_PARTIALS)
        return;
    /* A partial within a line keeps to that line; only a standalone one indents its own lines. */
    g_autofree char *inner = g_strconcat(indent, node->indent, NULL);
    renderer->depth++;
    render_nodes(renderer, partial->nodes, frame, node->indent ? inner : "");
    renderer->depth--;
}

static void render_nodes(struct renderer *renderer, const GPtrArray *nodes, const struct frame *frame,
                         const char *indent)
{
    for (guint i = 0; i < nodes->len && renderer->out->len < MAX_OUTPUT; i++) {
        if (renderer->steps++ >= MAX_STEPS)
            return;
        const struct mustache_node *node = nodes->pdata[i];
        if (node->begins_line)
            g_string_append(renderer->out, indent);
        switch (node->kind) {
        case MUSTACHE_TEXT:
            g_string_append(renderer->out, node->text);
            break;
        case MUSTACHE_SECTION:
        case MUSTACHE_INVERTED:
            render_section(renderer, node, frame, indent);
            break;
        case MUSTACHE_PARTIAL:
            render_partial(renderer, node, frame, indent);
            break;
        default:
            render_variable(renderer, node, frame);
        }
    }
}

char *mustache_render(const struct mustache *template, GVariant *view, enum mustache_escape escape,
                      mustache_partial partial, gpointer data)
{
    g_autoptr(GVariant) held = view ? unwrap(g_variant_ref_sink(view)) : NULL;
    struct renderer renderer = {
        .out = g_string_new(NULL), .escape = escape, .partial = partial, .data = data, .depth = 0};
    struct frame frame = {held, NULL};
    render_nodes(&renderer, template->nodes, &frame, "");
    return g_string_free(renderer.out, FALSE);
}

static bool visit(const struct mustache *template, const GPtrArray *nodes, mustache_visitor seen, gpointer data,
                  GError **error)
{
    for (guint i = 0; i < nodes->len; i++) {
        const struct mustache_node *node = nodes->pdata[i];
        if (node->kind == MUSTACHE_TEXT)
            continue;
        g_autofree char *place = g_strdup_printf("%s:%u:%u", template->name, node->line, node->column);
        enum mustache_use use = node->kind == MUSTACHE_PARTIAL ? MUSTACHE_INCLUDED
                                : node->children               ? MUSTACHE_ASKED
                                                               : MUSTACHE_SHOWN;
        if (!seen(node->text, use, place, data, error))
            return false;
        if (node->children && !visit(template, node->children, seen, data, error))
            return false;
    }
    return true;
}

bool mustache_visit(const struct mustache *template, mustache_visitor seen, gpointer data, GError **error)
{
    return visit(template, template->nodes, seen, data, error);
}
