/* The inside of a parsed template, shared by the parser and the renderer alone: one tree node a piece of text or
 * a tag. Text is cut at line ends, because a partial's indentation is put before each line of the template, not
 * before each line of what its variables hold.
 */
#ifndef HUIZHI_BASE_MUSTACHE_TREE_H
#define HUIZHI_BASE_MUSTACHE_TREE_H

#include <glib.h>
#include <stdbool.h>

enum mustache_kind {
    MUSTACHE_TEXT,
    MUSTACHE_VARIABLE,   /* {{x}} */
    MUSTACHE_RAW,        /* {{{x}}}, {{&x}} */
    MUSTACHE_SECTION,    /* {{#x}} */
    MUSTACHE_INVERTED,   /* {{^x}} */
    MUSTACHE_PARTIAL,    /* {{>x}} */
    MUSTACHE_CLOSE,      /* {{/x}}; only in the token list */
    MUSTACHE_COMMENT,    /* {{!x}}; only in the token list */
    MUSTACHE_DELIMITERS, /* {{=<% %>=}}; only in the token list */
};

struct mustache_node {
    enum mustache_kind kind;
    char *text;          /* MUSTACHE_TEXT: at most one line with its end; otherwise the name */
    char *indent;        /* a standalone partial's indentation; NULL when it stands within a line */
    bool begins_line;    /* first piece of its line in the template */
    guint line, column;  /* of the tag, from 1; the column counts characters */
    GPtrArray *children; /* struct mustache_node, of sections only */
};

struct mustache {
    char *name;
    GPtrArray *nodes; /* struct mustache_node */
};

#endif
