/* What the readers build documents with: blocks, runs, and glyphs told from text.
 * Shared by the readers in document/ only.
 */
#ifndef HUIZHI_DOCUMENT_BUILD_H
#define HUIZHI_DOCUMENT_BUILD_H

#include "document/document.h"

struct document *document_create(enum document_kind kind, const char *name);
void document_warn(struct document *document, const char *format, ...) G_GNUC_PRINTF(2, 3);

struct block *block_paragraph(void);            /* an empty paragraph */
struct block *block_table(struct table *table); /* takes the table */
struct block *block_field(const char *name, const char *value);
void block_free(struct block *block);

struct table *table_create(int id);
/* Adds a cell with an empty list of blocks and grows rows/columns; borrowed. NULL over DOCUMENT_MAX_CELLS. */
struct cell *table_add(struct table *table, int row, int column, int rowspan, int colspan);

/* Appends text to a paragraph, split into text runs and mark runs (□ ☐ ☑ ☒ ■ √ ✓ ✔ ○ ● × …). */
void paragraph_append(struct paragraph *paragraph, const char *text, unsigned style);
void paragraph_mark(struct paragraph *paragraph, enum mark_state state, enum mark_origin origin, bool tick,
                    const char *glyph, unsigned style);

/* Wingdings and Wingdings 2 (code & 0xFF): false when the code is no mark. Facts: FE ☑ FD ☒ FC √ FB × A8/6F □
 * 6E ■ of Wingdings; 52 ☑ 51/53/54 ☒ 50 √ A3 □ of Wingdings 2. */
bool symbol_mark(const char *font, guint32 code, enum mark_state *state, bool *tick, const char **glyph);

#endif
