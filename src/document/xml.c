/* The door to libxml2.
 *
 * Mails bring files that were cut off or written by careless programs, so both parsers recover and say so; nothing
 * is loaded from outside, and parsing stops at a document type declaration. The node type of the header is
 * libxml2's own, under another name: no reader needs to know.
 */
#include "document/xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define HTML_DEPTH 400 /* deeper elements are opened no more, their text is kept */
#define HTML_STACK 600 /* each end tag may search the parser's whole stack: here it stops */

struct xml {
    xmlDoc *doc;
};

static const xmlNode *inside(const struct xml_node *node)
{
    return (const xmlNode *)node;
}

static struct xml_node *outside(xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE &&
           node->type != XML_CDATA_SECTION_NODE && node->type != XML_COMMENT_NODE)
        node = node->next;
    return (struct xml_node *)node;
}

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static void refuse_subset(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name;
    (void)external;
    (void)system;
    xmlParserCtxt *parser = context;
    *(bool *)parser->_private = true;
    xmlStopParser(parser);
}

/* A recovering parser lets broken characters through; the model holds valid UTF-8 only. */
static void mend(xmlNode *node)
{
    for (; node; node = node->next) {
        bool text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
        if (text && node->content && !g_utf8_validate((const char *)node->content, -1, NULL)) {
            g_autofree char *valid = g_utf8_make_valid((const char *)node->content, -1);
            xmlNodeSetContentLen(node, NULL, 0);
            xmlNodeAddContent(node, BAD_CAST valid);
        }
        if (node->type != XML_ELEMENT_NODE)
            continue;
        for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
            mend(attribute->children);
        mend(node->children);
    }
}

struct xml *xml_parse(const void *bytes, gsize length, bool *damaged)
{
    if (length == 0 || length > G_MAXINT)
        return NULL;
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser)
        return NULL;
    bool subset = false;
    parser->_private = &subset;
    parser->sax->internalSubset = refuse_subset;
    parser->sax->serror = quiet;
    xmlDoc *doc = xmlCtxtReadMemory(parser, bytes, (int)length, NULL, NULL,
                                    XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOERROR |
                                        XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    bool whole = parser->wellFormed;
    xmlFreeParserCtxt(parser);
    if (!doc || subset || !xmlDocGetRootElement(doc)) {
        xmlFreeDoc(doc);
        return NULL;
    }
    if (!whole)
        *damaged = true;
    if (!g_utf8_validate(bytes, (gssize)length, NULL))
        mend(xmlDocGetRootElement(doc));
    struct xml *xml = g_new0(struct xml, 1);
    xml->doc = doc;
    return xml;
}

/* How far the parser is below HTML_DEPTH. */
struct bounds {
    guint below;
    bool stopped;
};

static void start_bounded(void *context, const xmlChar *name, const xmlChar **attributes)
{
    xmlParserCtxt *parser = context;
    struct bounds *bounds = parser->_private;
    if (bounds->below == 0 && parser->nodeNr < HTML_DEPTH) {
        xmlSAX2StartElement(context, name, attributes);
        return;
    }
    bounds->below++;
    if (parser->nameNr < HTML_STACK)
        return;
    bounds->stopped = true;
    xmlStopParser(parser);
}

static void end_bounded(void *context, const xmlChar *name)
{
    struct bounds *bounds = ((xmlParserCtxt *)context)->_private;
    if (bounds->below > 0)
        bounds->below--;
    else
        xmlSAX2EndElement(context, name);
}

struct xml *xml_parse_html(const char *text, gsize length, bool *damaged)
{
    if (length == 0 || length > G_MAXINT)
        return NULL;
    xmlParserCtxt *parser = htmlNewParserCtxt();
    if (!parser)
        return NULL;
    struct bounds bounds = {0};
    parser->_private = &bounds;
    parser->sax->startElement = start_bounded;
    parser->sax->endElement = end_bounded;
    parser->sax->serror = quiet;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER);
    /* libxml2 stops at depth 256, which chains of replies reach; our own bound takes its place. htmlCtxtReadMemory
     * leaves this bit as it is. */
    parser->options |= XML_PARSE_HUGE;
    xmlDoc *doc = htmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8",
                                     HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_COMPACT | HTML_PARSE_NOERROR |
                                         HTML_PARSE_NOWARNING);
    htmlFreeParserCtxt(parser);
    *damaged |= bounds.stopped;
    if (!doc || !xmlDocGetRootElement(doc)) {
        xmlFreeDoc(doc);
        return NULL;
    }
    struct xml *xml = g_new0(struct xml, 1);
    xml->doc = doc;
    return xml;
}

void xml_free(struct xml *xml)
{
    if (!xml)
        return;
    xmlFreeDoc(xml->doc);
    g_free(xml);
}

struct xml_node *xml_root(const struct xml *xml)
{
    return (struct xml_node *)xmlDocGetRootElement(xml->doc);
}

struct xml_node *xml_children(const struct xml_node *node)
{
    return node && inside(node)->type == XML_ELEMENT_NODE ? outside(inside(node)->children) : NULL;
}

struct xml_node *xml_next(const struct xml_node *node)
{
    return node ? outside(inside(node)->next) : NULL;
}

const char *xml_name(const struct xml_node *node)
{
    return node && inside(node)->type == XML_ELEMENT_NODE ? (const char *)inside(node)->name : "";
}

bool xml_is(const struct xml_node *node, const char *name)
{
    return node && inside(node)->type == XML_ELEMENT_NODE && strcmp((const char *)inside(node)->name, name) == 0;
}

const char *xml_characters(const struct xml_node *node)
{
    if (!node || (inside(node)->type != XML_TEXT_NODE && inside(node)->type != XML_CDATA_SECTION_NODE))
        return NULL;
    return inside(node)->content ? (const char *)inside(node)->content : "";
}

const char *xml_comment(const struct xml_node *node)
{
    return node && inside(node)->type == XML_COMMENT_NODE ? (const char *)inside(node)->content : NULL;
}

static void gather(const struct xml_node *node, GString *out)
{
    for (const struct xml_node *child = xml_children(node); child; child = xml_next(child)) {
        const char *characters = xml_characters(child);
        if (characters)
            g_string_append(out, characters);
        else
            gather(child, out);
    }
}

char *xml_text(const struct xml_node *node)
{
    GString *out = g_string_new(NULL);
    const char *characters = xml_characters(node);
    if (characters)
        g_string_append(out, characters);
    else
        gather(node, out);
    return g_string_free(out, FALSE);
}

struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    for (struct xml_node *child = xml_children(node); child; child = xml_next(child))
        if (xml_is(child, name))
            return child;
    return NULL;
}

const char *xml_attribute(const struct xml_node *node, const char *name)
{
    if (!node || inside(node)->type != XML_ELEMENT_NODE)
        return NULL;
    for (const xmlAttr *attribute = inside(node)->properties; attribute; attribute = attribute->next) {
        if (strcmp((const char *)attribute->name, name) != 0)
            continue;
        const xmlNode *value = attribute->children;
        return value && value->type == XML_TEXT_NODE && value->content ? (const char *)value->content : "";
    }
    return NULL;
}

int xml_number(const struct xml_node *node, const char *name, int fallback, int min, int max)
{
    const char *value = xml_attribute(node, name);
    char *end;
    if (!value)
        return fallback;
    gint64 number = g_ascii_strtoll(value, &end, 10);
    if (end == value)
        return fallback;
    return (int)CLAMP(number, min, max);
}
