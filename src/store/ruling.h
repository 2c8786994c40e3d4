/* Rulings as they are kept. */
#ifndef HUIZHI_STORE_RULING_H
#define HUIZHI_STORE_RULING_H

#include "store/store.h"
#include "submission/ruling.h"

/* Adds a ruling and its line in the audit (the action and the number, never the reason); sets its id. Inside the
 * caller's transaction. The state follows when the submission is judged again. */
bool ruling_add(struct store *store, struct ruling *ruling, GError **error);

/* All of a submission in their order; array of struct ruling. */
GPtrArray *ruling_list(struct store *store, gint64 submission, GError **error);

#endif
