/* Video and audio by libavformat: container, codecs, duration, picture size, and whether all of it is there.
 *
 * The file is read by its descriptor in blocks, so a long film costs no more memory than a short one. Nothing but
 * these bytes is ever opened: playlists, references to other files and addresses are refused. Work is bounded by
 * bytes and packets, not by a clock, so the same bytes give the same facts. One thread.
 */
#ifndef HUIZHI_WORK_MEDIA_H
#define HUIZHI_WORK_MEDIA_H

#include "work/work.h"

/* True for the content types that media_measure knows. */
bool media_type(const char *type);

/* True for a name that ends as those of films and recordings do ("讲座.mp4"). */
bool media_named(const char *name);

/* Reads the file behind `fd` (seekable, not closed, its position kept). Fills kind (by the streams that there are),
 * seconds, width and height (as shown: rotation applied), codecs and damaged. Gives a picture of it in *thumbnail: a
 * JPEG of at most 320 pixels a side, NULL when there is none; owned by the caller. */
void media_measure(struct work *work, int fd, GBytes **thumbnail);

#endif
