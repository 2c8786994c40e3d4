/* The OPTIONS section of huizhi.yaml(5), in mdoc. */
#include <string.h>

#include "config/config.h"
#include "config/options.h"

/* One word of a line: a line must not grow beyond 80 bytes, nor begin with a dot or a quote, which mdoc takes for a
 * request; a backslash is \e. */
static void put_word(GString *out, const char *word, gsize *width)
{
    gsize length = strlen(word);

    if (*width > 0 && *width + 1 + length > 78) {
        g_string_append_c(out, '\n');
        *width = 0;
    }
    g_string_append(out, *width > 0 ? " " : strchr(".'", *word) ? "\\&" : "");
    for (const char *p = word; *p; p++)
        if (*p == '\\')
            g_string_append(out, "\\e");
        else
            g_string_append_c(out, *p);
    *width += length + 1;
}

/* Sentences, each on lines of its own; the Chinese key word at the end becomes one. */
static void prose(GString *out, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    gsize width = 0;

    for (guint i = 0; words[i]; i++) {
        put_word(out, words[i], &width);
        if (words[i + 1] && g_str_has_suffix(words[i], ".")) {
            g_string_append_c(out, '\n');
            width = 0;
        }
    }
    g_string_append(out, g_str_has_suffix(text, ".") ? "\n" : "。\n");
}

static void write_default(GString *out, const struct option *option)
{
    g_autofree char *choices = option->choices ? g_strjoinv(", ", (char **)option->choices) : NULL;
    g_autofree char *one_of = choices ? g_strdup_printf("One of %s.", choices) : NULL;
    g_autofree char *without = option->otherwise ? g_strdup_printf("Without it: %s.", option->otherwise) : NULL;

    if (one_of)
        prose(out, one_of);
    if (option->value && *option->value)
        g_string_append_printf(out, "Default:\n.Ql %s .\n", option->value);
    else if (without)
        prose(out, without);
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
