/* People go on using the numbers that were mailed to them, of works that were merged or split off since. */
#ifndef HUIZHI_STORE_RENUMBER_H
#define HUIZHI_STORE_RENUMBER_H

#include "reader/dossier.h"
#include "store/store.h"

/* What a mail says about such numbers (the ones that it names, its captions) is turned into the present ones. */
bool renumber_dossier(struct store *store, struct dossier *dossier, GError **error);

#endif
