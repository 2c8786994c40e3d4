/* Lines of text on a PDF's page (pdf_text.c) and whether one goes on with the next (pdf_wrap.c). */
#ifndef HUIZHI_DOCUMENT_PDF_ROW_H
#define HUIZHI_DOCUMENT_PDF_ROW_H

#include "document/pdf.h"

/* A line of text: items from left to right, no white space at its ends. */
struct pdf_row {
    GPtrArray *items; /* struct pdf_item */
    struct pdf_box box;
};
/* Items as lines from top to bottom; sorts them. struct pdf_row, owned by the caller. */
GPtrArray *pdf_rows(GPtrArray *items);
/* Between a line of a cell and the next: a paragraph's end, a space, nothing. within: the cell, NULL on the page. */
enum pdf_break { PDF_BREAK, PDF_SPACE, PDF_JOIN };
enum pdf_break pdf_break_of(const struct pdf_row *line, const struct pdf_row *next, const struct pdf_box *within);

#endif
