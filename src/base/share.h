/* Who may read what we keep: its owner, one group, nobody else. New files get their modes from the umask 0027 that
 * main sets, whatever the caller's was; new folders their group from the folder above (setgid).
 */
#ifndef HUIZHI_BASE_SHARE_H
#define HUIZHI_BASE_SHARE_H

#include <glib.h>
#include <stdbool.h>

/* Gives the folder, made when it is missing, with everything in it to a group that may read it; quick when the folder
 * has it already. Temporary folders (mode 0700) stay private. ERROR_CONFIG for an unknown group or one that the user
 * may not give files to. */
bool share_with_group(const char *folder, const char *group, GError **error);

/* Looks at everything below a folder without following links; NULL when only the owner may write and others have no
 * right, else what is wrong and how often: "3 (first: state/huizhi.db, mode 0644)". `group` NULL: any. */
char *share_fault(const char *folder, const char *group);

#endif
