/* What the two halves of `rules` share: where the rules lie that are looked at. */
#ifndef HUIZHI_CMD_RULES_H
#define HUIZHI_CMD_RULES_H

#include "cmd/cmd.h"
#include "ruleset/ruleset.h"

struct rules_place {
    char *folder; /* of the rules, with common/ in it */
    char *only;   /* path of one campaign's folder, wherever it lies; NULL: all of `folder` */
};

/* Without any fault; else NULL, after telling them all, with the exit code. */
struct ruleset *rules_read(const struct rules_place *place, int *code);

/* rules_try.c: judges files under these rules and prints what comes of it. */
int rules_try(const struct session *session, const struct rules_place *place, char **words);

#endif
