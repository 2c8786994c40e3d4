/* The register as sheets of typed rows: a sheet a form (a row a submission, in the form's own column order), the works
 * (a row a work), what is to be settled, and counts. book_write reads it once, within one state of the database, row
 * by row, into a sink: a workbook, CSV files, JSON lines.
 *
 * What a participant wrote is text in every sink: never a formula, never a link.
 */
#ifndef HUIZHI_DIGEST_BOOK_H
#define HUIZHI_DIGEST_BOOK_H

#include <glib.h>
#include <stdbool.h>

#include "config/config.h"
#include "ruleset/ruleset.h"
#include "store/query.h"
#include "store/selection.h"

/* In the digest's folder. */
#define BOOK_NAME "登记册.xlsx"

enum book_kind {
    BOOK_TEXT, /* phones and postcodes, too */
    BOOK_LONG, /* sentences: wrapped */
    BOOK_NUMBER,
    BOOK_BYTES,
    BOOK_TIME,    /* seconds since the epoch; 0: empty */
    BOOK_YESNO,   /* text "true" or "false" */
    BOOK_PICTURE, /* text: SHA-256 of a thumbnail in the content store */
    BOOK_FILE,    /* text: its name; target: where it lies */
};

struct book_column {
    char *name;  /* for programs: "unit_mobile" */
    char *title; /* for people */
    enum book_kind kind;
};

/* `text` and `target` are the writer's until the row has been taken; NULL: an empty cell. */
struct book_cell {
    char *text;
    gint64 number;
    char *target;
};

struct book_sheet {
    char *title;        /* at most 31 characters, fit for a workbook and a file name; each but once */
    GPtrArray *columns; /* struct book_column */
    GTimeZone *zone;
};

/* An ops table at the beginning of a sink's own struct. The sheet is valid while its rows come. */
struct book_sink {
    bool (*sheet)(struct book_sink *sink, const struct book_sheet *sheet, GError **error);
    bool (*row)(struct book_sink *sink, const struct book_cell *cells, GError **error);
};

struct book_request {
    const struct config *config;
    const struct ruleset *ruleset;
    struct store *store;
    const struct selection *selection; /* NULL: everything */
    gint64 now;
};

bool book_write(const struct book_request *request, struct book_sink *sink, GError **error);

/* A workbook: header in bold, frozen and with filters, columns as wide as their text within limits, Chinese yes and no.
 * Thumbnails of the newest 2,000 works; links to files that lie there, relative to the workbook. It is written beside
 * `path` and durably replaces it (mode 0640) when `finish` succeeds. Free with book_xlsx_free, finished or not. */
struct book_sink *book_xlsx_create(const char *path, const char *state_folder, GError **error);
bool book_xlsx_finish(struct book_sink *sink, GError **error);
void book_xlsx_free(struct book_sink *sink);

/* The whole register at once. */
bool book_write_xlsx(const struct book_request *request, const char *path, GError **error);

/* A table as one sheet: `columns` describe the rows' cells in their order, instants and numbers in digits. */
bool book_rows(const struct book_sheet *sheet, const struct rows *rows, struct book_sink *sink, GError **error);

struct book_sheet *book_sheet_create(const char *title, GTimeZone *zone);
void book_sheet_add(struct book_sheet *sheet, const char *name, const char *title, enum book_kind kind);
void book_sheet_free(struct book_sheet *sheet);
typedef struct book_sheet BookSheet;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookSheet, book_sheet_free)

#endif
