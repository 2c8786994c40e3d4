/* Findings as people read them. The texts come from a campaign's rules and hold names that strangers chose, so
 * everything here only cuts at quotes and never trusts a length.
 */
#include "reply/faults.h"

#include <stdlib.h>
#include <string.h>

#define LINE_LIMIT 2000 /* a list of what is missing is told whole */
/* Characters that may stand before a leading name: 照片“…”, 视频文件“…”. */
#define LEAD_LIMIT 6

static void fault_free(gpointer data)
{
    struct fault *fault = data;
    g_free(fault->text);
    g_free(fault);
}

char *faults_line(const char *text, glong limit)
{
    g_autoptr(GString) line = g_string_new(NULL);
    glong count = 0;
    bool gap = false;
    for (const char *p = text ? text : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        /* Bidirectional controls could show a file name backwards. */
        if (g_unichar_isspace(c) || g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT) {
            gap = line->len > 0;
            continue;
        }
        if (++count > limit) {
            g_string_append(line, "…");
            break;
        }
        if (gap)
            g_string_append_c(line, ' ');
        gap = false;
        g_string_append_unichar(line, c);
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}

static bool is_of_work(const struct finding *finding, const struct submission *submission, const struct numbered *work)
{
    if (!finding->work || !submission->number)
        return false;
    gsize length = strlen(submission->number);
    return work->seq > 0 && g_str_has_prefix(finding->work, submission->number) && finding->work[length] == '-' &&
           atoi(finding->work + length + 1) == work->seq;
}

/* Works may bear equal names (1.jpg of two folders): the n-th finding of a rule belongs to the n-th of them. */
static int find_work(const struct verdict *verdict, guint index, const struct submission *submission)
{
    const struct finding *finding = verdict->findings->pdata[index];
    for (guint i = 0; i < submission->works->len; i++)
        if (is_of_work(finding, submission, submission->works->pdata[i]))
            return (int)i;
    if (finding->work || !finding->subject)
        return -1;
    guint before = 0;
    for (guint i = 0; i < index; i++) {
        const struct finding *earlier = verdict->findings->pdata[i];
        before += strcmp(earlier->rule, finding->rule) == 0 && g_strcmp0(earlier->subject, finding->subject) == 0;
    }
    int last = -1;
    for (guint i = 0; i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        if (g_strcmp0(numbered->work->name, finding->subject) != 0)
            continue;
        last = (int)i;
        if (before-- == 0)
            break;
    }
    return last;
}

/* 照片“1.jpg”的文字说明160字 → 文字说明160字; a name further inside stays. */
static const char *without_lead(const char *text, const char *name)
{
    g_autofree char *quoted = g_strdup_printf("“%s”", name);
    const char *found = strstr(text, quoted);
    if (!found || g_utf8_pointer_to_offset(text, found) > LEAD_LIMIT)
        return text;
    for (const char *p = text; p < found; p = g_utf8_next_char(p))
        if (g_unichar_ispunct(g_utf8_get_char(p)))
            return text;
    const char *rest = found + strlen(quoted);
    static const char *const joints[] = {"的", "，", "："};
    for (gsize i = 0; i < G_N_ELEMENTS(joints); i++)
        if (g_str_has_prefix(rest, joints[i])) {
            rest += strlen(joints[i]);
            break;
        }
    return *rest ? rest : text;
}

static void mark_shared(GPtrArray *faults)
{
    g_autoptr(GHashTable) first = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < faults->len; i++) {
        struct fault *fault = faults->pdata[i];
        if (fault->work < 0)
            continue;
        char *key = g_strdup_printf("%s\n%s", fault->finding->rule, fault->text);
        struct fault *twin = g_hash_table_lookup(first, key);
        if (!twin) {
            g_hash_table_insert(first, key, fault);
            continue;
        }
        g_free(key);
        if (twin->work != fault->work)
            twin->shared = fault->shared = true;
    }
}

GPtrArray *faults_find(const struct verdict *verdict, const struct submission *submission, enum severity severity)
{
    GPtrArray *faults = g_ptr_array_new_with_free_func(fault_free);
    for (guint i = 0; i < verdict->findings->len; i++) {
        const struct finding *finding = verdict->findings->pdata[i];
        if (finding->severity != severity || (severity == SEVERITY_NOTE && finding->overruled))
            continue;
        struct fault *fault = g_new0(struct fault, 1);
        fault->finding = finding;
        fault->work = find_work(verdict, i, submission);
        const char *text = finding->text ? finding->text : "";
        if (fault->work >= 0) {
            const struct numbered *numbered = submission->works->pdata[fault->work];
            text = without_lead(text, numbered->work->name);
        }
        fault->text = faults_line(text, LINE_LIMIT);
        g_ptr_array_add(faults, fault);
    }
    mark_shared(faults);
    return faults;
}

/* What follows a leading “name”; NULL when the sentence does not begin with one. */
static const char *after_quote(const char *text)
{
    if (!g_str_has_prefix(text, "“"))
        return NULL;
    const char *end = strstr(text, "”");
    return end ? end + strlen("”") : NULL;
}

/* Joins the sentence to an earlier one that says the same of another name. */
static bool join_line(GPtrArray *lines, const char *text)
{
    const char *rest = after_quote(text);
    for (guint i = 0; i < lines->len; i++) {
        char *line = lines->pdata[i];
        if (strcmp(line, text) == 0)
            return true;
        /* A rest that goes on with another name (“A”和“B”…) is a sentence of its own. */
        if (!rest || strstr(rest, "“") || !after_quote(line) || !g_str_has_suffix(line, rest))
            continue;
        gsize head = strlen(line) - strlen(rest);
        if (head < strlen("”") || strncmp(line + head - strlen("”"), "”", strlen("”")) != 0)
            continue;
        lines->pdata[i] = g_strdup_printf("%.*s、%s", (int)head, line, text);
        g_free(line);
        return true;
    }
    return false;
}

GPtrArray *faults_whole(const GPtrArray *faults)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *fault = faults->pdata[i];
        if (fault->work < 0 && *fault->text && !join_line(lines, fault->text))
            g_ptr_array_add(lines, g_strdup(fault->text));
    }
    return lines;
}

GPtrArray *faults_texts(const GPtrArray *faults)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *fault = faults->pdata[i];
        g_autofree char *whole = faults_line(fault->finding->text, LINE_LIMIT);
        if (*whole && !join_line(lines, whole))
            g_ptr_array_add(lines, g_steal_pointer(&whole));
    }
    return lines;
}

char *faults_numbers(const GArray *numbers)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < numbers->len;) {
        guint end = i;
        while (end + 1 < numbers->len && g_array_index(numbers, int, end + 1) == g_array_index(numbers, int, end) + 1)
            end++;
        if (text->len)
            g_string_append(text, "、");
        /* Two in a row read better one by one. */
        if (end == i + 1)
            end = i;
        g_string_append_printf(text, "%d", g_array_index(numbers, int, i));
        if (end > i)
            g_string_append_printf(text, "–%d", g_array_index(numbers, int, end));
        i = end + 1;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
