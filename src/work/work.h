/* A work: a photograph, a flat work, video, audio or text that somebody submits, and the facts about it.
 * Verdicts about it come from rules/, not from here.
 */
#ifndef HUIZHI_WORK_WORK_H
#define HUIZHI_WORK_WORK_H

#include <glib.h>
#include <stdbool.h>

enum work_kind { WORK_PHOTO, WORK_DOCUMENT, WORK_VIDEO, WORK_AUDIO, WORK_TEXT, WORK_OTHER };

struct work {
    enum work_kind kind; /* what the file really is */
    char *name;          /* base name */
    char *path;          /* in the mail and its archives: "2.1/照片.zip/1.jpg" */
    char *type;          /* by content */
    char *sha256;
    guint64 bytes;
    char *title, *author; /* as a list of works says; NULL when none does */
    char *caption;        /* NULL when none was found */
    char *caption_from;   /* "照片说明.docx", "正文", "文件名", "作品简介"; NULL when none */
    bool damaged, encrypted;
    gint64 width, height; /* pixels; -1 unknown */
    gint64 seconds;       /* duration; -1 unknown */
    gint64 pages;         /* of a PDF; -1 unknown */
    gint64 surplus;       /* bytes that are no picture: behind its end, or comments; -1 unknown */
};
typedef struct work Work;

/* The kind by content type; WORK_OTHER for what is no work (executables, calendars, signatures …). */
enum work_kind work_kind_of(const char *type);
const char *work_kind_name(enum work_kind kind); /* "photo", "document", "video", "audio", "text", "other" */
bool work_kind_parse(const char *name, enum work_kind *kind);

/* Looks into the bytes: pixels, damage (a JPEG without its end), pages. Fills what it finds. */
void work_measure(struct work *work, GBytes *bytes);

struct work *work_create(enum work_kind kind, const char *name, const char *path, const char *type, const char *sha256,
                         guint64 bytes);
struct work *work_copy(const struct work *work);
void work_free(struct work *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, work_free)

#endif
