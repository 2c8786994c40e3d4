/* Captions (notice 二（一）1（1）: time, place, person, event; at most 150 characters): sought in list documents,
 * text files, the body, the file name when it is a sentence, the synopsis, the picture's own description; in that
 * order. Matched to photographs by file name, then by number, then by order when the counts are equal.
 */
#ifndef HUIZHI_WORK_CAPTION_H
#define HUIZHI_WORK_CAPTION_H

#include <glib.h>

struct document;

enum caption_source { CAPTION_LIST, CAPTION_TEXT_FILE, CAPTION_BODY, CAPTION_SYNOPSIS };

struct caption_text {
    enum caption_source source;
    const char *name;                /* what caption_from says: file name, "正文", "作品简介" */
    const char *text;                /* plain text, or NULL */
    const struct document *document; /* a list with tables, or NULL */
};

/* Gives captions to the photographs (struct work of kind WORK_PHOTO without a caption) from the texts (struct
 * caption_text, in any order; the sources' order decides). Captions without a photograph are added to `notes` (char *),
 * "有说明无照片：照片5". */
void caption_assign(GPtrArray *works, GPtrArray *texts, GPtrArray *notes);

/* True when the text lists at least one caption (照片1：…; a table with 文件名/说明 columns). */
gboolean caption_is_list(const struct caption_text *text);

#endif
