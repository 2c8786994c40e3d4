/* A document as a person reads it in a terminal: for `check --stage document` and for golden tests. */
#ifndef HUIZHI_DOCUMENT_DUMP_H
#define HUIZHI_DOCUMENT_DUMP_H

#include "document/document.h"

/* Paragraphs as lines, each cell with its place and span, each mark as its glyph with state and origin
 * ("[√ on tick glyph]"), styled runs as "{bold underline: text}". Free with g_free. */
char *document_dump(const struct document *document);

#endif
