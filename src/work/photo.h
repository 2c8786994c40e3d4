/* Photographs: everything that is told about one, from its header, its metadata and one decoding of it. */
#ifndef HUIZHI_WORK_PHOTO_H
#define HUIZHI_WORK_PHOTO_H

#include "work/measure.h"

/* rules/common/photos.yaml: how copies that chat applications leave are known, and descriptions that say nothing. */
typedef struct photo_rules PhotoRules;
struct photo_rules *photo_rules_load(const char *path, GError **error);
void photo_rules_free(struct photo_rules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PhotoRules, photo_rules_free)

/* True when a photograph without a camera's data has the name, or the size and the quality, that a chat application
 * gives. NULL rules know none. */
bool photo_rules_copy(const struct photo_rules *rules, const struct work *work);
/* True when a description says something. */
bool photo_rules_says(const struct photo_rules *rules, const char *description);

/* Of a work_measure; for any image/ type. */
void photo_measure(struct work *work, GBytes *bytes, const struct photo_rules *rules, struct measured *measured);

#endif
