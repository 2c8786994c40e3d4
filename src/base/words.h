/* The program's own messages in the reader's language: English in the source, translations in src/po/.
 *
 * _() for what is printed, N_() for what stands in a table and is translated where it is printed. What participants
 * and the secretariat read (letters, digests, reasons in the database) is Chinese by design and not marked.
 */
#ifndef HUIZHI_BASE_WORDS_H
#define HUIZHI_BASE_WORDS_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) (text)
#define NC_(context, text) (text) /* a word that means something else elsewhere; see words_heading */

/* Sets the language from the environment (LC_ALL, LC_MESSAGES, LANG; LANGUAGE) and the folder of the translations:
 * locale/ beside the program in a build tree, else where it is installed. Characters are UTF-8 whatever the locale
 * says. Call it once, first. */
void words_begin(void);

/* The translation of a table's heading (context "heading"), or the name itself. */
const char *words_heading(const char *name);

#endif
