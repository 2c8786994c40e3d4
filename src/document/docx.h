/* The pieces of the docx reader: body and paragraphs (docx.c), runs and fields (docx_run.c), tables
 * (docx_table.c), content controls (docx_control.c), styles (docx_style.c). Shared by those files only.
 */
#ifndef HUIZHI_DOCUMENT_DOCX_H
#define HUIZHI_DOCUMENT_DOCX_H

#include "document/build.h"
#include "document/reader.h"
#include "document/xml.h"

#define DOCX_MAX_FIELDS 32     /* complex fields open inside each other */
#define DOCX_MAX_CONTROLS 5000 /* content controls with a tag */

/* How a run looks: direct properties over those of its style. */
struct docx_look {
    unsigned style;
    bool hidden;
    const char *font; /* a symbol font's name, else NULL; borrowed from the tree */
};

/* A complex field between its begin and its end. */
struct docx_field {
    bool instructing; /* before "separate": text is instruction */
    bool drop_result; /* what it shows was written at its begin: check box, list */
    GString *instruction;
};

struct docx {
    struct document *document;
    struct counts counts;
    GHashTable *styles;  /* id → <w:style> */
    GPtrArray *controls; /* struct block: fields by content control, added after all else */
    struct docx_field fields[DOCX_MAX_FIELDS];
    guint open_fields;
    bool in_cell;
};

/* The paragraph being filled, and the blocks that follow it: floating boxes, tables in boxes. */
struct docx_line {
    struct paragraph *paragraph;
    GPtrArray *after; /* struct block */
};

/* Paragraphs, tables and controls below a node, appended to blocks. */
void docx_blocks(struct docx *docx, const struct xml_node *parent, GPtrArray *blocks, unsigned style);
/* Runs and what may hold runs. */
void docx_inline(struct docx *docx, const struct xml_node *parent, struct docx_line *line, unsigned style);
void docx_run(struct docx *docx, const struct xml_node *run, struct docx_line *line, unsigned style);
void docx_simple_field(struct docx *docx, const struct xml_node *field, struct docx_line *line, unsigned style);
/* Drawings: text boxes, pictures, bare shapes. */
void docx_drawing(struct docx *docx, const struct xml_node *drawing, struct docx_line *line);
/* Closes fields that the paragraph or cell left open, down to `open`. */
void docx_close_fields(struct docx *docx, guint open, struct paragraph *paragraph);

/* Ends instructions that a damaged paragraph never ended: they would swallow the rest of the document. */
void docx_end_instructions(struct docx *docx, struct paragraph *paragraph);

void docx_table(struct docx *docx, const struct xml_node *node, GPtrArray *blocks, unsigned style);

/* Content controls by the level at which they stand. */
void docx_block_control(struct docx *docx, const struct xml_node *sdt, GPtrArray *blocks, unsigned style);
void docx_inline_control(struct docx *docx, const struct xml_node *sdt, struct docx_line *line, unsigned style);
/* Notes the value of a control around rows or cells; takes the value. */
void docx_note_control(struct docx *docx, const struct xml_node *sdt, char *value);
/* True when a control shows its placeholder only. */
bool docx_placeholder(const struct xml_node *sdt);

/* id → <w:style>, borrowed from the tree; empty for NULL. */
GHashTable *docx_styles(const struct xml *tree);
/* A property such as <w:b/>: present and not switched off. */
bool docx_on(const struct xml_node *property);
void docx_apply_style(const struct docx *docx, const char *id, struct docx_look *look);
/* <w:rPr>, its character style first. */
void docx_apply(const struct docx *docx, const struct xml_node *properties, struct docx_look *look);
/* The child of mc:AlternateContent to read. */
struct xml_node *docx_choice(const struct xml_node *alternate);
/* True for what a tracked deletion took away. */
bool docx_deleted(const struct xml_node *node);

#endif
