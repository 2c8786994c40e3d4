/* Whose data a verb is about, as people name them: an address, a phone, a submission's number. */
#ifndef HUIZHI_CMD_PERSON_H
#define HUIZHI_CMD_PERSON_H

#include "cmd/cmd.h"
#include "store/erase.h"

struct ruleset;

/* "a@b.cn", "138-0000-1234", "NXZ-0012" → how erase_select finds it; *key is owned by the caller and borrowed by the
 * wish. ERROR_USAGE when it is none of these. */
bool person_parse(const struct ruleset *ruleset, const char *typed, struct erase_wish *wish, char **key,
                  GError **error);

/* export --person: everything that is held about it, into a new folder: index.html and data.json, the raw mails, the
 * files that came in them, the letters that went out. 0 or the exit code, printed. */
int person_export(const struct session *session, const char *typed, const char *folder);

#endif
