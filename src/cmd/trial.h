/* A trial run: the whole pipe over files, in a state folder that is removed afterwards. */
#ifndef HUIZHI_CMD_TRIAL_H
#define HUIZHI_CMD_TRIAL_H

#include "intake.h"

struct trial {
    struct config *config; /* a copy of the session's with a temporary state folder and replies off */
    struct intake *intake;
};
typedef struct trial Trial;

/* The config is changed: state folder and reply mode. */
struct trial *trial_open(struct config *config, const struct clock *clock, GError **error);
void trial_close(struct trial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trial, trial_close)

/* Files and the files beneath folders, sorted; *code becomes 66 and a message is printed for each that is not there. */
GStrv trial_files(char **words, int *code);

struct mail *trial_spool(struct trial *trial, const char *file, GError **error);
struct handled *trial_handle(struct trial *trial, const struct mail *mail, struct dossier *dossier, const char *why,
                             GError **error);

#endif
