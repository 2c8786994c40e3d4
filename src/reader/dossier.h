/* A dossier: all that was read from one mail. Made by the sandboxed reader, immutable after.
 *
 * On the wire it is a GVariant (reader/wire.c); the parent trusts nothing in it: types, UTF-8, lengths, file
 * names and hashes are checked again. No network, no database, no clock went into it, so reading the same bytes
 * with the same ruleset gives the same dossier.
 */
#ifndef HUIZHI_READER_DOSSIER_H
#define HUIZHI_READER_DOSSIER_H

#include <glib.h>

#include "form/answers.h"
#include "form/form.h"
#include "form/roster.h"
#include "mail/command.h"
#include "mail/links.h"
#include "mail/message.h"
#include "mail/origin.h"
#include "spool/staging.h"
#include "work/work.h"

#define DOSSIER_VERSION 6 /* of what the readers find; raised when they find more */

enum file_role {
    ROLE_FORM,
    ROLE_STAMPED,
    ROLE_BLANK,
    ROLE_WORK,
    ROLE_CAPTION,
    ROLE_PLAN,
    ROLE_SCHEDULE,
    ROLE_INLINE,
    ROLE_ARCHIVE,
    ROLE_MESSAGE,
    ROLE_OTHER,
};
const char *role_name(enum file_role role); /* "form", "stamped", … as in the contract */

/* Every file of the mail, works and forms included. */
struct file {
    char *name, *type, *sha256;
    char *path;   /* "2.1/照片.zip/1.jpg"; no two files of a mail have the same */
    char *staged; /* name in the staging folder; NULL, as sha256, for what has no bytes of its own (a message
                     inside the mail, an entry that could not be unpacked) */
    guint64 bytes;
    enum file_role role;
    gboolean encrypted; /* behind a password: nothing of its content was read */
    gboolean damaged;   /* cut off or broken: what was read may be incomplete */
    int pictures;       /* placed inside a document: perhaps works that should have come as files */
    char *note;         /* NULL when none: "需要密码", "没有内容可读" */
};

struct dossier {
    guint version;
    char *ruleset;           /* hash of the ruleset that it was read with */
    struct message *message; /* without the parts' texts */
    struct origin *origin;
    enum command command;
    enum talk talk;
    gboolean recall;      /* an Outlook recall */
    gboolean about;       /* a word of the campaigns stands in the subject, the text or a file's name */
    gboolean claim;       /* the sender says that nothing better can be sent: 无原图 */
    enum confirm confirm; /* to a withdrawal of which we asked whether it is meant */
    char *objection;      /* sentences that take back consent or complain of being pictured, a line each; NULL: none */
    gboolean demand;      /* of them one takes back consent */
    char *web;            /* the form was filled in on the web page, under this phone number; NULL: not said */
    gboolean remark;      /* the fresh text says more than what is applied by itself */
    GPtrArray *files;     /* struct file */
    GPtrArray *forms;     /* struct form, blank ones included */
    GPtrArray *works;     /* struct work */
    GPtrArray *roster;    /* struct roster_row: works as lists name them, a line each */
    GPtrArray *links;     /* struct link */
    GPtrArray *captions; /* struct caption: "照片2说明：…" of the fresh text, or of our list of faults come back, for
                            works of earlier mails */
    GPtrArray *lines; /* struct form with only the fields that "标签：值" lines of the fresh text name, for each form
                         of each campaign: corrections, when the mail turns out to be one */
    GPtrArray *pictures; /* struct staged: pictures that the readers made, thumbnails and cells of scanned forms;
                            works and fields name them by their SHA-256 */
    GStrv numbers;       /* submission numbers in the subject, then in the fresh text: "NXZ-0012", "NXZ-0012-03" */
    GPtrArray *entries;  /* struct answer: filled rows of the office's own workbook (form/answers.h) that came back */
    char *entry_token;   /* text of its cell with the token, "" when it has none; NULL: no such workbook came */
    GPtrArray *notes;    /* char * */
};
typedef struct dossier Dossier;

struct caption {
    int number; /* photo 2; 0: no number given */
    char *name; /* file name that it names, NULL when none */
    char *text;
    char *of; /* number of the submission that it is for, "NXZ-0012"; NULL: of any that the mail names */
};

/* Every value that is set, a line each: "files[0].name: 回执表.docx". For people who debug; owned by the caller. */
char *dossier_print(const struct dossier *dossier);

void file_free(struct file *file);
void caption_free(struct caption *caption);
void dossier_free(struct dossier *dossier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dossier, dossier_free)

#endif
