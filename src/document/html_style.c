/* The few declarations that say something about an answer: underline, bold, background, strike, hidden, and symbol
 * fonts; from tags, style attributes and the simple class rules that Excel and Outlook write.
 */
#include <string.h>

#include "document/glyph.h"
#include "document/html.h"

#define MAX_CLASSES 5000
#define MAX_VALUE 256

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* Backgrounds that do not stand out. */
static bool plain_background(const char *value)
{
    static const char *const plain[] = {"white",   "#fff",    "#ffffff", "transparent",         "none",
                                        "inherit", "initial", "unset",   "rgb(255,255,255)",    "window",
                                        "auto",    "",        "0",       "rgba(255,255,255,1)", "#fefefe",
                                        NULL};
    g_autofree char *folded = g_ascii_strdown(value, -1);
    char *out = folded;
    for (const char *at = folded; *at; at++)
        if (!g_ascii_isspace(*at))
            *out++ = *at;
    *out = 0;
    bool clear = g_str_has_prefix(folded, "rgba(") && g_str_has_suffix(folded, ",0)");
    return clear || is_one_of(folded, plain) || strstr(folded, "url(") || g_str_has_prefix(folded, "white") ||
           g_str_has_prefix(folded, "none") || g_str_has_prefix(folded, "transparent");
}

static void set_font(struct html_look *look, const char *families)
{
    gsize length = strcspn(families, ",");
    g_autofree char *first = g_strndup(families, MIN(length, sizeof look->font - 1));
    g_strdelimit(first, "\"'", ' ');
    g_strstrip(first);
    g_strlcpy(look->font, symbol_font(first) ? first : "", sizeof look->font);
}

static void set(struct html_look *look, bool on, unsigned style)
{
    look->style = on ? look->style | style : look->style & ~style;
}

static void declare(struct html_look *look, const char *property, const char *value, bool inline_element)
{
    if (g_str_has_prefix(property, "text-decoration")) {
        look->style |= strstr(value, "underline") ? STYLE_UNDERLINE : 0;
        look->style |= strstr(value, "line-through") ? STYLE_STRIKE : 0;
    } else if (strcmp(property, "text-underline") == 0) {
        look->style |= strcmp(value, "none") != 0 ? STYLE_UNDERLINE : 0;
    } else if (strcmp(property, "font-weight") == 0) {
        set(look, g_str_has_prefix(value, "bold") || g_ascii_strtoll(value, NULL, 10) >= 600, STYLE_BOLD);
    } else if (strcmp(property, "background") == 0 || strcmp(property, "background-color") == 0 ||
               strcmp(property, "mso-highlight") == 0) {
        if (inline_element)
            set(look, !plain_background(value), STYLE_HIGHLIGHT);
    } else if (strcmp(property, "border") == 0) {
        if (inline_element && strstr(value, "solid") && g_ascii_strtod(value, NULL) >= 0 && !strstr(value, "none"))
            look->style |= STYLE_HIGHLIGHT;
    } else if (strcmp(property, "display") == 0) {
        look->hidden |= strcmp(value, "none") == 0;
    } else if (strcmp(property, "mso-hide") == 0) {
        look->hidden |= strcmp(value, "all") == 0;
    } else if (strcmp(property, "font-family") == 0 || strcmp(property, "mso-symbol-font-family") == 0) {
        set_font(look, value);
    } else if (strcmp(property, "white-space") == 0) {
        look->preformatted = g_str_has_prefix(value, "pre");
    }
}

/* "a: b; c: d"; each name and value in lower case, cut to a sane length. */
static void declare_all(struct html_look *look, const char *declarations, bool inline_element)
{
    for (const char *at = declarations; *at;) {
        gsize length = strcspn(at, ";");
        const char *colon = memchr(at, ':', length);
        if (colon) {
            gsize name = (gsize)(colon - at);
            g_autofree char *property = g_ascii_strdown(at, (gssize)MIN(name, MAX_VALUE));
            g_autofree char *value = g_ascii_strdown(colon + 1, (gssize)MIN(length - name - 1, MAX_VALUE));
            declare(look, g_strstrip(property), g_strstrip(value), inline_element);
        }
        at += length + (at[length] == ';');
    }
}

