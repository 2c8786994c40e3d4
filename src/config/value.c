/* How the value of each type of option is read, and refused with its place. */
#include <string.h>

#include "base/clock.h"
#include "base/words.h"
#include "base/yaml.h"
#include "config/options.h"

/* One reader a type. `text` is the scalar or the default; the node is NULL for a default, which never fails. */
typedef bool reader(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                    const char *folder, GError **error);

GTimeZone *option_zone(void)
{
    return g_time_zone_new_identifier("Asia/Shanghai");
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if (g_ascii_iscntrl(*text))
            return true;
    return false;
}

static void take_text(gpointer member, char *text)
{
    char **place = member;

    g_free(*place);
    *place = text;
}

static bool read_text(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                      const char *folder, GError **error)
{
    (void)folder;
    if (!*text || has_control(text)) {
        yaml_refuse(error, node, _("%s needs a text of one line"), option->name);
        return false;
    }
    take_text(member, g_strdup(text));
    return true;
}

static bool read_path(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                      const char *folder, GError **error)
{
    bool bare = option->type == OPTION_PROGRAM && !strchr(text, '/');

    if (!*text || has_control(text)) {
        yaml_refuse(error, node, _("%s needs a path"), option->name);
        return false;
    }
    take_text(member, folder && !bare ? g_canonicalize_filename(text, folder) : g_strdup(text));
    return true;
}

static bool read_host(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                      const char *folder, GError **error)
{
    (void)folder;
    if (!*text || strlen(text) > 253 ||
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                     "0123456789.-:") != strlen(text)) {
        yaml_refuse(error, node,
                    _("%s needs the name of a server, like imap.126.com, not '%s'; the port is an option of "
                      "its own"),
                    option->name, text);
        return false;
    }
    take_text(member, g_ascii_strdown(text, -1));
    return true;
}

/* Enough to catch slips: something, one @, something with a dot inside; no white space, brackets or commas. */
static bool is_address(const char *text)
{
    const char *at = strchr(text, '@'), *dot = at ? strchr(at + 1, '.') : NULL;

    return at && at > text && !strchr(at + 1, '@') && dot && dot > at + 1 && dot[1] && strlen(text) <= 254 &&
           strcspn(text, " \t<>,;\"()[]\\") == strlen(text) && !has_control(text) && g_str_is_ascii(text);
}

static bool read_address(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                         const char *folder, GError **error)
{
    (void)folder;
    if (!is_address(text)) {
        yaml_refuse(error, node, _("%s needs a bare mail address, like zhengji@example.org, not '%s'"), option->name,
                    text);
        return false;
    }
    take_text(member, g_ascii_strdown(text, -1));
    return true;
}

/* A default is written with commas; a list in the file by yaml_strings. */
static GStrv list_of(const char *text, struct yaml_node *node, GError **error)
{
    char **list = NULL;

    if (node)
        return yaml_strings(node, &list, error) ? list : NULL;
    list = g_strsplit(text, ",", -1);
    for (guint i = 0; list[i]; i++)
        g_strstrip(list[i]);
    return list;
}

/* "张老师 <zhang@example.org>" with the address in lower case; NULL when there is none in it. */
static char *person_of(const char *text)
{
    const char *open = strchr(text, '<');
    if (!open)
        return is_address(text) ? g_ascii_strdown(text, -1) : NULL;
    g_autofree char *name = g_strstrip(g_strndup(text, (gsize)(open - text)));
    g_autofree char *rest = g_strstrip(g_ascii_strdown(open + 1, -1));
    gsize length = strlen(rest);
    if (!*name || strpbrk(name, "<>@\"") || has_control(name) || !length || rest[length - 1] != '>')
        return NULL;
    rest[length - 1] = '\0';
    return is_address(rest) ? g_strdup_printf("%s <%s>", name, rest) : NULL;
}

