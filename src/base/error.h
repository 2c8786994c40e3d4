/* Errors by blast radius.
 *
 * Every fallible function returns bool or a pointer and takes `GError **error` last. The domain is
 * HUIZHI_ERROR; its codes are the exit codes of sysexits(3), so that a verb can end with the code of the
 * error that stopped it. Only intake.c and cmd/ decide what an error costs: they ask error_blast(). A leaf
 * never prints and never exits; it wraps outward with g_prefix_error ("INBOX/812: 登记表.docx: …").
 */
#ifndef HUIZHI_BASE_ERROR_H
#define HUIZHI_BASE_ERROR_H

#include <glib.h>
#include <stdbool.h>

enum error_code {
    ERROR_USAGE = 64,    /* the command line */
    ERROR_INPUT = 65,    /* a file's or a mail's content: costs that mail only */
    ERROR_NO_INPUT = 66, /* a named file is not there */
    ERROR_SERVER = 69,   /* network or server: try again later */
    ERROR_SOFTWARE = 70, /* a fault of ours */
    ERROR_CREATE = 73,   /* cannot create a file */
    ERROR_IO = 74,       /* disk full, read or write error */
    ERROR_AGAIN = 75,    /* locked by another run, database busy */
    ERROR_LOGIN = 77,    /* login refused, no permission */
    ERROR_CONFIG = 78,   /* huizhi.yaml or rules */
};

#define HUIZHI_ERROR (huizhi_error_quark())
GQuark huizhi_error_quark(void);

enum blast {
    BLAST_AGAIN, /* back off and try again: nothing is wrong with the mail or with us */
    BLAST_MAIL,  /* set this mail aside, go on with the next */
    BLAST_FATAL, /* stop the run */
};

/* What an error costs. Errors of other domains (GIO, GFileError) count as fatal, but for ENOSPC-like ones,
 * which are fatal too: nothing may be acknowledged after them. */
enum blast error_blast(const GError *error);

/* The exit code of an error, 70 for a domain that is not ours. */
int error_exit_code(const GError *error);

/* Where all faults are to be told at once: moves *error to the end of `all` (GError *) and clears it. False, and
 * nothing happens, when `all` is NULL: the first fault is the last. */
bool error_collect(GPtrArray *all, GError **error);

/* Sets *error from errno with a printf prefix ("cannot write x: No space left on device"), code ERROR_IO. */
void error_set_errno(GError **error, int saved_errno, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
