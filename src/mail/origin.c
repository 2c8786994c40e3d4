/* The rules are data and are tried in their order; this file knows only how to test one. Two things are code:
 * that our own addresses come first, and how RFC 3464's fields name the address that a mail did not reach.
 */
#include "mail/origin.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "base/yaml.h"
#include "mail/address.h"
#include "mail/html.h"
#include "mail/message.h"

#define OPENING_CHARACTERS 300
#define TEXT_BYTES (16 * 1024) /* of a text, for patterns */

enum condition {
    IF_ID,
    IF_FROM,
    IF_RETURN_PATH,
    IF_SUBJECT,
    IF_OPENING,
    IF_FRESH,
    IF_UNLESS,
    IF_TEXT,
    IF_TYPE,
    IF_REPORT,
    IF_PART,
    IF_INLINE,
    IF_FIELDS,
    IF_HEADER,
    IF_COUNT
};

static const char *const condition_names[IF_COUNT] = {"id",    "from",   "return_path", "subject", "opening",
                                                      "fresh", "unless", "text",        "type",    "report",
                                                      "part",  "inline", "fields",      "value"};

struct rule {
    enum origin_kind kind;
    char *why;
    GStrv headers;                 /* one of these is there; NULL: no such condition */
    GPtrArray *patterns[IF_COUNT]; /* GRegex; NULL: no such condition */
};

struct robots {
    GPtrArray *rules; /* struct rule */
    GPtrArray *bounced_to, *bounced_id;
};

static void rule_free(gpointer data)
{
    struct rule *rule = data;
    g_free(rule->why);
    g_strfreev(rule->headers);
    for (int i = 0; i < IF_COUNT; i++)
        g_clear_pointer(&rule->patterns[i], g_ptr_array_unref);
    g_free(rule);
}

void robots_free(struct robots *robots)
{
    if (!robots)
        return;
    g_clear_pointer(&robots->rules, g_ptr_array_unref);
    g_clear_pointer(&robots->bounced_to, g_ptr_array_unref);
    g_clear_pointer(&robots->bounced_id, g_ptr_array_unref);
    g_free(robots);
}

void origin_free(struct origin *origin)
{
    if (!origin)
        return;
    g_free(origin->why);
    g_free(origin->bounced_to);
    g_free(origin->bounced_id);
    g_free(origin);
}

/* One pattern or a list of them; an absent node gives NULL and success. */
static bool load_patterns(struct yaml_node *node, GPtrArray **patterns, GError **error)
{
    if (!node)
        return true;
    g_auto(GStrv) texts = NULL;
    if (!yaml_strings(node, &texts, error))
        return false;
    *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
    for (gsize i = 0; texts && texts[i]; i++) {
        g_autoptr(GError) wrong = NULL;
        GRegex *regex = g_regex_new(texts[i], G_REGEX_CASELESS, 0, &wrong);
        if (!regex) {
            yaml_refuse(error, yaml_is_list(node) ? yaml_at(node, (guint)i) : node, "no regular expression: %s",
                        wrong->message);
            return false;
        }
        g_ptr_array_add(*patterns, regex);
    }
    return true;
}

static bool load_kind(struct yaml_node *node, enum origin_kind *kind, GError **error)
{
    static const char *const names[] = {"person", "own", "bounce", "robot", "list", "doubtful"};
    const char *text = yaml_text(node);
    for (gsize i = 0; text && i < G_N_ELEMENTS(names); i++)
        if (!strcmp(text, names[i])) {
            *kind = (enum origin_kind)i;
            return true;
        }
    yaml_refuse(error, node, "kind is person, own, bounce, robot, list or doubtful");
    return false;
}

static bool load_rule(struct robots *robots, struct yaml_node *node, GError **error)
{
    static const char *const known[] = {"kind",    "why",     "header", "id",     "from",  "return_path",
                                        "subject", "opening", "fresh",  "unless", "text",  "type",
                                        "report",  "part",    "inline", "fields", "value", NULL};
    if (!yaml_check_keys(node, known, error))
        return false;
    struct yaml_node *kind = yaml_get(node, "kind");
    if (!kind || !yaml_get(node, "why") || yaml_size(node) < 3) {
        yaml_refuse(error, node, "a rule needs `kind`, `why` and a condition");
        return false;
    }
    if (yaml_get(node, "value") && !yaml_get(node, "header")) {
        yaml_refuse(error, yaml_get(node, "value"), "`value` needs a `header`");
        return false;
    }
    struct rule *rule = g_new0(struct rule, 1);
    g_ptr_array_add(robots->rules, rule);
    if (!load_kind(kind, &rule->kind, error) || !yaml_string(yaml_get(node, "why"), &rule->why, error) ||
        !yaml_strings(yaml_get(node, "header"), &rule->headers, error))
        return false;
    for (int i = 0; i < IF_COUNT; i++)
        if (!load_patterns(yaml_get(node, condition_names[i]), &rule->patterns[i], error))
            return false;
    return true;
}

