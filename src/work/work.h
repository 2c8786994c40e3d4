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
    char *caption; /* NULL when none was found */
    char *caption_from; /* "照片说明.docx", "正文", "文件名", "作品简介", "照片内嵌说明"; NULL when none */
    char *described; /* what the picture itself says (EXIF, IPTC, XMP), the last source of a caption; not filed */
    bool damaged, encrypted;
    /* The facts, as work_facts lists them; numbers are -1 and texts NULL where unknown. */
    gint64 width, height; /* pixels, as the picture is stored */
    gint64 seconds;       /* duration */
    gint64 pages;         /* of a PDF */
    gint64 surplus;       /* bytes that are no picture: behind its end, or comments */
    gint64 orientation;   /* EXIF 0x0112: 1 upright … 8 */
    gint64 quality;       /* of a JPEG's tables on libjpeg's scale, 1 … 100 */
    gint64 resaved;       /* 1: looks like the copy that a chat application leaves; 0: does not */
    gint64 dpi;           /* of a PDF: the lowest effective resolution of a placed picture */
    gint64 stretch;       /* of a PDF: per cent by which a placed picture is scaled unevenly, the worst */
    char *taken;          /* EXIF DateTimeOriginal, camera's local time: "2020-02-03T10:20:00" */
    char *camera;         /* EXIF make and model */
    char *position;       /* EXIF GPS, degrees: "30.5200,114.3100" */
    char *fingerprint;    /* perceptual hash, 16 hexadecimal digits; pictures alike differ in few bits */
    char *thumbnail;      /* SHA-256 of a small upright JPEG of it, in the content store */
    char *codecs;         /* of media: container, then streams: "mov: h264, aac" */
    char *fonts;          /* of a PDF: fonts that are not embedded, separated by "、" */
    char *colour;         /* of a PDF: colour spaces of pictures without a profile, separated by "、" */
    char *title, *author; /* as a list of works says */
};
typedef struct work Work;

enum fact_kind { FACT_NUMBER, FACT_TEXT };

/* One row a fact: its name in rules (a column), in the database and in check --json. */
struct fact {
    const char *name;
    enum fact_kind kind;
    gsize offset; /* in struct work, of a gint64 or a char * */
};
extern const struct fact work_facts[];
extern const guint work_fact_count;
/* Of FACT_NUMBER (-1 unknown) and of FACT_TEXT (borrowed, NULL unknown). */
gint64 work_number(const struct work *work, const struct fact *fact);
const char *work_text(const struct work *work, const struct fact *fact);
void work_set_number(struct work *work, const struct fact *fact, gint64 value);
void work_set_text(struct work *work, const struct fact *fact, const char *value); /* copies */

/* The kind by content type; WORK_OTHER for what is no work (executables, calendars, signatures …). */
enum work_kind work_kind_of(const char *type);
const char *work_kind_name(enum work_kind kind); /* "photo", "document", "video", "audio", "text", "other" */
bool work_kind_parse(const char *name, enum work_kind *kind);

struct work *work_create(enum work_kind kind, const char *name, const char *path, const char *type, const char *sha256,
                         guint64 bytes);
struct work *work_copy(const struct work *work);
void work_free(struct work *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, work_free)

#endif
