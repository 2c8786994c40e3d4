/* What the answer to a reply must bring: a form, files, captions, fields, papers. For the view of a reply and for the
 * sheet that goes along with it.
 */
#ifndef HUIZHI_REPLY_NEEDS_H
#define HUIZHI_REPLY_NEEDS_H

#include "reply/faults.h"

/* The submission's form; works without a form count for the form that takes works. NULL when there is none. */
const struct form_rule *needs_form_rule(const struct campaign *campaign, const struct submission *submission);

/* "needs_form", "needs_files", "needs_captions", "needs_fields" by a rule's id; NULL. */
const char *needs_of(const char *rule);

/* The paper that a fault is about; NULL. */
const struct field_rule *needs_paper(const struct form_rule *form, const struct fault *fault);

/* True when a fault (struct fault) asks for this, "needs_papers" included. */
bool needs_any(const struct form_rule *form, const GPtrArray *faults, const char *need);

/* True when a fault asks for a caption of the work (index). */
bool needs_caption(const GPtrArray *faults, guint work);

/* Fields that can be answered in words, each once: those with a fault, or the whole form where it is missing (of a
 * campaign without works: the one that asks for papers). Array of struct field_rule, borrowed. */
GPtrArray *needs_fields(const struct campaign *campaign, const struct submission *submission, const GPtrArray *faults);

/* A field's title as a label to be filled in, with what may be answered: "是否自愿无偿提供（是/否）". Free with g_free.
 */
char *needs_label(const struct field_rule *rule);

#endif
