/* The pieces of value_read: what phone.c and email.c find in a text. For form/ only. */
#ifndef HUIZHI_FORM_VALUE_PARTS_H
#define HUIZHI_FORM_VALUE_PARTS_H

#include <glib.h>
#include <stdbool.h>

#include "form/value.h"

struct phone {
    char *number; /* normalised */
    bool mobile;
};
void phone_free(gpointer phone);

/* Every number (struct phone, at most 64) in order; `rest` (may be NULL) gets the text without them. */
GPtrArray *phone_scan(const char *text, char **rest);

/* Every well-formed address in a text; `rest` as above. `note` (may be NULL) gets what looks mistyped. */
GStrv email_scan(const char *text, char **rest, char **note);

/* The six digits of a postcode standing alone in a text; NULL when there is not exactly one. */
char *postcode_scan(const char *text, char **rest);

/* NFKC with all dashes as '-' and all spaces but line breaks as ' '. */
char *value_flatten(const char *text);

/* Nothing but white space, rules, dots and words such as 无. */
bool value_is_placeholder(const char *text, bool text_field);

/* Notes are joined with "；". */
void field_note(struct field *field, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
