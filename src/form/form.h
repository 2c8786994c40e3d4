/* A form as it was filled in: each value with the cell that it came from and an honest confidence.
 *
 * form_find looks at one document (a file, a body) and returns every copy of every known form in it. A form
 * whose fields are all empty is `blank`. Pure; runs in the sandboxed reader. Everything is owned by the form.
 */
#ifndef HUIZHI_FORM_FORM_H
#define HUIZHI_FORM_FORM_H

#include <glib.h>
#include <stdbool.h>

/* Characters from which on a text is a paper that a form asks for (type: paper), not a mention of one. */
#define PAPER_CHARACTERS 60

struct document;
struct ruleset;
struct campaign;
struct form_rule;
struct form_index;
typedef struct form_index FormIndex;

struct field {
    char *name;        /* of the campaign's form */
    char *value;       /* normalised; yes/no "true"/"false"; NULL: empty or undecided. An ill-formed value as typed */
    char *raw;         /* as typed; NULL when the cell is empty */
    char *from;        /* "回执表.docx table 1 row 1 column 2"; NULL when the label was not found */
    double confidence; /* 1.0: unmistakable; below 1.0: style-only evidence, derived, ambiguous */
    GStrv also;        /* further numbers in the cell; NULL when none */
    bool valid;        /* false: filled in, but not well-formed for its type */
    bool conflict;     /* both of an exclusive pair are ticked: value is NULL */
    char *note;        /* "由填写部分推断"; NULL when none */
    char *suggestion;  /* of an unreadable form: what a scan seems to say, for the person who types it in; NULL */
    char *picture;     /* SHA-256 of the PNG that shows its cell; NULL */
    int place[5];      /* of that cell: page (from 1; 0: unknown), x, y, width, height in pixels of the upright page */
};

struct form {
    char *campaign;    /* id */
    char *id;          /* "receipt", "work" */
    char *source;      /* part path of the file, "body" for the body */
    char *name;        /* file name, "正文" for the body */
    bool blank;        /* no field is filled in: a form to fill, not a submission */
    bool unreadable;   /* clearly this form, but nothing can be read with confidence */
    double score;      /* how surely it is this form: share of its labels found, plus anchors; above 0 */
    GPtrArray *fields; /* struct field: exactly those of the form_rule, in its order */
    GPtrArray *notes;  /* char * */
    char *of;          /* corrections: number of the submission that they are for, "NXZ-0012"; NULL: not said */
};
typedef struct form Form;

/* The labels of every form of a ruleset, for form_find and form_lines: made once a process, since making them costs
 * more than reading a small mail. Borrows the ruleset. */
struct form_index *form_index_create(const struct ruleset *ruleset);
void form_index_free(struct form_index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormIndex, form_index_free)

/* Every form in a document, in its order; array of struct form, never NULL. `source` and `name` as in struct form. */
GPtrArray *form_find(const struct document *document, const struct form_index *index, const char *source,
                     const char *name);

/* Fields of a form given as "标签：值" lines (corrections in a mail): only labels of that form, only filled ones. */
GPtrArray *form_lines(const char *text, const struct form_index *index, const struct form_rule *rule, const char *from);

/* The campaign and form whose title stands in a file name or a subject ("回执表-某某杂志.doc"); false when none. */
bool form_named(const char *name, const struct ruleset *ruleset, const struct campaign **campaign,
                const struct form_rule **form);

struct form *form_create(const char *campaign, const struct form_rule *rule, const char *source, const char *name);
void form_free(struct form *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Form, form_free)
void field_free(struct field *field);
struct field *field_copy(const struct field *field);
/* "page x y width height" of the field's cell on a scan, owned by the caller; NULL when unknown. */
char *field_area(const struct field *field);
/* Borrowed; NULL when the form has no such field. */
struct field *form_get(const struct form *form, const char *name);

#endif
