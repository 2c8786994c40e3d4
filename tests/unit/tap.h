/* TAP for unit tests: tap_ok counts, tap_done prints the plan and gives the exit code. */
#ifndef HUIZHI_TESTS_TAP_H
#define HUIZHI_TESTS_TAP_H

#include <glib.h>
#include <stdio.h>

static int tap_count, tap_failed;

static inline int tap_ok_at(int good, const char *file, int line, const char *what)
{
    printf("%sok %d - %s\n", good ? "" : "not ", ++tap_count, what);
    if (!good) {
        tap_failed++;
        printf("# %s:%d\n", file, line);
    }
    return good;
}

static inline int tap_str_at(const char *got, const char *want, const char *file, int line, const char *what)
{
    int good = tap_ok_at(g_strcmp0(got, want) == 0, file, line, what);
    if (!good)
        printf("#   got  [%s]\n#   want [%s]\n", got ? got : "(null)", want ? want : "(null)");
    return good;
}

#define tap_ok(good, what) tap_ok_at(!!(good), __FILE__, __LINE__, what)
#define tap_str(got, want, what) tap_str_at(got, want, __FILE__, __LINE__, what)

static inline int tap_done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed ? 1 : 0;
}

#endif
