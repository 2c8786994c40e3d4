/* The pieces of the .xls reader: workbook, sheets and cells (xls.c), strings (xls_text.c), form controls and drawn
 * objects (xls_control.c). Shared by those files only. Section numbers are of [MS-XLS].
 */
#ifndef HUIZHI_DOCUMENT_XLS_H
#define HUIZHI_DOCUMENT_XLS_H

#include "document/ole.h"
#include "document/sheet.h"

enum {
    RECORD_FORMULA = 0x06,
    RECORD_EOF = 0x0A,
    RECORD_DATEMODE = 0x22,
    RECORD_FILEPASS = 0x2F,
    RECORD_FONT = 0x31,
    RECORD_CONTINUE = 0x3C,
    RECORD_OBJ = 0x5D,
    RECORD_BOUNDSHEET = 0x85,
    RECORD_MULRK = 0xBD,
    RECORD_MULBLANK = 0xBE,
    RECORD_RSTRING = 0xD6,
    RECORD_XF = 0xE0,
    RECORD_MERGECELLS = 0xE5,
    RECORD_MSODRAWING = 0xEC,
    RECORD_SST = 0xFC,
    RECORD_LABELSST = 0xFD,
    RECORD_TXO = 0x1B6,
    RECORD_BLANK = 0x201,
    RECORD_NUMBER = 0x203,
    RECORD_LABEL = 0x204,
    RECORD_BOOLERR = 0x205,
    RECORD_STRING = 0x207,
    RECORD_RK = 0x27E,
    RECORD_FORMAT = 0x41E,
    RECORD_BOF = 0x809,
};

struct record {
    guint type;
    gsize at;          /* where its body begins in the stream, */
    gsize end;         /* and ends; CONTINUE records may follow */
    struct bytes body; /* the same */
};

/* A string with the fonts of its parts. */
struct xls_text {
    GString *text; /* UTF-8 */
    GArray *runs;  /* struct xls_run; NULL for none */
};

struct xls_run {
    gsize at; /* byte of the text from which it holds */
    guint font;
};

struct xls_font {
    unsigned style;
    char symbol[24]; /* the name of a symbol font, else "" */
};

struct xls_format {
    guint font, number;
    bool bordered;
};

struct xls {
    struct document *document;
    struct counts counts;
    struct bytes book;
    GPtrArray *strings; /* struct xls_text: the shared strings */
    GArray *fonts;      /* struct xls_font */
    GArray *formats;    /* struct xls_format: XF */
    GHashTable *codes;  /* number of a number format → its text */
    bool epoch_1904;
    gsize records; /* that may still be read, */
    gsize room;    /* and bytes of text: a shared string can be shown by each cell */
};

/* The object whose records are being read. */
struct xls_object {
    guint kind, state;
    int row, column;  /* of its anchor, from 1; 0 when there is none */
    bool centred;     /* row and column are known */
    GString *caption; /* UTF-8 */
};

/* A sheet being read. */
struct xls_page {
    struct xls *xls;
    struct sheet *sheet;
    int formula_row, formula_column; /* the formula whose STRING comes next; 0 for none */
    guint formula_format;
    struct xls_object object;
};

/* Reads the record at a place; false at the end of the stream. */
bool xls_record(struct bytes book, gsize at, struct record *record);

/* xls_text.c: a string of `count` units whose flags stand at `at` in the record, through CONTINUE records. */
struct xls_text *xls_read_text(struct bytes book, const struct record *record, gsize at, guint count);
/* All strings of the SST record. */
void xls_read_shared(struct xls *xls, const struct record *record);
void xls_text_free(struct xls_text *text);
/* Appends a text in the font of a cell's format and those of its runs. */
void xls_append(struct xls *xls, struct paragraph *paragraph, const struct xls_text *text, guint format);

/* xls_control.c: the records of drawn objects; a finished one goes to the sheet with the next, or at the end. */
void xls_drawing(struct xls_page *page, const struct record *record);
void xls_object(struct xls_page *page, const struct record *record);
void xls_object_text(struct xls_page *page, const struct record *record);
void xls_end_object(struct xls_page *page);

#endif