struct robots *robots_load(const char *path, GError **error)
{
    static const char *const known[] = {"rules", "bounced_to", "bounced_id", NULL};
    g_autoptr(YamlDocument) document = yaml_load(path, error);
    if (!document || !yaml_check_keys(yaml_root(document), known, error))
        return NULL;
    struct yaml_node *root = yaml_root(document), *list = yaml_get(root, "rules");
    g_autoptr(Robots) robots = g_new0(struct robots, 1);
    robots->rules = g_ptr_array_new_with_free_func(rule_free);
    for (guint i = 0; i < yaml_size(list); i++)
        if (!load_rule(robots, yaml_at(list, i), error))
            return NULL;
    if (!load_patterns(yaml_get(root, "bounced_to"), &robots->bounced_to, error) ||
        !load_patterns(yaml_get(root, "bounced_id"), &robots->bounced_id, error))
        return NULL;
    return g_steal_pointer(&robots);
}

static bool matches(const GPtrArray *patterns, const char *text)
{
    for (guint i = 0; text && i < patterns->len; i++)
        if (g_regex_match(patterns->pdata[i], text, 0, NULL))
            return true;
    return false;
}

/* What the conditions look at, made once a mail. */
struct facts {
    const struct message *message;
    char *opening; /* start of the fresh text */
    char *fresh;   /* more of it */
    char *text;    /* start of the whole text */
    char *fields;  /* of all report parts and returned headers */
};

static bool outer(const struct part *part)
{
    return !strchr(part->path, '/');
}

static void collect_facts(struct facts *facts, const struct message *message)
{
    facts->message = message;
    const char *fresh = message->fresh + strspn(message->fresh, " \t\n");
    gsize characters = (gsize)g_utf8_strlen(fresh, -1);
    facts->opening = g_utf8_substring(fresh, 0, (glong)MIN(characters, OPENING_CHARACTERS));
    facts->fresh = text_truncate(message->fresh, TEXT_BYTES);
    facts->text = text_truncate(message->text, TEXT_BYTES);
    GString *fields = g_string_new(NULL);
    for (guint i = 0; i < message->parts->len && fields->len < TEXT_BYTES; i++) {
        const struct part *part = message->parts->pdata[i];
        if (outer(part) && part->text && (part->hint == PART_MESSAGE || part->hint == PART_FILE))
            g_string_append_printf(fields, "%s\n", part->text);
    }
    facts->fields = g_string_free(fields, FALSE);
}

static void clear_facts(struct facts *facts)
{
    g_free(facts->opening);
    g_free(facts->fresh);
    g_free(facts->text);
    g_free(facts->fields);
}

/* One of the headers is there, in any of its occurrences, with a value that matches. */
static bool header_holds(const struct rule *rule, const struct message *message)
{
    for (guint i = 0; i < message->headers->len; i++) {
        const struct header *header = message->headers->pdata[i];
        for (gsize k = 0; rule->headers[k]; k++)
            if (!g_ascii_strcasecmp(header->name, rule->headers[k]) &&
                (!rule->patterns[IF_HEADER] || matches(rule->patterns[IF_HEADER], header->value)))
                return true;
    }
    return false;
}

/* `shown`: only what the mail does not call an attachment. */
static bool part_holds(const GPtrArray *patterns, const struct message *message, bool shown)
{
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if (outer(part) && !(shown && part->attachment) && matches(patterns, part->declared))
            return true;
    }
    return false;
}

