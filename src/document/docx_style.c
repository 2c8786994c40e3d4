/* Looks: run properties and the styles of word/styles.xml, resolved through basedOn. */
#include <string.h>

#include "document/docx.h"
#include "document/glyph.h"

#define MAX_CHAIN 20

bool docx_on(const struct xml_node *property)
{
    if (!property)
        return false;
    const char *value = xml_attribute(property, "val");
    return !value || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0 &&
                      strcmp(value, "none") != 0 && strcmp(value, "nil") != 0);
}

GHashTable *docx_styles(const struct xml *tree)
{
    GHashTable *styles = g_hash_table_new(g_str_hash, g_str_equal);
    for (struct xml_node *node = tree ? xml_children(xml_root(tree)) : NULL; node; node = xml_next(node)) {
        const char *id = xml_is(node, "style") ? xml_attribute(node, "styleId") : NULL;
        if (id)
            g_hash_table_replace(styles, (gpointer)id, node);
    }
    return styles;
}

static void set(struct docx_look *look, const struct xml_node *property, unsigned style)
{
    if (property)
        look->style = docx_on(property) ? look->style | style : look->style & ~style;
}

static bool coloured(const struct xml_node *shading)
{
    const char *fill = xml_attribute(shading, "fill");
    const char *pattern = xml_attribute(shading, "val");
    if (fill && *fill && g_ascii_strcasecmp(fill, "auto") != 0 && g_ascii_strcasecmp(fill, "FFFFFF") != 0)
        return true;
    return pattern && strcmp(pattern, "clear") != 0 && strcmp(pattern, "nil") != 0;
}

static void apply_properties(const struct xml_node *properties, struct docx_look *look)
{
    for (const struct xml_node *property = xml_children(properties); property; property = xml_next(property)) {
        if (xml_is(property, "u"))
            set(look, property, STYLE_UNDERLINE);
        else if (xml_is(property, "b"))
            set(look, property, STYLE_BOLD);
        else if (xml_is(property, "strike") || xml_is(property, "dstrike"))
            set(look, property, STYLE_STRIKE);
        /* A frame and emphasis dots single a word out as a marker pen does. */
        else if (xml_is(property, "highlight") || xml_is(property, "bdr") || xml_is(property, "em"))
            set(look, property, STYLE_HIGHLIGHT);
        else if (xml_is(property, "shd") && coloured(property))
            look->style |= STYLE_HIGHLIGHT;
        else if (xml_is(property, "vanish"))
            look->hidden = docx_on(property);
        else if (xml_is(property, "rFonts")) {
            static const char *const slots[] = {"ascii", "hAnsi", "eastAsia", "cs"};
            look->font = NULL;
            for (gsize i = 0; i < G_N_ELEMENTS(slots) && !look->font; i++) {
                const char *font = xml_attribute(property, slots[i]);
                look->font = symbol_font(font) ? font : NULL;
            }
        }
    }
}

void docx_apply_style(const struct docx *docx, const char *id, struct docx_look *look)
{
    const struct xml_node *chain[MAX_CHAIN];
    int depth = 0;
    while (id && depth < MAX_CHAIN) {
        const struct xml_node *style = g_hash_table_lookup(docx->styles, id);
        if (!style)
            break;
        chain[depth++] = style;
        id = xml_attribute(xml_child(style, "basedOn"), "val");
    }
    while (depth-- > 0)
        apply_properties(xml_child(chain[depth], "rPr"), look);
}

void docx_apply(const struct docx *docx, const struct xml_node *properties, struct docx_look *look)
{
    if (!properties)
        return;
    docx_apply_style(docx, xml_attribute(xml_child(properties, "rStyle"), "val"), look);
    apply_properties(properties, look);
}