static void style_tag(const struct xml_node *node, const char *name, struct html_look *look)
{
    static const char *const bold[] = {"b", "strong", NULL}, *const struck[] = {"s", "strike", "del", NULL};
    if (strcmp(name, "u") == 0)
        look->style |= STYLE_UNDERLINE;
    else if (is_one_of(name, bold))
        look->style |= STYLE_BOLD;
    else if (is_one_of(name, struck))
        look->style |= STYLE_STRIKE;
    else if (strcmp(name, "mark") == 0)
        look->style |= STYLE_HIGHLIGHT;
    else if (strcmp(name, "ins") == 0)
        /* Word marks a tracked insertion with its author; a bare <ins> is drawn underlined. */
        look->style |=
            xml_attribute(node, "datetime") || xml_attribute(node, "cite") ? STYLE_INSERTED : STYLE_UNDERLINE;
    else if (strcmp(name, "pre") == 0)
        look->preformatted = true;
    else if (strcmp(name, "font") == 0 && xml_attribute(node, "face"))
        set_font(look, xml_attribute(node, "face"));
}

void html_style(const struct html *html, const struct xml_node *node, struct html_look *look)
{
    static const char *const inlines[] = {"span", "font",  "b",   "u",   "i",   "em",  "strong", "mark", "s",
                                          "a",    "label", "o:p", "del", "ins", "big", "small",  NULL};
    const char *name = xml_name(node);
    bool inline_element = is_one_of(name, inlines);
    style_tag(node, name, look);
    const char *classes = xml_attribute(node, "class");
    if (classes && g_hash_table_size(html->classes) && strlen(classes) < MAX_VALUE) {
        g_auto(GStrv) each = g_strsplit_set(classes, " \t\r\n", 8);
        for (gsize i = 0; each[i]; i++) {
            const char *declarations = g_hash_table_lookup(html->classes, each[i]);
            if (declarations)
                declare_all(look, declarations, inline_element);
        }
    }
    const char *style = xml_attribute(node, "style");
    if (style)
        declare_all(look, style, inline_element);
}

/* Rules whose selector is one class, ".xl65" or "span.a". */
static void read_rules(const char *css, GHashTable *classes)
{
    for (const char *open; (open = strchr(css, '{')) && g_hash_table_size(classes) < MAX_CLASSES;) {
        const char *close = strchr(open, '}');
        if (!close)
            return;
        g_autofree char *selectors = g_strndup(css, (gsize)(open - css));
        g_strdelimit(selectors, "\r\n\t", ' ');
        g_auto(GStrv) each = g_strsplit(selectors, ",", 32);
        for (gsize i = 0; each[i]; i++) {
            char *selector = g_strstrip(each[i]);
            char *comment = strstr(selector, "-->") ? strstr(selector, "-->") + 3 : strstr(selector, "<!--");
            selector = comment ? g_strstrip(comment + (g_str_has_prefix(comment, "<!--") ? 4 : 0)) : selector;
            char *dot = strchr(selector, '.');
            if (dot && dot[1] && !strpbrk(dot + 1, " .:#>["))
                g_hash_table_replace(classes, g_strdup(dot + 1), g_strndup(open + 1, (gsize)(close - open - 1)));
        }
        css = close + 1;
    }
}

static void find_rules(const struct xml_node *parent, GHashTable *classes)
{
    for (const struct xml_node *node = xml_children(parent); node; node = xml_next(node)) {
        if (!xml_is(node, "style")) {
            find_rules(node, classes);
            continue;
        }
        g_autofree char *css = xml_text(node);
        read_rules(css, classes);
    }
}

GHashTable *html_classes(const struct xml_node *root)
{
    GHashTable *classes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    find_rules(root, classes);
    return classes;
}
