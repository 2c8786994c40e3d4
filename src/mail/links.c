/* Text and HTML are both searched, as one kind of text in which every anchor's address stands behind its label:
 * what an answer only quotes is cut off first, or a link of last week would be asked for again and again.
 */
#include "mail/links.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "mail/header.h"
#include "mail/html.h"
#include "mail/message.h"
#include "mail/quote.h"

#define MAX_LINKS 100
#define MAX_URL 2000
#define CONTEXT_BYTES 500 /* looked at before and after a link */
#define CONTEXT_LINES 5

struct host {
    char *host, *provider;
    GStrv paths;
};

struct link_hosts {
    GHashTable *hosts; /* name → GPtrArray of struct host: one name may hand out files for two services */
    GPtrArray *names, *sizes, *expires, *codes; /* GRegex */
};

struct found {
    char *url;
    const struct host *host;
    gsize start, end; /* in the text */
    GStrv fields;     /* name, size, expiry of the anchor's attributes; NULL outside of HTML */
};

void link_free(struct link *link)
{
    if (!link)
        return;
    g_free(link->host);
    g_free(link->provider);
    g_free(link->url);
    g_free(link->name);
    g_free(link->code);
    g_free(link);
}

static void host_free(gpointer data)
{
    struct host *host = data;
    g_free(host->host);
    g_free(host->provider);
    g_strfreev(host->paths);
    g_free(host);
}

void link_hosts_free(struct link_hosts *hosts)
{
    if (!hosts)
        return;
    g_hash_table_unref(hosts->hosts);
    g_clear_pointer(&hosts->names, g_ptr_array_unref);
    g_clear_pointer(&hosts->sizes, g_ptr_array_unref);
    g_clear_pointer(&hosts->expires, g_ptr_array_unref);
    g_clear_pointer(&hosts->codes, g_ptr_array_unref);
    g_free(hosts);
}

static bool load_host(struct link_hosts *hosts, struct yaml_node *node, GError **error)
{
    static const char *const known[] = {"host", "paths", "provider", NULL};
    struct host *host = g_new0(struct host, 1);
    if (!yaml_check_keys(node, known, error) || !yaml_string(yaml_get(node, "host"), &host->host, error) ||
        !yaml_string(yaml_get(node, "provider"), &host->provider, error) ||
        !yaml_strings(yaml_get(node, "paths"), &host->paths, error)) {
        host_free(host);
        return false;
    }
    if (!host->host || !host->provider) {
        yaml_refuse(error, node, "a host needs `host` and `provider`");
        host_free(host);
        return false;
    }
    GPtrArray *list = g_hash_table_lookup(hosts->hosts, host->host);
    if (!list) {
        list = g_ptr_array_new_with_free_func(host_free);
        g_hash_table_insert(hosts->hosts, g_strdup(host->host), list);
    }
    g_ptr_array_add(list, host);
    return true;
}

static GPtrArray *load_patterns(struct yaml_node *list, GError **error)
{
    g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
    for (guint i = 0; i < yaml_size(list); i++) {
        struct yaml_node *node = yaml_at(list, i);
        g_autoptr(GError) wrong = NULL;
        const char *text = yaml_text(node);
        GRegex *regex = text ? g_regex_new(text, G_REGEX_DEFAULT, 0, &wrong) : NULL;
        if (!regex) {
            yaml_refuse(error, node, "no regular expression: %s", wrong ? wrong->message : "text expected");
            return NULL;
        }
        g_ptr_array_add(patterns, regex);
    }
    return g_steal_pointer(&patterns);
}

struct link_hosts *link_hosts_load(const char *path, GError **error)
{
    static const char *const known[] = {"hosts", "names", "sizes", "expires", "codes", NULL};
    g_autoptr(YamlDocument) document = yaml_load(path, error);
    if (!document || !yaml_check_keys(yaml_root(document), known, error))
        return NULL;
    struct yaml_node *root = yaml_root(document), *list = yaml_get(root, "hosts");
    g_autoptr(LinkHosts) hosts = g_new0(struct link_hosts, 1);
    hosts->hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < yaml_size(list); i++)
        if (!load_host(hosts, yaml_at(list, i), error))
            return NULL;
    if (!(hosts->names = load_patterns(yaml_get(root, "names"), error)) ||
        !(hosts->sizes = load_patterns(yaml_get(root, "sizes"), error)) ||
        !(hosts->expires = load_patterns(yaml_get(root, "expires"), error)) ||
        !(hosts->codes = load_patterns(yaml_get(root, "codes"), error)))
        return NULL;
    return g_steal_pointer(&hosts);
}

