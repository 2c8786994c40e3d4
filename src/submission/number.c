/* Numbers as they are mailed: NXZ-0012 for a submission, NXZ-0012-07 for a work of it. */
#include "submission/submission.h"

bool number_parse(const char *text, char **prefix, int *number, int *seq)
{
    const char *dash = text;
    while (g_ascii_isupper(*dash))
        dash++;
    if (dash == text || dash - text > 8 || *dash != '-' || !g_ascii_isdigit(dash[1]))
        return false;
    char *end;
    guint64 first = g_ascii_strtoull(dash + 1, &end, 10), second = 0;
    if (*end == '-' && g_ascii_isdigit(end[1]))
        second = g_ascii_strtoull(end + 1, &end, 10);
    if (*end || first == 0 || first > 9999999 || second > 9999)
        return false;
    *prefix = g_strndup(text, (gsize)(dash - text));
    *number = (int)first;
    *seq = (int)second;
    return true;
}

char *number_format(const char *prefix, int number)
{
    return g_strdup_printf("%s-%04d", prefix, number);
}

char *number_format_work(const char *submission, int seq)
{
    return g_strdup_printf("%s-%02d", submission, seq);
}
