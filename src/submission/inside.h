/* Copies that split.c and fold.c share; all owned by the caller. */
#ifndef HUIZHI_SUBMISSION_INSIDE_H
#define HUIZHI_SUBMISSION_INSIDE_H

#include "submission/submission.h"

struct numbered *numbered_copy(const struct numbered *numbered);
struct link *link_copy(const struct link *from);
struct file *file_copy(const struct file *file);

/* home.c: the form (of `takers`, read from the files `sources`) that has each work of the dossier; free the array. */
struct contribution **home_find(const GPtrArray *takers, const GPtrArray *sources, const struct dossier *dossier);
/* The one whose names stand in a path more than any other's; NULL when there is none. */
struct contribution *home_named(const GPtrArray *takers, const char *path);

/* roster.c: the line (index) of each work (struct work), -1 for none; array of int. */
GArray *roster_match(const GPtrArray *rows, const GPtrArray *works);
/* Adds a mail's lines to those before; the same list again takes its place. */
void roster_fold(GPtrArray *state, const GPtrArray *next);
/* Titles, authors and captions of the lines to their works; the lines get their works' numbers. */
void roster_apply(struct submission *state);

#endif
