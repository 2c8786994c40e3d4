/* Traces of a person in files that are not ours to parse: does a file contain one of these words? */
#ifndef HUIZHI_SPOOL_TRACES_H
#define HUIZHI_SPOOL_TRACES_H

#include <glib.h>
#include <stdbool.h>

/* True when the file holds one of the terms (char *, UTF-8; ASCII letters in either case), as it is or with HTML's
 * entities for & < > " '. A file that cannot be read holds none. */
bool traces_in_file(const char *path, const GPtrArray *terms);

/* Adds the regular files of a folder that hold one. */
void traces_files(const char *folder, const GPtrArray *terms, GPtrArray *found);

/* Adds what must go of a folder of pages. One with an index.html is a whole: its thumbnails bear no names; all that
 * belongs to a digest goes when any of it holds a trace. Of another one each entry goes by itself. Workbooks, PDFs and
 * archives are not looked into: those changed after `since` count as traces. */
void traces_in_folder(const char *folder, const GPtrArray *terms, gint64 since, GPtrArray *found);

#endif
