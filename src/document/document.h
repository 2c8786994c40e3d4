/* One model that every reader of documents fills: blocks, tables with spans, runs with style, marks.
 *
 * Readers record only what is there; what a mark or a label means is decided in form/. Everything is owned by
 * the document and freed by document_free. Strings are valid UTF-8. Limits of one document: 50 MB, 2,000 pages,
 * 100,000 cells, 20 levels of nested tables; over a limit the reader stops and says so in `warnings`.
 */
#ifndef HUIZHI_DOCUMENT_DOCUMENT_H
#define HUIZHI_DOCUMENT_DOCUMENT_H

#include <glib.h>
#include <stdbool.h>

#define DOCUMENT_MAX_BYTES (50 * 1024 * 1024)
#define DOCUMENT_MAX_CELLS 100000
#define DOCUMENT_MAX_DEPTH 20

enum run_style {
    STYLE_UNDERLINE = 1 << 0,
    STYLE_BOLD = 1 << 1,
    STYLE_HIGHLIGHT = 1 << 2,
    STYLE_STRIKE = 1 << 3,
    STYLE_INSERTED = 1 << 4, /* a tracked insertion */
    STYLE_FLOATING = 1 << 5, /* text of a floating box: its place says nothing */
};

enum mark_state { MARK_OFF, MARK_ON, MARK_UNKNOWN };

enum mark_origin {
    MARK_GLYPH,    /* a character: □ ☑ √ ■ … */
    MARK_SYMBOL,   /* Wingdings by w:sym or by font */
    MARK_CONTROL,  /* a content control's check box */
    MARK_LEGACY,   /* FORMCHECKBOX, <input type=checkbox> */
    MARK_EQ,       /* EQ \o\ac(□,√), Word's 带圈字符 */
    MARK_ACROFORM, /* a PDF's button */
    MARK_OCR,
};

/* A run is text, or one mark. A box (□ ☐ ○ off, ☑ ☒ ■ ● on) is a mark; a bare tick (√ ✓ ✔) is a mark that is
 * on and has `tick` set: it may stand in, before or after a box, or alone. ☒ is on, as Word draws a chosen box;
 * a bare × ✗ is a mark with MARK_UNKNOWN. */
struct run {
    char *text;     /* text runs: may hold spaces only (they decide which option a mark belongs to) and '\n';
                       mark runs: the glyph as seen */
    unsigned style; /* enum run_style, or'ed */
    bool is_mark;
    bool tick; /* a bare tick rather than a box */
    enum mark_state state;
    enum mark_origin origin;
};

struct paragraph {
    GPtrArray *runs; /* struct run */
};

/* A place on a page: pixels of its upright picture. Nowhere: page is 0. */
struct area {
    int page, x, y, width, height;
};

struct cell {
    int row, column;      /* from 1, of the cell's top left corner in the table's grid */
    int rowspan, colspan; /* at least 1 */
    struct area area;     /* of a cell on a scan; else nowhere */
    GPtrArray *blocks;    /* struct block: paragraphs and nested tables */
};

struct table {
    int id;            /* from 1 in the order of the document, nested tables counted where they stand */
    int page;          /* from 1; 0 where the format has no pages or sheets */
    char *sheet;       /* spreadsheet's sheet name, else NULL */
    int rows, columns; /* of the grid */
    GPtrArray *cells;  /* struct cell, by row then column */
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_TABLE, BLOCK_FIELD };

struct block {
    enum block_kind kind;
    struct paragraph *paragraph; /* BLOCK_PARAGRAPH */
    struct table *table;         /* BLOCK_TABLE */
    char *field_name;            /* BLOCK_FIELD: tag of a content control or name of an AcroForm field */
    char *field_value;           /* its text; a check box: "true"/"false"; NULL when empty or a placeholder */
};

enum document_kind {
    DOCUMENT_TEXT,
    DOCUMENT_HTML,
    DOCUMENT_DOCX,
    DOCUMENT_DOC,
    DOCUMENT_XLSX,
    DOCUMENT_XLS,
    DOCUMENT_CSV,
    DOCUMENT_RTF,
    DOCUMENT_ODT,
    DOCUMENT_ODS,
    DOCUMENT_PDF,
    DOCUMENT_SCAN,
    DOCUMENT_OTHER,
};

/* A page of a scan, upright, its rules level, paper white: grey bytes, a row after the other, 0 is black. */
struct picture {
    int width, height;
    guint8 *grey;
};
typedef struct picture Picture;
void picture_free(struct picture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Picture, picture_free)
/* A part of a page as PNG; NULL when it lies outside. */
GBytes *picture_png(const struct picture *picture, const struct area *area);

struct document {
    enum document_kind kind;
    char *name;          /* file name, or "正文" for a body */
    bool encrypted;      /* nothing was read: a password is needed */
    bool damaged;        /* what was read may be incomplete */
    guint pictures;      /* pictures placed in it (the answer asks for the originals as files) */
    GPtrArray *blocks;   /* struct block */
    GPtrArray *pages;    /* struct picture: those of a scan; NULL */
    GPtrArray *warnings; /* char *: "表格超过100000格，其余未读" */
};
typedef struct document Document;

/* Reads a document by its content type; `type` is that of base/magic.h. NULL and ERROR_INPUT when no reader
 * takes that type (document_readable tells beforehand). Never returns an empty document for a file that it
 * could not read: then `encrypted` or `damaged` is set. */
struct document *document_read(GBytes *bytes, const char *type, const char *name, GError **error);
bool document_readable(const char *type);

#define SCAN_MAX_PAGES 6 /* recognised at a time: a page takes about a second */
/* Scans. document_read recognises the pages of a picture; a PDF without text comes back as DOCUMENT_SCAN, empty, and
 * document_scan then recognises up to `limit` of its pages into blocks and pages; gives their number. Pages that look
 * like photographs are passed over. */
int document_scan(struct document *document, GBytes *bytes, int limit);
/* A type of picture that may be a scan, or PDF. */
bool document_scannable(const char *type);
/* Whether a picture looks like a page with text or a table, at a glance (some 20 ms); false for PDFs. */
bool document_page_like(GBytes *bytes, const char *type);
void document_free(struct document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Document, document_free)

/* Any paragraph, table cell or run text of the document as plain text: cells tab-separated, a row a line. */
char *document_text(const struct document *document);
char *cell_text(const struct cell *cell);
char *paragraph_text(const struct paragraph *paragraph);

/* "表1 行2 列3", as field.from shows it in English for programs: "table 1 row 2 column 3". */
char *cell_place(const struct table *table, const struct cell *cell);

#endif
