/* The OPTIONS section of huizhi.yaml(5), in mdoc. */
#include <string.h>

#include "config/config.h"
#include "config/options.h"

/* Text as mdoc takes it: a backslash is \e, a line must not begin with a dot or a quote, each sentence on its line. */
static void prose(GString *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\\')
            g_string_append(out, "\\e");
        else if (strchr(".?", *p) && p[1] == ' ')
            g_string_append_printf(out, "%c\n", *p++);
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '\n');
}

static void write_default(GString *out, const struct option *option)
{
    g_autofree char *choices = option->choices ? g_strjoinv(" ", (char **)option->choices) : NULL;

    if (choices)
        g_string_append_printf(out, "One of: %s.\n", choices);
    if (option->value && *option->value)
        g_string_append_printf(out, "Default:\n.Ql %s .\n", option->value);
    else if (option->otherwise)
        g_string_append_printf(out, "Without it: %s.\n", option->otherwise);
}

static void write_table(GString *out, const struct option *table)
{
    g_string_append(out, ".Bl -tag -width Ds\n");
    for (const struct option *option = table; option->name; option++) {
        g_string_append_printf(out, ".It Cm %s : Ar %s\n", option->name, option_type_name(option->type));
        prose(out, option->help);
        write_default(out, option);
    }
    g_string_append(out, ".El\n");
}

char *config_manual(void)
{
    GString *out = g_string_new(".Ss The whole program\n");

    write_table(out, global_options);
    g_string_append(out, ".Ss Each of mailboxes\n");
    write_table(out, mailbox_options);
    g_string_append(out, ".Ss Each server: imap and smtp\n");
    write_table(out, server_options);
    return g_string_free(out, FALSE);
}
