/* Cues of what a caption tells (notice 二（一）1（1）: time, place, person, event): rules/common/cues.yaml. For judge/.
 */
#ifndef HUIZHI_JUDGE_CUES_H
#define HUIZHI_JUDGE_CUES_H

#include <glib.h>

struct cues;
typedef struct cues Cues;

/* ERROR_CONFIG with the place: an unknown key, a pattern that does not compile, none at all. */
struct cues *cues_load(const char *path, GError **error);
void cues_free(struct cues *cues);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cues, cues_free)

/* "时间、人物": the elements without any cue in the caption; NULL when there is a cue of each, or no caption. */
char *cues_lacking(const struct cues *cues, const char *caption);

#endif
