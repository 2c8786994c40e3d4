/* What the verbs of the secretariat's desk share: everything opened but the reader, numbers found, all in one
 * transaction, the works' folder brought up to date.
 */
#ifndef HUIZHI_CMD_DESK_H
#define HUIZHI_CMD_DESK_H

#include "cmd/cmd.h"
#include "intake.h"
#include "refile.h"

struct desk {
    struct config *config;
    struct intake *intake;
    const char *actor; /* --actor, else the user's name */
    gint64 now;
};
typedef struct desk Desk;

/* `actor` NULL: the user. */
struct desk *desk_open(const struct session *session, const char *actor, GError **error);
/* With a reader, for verbs that read mails again. */
struct desk *desk_open_reading(const struct session *session, const char *actor, GError **error);
void desk_close(struct desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_close)

/* A submission, or a work of it. */
struct target {
    gint64 submission;
    int work;     /* 0: the whole */
    char *number; /* "NXZ-0012", "NXZ-0012-03" */
};

/* Finds what each word names, each once; array of struct target. ERROR_USAGE: no number; ERROR_NO_INPUT: there is no
 * such submission or work. `count` words from the first. */
GPtrArray *desk_targets(const struct desk *desk, char **words, guint count, GError **error);

/* A verdict as the office says it: "完整", "需补正" … */
const char *desk_state(const struct refiled *refiled);

/* Works that may no longer be used leave the works' folder, others come back. Never fails loudly. */
void desk_shelve(const struct desk *desk);

#endif
