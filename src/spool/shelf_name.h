/* Names that a sender chose, as names of files for people: legal on Windows, on this machine, and harmless. */
#ifndef HUIZHI_SPOOL_SHELF_NAME_H
#define HUIZHI_SPOOL_SHELF_NAME_H

#include <glib.h>

#define SHELF_NAME_BYTES 255 /* of ext4, XFS, and of NTFS counted in UTF-16 */

/* "NXZ-0001 江城医院": control and direction characters and those that Windows refuses become a space or "_", trailing
 * dots and spaces go, the end is cut at a character. Owned by the caller. */
char *shelf_folder_name(const char *number, const char *title);

/* "01 原文件名.jpg"; an ending that does not belong to the content type is followed by one that does. NULL for a type
 * that is not laid out: programs, and what nobody knows. */
char *shelf_file_name(int seq, const char *name, const char *type);

#endif
