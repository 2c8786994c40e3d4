/* Mustache: from text to a tree.
 *
 * Three passes, each simple: cut the text into tokens (a line of text at most, or one tag), take the standalone
 * lines out (a line that holds one section, comment, partial or delimiter tag and white space alone leaves no
 * trace), and nest the sections. The specification's hard cases all live in the second pass.
 */
#include <string.h>

#include "base/error.h"
#include "base/mustache.h"
#include "base/mustache_tree.h"

/* Sections within sections; a template of ours needs four. The renderer recurses once a level. */
#define MAX_DEPTH 64

struct scanner {
    const char *text; /* the whole template */
    const char *name;
    const char *at;
    char *open, *close; /* the current delimiters */
    guint line;
    const char *line_start;
    GPtrArray *tokens;
};

static void node_free(gpointer data)
{
    struct mustache_node *node = data;
    if (!node)
        return;
    g_free(node->text);
    g_free(node->indent);
    if (node->children)
        g_ptr_array_unref(node->children);
    g_free(node);
}

/* "name:line:column: message", the line, and a caret below the place. */
static void refuse(GError **error, const char *text, const char *name, guint line, guint column, const char *message)
{
    const char *start = text;
    for (guint i = 1; i < line; i++)
        start = strchr(start, '\n') + 1;
    gsize length = strcspn(start, "\r\n");
    g_autofree char *shown = g_strndup(start, length);
    g_autoptr(GString) pad = g_string_new(NULL);
    const char *p = shown;
    for (guint i = 1; i < column && *p; i++, p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append(pad, c == '\t' ? "\t" : g_unichar_iswide(c) ? "  " : " ");
    }
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "%s:%u:%u: %s\n%s\n%s^", name, line, column, message, shown,
                pad->str);
}

static guint column_of(const struct scanner *scanner, const char *place)
{
    return (guint)g_utf8_pointer_to_offset(scanner->line_start, place) + 1;
}

static struct mustache_node *add_token(struct scanner *scanner, enum mustache_kind kind, const char *start,
                                       gsize length)
{
    struct mustache_node *node = g_new0(struct mustache_node, 1);
    node->kind = kind;
    node->text = g_strndup(start, length);
    node->line = scanner->line;
    node->column = column_of(scanner, scanner->at);
    g_ptr_array_add(scanner->tokens, node);
    return node;
}

/* Counts the line ends that lie before `end` and moves there. */
static void advance(struct scanner *scanner, const char *end)
{
    for (const char *p = scanner->at; p < end; p++)
        if (*p == '\n') {
            scanner->line++;
            scanner->line_start = p + 1;
        }
    scanner->at = end;
}

static void scan_text(struct scanner *scanner, const char *end)
{
    while (scanner->at < end) {
        const char *newline = memchr(scanner->at, '\n', (gsize)(end - scanner->at));
        const char *stop = newline ? newline + 1 : end;
        add_token(scanner, MUSTACHE_TEXT, scanner->at, (gsize)(stop - scanner->at));
        advance(scanner, stop);
    }
}

static void trim(const char **start, gsize *length)
{
    while (*length > 0 && g_ascii_isspace(**start)) {
        (*start)++;
        (*length)--;
    }
    while (*length > 0 && g_ascii_isspace((*start)[*length - 1]))
        (*length)--;
}

/* "=<% %>=": two words without '='. */
static bool set_delimiters(struct scanner *scanner, const char *start, gsize length)
{
    if (length < 2 || start[length - 1] != '=')
        return false;
    g_autofree char *inner = g_strndup(start + 1, length - 2);
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(inner), " \t\r\n", -1);
    const char *open = words[0], *close = NULL;
    for (guint i = 1; open && words[i]; i++) {
        if (!*words[i])
            continue;
        if (close)
            return false;
        close = words[i];
    }
    if (!open || !*open || !close || strchr(open, '=') || strchr(close, '='))
        return false;
    g_free(scanner->open);
    g_free(scanner->close);
    scanner->open = g_strdup(open);
    scanner->close = g_strdup(close);
    return true;
}

