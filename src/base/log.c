/* The log: one masked line an event. The level and the current mail's tag are the program's only globals. */
#include "base/log.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum log_level threshold = LOG_WARN;
static char tag[128];

void log_set_level(enum log_level level)
{
    threshold = level;
}

enum log_level log_get_level(void)
{
    return threshold;
}

void log_set_tag(const char *text)
{
    g_strlcpy(tag, text ? text : "", sizeof tag);
}

/* Three characters in front and two behind stay; of digits wider than a byte none. */
static gboolean mask_phone(const GMatchInfo *match, GString *result, gpointer data)
{
    (void)data;
    g_autofree char *digits = g_match_info_fetch(match, 0);
    gsize length = strlen(digits);
    bool plain = g_str_is_ascii(digits) && length > 5;
    g_string_append_len(result, digits, plain ? 3 : 0);
    for (gsize i = 3; i + 2 < length; i++)
        g_string_append_c(result, '*');
    g_string_append(result, plain ? digits + length - 2 : "");
    return FALSE;
}

/* Bytes: a digit, also as wide as a Han character. */
#define DIGIT "(?:[0-9]|\\xEF\\xBC[\\x90-\\x99])"
#define ONE "(?:1|\\xEF\\xBC\\x91)"
#define ZERO "(?:0|\\xEF\\xBC\\x90)"
/* No letter or digit touches it: phones, not hashes; nor is it a UID, which has ten digits at most. */
#define MOBILE "(?:\\+?86[- ]?)?" ONE DIGIT "{2}(?:[- ]?" DIGIT "{4}){2}"
#define LANDLINE "\\(?" ZERO DIGIT "{2,3}\\)?[- ]?" DIGIT "{7,8}"

char *log_mask(const char *text)
{
    g_autoptr(GRegex) phone =
        g_regex_new("(?<![0-9A-Za-z])(?<![0-9]-)(?:" MOBILE "|(?<![/.])" LANDLINE ")(?![0-9A-Za-z]|-[0-9A-Fa-f]{4})",
                    G_REGEX_RAW, 0, NULL);
    g_autoptr(GRegex) address =
        g_regex_new("([A-Za-z0-9])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*@([A-Za-z0-9.-]+)", G_REGEX_RAW, 0, NULL);
    g_autofree char *step = g_regex_replace_eval(phone, text, -1, 0, 0, mask_phone, NULL, NULL);
    char *masked = g_regex_replace(address, step ? step : text, -1, 0, "\\1***@\\2", 0, NULL);
    return masked ? masked : g_strdup(text);
}

void log_line(enum log_level level, const char *format, ...)
{
    static const char *const names[] = {"", "error", "warn", "info", "debug"};
    if (level > threshold || level == LOG_QUIET)
        return;
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *masked = log_mask(text);
    for (char *c = masked; *c; c++)
        if ((guchar)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    /* Over a progress bar that may stand there. */
    fprintf(stderr, "%s%s: %s%s%s\n", isatty(STDERR_FILENO) ? "\r\033[K" : "", names[level], tag, *tag ? ": " : "",
            masked);
}
