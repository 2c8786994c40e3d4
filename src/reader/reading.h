/* One mail while it is being read: what the stages of read.c hand on to each other.
 *
 * Shared by the files of reader/ that make up read_mail, in their order: files.c lists what there is, papers.c looks
 * into documents, copies.c tells copies of one form apart, annex.c finds papers that go with a form, works.c makes the
 * rest works and gives them captions, lines.c reads what the sender wrote anew.
 */
#ifndef HUIZHI_READER_READING_H
#define HUIZHI_READER_READING_H

#include "document/document.h"
#include "reader/read.h"
#include "ruleset/ruleset.h"
#include "spool/staging.h"

#define READING_MAX_FORMS 1000
#define BODY_SOURCE "body"
#define BODY_NAME "正文"

struct reading {
    const struct reader_data *data;
    struct staging *staging;
    struct dossier *dossier;
    GPtrArray *entries; /* struct entry: a file each, in the dossier's order */
    GPtrArray *bodies;  /* struct form: found in bodies, not yet in the dossier */
    int scanned;        /* pages recognised so far */
    GPtrArray *listed;  /* struct roster_row: lists of works in bodies */
};

/* A file, and what was found in it. */
struct entry {
    struct file *file;       /* of the dossier */
    const struct part *part; /* NULL for what came out of an archive */
    struct document *document;
    struct document *scan; /* of a picture that looks like a page: what was recognised, where it is no form by itself */
    GPtrArray *roster;     /* struct roster_row: the lines of a list of works; NULL: none */
    bool settled;          /* its role is decided */
    bool inner;            /* inside an archive */
};

/* files.c: fills dossier->files and entries; unpacks archives. ERROR_IO when staging takes no more. */
bool reading_files(struct reading *reading, GError **error);
/* The staged bytes of an entry, NULL when there are none. */
GBytes *entry_bytes(const struct reading *reading, const struct entry *entry);
void entry_note(struct entry *entry, const char *format, ...) G_GNUC_PRINTF(2, 3);
void entry_settle(struct entry *entry, enum file_role role);

/* papers.c: documents read, forms found: dossier->forms and bodies. */
void reading_papers(struct reading *reading);

/* scans.c: a picture's pages recognised, NULL when it looks like none or the mail's pages are used up; a PDF's pages.
 */
struct document *scans_read(struct reading *reading, const struct entry *entry, GBytes *bytes);
void scans_recognise(struct reading *reading, struct document *document, GBytes *bytes);
/* Gives the fields of a form the places and the pictures of their cells. */
void scans_show(struct reading *reading, struct form *form, const struct document *document);
/* Pages of one form in files of their own become one form. */
void scans_join(struct reading *reading);
/* rosters.c: what form_find made of each line of a list becomes one form. */
void reading_merge_lines(struct reading *reading, GPtrArray *forms, const GPtrArray *rows);
/* rosters.c: dossier->roster; a list beside the form of which it lists the works is no form of its own. */
void reading_rosters(struct reading *reading);

/* copies.c: one form for each that was filled in; the attached one before the body's. */
void reading_copies(struct reading *reading);

/* annex.c: papers that a form asks for, found among the files. */
void reading_annexes(struct reading *reading);

/* works.c: everything that no stage before has settled is a work or something else; captions. */
void reading_works(struct reading *reading);

/* answers.c: takes the corrections of our own list that came back filled in; false when the entry's document is none.
 */
bool reading_answers(struct reading *reading, struct entry *entry);

/* lines.c: the only number in a text, "NXZ-0012", with the number of a work or 0; its campaign, NULL when there is no
 * number or several. */
const struct campaign *reading_number(const struct ruleset *ruleset, const char *text, char **number, int *seq);

/* lines.c: numbers, captions and label lines of the subject and the fresh text. */
void reading_lines(struct reading *reading);
/* remark.c: what of the fresh text is for people: objections, sentences beside what is applied. After lines. */
void reading_remark(struct reading *reading);

void dossier_note(struct dossier *dossier, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