static bool read_people(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                        const char *folder, GError **error)
{
    g_auto(GStrv) list = list_of(text, node, error);

    (void)folder;
    if (!list)
        return false;
    for (guint i = 0; list[i]; i++) {
        char *person = person_of(list[i]);
        if (!person) {
            yaml_refuse(error, yaml_is_list(node) ? yaml_at(node, i) : node,
                        _("%s needs people as \"张老师 <zhang@example.org>\", or bare addresses, not '%s'"),
                        option->name, list[i]);
            return false;
        }
        g_free(list[i]);
        list[i] = person;
    }
    g_strfreev(*(char ***)member);
    *(char ***)member = g_steal_pointer(&list);
    return true;
}

static bool read_list(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                      const char *folder, GError **error)
{
    g_auto(GStrv) list = list_of(text, node, error);

    (void)folder;
    if (!list)
        return false;
    for (guint i = 0; option->type != OPTION_TEXTS && list[i]; i++) {
        bool domain = option->type == OPTION_SENDERS && list[i][0] == '@';
        g_autofree char *whole = domain ? g_strconcat("x", list[i], NULL) : g_strdup(list[i]);
        char *lower;

        if (!is_address(whole)) {
            yaml_refuse(error, yaml_is_list(node) ? yaml_at(node, i) : node, _("%s needs mail addresses%s, not '%s'"),
                        option->name, option->type == OPTION_SENDERS ? " or domains like \"@example.org\"" : "",
                        list[i]);
            return false;
        }
        lower = g_ascii_strdown(list[i], -1);
        g_free(list[i]);
        list[i] = lower;
    }
    g_strfreev(*(char ***)member);
    *(char ***)member = g_steal_pointer(&list);
    return true;
}

/* A whole number with one of the units behind it. */
static bool read_scaled(const char *text, const char *units, const gint64 *factors, gint64 *value)
{
    char *end;
    gint64 number = g_ascii_strtoll(text, &end, 10), factor = 1;
    const char *unit;

    if (!g_ascii_isdigit(*text) || number == G_MAXINT64)
        return false;
    if (*end) {
        unit = strchr(units, *end);
        if (!unit || end[1])
            return false;
        factor = factors[unit - units];
    }
    return !__builtin_mul_overflow(number, factor, value);
}

/* A bound as a person would write it. */
static char *show_scaled(gint64 value, const char *units, const gint64 *factors)
{
    guint best = G_MAXUINT;

    for (guint i = 0; units[i]; i++)
        if (value > 0 && value % factors[i] == 0 && (best == G_MAXUINT || factors[i] > factors[best]))
            best = i;
    if (best == G_MAXUINT)
        return g_strdup_printf("%" G_GINT64_FORMAT, value);
    return g_strdup_printf("%" G_GINT64_FORMAT "%c", value / factors[best], units[best]);
}

static bool read_number(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                        const char *folder, GError **error)
{
    static const gint64 sizes[] = {1000, 1000000, 1000000000, 1000, 1000000, 1000000000};
    static const gint64 times[] = {1, 60, 3600, 86400};
    const char *units = option->type == OPTION_SIZE ? "KMGkmg" : option->type == OPTION_DURATION ? "smhd" : "";
    const gint64 *factors = option->type == OPTION_SIZE ? sizes : times;
    const char *what = option->type == OPTION_SIZE       ? "a size like 60M, 500K or plain bytes"
                       : option->type == OPTION_DURATION ? "a duration like 90s, 20m, 1h or plain seconds"
                                                         : "a whole number";
    g_autofree char *low = show_scaled(option->min, units, factors), *high = show_scaled(option->max, units, factors);
    gint64 value;

    (void)folder;
    if (!read_scaled(text, units, factors, &value) || value < option->min || value > option->max) {
        yaml_refuse(error, node, _("%s needs %s, from %s to %s, not '%s'"), option->name, what, low, high, text);
        return false;
    }
    *(gint64 *)member = value;
    return true;
}

static bool read_moment(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                        const char *folder, GError **error)
{
    g_autoptr(GTimeZone) zone = option_zone();

    (void)folder;
    if (clock_parse(text, zone, member, NULL))
        return true;
    yaml_refuse(error, node, _("%s needs a day like 2020-05-09 or a time like 2020-05-09T10:00:00+08:00, not '%s'"),
                option->name, text);
    return false;
}

