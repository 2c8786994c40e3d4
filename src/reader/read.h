/* Reading one mail: the pipe inside the sandbox. raw mail → message → documents → forms → works → dossier. */
#ifndef HUIZHI_READER_READ_H
#define HUIZHI_READER_READ_H

#include "reader/dossier.h"

struct ruleset;

/* What a reader process loads once, before it forks: the ruleset and the shared data. */
struct reader_data {
    struct ruleset *ruleset;
    struct form_index *forms; /* of the ruleset */
    struct robots *robots;
    struct link_hosts *hosts;
    struct commands *commands;
    struct photo_rules *photos;
    struct magic *magic;
    GStrv own; /* our addresses */
};

bool reader_data_load(struct reader_data *data, const char *rules_folder, const char *const *own, GError **error);
void reader_data_clear(struct reader_data *data);

/* Pure but for the staging folder. ERROR_INPUT: the mail cannot be read, with the reason. */
struct dossier *read_mail(int raw_fd, int staging_fd, const struct reader_data *data, GError **error);

#endif
