/* The pieces of the OpenDocument reader: package, blocks and paragraphs (odt.c), tables and sheets (odt_table.c),
 * styles (odt_style.c). Shared by those files only.
 */
#ifndef HUIZHI_DOCUMENT_ODT_H
#define HUIZHI_DOCUMENT_ODT_H

#include "document/build.h"
#include "document/reader.h"
#include "document/xml.h"

#define ODT_MAX_CONTROLS 5000

/* How text looks at a place of the tree; handed down by value. */
struct odt_look {
    unsigned style;
    bool hidden;
    char font[24]; /* a symbol font, else "" */
};

struct odt {
    struct document *document;
    struct counts counts;
    GHashTable *styles;     /* "family/name" → <style:style> */
    GHashTable *controls;   /* id → <form:checkbox>, <form:radio> */
    GHashTable *insertions; /* ids of tracked insertions */
    GPtrArray *fields;      /* struct block, added after all else */
    guint inserting;        /* tracked insertions open here */
    gsize text;             /* bytes so far */
};

/* Paragraphs, lists, tables and frames below a node, appended to blocks. */
void odt_blocks(struct odt *odt, const struct xml_node *parent, GPtrArray *blocks, struct odt_look look);

/* A table of a text. */
void odt_table(struct odt *odt, const struct xml_node *node, GPtrArray *blocks, struct odt_look look);
/* The sheets of a spreadsheet. */
void odt_sheets(struct odt *odt, const struct xml_node *spreadsheet);

/* Adds the styles of a tree (content.xml, styles.xml). */
void odt_add_styles(GHashTable *styles, const struct xml_node *root);
void odt_apply(const struct odt *odt, const char *family, const char *name, struct odt_look *look);
/* True for a sheet whose style does not display it. */
bool odt_undisplayed(const struct odt *odt, const char *style);

#endif
