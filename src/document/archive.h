/* Archives: zip, rar, 7z, tar, gz (and bz2, xz), unpacked into staging with every limit that a bomb needs to meet.
 *
 * Archives inside archives are unpacked too, three deep; they are listed themselves, followed by what they hold.
 * Names are decoded before anything else looks at them (UTF-8, the Unicode path field 0x7075, else GB18030) and
 * made safe: no "..", no absolute paths, no drive letters. Folders, links, __MACOSX, .DS_Store, Thumbs.db, "._…" and
 * "~$…" are left out. Everything is owned by the result. Pure but for the staging folder.
 */
#ifndef HUIZHI_DOCUMENT_ARCHIVE_H
#define HUIZHI_DOCUMENT_ARCHIVE_H

#include <glib.h>
#include <stdbool.h>

#include "spool/staging.h"

struct magic;

#define UNPACK_MAX_FILES 1000
#define UNPACK_MAX_DEPTH 3
#define UNPACK_MAX_BYTES (1024u * 1024 * 1024) /* of one archive with all that is in it */
#define UNPACK_MAX_RATIO 100                   /* against the archive's bytes, once UNPACK_FREE_BYTES are out */
#define UNPACK_FREE_BYTES (32u * 1024 * 1024)

enum unpack_status {
    UNPACK_WHOLE,     /* everything is there */
    UNPACK_ENCRYPTED, /* a password is needed for some or all */
    UNPACK_DAMAGED,   /* cut off or broken: what could be read is there */
    UNPACK_LIMIT,     /* a bomb, or too much: stopped; what came before is there */
};

struct unpacked_file {
    char *path; /* "照片/1.jpg"; inside a nested archive "内.zip/1.jpg" */
    char *name; /* base name */
    char *type; /* by content (base/magic.h) */
    char *file; /* name of the staged file */
    char *sha256;
    guint64 bytes;
    bool partial;              /* broken off in the middle */
    bool archive;              /* an archive itself: its files follow, as far as the depth allows */
    enum unpack_status status; /* of a nested archive; UNPACK_LIMIT below the deepest level */
};

struct unpacked {
    enum unpack_status status; /* the worst of the archive itself and of those in it */
    char *note;                /* for people: "压缩包有密码", "压缩包损坏", …; NULL when whole */
    GPtrArray *files;          /* struct unpacked_file, in the archive's order */
};
typedef struct unpacked Unpacked;

/* True for the content types (base/magic.h) of archives. */
bool archive_unpackable(const char *type);

/* `name` is the archive's file name (a .gz names its content by it). NULL only when staging cannot be written
 * (ERROR_IO) or when nobody can unpack that type (ERROR_INPUT). */
struct unpacked *archive_unpack(GBytes *bytes, const char *type, const char *name, struct staging *staging,
                                struct magic *magic, GError **error);
void unpacked_free(struct unpacked *unpacked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Unpacked, unpacked_free)

/* An entry's name as bytes made into a safe relative path in UTF-8; NULL when nothing is left of it. */
char *archive_safe_path(const char *raw);
/* True for what no person put there. */
bool archive_is_litter(const char *path);

#endif
