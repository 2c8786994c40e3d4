/* The operators that matter are q, Q, cm and Do (PDF 32000-1, 8.4.4 and 8.8); strings, arrays, dictionaries, comments
 * and inline pictures (BI … ID … EI) are stepped over. An inline picture is small by nature (4 KB is the advice of
 * 8.9.7) and not measured.
 */
#include "work/content.h"

#include <string.h>

enum { OPERANDS = 6, STATES = 256, TOKEN_BYTES = 128 };

struct reader {
    const char *at, *end;
    double operands[OPERANDS];
    int count; /* of numbers since the last operator */
    char name[TOKEN_BYTES];
    struct matrix matrix;
    struct matrix saved[STATES];
    int depth;
};

struct matrix matrix_multiply(const struct matrix *inner, const struct matrix *outer)
{
    return (struct matrix){inner->a * outer->a + inner->b * outer->c, inner->a * outer->b + inner->b * outer->d,
                           inner->c * outer->a + inner->d * outer->c, inner->c * outer->b + inner->d * outer->d};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static void skip_line(struct reader *reader)
{
    while (reader->at < reader->end && *reader->at != '\n' && *reader->at != '\r')
        reader->at++;
}

/* "(a (b) \) c)" */
static void skip_string(struct reader *reader)
{
    int depth = 0;
    for (; reader->at < reader->end; reader->at++) {
        if (*reader->at == '\\')
            reader->at++;
        else if (*reader->at == '(')
            depth++;
        else if (*reader->at == ')' && --depth == 0)
            break;
    }
    if (reader->at < reader->end)
        reader->at++;
}

/* The bytes up to the next space or delimiter; '#41' in a name is one byte. */
static void take_token(struct reader *reader, char token[TOKEN_BYTES])
{
    gsize length = 0;
    if (*reader->at == '/')
        token[length++] = *reader->at++;
    while (reader->at < reader->end && !is_space(*reader->at) && !is_delimiter(*reader->at)) {
        char c = *reader->at++;
        if (token[0] == '/' && c == '#' && reader->end - reader->at >= 2 && g_ascii_isxdigit(reader->at[0]) &&
            g_ascii_isxdigit(reader->at[1])) {
            c = (char)(g_ascii_xdigit_value(reader->at[0]) * 16 + g_ascii_xdigit_value(reader->at[1]));
            reader->at += 2;
        }
        if (length < TOKEN_BYTES - 1)
            token[length++] = c;
    }
    token[length] = '\0';
}

/* Behind the EI that ends the data of an inline picture: one with white space on both sides. */
static void skip_inline(struct reader *reader)
{
    for (; reader->at + 3 < reader->end; reader->at++)
        if (is_space(reader->at[0]) && reader->at[1] == 'E' && reader->at[2] == 'I' && is_space(reader->at[3]))
            break;
    reader->at = MIN(reader->at + 3, reader->end);
}

static void push_number(struct reader *reader, double number)
{
    if (reader->count == OPERANDS) {
        memmove(reader->operands, reader->operands + 1, (OPERANDS - 1) * sizeof reader->operands[0]);
        reader->count--;
    }
    reader->operands[reader->count++] = number;
}

static void operate(struct reader *reader, const char *operator, GArray * painted, guint limit)
{
    if (!strcmp(operator, "q") && reader->depth < STATES) {
        reader->saved[reader->depth++] = reader->matrix;
    } else if (!strcmp(operator, "Q") && reader->depth > 0) {
        reader->matrix = reader->saved[--reader->depth];
    } else if (!strcmp(operator, "cm") && reader->count == OPERANDS) {
        struct matrix inner = {reader->operands[0], reader->operands[1], reader->operands[2], reader->operands[3]};
        reader->matrix = matrix_multiply(&inner, &reader->matrix);
    } else if (!strcmp(operator, "Do") && reader->name[0] && painted->len < limit) {
        struct painted one = {g_strdup(reader->name), reader->matrix};
        g_array_append_val(painted, one);
    } else if (!strcmp(operator, "ID")) {
        skip_inline(reader);
    }
    reader->count = 0;
    reader->name[0] = '\0';
}

static void step(struct reader *reader, GArray *painted, guint limit)
{
    char token[TOKEN_BYTES], *rest;
    char c = *reader->at;
    if (is_space(c) || (is_delimiter(c) && c != '(' && c != '/' && c != '%')) {
        reader->at++;
    } else if (c == '(') {
        skip_string(reader);
    } else if (c == '%') {
        skip_line(reader);
    } else {
        take_token(reader, token);
        double number = g_ascii_strtod(token, &rest);
        if (token[0] == '/')
            memcpy(reader->name, token, TOKEN_BYTES);
        else if (*rest == '\0')
            push_number(reader, number);
        else
            operate(reader, token, painted, limit);
    }
}

static void painted_clear(gpointer data)
{
    g_free(((struct painted *)data)->name);
}

GArray *content_painted(const char *bytes, gsize length, const struct matrix *start, guint limit)
{
    GArray *painted = g_array_new(FALSE, TRUE, sizeof(struct painted));
    g_array_set_clear_func(painted, painted_clear);
    g_autofree struct reader *reader = g_new0(struct reader, 1);
    reader->at = bytes;
    reader->end = bytes + length;
    reader->matrix = *start;
    while (reader->at < reader->end && painted->len < limit)
        step(reader, painted, limit);
    return painted;
}
