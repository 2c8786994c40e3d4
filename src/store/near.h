/* Works that show nearly the same picture. Inside store/ only. */
#ifndef HUIZHI_STORE_NEAR_H
#define HUIZHI_STORE_NEAR_H

#include "store/store.h"

/* Number of the submission other than `except` that holds the picture nearest to a fingerprint, within
 * FINGERPRINT_NEAR bits; of several the earliest. NULL when there is none, or on an error. */
char *near_submission(struct store *store, const char *fingerprint, gint64 except, GError **error);

#endif
