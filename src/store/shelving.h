/* Which submissions are to be laid out for people, and with which files. */
#ifndef HUIZHI_STORE_SHELVING_H
#define HUIZHI_STORE_SHELVING_H

#include "spool/shelf.h"
#include "store/store.h"

struct shelving {
    gint64 submission, revision, updated_at;
    char *number, *title;
    GPtrArray *items; /* struct shelf_item: works, earlier revisions, forms */
};
void shelving_free(struct shelving *shelving);

/* Submissions whose state differs from the one that was laid out, at most `limit`; array of struct shelving. */
GPtrArray *shelving_due(struct store *store, int limit, GError **error);
/* The whole shelf is gone: everything is due. */
bool shelving_forget(struct store *store, GError **error);
/* One submission is due again, whatever its revision. */
bool shelving_again(struct store *store, gint64 submission, GError **error);
/* That state has been laid out. */
bool shelving_done(struct store *store, const struct shelving *shelving, GError **error);

#endif
