/* Hits to fields: typed values, choices, two values for one field, what follows from what. For form/ only. */
#ifndef HUIZHI_FORM_EXTRACT_H
#define HUIZHI_FORM_EXTRACT_H

#include "form/form.h"
#include "form/scan.h"

/* Fills a new form's fields from hits (struct hit). `mailbox` (may be NULL): the campaign's own address, which a
 * form prints and nobody fills in. */
void extract_fields(struct form *form, const struct form_rule *rule, const GPtrArray *hits, const char *name,
                    const char *mailbox);

#endif
