/* Tags alone, without the reader of documents: the program that sends a blank form must not link what reads strangers'.
 */
#include "document/tags.h"

#include <stdbool.h>

#include "base/error.h"
#include "document/package.h"
#include "document/xml.h"

#define DOCUMENT "word/document.xml"

static bool wanted(const char *path, G_GNUC_UNUSED gpointer data)
{
    return !g_ascii_strcasecmp(path, DOCUMENT);
}

static void collect(const struct xml_node *parent, GStrvBuilder *tags)
{
    for (const struct xml_node *node = xml_children(parent); node; node = xml_next(node)) {
        const char *tag = xml_is(node, "tag") && xml_is(parent, "sdtPr") ? xml_attribute(node, "val") : NULL;
        if (tag && *tag)
            g_strv_builder_add(tags, tag);
        collect(node, tags);
    }
}

GStrv document_tags(GBytes *bytes, GError **error)
{
    g_autoptr(Package) package = package_read(bytes, wanted, NULL);
    GBytes *part = package_part(package, DOCUMENT);
    bool damaged = false;
    gsize length = 0;
    const void *data = part ? g_bytes_get_data(part, &length) : NULL;
    g_autoptr(Xml) xml = data ? xml_parse(data, length, &damaged) : NULL;
    if (!xml || damaged) {
        g_set_error_literal(error, HUIZHI_ERROR, ERROR_INPUT, "no Word file (.docx) that can be read");
        return NULL;
    }
    g_autoptr(GStrvBuilder) tags = g_strv_builder_new();
    collect(xml_root(xml), tags);
    return g_strv_builder_end(tags);
}