static bool read_time(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                      const char *folder, GError **error)
{
    (void)folder;
    if (!g_regex_match_simple("^([01][0-9]|2[0-3]):[0-5][0-9]$", text, G_REGEX_DOLLAR_ENDONLY, 0)) {
        yaml_refuse(error, node, _("%s needs a time like 09:00, not '%s'"), option->name, text);
        return false;
    }
    take_text(member, g_strdup(text));
    return true;
}

static bool read_choice(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                        const char *folder, GError **error)
{
    g_autofree char *all = g_strjoinv(", ", (char **)option->choices);

    (void)folder;
    for (int i = 0; option->choices[i]; i++) {
        if (!g_str_equal(text, option->choices[i]))
            continue;
        if (option->type == OPTION_WORD)
            take_text(member, g_strdup(text));
        else
            *(int *)member = i;
        return true;
    }
    yaml_refuse(error, node, _("%s needs one of %s, not '%s'"), option->name, all, text);
    return false;
}

static bool read_bool(const struct option *option, gpointer member, const char *text, struct yaml_node *node,
                      const char *folder, GError **error)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};
    (void)folder;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (!g_ascii_strcasecmp(text, words[i])) {
            *(bool *)member = i % 2;
            return true;
        }
    yaml_refuse(error, node, _("%s needs yes or no, not '%s'"), option->name, text);
    return false;
}

static const struct {
    const char *name;
    reader *read;
} types[] = {
    [OPTION_TEXT] = {"text", read_text},
    [OPTION_PATH] = {"path", read_path},
    [OPTION_PROGRAM] = {"path", read_path},
    [OPTION_HOST] = {"host", read_host},
    [OPTION_ADDRESS] = {"address", read_address},
    [OPTION_ADDRESSES] = {"list of addresses", read_list},
    [OPTION_SENDERS] = {"list of addresses or domains", read_list},
    [OPTION_PEOPLE] = {"list of people", read_people},
    [OPTION_TEXTS] = {"list of texts", read_list},
    [OPTION_NUMBER] = {"number", read_number},
    [OPTION_SIZE] = {"size", read_number},
    [OPTION_DURATION] = {"duration", read_number},
    [OPTION_MOMENT] = {"day or time", read_moment},
    [OPTION_TIME] = {"hours:minutes", read_time},
    [OPTION_BOOL] = {"yes or no", read_bool},
    [OPTION_CHOICE] = {"word", read_choice},
    [OPTION_WORD] = {"word", read_choice},
    [OPTION_SERVER] = {"map", NULL},
    [OPTION_MAILBOXES] = {"list of maps", NULL},
};

const char *option_type_name(enum option_type type)
{
    return types[type].name;
}

static bool takes_list(enum option_type type)
{
    return type == OPTION_TEXTS || type == OPTION_ADDRESSES || type == OPTION_SENDERS || type == OPTION_PEOPLE;
}

bool option_set(const struct option *option, gpointer base, struct yaml_node *node, const char *folder, GError **error)
{
    gpointer member = (char *)base + option->offset;

    if (yaml_is_empty(node)) {
        if (!option->value)
            return true;
        return types[option->type].read(option, member, option->value, NULL, NULL, error);
    }
    if (!takes_list(option->type) && !yaml_is_scalar(node)) {
        yaml_refuse(error, node, _("%s needs one value (%s), not a %s"), option->name, types[option->type].name,
                    yaml_is_map(node) ? "map" : "list");
        return false;
    }
    return types[option->type].read(option, member, yaml_text(node), node, folder, error);
}

void option_set_defaults(const struct option *table, gpointer base)
{
    for (const struct option *option = table; option->name; option++) {
        if (option->type == OPTION_SERVER)
            option_set_defaults(option_table(option), (char *)base + option->offset);
        else if (option->value)
            option_set(option, base, NULL, NULL, NULL);
    }
}
