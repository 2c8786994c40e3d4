/* The shelf: works laid out for people, "works/NXZ-0001 江城医院/01 原文件名.jpg".
 *
 * Each file shares its bytes with the content store: a reflink where the file system has them, else a hard link, else
 * (another file system) a copy; mode 0440, read through the group. What stands here can be made again at any time and
 * is no proof of anything; what people put beside it is left alone.
 */
#ifndef HUIZHI_SPOOL_SHELF_H
#define HUIZHI_SPOOL_SHELF_H

#include "spool/spool.h"

#define SHELF_EARLIER "以前的版本" /* folder of files that were replaced */

struct shelf_item {
    int seq;       /* 0: a form */
    char *name;    /* as the sender wrote it */
    char *type;    /* by content */
    char *sha256;  /* in the content store */
    bool replaced; /* an earlier revision */
};
void shelf_item_free(struct shelf_item *item);

/* Makes the folder of one submission hold these items (struct shelf_item): a folder of an earlier title is renamed,
 * files of ours that are no item any more are removed. ERROR_IO when the disk is full or not ours to write. */
bool shelf_lay(const struct spool *spool, const char *root, const char *number, const char *title,
               const GPtrArray *items, GError **error);

#endif