/* The entry of the data that a URL without its scheme belongs to; NULL for every other address. What stands before
 * an '@' is a user's name, and a browser takes '\' for '/'. */
static const struct host *host_of(const struct link_hosts *hosts, const char *address)
{
    gsize length = strcspn(address, "/\\?#");
    g_autofree char *authority = g_ascii_strdown(address, (gssize)MIN(length, 300));
    if (strchr(authority, '@'))
        return NULL;
    char *port = strchr(authority, ':');
    if (port)
        *port = '\0';
    const GPtrArray *list = g_hash_table_lookup(hosts->hosts, authority);
    for (guint i = 0; list && i < list->len; i++) {
        const struct host *host = list->pdata[i];
        for (gsize k = 0; host->paths && host->paths[k]; k++)
            if (g_str_has_prefix(address + length, host->paths[k]))
                return host;
        if (!host->paths && address[length] == '/')
            return host;
    }
    return NULL;
}

static const char *after_scheme(const char *url)
{
    if (!g_ascii_strncasecmp(url, "http://", 7))
        return url + 7;
    return g_ascii_strncasecmp(url, "https://", 8) ? url : url + 8;
}

static void found_free(gpointer data)
{
    struct found *found = data;
    g_free(found->url);
    g_strfreev(found->fields);
    g_free(found);
}

static void add_found(GPtrArray *list, const struct link_hosts *hosts, char *url, gsize start, gsize end, GStrv fields)
{
    const struct host *host = host_of(hosts, after_scheme(url));
    if (!host || list->len >= 4 * MAX_LINKS || strlen(url) > MAX_URL) {
        g_free(url);
        g_strfreev(fields);
        return;
    }
    struct found *found = g_new0(struct found, 1);
    *found = (struct found){url, host, start, end, fields};
    g_ptr_array_add(list, found);
}

/* An anchor that html_text left in the text; gives what follows it. */
static const char *anchor(GPtrArray *list, const struct link_hosts *hosts, const char *text, const char *p)
{
    const char *end = strchr(p, HTML_END);
    if (!end)
        return p + 1;
    g_autofree char *inside = g_strndup(p + 1, (gsize)(end - p - 1));
    char separator[] = {HTML_FIELD, '\0'};
    GStrv fields = g_strsplit(inside, separator, 5);
    add_found(list, hosts, g_strdup(fields[0] ? fields[0] : ""), (gsize)(p - text), (gsize)(end + 1 - text), fields);
    return end + 1;
}

static bool in_url(char c)
{
    return (guchar)c > ' ' && (guchar)c < 0x7f && !strchr("<>\"'`{}|^", c);
}

static bool in_host(char c)
{
    return g_ascii_isalnum(c) || c == '.' || c == '-';
}

/* An address in running text, with a scheme or without; gives what follows it. */
static const char *written(GPtrArray *list, const struct link_hosts *hosts, const char *text, const char *p)
{
    const char *host = after_scheme(p), *end = host;
    while (in_host(*end))
        end++;
    if (host == p && *end != '/')
        return MAX(end, p + 1);
    while (in_url(*end))
        end++;
    while (end > host && strchr(".,;:!?)]", end[-1]))
        end--;
    if (end <= host)
        return p + 1;
    char *url = g_strndup(p, (gsize)(end - p));
    char *plain = html_unescape(url, strlen(url));
    g_free(url);
    add_found(list, hosts, plain, (gsize)(p - text), (gsize)(end - text), NULL);
    return end;
}

static GPtrArray *find_all(const char *text, const struct link_hosts *hosts)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(found_free);
    for (const char *p = text; *p;) {
        bool starts = g_ascii_isalnum(*p) && (p == text || !(in_host(p[-1]) || strchr("@/_%:=&", p[-1])));
        if (*p == HTML_LINK)
            p = anchor(list, hosts, text, p);
        else if (starts)
            p = written(list, hosts, text, p);
        else
            p++;
    }
    return list;
}

