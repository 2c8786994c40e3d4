/* Captions as people list them, before anybody knows which photograph they belong to. For caption.c only. */
#ifndef HUIZHI_WORK_CAPTION_LIST_H
#define HUIZHI_WORK_CAPTION_LIST_H

#include "work/caption.h"

struct listed {
    int number; /* 照片3, 图三, 3.; 0: none */
    char *name; /* file name or title that the list gives; NULL: none */
    char *text;
};
void listed_free(gpointer listed);

/* Array of struct listed. `loose`: numbers alone (1、 2、) count as well, as they do in a list but not in a letter.
 * `titles` (char *, may be NULL): names of photographs without their ending, each a title that a line may begin with.
 */
GPtrArray *listed_from_text(const char *text, gboolean loose, const GPtrArray *titles);
GPtrArray *listed_from_document(const struct document *document, const GPtrArray *titles);

/* 3, 十二, ③ … at the beginning of a text: the number and the place behind it; 0 when there is none. */
int listed_number(const char *text, const char **behind);

#endif
