/* Styles of OpenDocument (ODF 1.3 part 3, 16 and 20): what of them says something about an answer. */
#include <string.h>

#include "document/glyph.h"
#include "document/odt.h"

#define MAX_PARENTS 10
#define MAX_STYLES 50000

static bool is(const char *value, const char *what)
{
    return value && strcmp(value, what) == 0;
}

static char *style_key(const char *family, const char *name)
{
    return g_strconcat(family, "/", name, NULL);
}

void odt_add_styles(GHashTable *styles, const struct xml_node *root)
{
    static const char *const lists[] = {"styles", "automatic-styles"};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        for (struct xml_node *node = xml_children(xml_child(root, lists[i])); node; node = xml_next(node)) {
            const char *family = xml_attribute(node, "family"), *name = xml_attribute(node, "name");
            if (xml_is(node, "style") && family && name && g_hash_table_size(styles) < MAX_STYLES)
                g_hash_table_replace(styles, style_key(family, name), node);
        }
}

static const struct xml_node *find_style(const struct odt *odt, const char *family, const char *name)
{
    g_autofree char *key = style_key(family, name);
    return g_hash_table_lookup(odt->styles, key);
}

static void set(unsigned *style, unsigned bit, bool on)
{
    *style = on ? *style | bit : *style & ~bit;
}

static void apply_text(const struct xml_node *properties, struct odt_look *look)
{
    const char *weight = xml_attribute(properties, "font-weight");
    const char *underline = xml_attribute(properties, "text-underline-style");
    const char *through = xml_attribute(properties, "text-line-through-style");
    if (!through)
        through = xml_attribute(properties, "text-line-through-type");
    const char *back = xml_attribute(properties, "background-color");
    const char *display = xml_attribute(properties, "display"), *font = xml_attribute(properties, "font-name");
    if (weight)
        set(&look->style, STYLE_BOLD, is(weight, "bold") || g_ascii_strtoll(weight, NULL, 10) >= 600);
    if (underline)
        set(&look->style, STYLE_UNDERLINE, !is(underline, "none"));
    if (through)
        set(&look->style, STYLE_STRIKE, !is(through, "none"));
    if (back)
        set(&look->style, STYLE_HIGHLIGHT, !is(back, "transparent") && g_ascii_strcasecmp(back, "#ffffff") != 0);
    if (display)
        look->hidden = is(display, "none");
    if (font)
        g_strlcpy(look->font, symbol_font(font) ? font : "", sizeof look->font);
}

void odt_apply(const struct odt *odt, const char *family, const char *name, struct odt_look *look)
{
    const struct xml_node *chain[MAX_PARENTS];
    int count = 0;
    for (const char *at = name; at && count < MAX_PARENTS; count++) {
        chain[count] = find_style(odt, family, at);
        if (!chain[count])
            break;
        at = xml_attribute(chain[count], "parent-style-name");
    }
    while (count-- > 0)
        apply_text(xml_child(chain[count], "text-properties"), look);
}

bool odt_undisplayed(const struct odt *odt, const char *style)
{
    const struct xml_node *node = style ? find_style(odt, "table", style) : NULL;
    return is(xml_attribute(xml_child(node, "table-properties"), "display"), "false");
}
