/* The pieces of the HTML reader: the walk (html.c), tables (html_table.c), styles (html_style.c). */
#ifndef HUIZHI_DOCUMENT_HTML_H
#define HUIZHI_DOCUMENT_HTML_H

#include "document/build.h"
#include "document/reader.h"
#include "document/xml.h"

/* How text looks at a place of the tree; handed down by value. */
struct html_look {
    unsigned style;
    bool preformatted;
    bool hidden;
    char font[24]; /* a symbol font, else "" */
};

struct html {
    struct document *document;
    struct counts counts;
    GHashTable *classes; /* class name → declarations */
    GPtrArray *fields;   /* struct block, added after all else */
};

/* Where text goes: the blocks of a cell or of the document, and the paragraph that is open. */
struct html_flow {
    GPtrArray *blocks;
    struct block *open; /* not yet among the blocks; NULL when no paragraph is open */
    bool space;         /* white space is owed before the next character, */
    unsigned owed;      /* in this style */
};

void html_children(struct html *html, const struct xml_node *parent, struct html_flow *flow,
                   const struct html_look *look);
void html_close_paragraph(struct html *html, struct html_flow *flow);

void html_table(struct html *html, const struct xml_node *node, struct html_flow *flow, const struct html_look *look);

/* The look of an element's content: its tag, its classes, its style attribute. */
void html_style(const struct html *html, const struct xml_node *node, struct html_look *look);
/* Gathers ".class { … }" from the <style> elements of the tree. */
GHashTable *html_classes(const struct xml_node *root);

#endif
