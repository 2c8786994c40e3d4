/* Values of a form that a person read, on a scan or on the telephone. They are a contribution like a mail's, so they
 * survive whatever is read again later, and a form that no program could read becomes readable by them. The same for
 * the verb `set`, a line of a mail and the workbook that came back.
 */
#ifndef HUIZHI_DESK_ENTRY_H
#define HUIZHI_DESK_ENTRY_H

#include "desk/decision.h"

/* A submission as it stands, and the form that values go into. */
struct entry {
    gint64 id;
    const struct campaign *campaign; /* borrowed, as is the form */
    const struct form_rule *form;    /* NULL until entry_field has found one */
    struct submission *state;
};
typedef struct entry Entry;
struct entry *entry_open(struct intake *intake, gint64 submission, GError **error);
void entry_free(struct entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entry, entry_free)

/* The field that somebody calls so: by its name, its title, or a label of the form. Of several with that label the one
 * in the part of the form that is filled in. NULL: none, or *several. Works without a form get the form that takes
 * works; what else has none, the first with such a field. */
const struct field_rule *entry_field(struct entry *entry, const char *called, bool *several);

/* Whether a value fits the field; "true" or 是, an option by its value, title or label. */
bool entry_fits(const struct field_rule *rule, const char *typed);
/* What the field has now; NULL. As it is stored, and as `typed` would be. Free with g_free. */
char *entry_now(const struct entry *entry, const struct field_rule *rule);
char *entry_read(const struct field_rule *rule, const char *typed);

struct entered {
    const struct field_rule *rule;
    const char *typed; /* fits */
};
/* Adds the values (array of struct entered) in a person's name and judges again, with a line each in the audit. Inside
 * the caller's transaction. */
struct decision *entry_take(struct intake *intake, const struct entry *entry, const char *actor,
                            const GPtrArray *values, GError **error);

#endif
