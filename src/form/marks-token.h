/* The pieces of a choice: options, boxes, ticks and the gaps between them. For marks.c only. */
#ifndef HUIZHI_FORM_MARKS_TOKEN_H
#define HUIZHI_FORM_MARKS_TOKEN_H

#include "form/flat.h"

enum token_kind { TOKEN_OPTION, TOKEN_OFF, TOKEN_ON, TOKEN_TICK, TOKEN_CROSS, TOKEN_TEXT };

struct token {
    enum token_kind kind;
    int option;     /* of TOKEN_OPTION */
    int from, to;   /* atoms */
    int gap;        /* width of the space before it: 1 a space or a punctuation mark, 3 a tab, 5 a line break */
    unsigned style; /* what all its characters share */
    bool crossed;   /* ☒, □×: chosen, unless another option has a tick */
    bool ocr;
};

struct tokens {
    GArray *list;  /* struct token */
    bool floating; /* a floating box holds a mark: whose, its place does not say */
    bool indented; /* an empty cell stands first */
};

/* Options are struct option_rule; a tick and its box come out as one TOKEN_ON. */
void tokens_read(struct tokens *tokens, const struct flat *flat, int from, int to, const GPtrArray *options);
void tokens_clear(struct tokens *tokens);

#endif
