/* Verbs: a file each, described by one row of the table in cmd.c. A verb parses its own options with GOption, prints
 * to standard output what was asked for, and returns a sysexits code (status alone has Nagios's).
 */
#ifndef HUIZHI_CMD_CMD_H
#define HUIZHI_CMD_CMD_H

#include <glib.h>
#include <stdbool.h>

#include "base/clock.h"
#include "config/config.h"

/* What main hands to a verb. */
struct session {
    const char *config_file; /* --config, $HUIZHI_CONFIG or /etc/huizhi/huizhi.yaml */
    bool config_given;       /* named by the user: it must be there */
    struct clock clock;
};

struct verb {
    const char *name;
    const char *arguments; /* "FILE…" */
    const char *summary;   /* one line */
    int (*run)(const struct session *session, int argc, char **argv);
};
extern const struct verb cmd_verbs[]; /* ends with a NULL name */

int cmd_check(const struct session *session, int argc, char **argv);
int cmd_run(const struct session *session, int argc, char **argv);
int cmd_send(const struct session *session, int argc, char **argv);
int cmd_list(const struct session *session, int argc, char **argv);
int cmd_search(const struct session *session, int argc, char **argv);
int cmd_export(const struct session *session, int argc, char **argv);
int cmd_show(const struct session *session, int argc, char **argv);
int cmd_explain(const struct session *session, int argc, char **argv);
int cmd_decide(const struct session *session, int argc, char **argv);
int cmd_note(const struct session *session, int argc, char **argv);
int cmd_assign(const struct session *session, int argc, char **argv);
int cmd_extend(const struct session *session, int argc, char **argv);
int cmd_accept_late(const struct session *session, int argc, char **argv);
int cmd_set(const struct session *session, int argc, char **argv);
int cmd_recheck(const struct session *session, int argc, char **argv);
int cmd_merge(const struct session *session, int argc, char **argv);
int cmd_split(const struct session *session, int argc, char **argv);
int cmd_forget_link(const struct session *session, int argc, char **argv);
int cmd_requeue(const struct session *session, int argc, char **argv);
int cmd_reread(const struct session *session, int argc, char **argv);
int cmd_import(const struct session *session, int argc, char **argv);
int cmd_reply(const struct session *session, int argc, char **argv);
int cmd_digest(const struct session *session, int argc, char **argv);
int cmd_doctor(const struct session *session, int argc, char **argv);
int cmd_verify(const struct session *session, int argc, char **argv);
int cmd_backup(const struct session *session, int argc, char **argv);
int cmd_restore(const struct session *session, int argc, char **argv);
int cmd_mailbox(const struct session *session, int argc, char **argv);
int cmd_status(const struct session *session, int argc, char **argv);
int cmd_forget(const struct session *session, int argc, char **argv);
int cmd_purge(const struct session *session, int argc, char **argv);
int cmd_rules(const struct session *session, int argc, char **argv);
int cmd_config(const struct session *session, int argc, char **argv);

/* Writes, queues and sends the day's digest when it is due; does nothing else. */
struct ruleset;
struct store;
bool cmd_digest_daily(const struct config *config, const struct ruleset *ruleset, struct store *store,
                      const struct clock *clock, GError **error);

/* The session's configuration; without a file named by the user and none at the usual place: the defaults. */
struct config *cmd_config_load(const struct session *session, GError **error);

/* Parses a verb's options. False after --help or a usage error, with the code to return. `rest` gets the words left. */
bool cmd_options(const char *verb, const char *arguments, const char *summary, const GOptionEntry *entries, int argc,
                 char **argv, char ***rest, int *code);

/* Prints "huizhi: …" and returns the error's exit code. */
int cmd_fail(const GError *error);

/* The rules folder of a configuration, or the one beside the program when that is not there (a build tree). */
char *cmd_rules_folder(const struct config *config);

/* A number as people type it: "12", "0012-03", "nxz-0012", "NXZ-0012-03" → "NXZ-0012", and the work's number in *seq
 * (0: none). The first campaign's prefix when none is typed. NULL with ERROR_USAGE when it is none. */
char *cmd_number(const struct ruleset *ruleset, const char *typed, int *seq, GError **error);

#endif