static enum mustache_kind kind_of(char sigil)
{
    switch (sigil) {
    case '#':
        return MUSTACHE_SECTION;
    case '^':
        return MUSTACHE_INVERTED;
    case '/':
        return MUSTACHE_CLOSE;
    case '>':
        return MUSTACHE_PARTIAL;
    case '!':
        return MUSTACHE_COMMENT;
    case '=':
        return MUSTACHE_DELIMITERS;
    case '{':
    case '&':
        return MUSTACHE_RAW;
    default:
        return MUSTACHE_VARIABLE;
    }
}

static bool refuse_here(const struct scanner *scanner, const char *message, GError **error)
{
    refuse(error, scanner->text, scanner->name, scanner->line, column_of(scanner, scanner->at), message);
    return false;
}

/* scanner->at stands on the opening delimiter. */
static bool scan_tag(struct scanner *scanner, GError **error)
{
    const char *start = scanner->at + strlen(scanner->open);
    enum mustache_kind kind = kind_of(*start);
    g_autofree char *close = g_strdup(scanner->close);
    if (*start == '{')
        close = (g_free(close), g_strconcat("}", scanner->close, NULL));
    const char *end = strstr(start, close);
    if (!end)
        return refuse_here(scanner, "this tag is never closed", error);
    const char *after = end + strlen(close);
    gsize length = (gsize)(end - start);
    if (kind == MUSTACHE_DELIMITERS) {
        if (!set_delimiters(scanner, start, length))
            return refuse_here(scanner, "delimiters are set as {{=<% %>=}}", error);
        length = 0;
    } else if (kind == MUSTACHE_COMMENT) {
        length = 0;
    } else {
        if (kind != MUSTACHE_VARIABLE) {
            start++;
            length--;
        }
        trim(&start, &length);
        if (length == 0)
            return refuse_here(scanner, "a tag without a name", error);
        for (gsize i = 0; i < length; i++)
            if (g_ascii_isspace(start[i]))
                return refuse_here(scanner, "a name cannot hold white space", error);
    }
    add_token(scanner, kind, start, length);
    advance(scanner, after);
    return true;
}

static bool scan(struct scanner *scanner, GError **error)
{
    while (*scanner->at) {
        const char *tag = strstr(scanner->at, scanner->open);
        scan_text(scanner, tag ? tag : scanner->at + strlen(scanner->at));
        if (tag && !scan_tag(scanner, error))
            return false;
    }
    return true;
}

static bool ends_line(const struct mustache_node *node)
{
    return node->kind == MUSTACHE_TEXT && g_str_has_suffix(node->text, "\n");
}

static bool is_blank(const struct mustache_node *node)
{
    return node->kind == MUSTACHE_TEXT && node->text[strspn(node->text, " \t\r\n")] == '\0';
}

static bool can_stand_alone(enum mustache_kind kind)
{
    return kind != MUSTACHE_TEXT && kind != MUSTACHE_VARIABLE && kind != MUSTACHE_RAW;
}

/* The tokens of one line, from `first` up to `end`: empties the white space around a lone tag. */
static void strip_line(GPtrArray *tokens, guint first, guint end)
{
    guint alone = end;
    for (guint i = first; i < end; i++) {
        const struct mustache_node *node = tokens->pdata[i];
        if (is_blank(node))
            continue;
        if (alone < end || !can_stand_alone(node->kind))
            return;
        alone = i;
    }
    if (alone == end)
        return;
    struct mustache_node *tag = tokens->pdata[alone];
    g_autoptr(GString) indent = g_string_new(NULL);
    for (guint i = first; i < end; i++) {
        struct mustache_node *node = tokens->pdata[i];
        node->begins_line = false;
        if (i < alone)
            g_string_append(indent, node->text);
        if (i != alone)
            node->text[0] = '\0';
    }
    if (tag->kind == MUSTACHE_PARTIAL)
        tag->indent = g_strdup(indent->str);
}

