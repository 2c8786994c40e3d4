/* Typed reading of one cell's text: phones, addresses, postcodes, names.
 *
 * Contract: mobile 13800001234 (from "+86 138-0000-1234" too); landline 010-60000001 (from （010）60000001),
 * with extension 010-60000001-806; postcode six digits; e-mail in half-width. Several numbers in one cell: the
 * first valid one is the value, the rest stand in `also`.
 */
#ifndef HUIZHI_FORM_VALUE_H
#define HUIZHI_FORM_VALUE_H

#include "form/form.h"
#include "ruleset/ruleset.h"

/* Fills value, raw, also, valid and note of the field from the text as typed. Text of white space, or of
 * placeholders only (无, /, —, ___ …; 无 stays for FIELD_TEXT), leaves value NULL and valid true. */
void value_read(struct field *field, enum field_type type, const char *typed);

/* All mobiles and landlines in a text, normalised, in order; never NULL. Free with g_strfreev. */
GStrv value_phones(const char *text);

#endif
