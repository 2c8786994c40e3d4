/* The readers behind document.c's table: each fills a document whose kind and name are set.
 *
 * A reader never fails: what it could not read it says in `encrypted`, `damaged` and the warnings. A new format is
 * one file with such a function and one row of the table.
 */
#ifndef HUIZHI_DOCUMENT_READER_H
#define HUIZHI_DOCUMENT_READER_H

#include "document/document.h"

#define DOCUMENT_MAX_PARAGRAPHS 300000

typedef void (*document_reader)(struct document *document, GBytes *bytes);

/* What one document has used up of its limits. */
struct counts {
    int tables, cells, depth, paragraphs;
    bool full; /* a limit was reached: nothing more is added */
};

/* A table with the next id, or NULL when tables are nested too deep (the caller counts depth up and down). */
struct table *count_table(struct document *document, struct counts *counts);
/* A cell in it; NULL over DOCUMENT_MAX_CELLS cells in the whole document. Both say so in the warnings. */
struct cell *count_cell(struct document *document, struct counts *counts, struct table *table, int row, int column,
                        int rowspan, int colspan);
/* Adds a paragraph to a list of blocks, up to DOCUMENT_MAX_PARAGRAPHS of them; takes it either way. */
void count_paragraph(struct document *document, struct counts *counts, GPtrArray *blocks, struct block *block);
/* Another limit was reached: `what` is the warning. */
void count_warn(struct document *document, struct counts *counts, const char *what);

/* paragraph_append for text in a symbol font: characters below U+0100 and U+F0xx are codes of that font. */
void paragraph_symbols(struct paragraph *paragraph, const char *font, const char *text, unsigned style);

/* Word's EQ field as a paragraph shows it: a box with a tick in it, an encircled word. False when the instruction
 * is no such field; nothing is appended then. */
bool eq_append(struct paragraph *paragraph, const char *instruction, unsigned style);

/* The text of the blocks from an index on; NULL when blank. */
char *blocks_value(const GPtrArray *blocks, guint from);

void text_read(struct document *document, GBytes *bytes);
void html_read(struct document *document, GBytes *bytes);
void docx_read(struct document *document, GBytes *bytes);
void doc_read(struct document *document, GBytes *bytes);
void xls_read(struct document *document, GBytes *bytes);
void xlsx_read(struct document *document, GBytes *bytes);
void csv_read(struct document *document, GBytes *bytes);
void odt_read(struct document *document, GBytes *bytes); /* and .ods */
void rtf_read(struct document *document, GBytes *bytes);
void pdf_read(struct document *document, GBytes *bytes);
void scan_read(struct document *document, GBytes *bytes); /* pictures of pages */

#endif