/* Group 1 of the first pattern that matches: its last match before a link, its first one after it. */
static char *search(const GPtrArray *patterns, const char *text, bool last)
{
    for (guint i = 0; i < patterns->len; i++) {
        g_autoptr(GMatchInfo) info = NULL;
        char *value = NULL;
        for (g_regex_match(patterns->pdata[i], text, 0, &info); g_match_info_matches(info);) {
            g_free(value);
            value = g_match_info_fetch(info, 1);
            if (!last || !g_match_info_next(info, NULL))
                break;
        }
        if (value && *value)
            return value;
        g_free(value);
    }
    return NULL;
}

/* What stands between two places of the text, the lines nearest to the link, anchors taken out. */
static char *context(const char *text, gsize from, gsize to, bool before)
{
    guint lines = 0;
    gsize start = from, end = to;
    if (before) {
        start = to;
        while (start > from && to - start < CONTEXT_BYTES && lines < CONTEXT_LINES)
            lines += text[--start] == '\n';
        while (start < to && ((guchar)text[start] & 0xC0) == 0x80)
            start++;
    } else {
        end = from;
        while (end < to && end - from < CONTEXT_BYTES && lines < CONTEXT_LINES)
            lines += text[end++] == '\n';
        while (end > from && ((guchar)text[end] & 0xC0) == 0x80)
            end--;
    }
    GString *out = g_string_new(NULL);
    bool inside = false;
    for (gsize i = start; i < end; i++) {
        if (text[i] == HTML_LINK)
            inside = true;
        if (!inside)
            g_string_append_c(out, text[i]);
        if (text[i] == HTML_END)
            inside = false;
    }
    return g_string_free(out, FALSE);
}

static gint64 parse_size(const char *text)
{
    char *unit;
    double number = g_ascii_strtod(text, &unit);
    unit += strspn(unit, " \t");
    static const char units[] = "KMGT";
    const char *at = *unit ? strchr(units, g_ascii_toupper(*unit)) : NULL;
    for (int i = at ? (int)(at - units) : -1; i >= 0; i--)
        number *= 1024;
    return number >= 0 && number < 1e15 ? (gint64)(number + 0.5) : -1;
}