/* A comment or a closing tag renders nothing: the next piece begins the line in its place. */
static void mark_line(GPtrArray *tokens, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        struct mustache_node *node = tokens->pdata[i];
        node->begins_line = true;
        if (node->kind <= MUSTACHE_PARTIAL)
            return;
    }
}

/* Marks the first piece of each line and takes the standalone lines out. */
static void strip_standalone(GPtrArray *tokens)
{
    for (guint first = 0; first < tokens->len;) {
        guint end = first;
        while (end < tokens->len && !ends_line(tokens->pdata[end]))
            end++;
        if (end < tokens->len)
            end++;
        mark_line(tokens, first, end);
        strip_line(tokens, first, end);
        first = end;
    }
}

/* Hangs the node into the tree, or frees it when it renders nothing. */
static void keep_node(GPtrArray *siblings, struct mustache_node *node)
{
    if (node->kind <= MUSTACHE_PARTIAL && !(node->kind == MUSTACHE_TEXT && !*node->text))
        g_ptr_array_add(siblings, node);
    else
        node_free(node);
}

static bool refuse_node(const struct scanner *scanner, const struct mustache_node *node, char *message, GError **error)
{
    refuse(error, scanner->text, scanner->name, node->line, node->column, message);
    g_free(message);
    return false;
}

static bool check_close(const struct scanner *scanner, const struct mustache_node *node,
                        const struct mustache_node *parent, GError **error)
{
    if (!parent)
        return refuse_node(scanner, node, g_strdup_printf("no section “%s” is open here", node->text), error);
    if (strcmp(parent->text, node->text) == 0)
        return true;
    char *message =
        g_strdup_printf("“%s” closes here, but “%s” of line %u is still open", node->text, parent->text, parent->line);
    return refuse_node(scanner, node, message, error);
}

/* Moves the tokens into a tree. */
static bool nest(struct scanner *scanner, GPtrArray *root, GError **error)
{
    g_autoptr(GPtrArray) open = g_ptr_array_new(); /* struct mustache_node, borrowed from the tree */
    for (guint i = 0; i < scanner->tokens->len; i++) {
        struct mustache_node *node = scanner->tokens->pdata[i];
        struct mustache_node *parent = open->len ? open->pdata[open->len - 1] : NULL;
        if (node->kind == MUSTACHE_CLOSE) {
            if (!check_close(scanner, node, parent, error))
                return false;
            g_ptr_array_remove_index(open, open->len - 1);
        } else if (node->kind == MUSTACHE_SECTION || node->kind == MUSTACHE_INVERTED) {
            if (open->len >= MAX_DEPTH)
                return refuse_node(scanner, node, g_strdup("sections are nested too deep"), error);
            node->children = g_ptr_array_new_with_free_func(node_free);
            g_ptr_array_add(open, node);
        }
        scanner->tokens->pdata[i] = NULL;
        keep_node(parent ? parent->children : root, node);
    }
    if (open->len == 0)
        return true;
    const struct mustache_node *last = open->pdata[open->len - 1];
    return refuse_node(scanner, last, g_strdup_printf("section “%s” is never closed", last->text), error);
}

struct mustache *mustache_parse(const char *text, const char *name, GError **error)
{
    g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func(node_free);
    struct scanner scanner = {.text = text,
                              .name = name,
                              .at = text,
                              .open = g_strdup("{{"),
                              .close = g_strdup("}}"),
                              .line = 1,
                              .line_start = text,
                              .tokens = tokens};
    g_autoptr(Mustache) template = g_new0(struct mustache, 1);
    template->name = g_strdup(name);
    template->nodes = g_ptr_array_new_with_free_func(node_free);
    bool good = scan(&scanner, error);
    if (good) {
        strip_standalone(tokens);
        good = nest(&scanner, template->nodes, error);
    }
    g_free(scanner.open);
    g_free(scanner.close);
    return good ? g_steal_pointer(&template) : NULL;
}

void mustache_free(struct mustache *template)
{
    if (!template)
        return;
    g_ptr_array_unref(template->nodes);
    g_free(template->name);
    g_free(template);
}
