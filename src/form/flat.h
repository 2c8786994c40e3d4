/* A stretch of a document as one row of atoms: characters and marks side by side, each with its style. Labels,
 * options and values are found by position here, so that spaces and formatting still count when they decide
 * to which option a tick belongs. Positions are indexes of atoms; a range is [from, to).
 */
#ifndef HUIZHI_FORM_FLAT_H
#define HUIZHI_FORM_FLAT_H

#include <glib.h>
#include <stdbool.h>

#include "document/document.h"

enum atom_kind { ATOM_TEXT, ATOM_BOX_OFF, ATOM_BOX_ON, ATOM_TICK, ATOM_CROSS };

struct atom {
    gunichar c; /* the glyph of a mark */
    guint8 style;
    guint8 kind;   /* enum atom_kind */
    guint8 origin; /* enum mark_origin, of a mark */
};

struct flat {
    GArray *atoms; /* struct atom */
};
typedef struct flat Flat;

/* Atoms of one stretch; what is longer is cut. */
#define FLAT_MAX 60000

struct flat *flat_create(void);
void flat_free(struct flat *flat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flat, flat_free)

void flat_add_text(struct flat *flat, const char *text, unsigned style);
void flat_add_paragraph(struct flat *flat, const struct paragraph *paragraph);
/* The cell's own paragraphs, a line each; nested tables are left out. */
void flat_add_cell(struct flat *flat, const struct cell *cell);
void flat_add_range(struct flat *flat, const struct flat *from, int begin, int end);
struct flat *flat_slice(const struct flat *flat, int begin, int end);

int flat_length(const struct flat *flat);
const struct atom *flat_at(const struct flat *flat, int index); /* NULL outside */
char *flat_text(const struct flat *flat, int begin, int end);
/* "《个人作者》杂志社": a title at the beginning is a name, whatever words are in it. */
bool flat_opens_title(const struct flat *flat);
char *flat_fold(const struct flat *flat, int begin, int end); /* text_fold of the text */
/* Nothing but white space and the rules of an empty blank (____). Marks are not blank. */
bool flat_blank(const struct flat *flat, int begin, int end);
/* Where a folded text stands, brackets, spaces and punctuation skipped as text_fold does: the place behind it and its
 * start, or -1. Text in brackets is never a beginning. */
int flat_find(const struct flat *flat, int begin, int end, const char *fold, int *start);
/* The closing bracket that belongs to an opening one; -1 when there is none within 200 atoms. */
int flat_close(const struct flat *flat, int open, int end);
int flat_line_end(const struct flat *flat, int from, int end); /* the line break, or `end` */
bool flat_has_marks(const struct flat *flat, int begin, int end);

bool atom_is_space(const struct atom *atom); /* any white space, line breaks too */
bool atom_is_colon(const struct atom *atom); /* ： : ∶ ﹕ ＝ = */
gunichar atom_fold(const struct atom *atom); /* as text_fold sees it; 0: dropped. Brackets are the caller's */
int atom_bracket(const struct atom *atom);   /* 1 opens a remark, -1 closes one, 0 neither */

#endif
