/* The sample file: every option with its help, its default behind a #. Only what must be filled in is live. */
#include <string.h>

#include "base/text.h"
#include "config/config.h"
#include "config/options.h"

#define WIDTH 100

static void indent(GString *out, guint depth)
{
    for (guint i = 0; i < depth; i++)
        g_string_append(out, "  ");
}

/* A remark, broken between words. */
static void remark(GString *out, guint depth, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    gsize width = WIDTH;

    for (guint i = 0; words[i]; i++) {
        gsize word = text_width(words[i]) + 1;

        if (width + word > WIDTH) {
            g_string_append(out, i ? "\n" : "");
            indent(out, depth);
            g_string_append_c(out, '#');
            width = 2 * depth + 1;
        }
        g_string_append_printf(out, " %s", words[i]);
        width += word;
    }
    g_string_append_c(out, '\n');
}

/* " (Default: hold; one of off, hold, send.)" */
static char *facts(const struct option *option)
{
    g_autofree char *all = option->choices ? g_strjoinv(", ", (char **)option->choices) : NULL;
    g_autofree char *choices = all ? g_strdup_printf("; one of %s", all) : g_strdup("");

    if (option->value && *option->value)
        return g_strdup_printf(" (Default: %s%s.)", option->value, choices);
    return option->otherwise ? g_strdup_printf(" (Without it: %s.)", option->otherwise) : g_strdup("");
}

/* Opens the maps that a name adds to those already open: "intake." of intake.start. */
static void open_maps(GString *out, const char *name, const char *before, guint depth)
{
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.')) {
        gsize length = (gsize)(dot - name) + 1;
        const char *start = name;

        for (const char *p = name; p < dot; p++)
            start = *p == '.' ? p + 1 : start;
        if (!before || strncmp(name, before, length) != 0) {
            g_string_append_c(out, '\n');
            indent(out, depth);
            g_string_append_printf(out, "%.*s:\n", (int)(dot - start), start);
        }
        depth++;
    }
}

static void write_line(GString *out, const struct option *option, guint depth, bool live)
{
    const char *dot = strrchr(option->name, '.'), *key = dot ? dot + 1 : option->name;
    const char *value = option->sample ? option->sample : option->value ? option->value : "";
    const char *space = *value ? " " : "";
    bool list = option->type == OPTION_TEXTS;

    indent(out, depth);
    g_string_append_printf(out, "%s%s:%s%s%s%s\n", live && option->active ? "" : "#", key, space, list ? "[" : "",
                           value, list ? "]" : "");
}

static void write_option(GString *out, const struct option *option, const char *before, guint depth, bool live)
{
    guint deeper = depth + (strchr(option->name, '.') ? 1 : 0);
    g_autofree char *known = facts(option), *text = g_strconcat(option->help, known, NULL);

    open_maps(out, option->name, before, depth);
    remark(out, deeper, text);
    write_line(out, option, deeper, live);
}

/* The second server's options are those of the first: its lines stand without their help. */
static void write_server(GString *out, const struct option *option, guint depth, bool first)
{
    const char *before = NULL;

    g_string_append_c(out, '\n');
    remark(out, depth, option->help);
    indent(out, depth);
    g_string_append_printf(out, "%s:\n", option->name);
    for (const struct option *inner = server_options; inner->name; inner++) {
        if (first)
            write_option(out, inner, before, depth + 1, true);
        else if (!strchr(inner->name, '.'))
            write_line(out, inner, depth + 1, true);
        before = inner->name;
    }
}

static void write_mailboxes(GString *out, const struct option *option)
{
    const char *before = NULL;
    g_autoptr(GString) item = g_string_new(NULL);

    g_string_append_c(out, '\n');
    remark(out, 0, option->help);
    g_string_append_printf(out, "%s:\n", option->name);
    for (const struct option *inner = mailbox_options; inner->name; inner++) {
        if (inner->type == OPTION_SERVER)
            write_server(item, inner, 2, g_str_equal(inner->name, "imap"));
        else
            write_option(item, inner, before, 2, true);
        before = inner->name;
    }
    /* The dash goes before the first key, which is a live one. */
    memcpy(strstr(item->str, "    address") + 2, "- ", 2);
    g_string_append(out, item->str);
}

char *config_sample(void)
{
    GString *out = g_string_new(NULL);
    const char *before = NULL;

    remark(out, 0,
           "Configuration of huizhi, see huizhi.yaml(5). A line that begins with #key shows the default or an "
           "example: remove the # to change it.");
    for (const struct option *option = global_options; option->name; option++) {
        if (option->type == OPTION_MAILBOXES) {
            write_mailboxes(out, option);
            continue;
        }
        if (!strchr(option->name, '.'))
            g_string_append_c(out, '\n');
        write_option(out, option, before, 0, true);
        before = option->name;
    }
    return g_string_free(out, FALSE);
}
