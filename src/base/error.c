/* The error domain and what an error costs. */
#include "base/error.h"

#include <string.h>

G_DEFINE_QUARK(huizhi - error - quark, huizhi_error)

enum blast error_blast(const GError *error)
{
    if (error->domain != HUIZHI_ERROR)
        return BLAST_FATAL;
    switch (error->code) {
    case ERROR_SERVER:
    case ERROR_AGAIN:
        return BLAST_AGAIN;
    case ERROR_INPUT:
        return BLAST_MAIL;
    default:
        return BLAST_FATAL;
    }
}

int error_exit_code(const GError *error)
{
    return error->domain == HUIZHI_ERROR ? error->code : ERROR_SOFTWARE;
}

void error_set_errno(GError **error, int saved_errno, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(error, HUIZHI_ERROR, ERROR_IO, "%s: %s", what, strerror(saved_errno));
}

bool error_collect(GPtrArray *all, GError **error)
{
    if (!all || !error || !*error)
        return false;
    g_ptr_array_add(all, *error);
    *error = NULL;
    return true;
}
