/* The pieces of the .doc reader: file and pieces (doc.c), properties (doc_property.c), characters and fields
 * (doc_text.c), text boxes and shapes (doc_shape.c). Shared by those files only. Section numbers are of [MS-DOC].
 */
#ifndef HUIZHI_DOCUMENT_DOC_H
#define HUIZHI_DOCUMENT_DOC_H

#include "document/build.h"
#include "document/nest.h"
#include "document/ole.h"
#include "document/reader.h"

#define DOC_MAX_FONTS 512
#define DOC_MAX_STYLES 4096
#define DOC_MAX_FIELDS 32 /* open inside each other */

/* How characters look, and what the odd ones among them are. */
struct doc_look {
    unsigned style;
    bool hidden, deleted;
    bool special;  /* control characters mean something */
    bool data;     /* 0x01 is the data of a form field, not a picture */
    bool object;   /* 0x01 is an embedded object */
    bool symbolic; /* the character is `symbol` of `symbol_font` */
    bool placed;   /* `place` is known */
    guint32 place; /* of a picture or a form field in the Data stream */
    guint symbol, symbol_font;
    guint fonts[3]; /* ASCII, East Asian, other: index + 1 */
};

/* What the mark that ends a paragraph says about it. */
struct doc_paragraph {
    guint style;
    bool in_table, row_end, inner_cell, inner_row_end;
    int depth;
    bool shaped;
    struct row_shape shape;
};

struct doc_style {
    int kind; /* 1 paragraph, 2 character; 0 none */
    guint base;
    struct bytes characters; /* its properties */
    int state;               /* 0 not resolved, 1 being resolved, 2 done */
    struct doc_look look;
};

/* Properties in pages of 512 bytes, found by file offset. */
struct doc_pages {
    struct bytes index; /* n + 1 offsets, then n page numbers */
    guint count;
};

struct doc {
    struct document *document;
    struct counts counts;
    struct bytes text, table, data; /* the streams WordDocument, 0Table or 1Table, Data */
    struct bytes pieces;            /* PlcPcd: n + 1 positions, then n descriptors of 8 bytes */
    guint piece_count;
    GArray *changes; /* struct bytes: properties that fast saves gave to pieces */
    bool gbk;        /* 8-bit pieces hold GBK, not Windows-1252 */
    gsize budget;    /* characters that may still be read */
    struct doc_pages character_pages, paragraph_pages;
    char *fonts[DOC_MAX_FONTS];
    struct doc_style *styles;
    guint style_count;
    GHashTable *shapes;   /* shape id → what it is, see doc_shape.c */
    struct bytes anchors; /* PlcSpa: n + 1 positions, then n × 26 bytes that begin with the shape's id */
    guint anchor_count;
    GArray *boxes;      /* struct doc_box */
    GHashTable *box_of; /* shape id → its index among them + 1 */
};

/* A text box: the characters that are its text. */
struct doc_box {
    guint32 shape, from, to; /* positions in the whole text */
    bool shown;
};

struct doc_field {
    bool instructing, drop_result;
    GString *instruction;
};

/* The text being read: the main text, or that of one box. */
struct doc_flow {
    struct doc *doc;
    struct nest *nest;
    struct block *line; /* the open paragraph, NULL between paragraphs */
    GPtrArray *after;   /* struct block: floating boxes that follow the open paragraph */
    guint bare, round;  /* shapes without text that are anchored in it; circles */
    unsigned style;     /* STYLE_FLOATING in a box */
    GString *pending;   /* characters of one look, */
    struct doc_look look;
    struct doc_field fields[DOC_MAX_FIELDS];
    guint open_fields;
    bool kept; /* the mark of the last cell is not deleted */
};

/* doc_property.c */
void doc_read_fonts(struct doc *doc, guint32 at, guint32 length);
void doc_read_styles(struct doc *doc, guint32 at, guint32 length);
void doc_open_pages(struct doc *doc, struct doc_pages *pages, guint32 at, guint32 length);
/* The properties of the byte at an offset of WordDocument, and the offset where they end (at least at + 1). */
struct bytes doc_character_properties(const struct doc *doc, guint32 at, guint32 *end);
/* Of the paragraph; the first two bytes are its style. */
struct bytes doc_paragraph_properties(const struct doc *doc, guint32 at, guint32 *end);
void doc_apply_characters(struct doc *doc, struct bytes properties, struct doc_look *look);
void doc_apply_paragraph(struct doc *doc, struct bytes properties, struct doc_paragraph *paragraph);
/* The look that a style gives; that of plain text when there is no such style. */
struct doc_look doc_style_look(struct doc *doc, guint style);
/* The symbol font of the look, or NULL. */
const char *doc_symbol_font(const struct doc *doc, const struct doc_look *look);

/* doc_text.c */
/* A character with its look; `at` is its offset in WordDocument, `position` its place in the text, `change` the
 * properties of its piece. */
void doc_character(struct doc_flow *flow, gunichar code, const struct doc_look *look, guint32 at, guint32 position,
                   struct bytes change);
void doc_end_flow(struct doc_flow *flow);

/* doc.c */
/* Reads the text from one position to another into blocks. */
void doc_read_text(struct doc *doc, guint32 from, guint32 to, GPtrArray *blocks, unsigned style);

/* doc_shape.c */
/* Shapes, anchors and boxes; the text of the boxes begins at a position. */
void doc_read_shapes(struct doc *doc, guint32 boxes_from);
/* The drawn object anchored at a position: its text, or that it is a picture or a bare shape. */
void doc_shape(struct doc_flow *flow, guint32 position);
/* The boxes that no anchor showed. */
void doc_rest_of_boxes(struct doc *doc);
void doc_free_shapes(struct doc *doc);

#endif