/* (?m) is on for fields: they are lines. */
static bool fields_hold(const GPtrArray *patterns, const char *fields)
{
    g_auto(GStrv) lines = g_strsplit(fields, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        if (matches(patterns, lines[i]))
            return true;
    return false;
}

static bool rule_holds(const struct rule *rule, const struct facts *facts)
{
    const struct message *message = facts->message;
    const char *looked_at[IF_COUNT] = {
        [IF_ID] = message->id,           [IF_FROM] = message->from.addr, [IF_RETURN_PATH] = message->return_path,
        [IF_SUBJECT] = message->subject, [IF_OPENING] = facts->opening,  [IF_FRESH] = facts->fresh,
        [IF_TEXT] = facts->text,         [IF_TYPE] = message->declared,  [IF_REPORT] = message->report_type,
    };
    if (rule->headers && !header_holds(rule, message))
        return false;
    for (int i = 0; i < IF_COUNT; i++) {
        if (!rule->patterns[i] || i == IF_HEADER)
            continue;
        bool holds = i == IF_PART     ? part_holds(rule->patterns[i], message, false)
                     : i == IF_INLINE ? part_holds(rule->patterns[i], message, true)
                     : i == IF_UNLESS ? !matches(rule->patterns[i], facts->fresh)
                     : i == IF_FIELDS ? fields_hold(rule->patterns[i], facts->fields)
                                      : matches(rule->patterns[i], looked_at[i]);
        if (!holds)
            return false;
    }
    return true;
}

/* "Final-Recipient: rfc822; a@b" of a recipient that failed, else of any. */
static char *status_recipient(const char *fields)
{
    g_auto(GStrv) lines = g_strsplit(fields, "\n", -1);
    g_autofree char *first = NULL, *current = NULL;
    for (gsize i = 0; lines[i]; i++) {
        const char *line = lines[i];
        if (!g_ascii_strncasecmp(line, "Final-Recipient:", 16) ||
            !g_ascii_strncasecmp(line, "Original-Recipient:", 19)) {
            const char *value = strchr(line, ';') ? strchr(line, ';') + 1 : strchr(line, ':') + 1;
            char *addr = address_only(value);
            if (addr && !first)
                first = g_strdup(addr);
            if (addr) {
                g_free(current);
                current = addr;
            }
        } else if (!g_ascii_strncasecmp(line, "Action:", 7) && strstr(line, "fail") && current) {
            return g_steal_pointer(&current);
        }
    }
    return g_steal_pointer(&first);
}

static bool is_ours(const char *addr, const char *const *own)
{
    for (; addr && own && *own; own++)
        if (!g_ascii_strcasecmp(addr, *own))
            return true;
    return false;
}

/* Group 1 of the patterns as an address that is neither ours nor the report's sender. */
static char *search_address(const GPtrArray *patterns, const char *text, const struct message *message,
                            const char *const *own)
{
    for (guint i = 0; patterns && i < patterns->len; i++) {
        g_autoptr(GMatchInfo) info = NULL;
        g_regex_match(patterns->pdata[i], text, 0, &info);
        for (int tries = 0; g_match_info_matches(info) && tries < 50; tries++) {
            g_autofree char *value = g_match_info_fetch(info, 1);
            g_autofree char *plain = value ? g_uri_unescape_string(value, NULL) : NULL;
            const char *chosen = plain && g_utf8_validate(plain, -1, NULL) ? plain : value;
            g_autofree char *addr = chosen ? address_only(chosen) : NULL;
            if (addr && !is_ours(addr, own) && g_strcmp0(addr, message->from.addr))
                return g_steal_pointer(&addr);
            if (!g_match_info_next(info, NULL))
                break;
        }
    }
    return NULL;
}

/* The report's text with the addresses of its links: NetEase names the recipient only in one. */
static char *text_with_links(const struct message *message)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < message->parts->len && out->len < 4 * TEXT_BYTES; i++) {
        const struct part *part = message->parts->pdata[i];
        if (!outer(part) || !part->text)
            continue;
        g_autofree char *text = part->hint == PART_BODY_HTML   ? html_text(part->text, true)
                                : part->hint == PART_BODY_TEXT ? g_strdup(part->text)
                                                               : NULL;
        g_autofree char *start = text ? text_truncate(text, 2 * TEXT_BYTES) : NULL;
        if (start)
            g_string_append_printf(out, "%s\n", start);
    }
    return g_string_free(out, FALSE);
}

static char *failed_recipients(const struct message *message)
{
    const char *value = message_header(message, "X-Failed-Recipients");
    if (!value)
        return NULL;
    struct address address = address_first(value);
    char *addr = g_steal_pointer(&address.addr);
    address_clear(&address);
    return addr;
}

static char *search_id(const struct robots *robots, const char *text)
{
    for (guint i = 0; robots->bounced_id && i < robots->bounced_id->len; i++) {
        g_autoptr(GMatchInfo) info = NULL;
        if (g_regex_match(robots->bounced_id->pdata[i], text, 0, &info))
            return g_match_info_fetch(info, 1);
    }
    return NULL;
}

static void describe_bounce(struct origin *origin, const struct facts *facts, const struct robots *robots,
                            const char *const *own)
{
    const struct message *message = facts->message;
    g_autofree char *text = text_with_links(message);
    origin->bounced_to = status_recipient(facts->fields);
    if (!origin->bounced_to)
        origin->bounced_to = failed_recipients(message);
    if (!origin->bounced_to)
        origin->bounced_to = search_address(robots->bounced_to, text, message, own);
    origin->bounced_id = search_id(robots, facts->fields);
    if (!origin->bounced_id)
        origin->bounced_id = search_id(robots, text);
    if (!origin->bounced_id && message->in_reply_to)
        origin->bounced_id = g_strdup(message->in_reply_to);
    guint references = g_strv_length(message->references);
    if (!origin->bounced_id && references)
        origin->bounced_id = g_strdup(message->references[references - 1]);
}

struct origin *origin_decide(const struct message *message, const struct robots *robots, const char *const *own)
{
    struct origin *origin = g_new0(struct origin, 1);
    if (is_ours(message->from.addr, own) || is_ours(message->sender.addr, own)) {
        origin->kind = ORIGIN_OWN;
        origin->why = g_strdup("发件人是本邮箱");
        return origin;
    }
    struct facts facts = {0};
    collect_facts(&facts, message);
    for (guint i = 0; i < robots->rules->len && !origin->why; i++) {
        const struct rule *rule = robots->rules->pdata[i];
        if (!rule_holds(rule, &facts))
            continue;
        origin->kind = rule->kind;
        origin->why = g_strdup(rule->why);
    }
    if (!origin->why)
        origin->why = g_strdup("个人来信");
    if (origin->kind == ORIGIN_BOUNCE)
        describe_bounce(origin, &facts, robots, own);
    clear_facts(&facts);
    return origin;
}