/* "2020年11月27日 21:59", "2020-11-27 21:59:00"; without a time the day's end. Or milliseconds since the epoch. */
static gint64 parse_time(const char *text)
{
    int parts[6] = {0, 0, 0, 23, 59, 59}, count = 0;
    for (const char *p = text; *p && count < 6;) {
        if (!g_ascii_isdigit(*p)) {
            p++;
            continue;
        }
        char *end;
        guint64 value = g_ascii_strtoull(p, &end, 10);
        if (count == 0 && end - p >= 12)
            return value < G_GUINT64_CONSTANT(4102444800000) ? (gint64)(value / 1000) : 0;
        parts[count++] = (int)MIN(value, 9999);
        p = end;
    }
    if (count == 5)
        parts[5] = 0;
    if (count < 3 || count == 4)
        return 0;
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
    g_autoptr(GDateTime) time = g_date_time_new(zone, parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
    return time ? g_date_time_to_unix(time) : 0;
}

/* The code in the address itself: pan.baidu.com/s/…?pwd=abcd. */
static char *code_of_url(const char *url)
{
    const char *pwd = strstr(url, "pwd=");
    if (!pwd || (pwd[-1] != '?' && pwd[-1] != '&'))
        return NULL;
    gsize length = strcspn(pwd + 4, "&#");
    return length >= 4 && length <= 8 ? g_strndup(pwd + 4, length) : NULL;
}

static struct link *describe(const struct found *found, const struct link_hosts *hosts, const char *before,
                             const char *after)
{
    struct link *link = g_new0(struct link, 1);
    link->host = g_strdup(found->host->host);
    link->provider = g_strdup(found->host->provider);
    link->url = g_strdup(found->url);
    const char *const *fields = (const char *const *)found->fields;
    guint count = found->fields ? g_strv_length(found->fields) : 0;
    bool told[3];
    for (guint i = 0; i < 3; i++)
        told[i] = count > i + 1 && *fields[i + 1];
    g_autofree char *name = told[0] ? g_strdup(fields[1]) : search(hosts->names, before, true);
    if (!name)
        name = search(hosts->names, after, false);
    link->name = name ? header_base_name(g_strstrip(name)) : NULL;
    g_autofree char *size = told[1] ? g_strdup(fields[2]) : search(hosts->sizes, before, true);
    if (!size)
        size = search(hosts->sizes, after, false);
    link->bytes = size ? parse_size(size) : -1;
    g_autofree char *expires = told[2] ? g_strdup(fields[3]) : search(hosts->expires, before, true);
    if (!expires)
        expires = search(hosts->expires, after, false);
    link->expires = expires ? parse_time(expires) : 0;
    link->code = search(hosts->codes, after, false);
    if (!link->code)
        link->code = search(hosts->codes, before, true);
    if (!link->code)
        link->code = code_of_url(found->url);
    if (link->name && !*link->name)
        g_clear_pointer(&link->name, g_free);
    return link;
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The same file's address in text and HTML differs in scheme, order of parameters and the code. */
static char *identity(const char *url)
{
    g_auto(GStrv) halves = g_strsplit(after_scheme(url), "?", 2);
    if (!halves[0] || !halves[1])
        return g_strdup(halves[0] ? halves[0] : "");
    g_auto(GStrv) parameters = g_strsplit(halves[1], "&", 100);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (gsize i = 0; parameters[i]; i++)
        if (!g_str_has_prefix(parameters[i], "pwd="))
            g_ptr_array_add(sorted, parameters[i]);
    g_ptr_array_sort(sorted, by_text);
    g_ptr_array_add(sorted, NULL);
    g_autofree char *joined = g_strjoinv("&", (char **)sorted->pdata);
    return g_strconcat(halves[0], *joined ? "?" : "", joined, NULL);
}

static bool same_file(const struct link *a, const struct link *b)
{
    g_autofree char *left = identity(a->url), *right = identity(b->url);
    if (!strcmp(left, right))
        return true;
    return a->name && b->name && !strcmp(a->name, b->name) && !strcmp(a->host, b->host) &&
           (a->bytes < 0 || b->bytes < 0 || a->bytes == b->bytes);
}

static void add_link(GPtrArray *links, struct link *link)
{
    for (guint i = 0; i < links->len; i++) {
        struct link *earlier = links->pdata[i];
        if (!same_file(earlier, link))
            continue;
        if (!earlier->name)
            earlier->name = g_steal_pointer(&link->name);
        if (!earlier->code)
            earlier->code = g_steal_pointer(&link->code);
        earlier->bytes = earlier->bytes < 0 ? link->bytes : earlier->bytes;
        earlier->expires = earlier->expires ? earlier->expires : link->expires;
        link_free(link);
        return;
    }
    if (links->len < MAX_LINKS)
        g_ptr_array_add(links, link);
    else
        link_free(link);
}

static void find_in(const char *text, const struct link_hosts *hosts, GPtrArray *links)
{
    g_autoptr(GPtrArray) list = find_all(text, hosts);
    gsize length = strlen(text);
    for (guint i = 0; i < list->len; i++) {
        const struct found *found = list->pdata[i];
        gsize from = i ? ((struct found *)list->pdata[i - 1])->end : 0;
        gsize to = i + 1 < list->len ? ((struct found *)list->pdata[i + 1])->start : length;
        g_autofree char *before = context(text, from, found->start, true);
        g_autofree char *after = context(text, found->end, to, false);
        add_link(links, describe(found, hosts, before, after));
    }
}

GPtrArray *links_find(const struct message *message, const struct link_hosts *hosts)
{
    GPtrArray *links = g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if ((part->hint != PART_BODY_TEXT && part->hint != PART_BODY_HTML) || !part->text)
            continue;
        g_autofree char *text = part->hint == PART_BODY_HTML ? html_text(part->text, true) : g_strdup(part->text);
        g_autoptr(Quote) quote = quote_split(text, message->subject);
        find_in(quote->forwarded || message->forwarded ? text : quote->fresh, hosts, links);
    }
    return links;
}
