/* The columns of a table of filled forms, a form a line, as a web page exports them: which field each column holds, by
 * the field's name, its title or any label of it; and a line read field by field.
 */
#ifndef HUIZHI_FORM_COLUMNS_H
#define HUIZHI_FORM_COLUMNS_H

#include "form/form.h"
#include "ruleset/ruleset.h"

enum column_use {
    COLUMN_NONE,      /* nothing known stands above it */
    COLUMN_HOLDS,     /* a field of the form */
    COLUMN_IDENTIFIES /* the line's own number on the web page */
};

#define COLUMN_MAX_FIELDS 4

struct column {
    enum column_use use;
    int fields[COLUMN_MAX_FIELDS]; /* indexes in form_rule.fields: 联系电话 may be mobile or landline */
    int count;
    bool title; /* the name of the work, whether or not the form asks for it */
};

struct columns {
    const struct form_rule *rule;
    GArray *each; /* struct column, one for each cell of the head */
    guint fields; /* how many columns hold a field */
};
typedef struct columns Columns;

/* A field of this name stands for a work's title where the form has none. */
#define COLUMNS_TITLE "title"

/* `head`: array of char *, NULL where the cell is empty. The rule is borrowed. */
struct columns *columns_match(const struct form_rule *rule, const struct ruleset *ruleset, const GPtrArray *head);
void columns_free(struct columns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Columns, columns_free)

/* The line's fields (struct field, in the form's order, each once, only filled ones); `texts` as the head. Values that
 * fit none of a choice's options have no value. */
GPtrArray *columns_read(const struct columns *columns, const GPtrArray *texts);
/* The number that the line has there; NULL: none. Free with g_free. */
char *columns_number(const struct columns *columns, const GPtrArray *texts);

/* One value as it is typed into a field: by its type, a choice by its options. */
void columns_value(struct field *field, const struct field_rule *rule, const char *typed);

#endif
