/* What the files of work/media share. */
#ifndef HUIZHI_WORK_MEDIA_INSIDE_H
#define HUIZHI_WORK_MEDIA_INSIDE_H

#include <glib.h>
#include <stdbool.h>

/* media_whole.c: true when the container's own lengths reach beyond the file, or its index is not there: the file
 * was cut off. `bytes` is the file's length. False also for containers that tell nothing. */
bool media_cut(int fd, guint64 bytes);

struct AVPacket;
struct AVStream;

/* media_frame.c: the first frame of a film that is not black, else the first one of all. Packets of any stream are
 * handed in as they are read, until the search is over; then they cost nothing. NULL when there is no decoder. */
struct frame_search;
struct frame_search *frame_search_create(const struct AVStream *stream);
void frame_search_take(struct frame_search *search, const struct AVPacket *packet);
/* The picture turned `turn` quarters to the right, as JPEG; NULL when nothing could be decoded. Frees the search, which
 * may be NULL. */
GBytes *frame_search_end(struct frame_search *search, int turn);

#endif
