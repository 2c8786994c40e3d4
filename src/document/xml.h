/* XML and HTML trees (libxml2) for the readers: parsed leniently, bounded in depth, with names compared by their
 * local part, since Office writes the same elements in two sets of namespaces.
 *
 * Nodes and the strings borrowed from them live as long as their tree. Functions that take a node accept NULL.
 */
#ifndef HUIZHI_DOCUMENT_XML_H
#define HUIZHI_DOCUMENT_XML_H

#include <glib.h>
#include <stdbool.h>

struct xml;
struct xml_node; /* an element, a text or a comment */
typedef struct xml Xml;

/* What is well-formed, up to the first fault: *damaged then says that more was there. NULL: no XML at all, or a
 * document type declaration, which no office program writes and every entity bomb needs. Depth at most 256. */
struct xml *xml_parse(const void *bytes, gsize length, bool *damaged);

/* HTML as mails hold it; the text is valid UTF-8, whatever its meta says. Below depth 400 text
 * is kept without its elements; where 600 are open, parsing ends and *damaged is set. NULL when there is no element.
 */
struct xml *xml_parse_html(const char *text, gsize length, bool *damaged);

void xml_free(struct xml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Xml, xml_free)

struct xml_node *xml_root(const struct xml *xml);

/* First child and next sibling: elements, texts and comments. */
struct xml_node *xml_children(const struct xml_node *node);
struct xml_node *xml_next(const struct xml_node *node);

/* Local name of an element (HTML: lower case, with a prefix such as "o:p"); "" for the rest. Borrowed. */
const char *xml_name(const struct xml_node *node);
bool xml_is(const struct xml_node *node, const char *name);

/* A text's own characters, a comment's; NULL for an element. Borrowed. */
const char *xml_characters(const struct xml_node *node);
const char *xml_comment(const struct xml_node *node);

/* All characters below a node; free with g_free. */
char *xml_text(const struct xml_node *node);

/* The first child element of that name, or NULL. */
struct xml_node *xml_child(const struct xml_node *node, const char *name);

/* An attribute by its local name; NULL when absent. Borrowed. */
const char *xml_attribute(const struct xml_node *node, const char *name);
/* As a number, clamped; `fallback` when absent or no number. */
int xml_number(const struct xml_node *node, const char *name, int fallback, int min, int max);

#endif
