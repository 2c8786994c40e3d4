/* What a refusal means: rules/common/refusals.yaml.
 *
 * The same trouble comes with different digits from different servers and in different years (`554 MI:STC`,
 * `550 MI:STC`), and a 5xx may be a quota that ends at midnight. So the words decide before the digits, and the
 * words are data. A reply that nothing explains is tried again (4xx) or shown to a person (5xx), never dropped.
 */
#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "deliver/deliver.h"

#include <string.h>

enum {
    ENTRIES_MAX = 1000,
    WAIT_MAX = 86400,      /* seconds */
    WAIT_DEFAULT = 300,    /* seconds, for a 4xx that no entry explains */
    RESPONSE_BYTES = 1000, /* of a reply that are kept */
};

/* In the order in which they are asked. */
enum kind { KIND_TOKEN, KIND_TEXT, KIND_ENHANCED, KIND_CODE, KIND_COUNT };
static const char *const kind_keys[KIND_COUNT] = {"token", "text", "enhanced", "code"};

struct entry {
    enum kind kind;
    char *key; /* text in lower case; NULL for KIND_CODE */
    int low, high;
    enum outcome action;
    guint wait;
    char *say;
};

struct refusals {
    GPtrArray *entries; /* struct entry, in the file's order */
};

static const struct action {
    const char *name;
    enum outcome outcome;
    bool waits;
} actions[] = {
    {"retry", OUTCOME_RETRY, true},      {"pause", OUTCOME_PAUSE, true}, {"tomorrow", OUTCOME_TOMORROW, false},
    {"give_up", OUTCOME_GIVE_UP, false}, {"hold", OUTCOME_HOLD, false},  {"stop", OUTCOME_STOP, false},
};

static void entry_free(gpointer data)
{
    struct entry *entry = data;
    if (!entry)
        return;
    g_free(entry->key);
    g_free(entry->say);
    g_free(entry);
}
typedef struct entry Entry;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entry, entry_free)

void refusals_free(struct refusals *refusals)
{
    if (!refusals)
        return;
    g_ptr_array_unref(refusals->entries);
    g_free(refusals);
}

/* "451" or "4xx"; replies below 400 are no refusals. */
static bool read_code(struct yaml_node *node, struct entry *entry, GError **error)
{
    entry->low = 400, entry->high = 599;
    if (!node)
        return true;
    const char *text = yaml_text(node);
    if (text && strlen(text) == 3 && (text[0] == '4' || text[0] == '5')) {
        int hundreds = (text[0] - '0') * 100;
        if (strcmp(text + 1, "xx") == 0) {
            entry->low = hundreds, entry->high = hundreds + 99;
            return true;
        }
        if (g_ascii_isdigit(text[1]) && g_ascii_isdigit(text[2])) {
            entry->low = entry->high = hundreds + (text[1] - '0') * 10 + (text[2] - '0');
            return true;
        }
    }
    yaml_refuse(error, node, "code: three digits of a refusal (451) or a class (4xx)");
    return false;
}

static bool read_key(struct yaml_node *node, struct entry *entry, GError **error)
{
    guint given = 0;
    struct yaml_node *where = NULL;
    for (int kind = KIND_TOKEN; kind < KIND_CODE; kind++) {
        struct yaml_node *value = yaml_get(node, kind_keys[kind]);
        if (!value)
            continue;
        given++;
        entry->kind = (enum kind)kind;
        where = value;
    }
    if (given == 0 && yaml_get(node, "code")) {
        entry->kind = KIND_CODE;
        return true;
    }
    if (given != 1) {
        yaml_refuse(error, node, "an entry has one of token, text, enhanced; or a code alone");
        return false;
    }
    const char *text = yaml_text(where);
    if (text_blank(text)) {
        yaml_refuse(error, where, "%s: must not be empty", kind_keys[entry->kind]);
        return false;
    }
    entry->key = entry->kind == KIND_TEXT ? g_ascii_strdown(text, -1) : g_strdup(text);
    return true;
}

static bool read_action(struct yaml_node *node, struct entry *entry, GError **error)
{
    struct yaml_node *where = yaml_get(node, "action");
    const struct action *action = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
        if (g_strcmp0(yaml_text(where), actions[i].name) == 0)
            action = &actions[i];
    if (!action) {
        yaml_refuse(error, where ? where : node, "action: one of retry, pause, tomorrow, give_up, hold, stop");
        return false;
    }
    struct yaml_node *wait = yaml_get(node, "wait");
    if (action->waits != (wait != NULL)) {
        yaml_refuse(error, wait ? wait : node, "wait: seconds, with retry and pause only");
        return false;
    }
    gint64 seconds = 0;
    if (!yaml_int(wait, &seconds, 1, WAIT_MAX, error))
        return false;
    entry->action = action->outcome;
    entry->wait = (guint)seconds;
    return true;
}

static struct entry *read_entry(struct yaml_node *node, GError **error)
{
    static const char *const known[] = {"token", "text", "enhanced", "code", "action", "wait", "say", NULL};
    g_autoptr(Entry) entry = g_new0(struct entry, 1);
    if (!yaml_is_map(node)) {
        yaml_refuse(error, node, "an entry is a map");
        return NULL;
    }
    if (!yaml_check_keys(node, known, error) || !read_key(node, entry, error) ||
        !read_code(yaml_get(node, "code"), entry, error) || !read_action(node, entry, error) ||
        !yaml_string(yaml_get(node, "say"), &entry->say, error))
        return NULL;
    return g_steal_pointer(&entry);
}

struct refusals *refusals_load(const char *path, GError **error)
{
    static const char *const known[] = {"refusals", NULL};
    g_autoptr(YamlDocument) document = yaml_load(path, error);
    if (!document)
        return NULL;
    struct yaml_node *root = yaml_root(document), *list = yaml_get(root, "refusals");
    if (!yaml_is_map(root) || !yaml_is_list(list) || yaml_size(list) > ENTRIES_MAX) {
        yaml_refuse(error, root, "a map with one list `refusals` of at most %d entries", ENTRIES_MAX);
        return NULL;
    }
    if (!yaml_check_keys(root, known, error))
        return NULL;
    g_autoptr(Refusals) refusals = g_new0(struct refusals, 1);
    refusals->entries = g_ptr_array_new_with_free_func(entry_free);
    for (guint i = 0; i < yaml_size(list); i++) {
        struct entry *entry = read_entry(yaml_at(list, i), error);
        if (!entry)
            return NULL;
        g_ptr_array_add(refusals->entries, entry);
    }
    return g_steal_pointer(&refusals);
}

/* The key as a word of its own, so that MI:SFQ is not found in HMI:SFQX. */
static bool has_token(const char *text, const char *token)
{
    gsize length = strlen(token);
    for (const char *at = strstr(text, token); at; at = strstr(at + 1, token))
        if ((at == text || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(at[length]))
            return true;
    return false;
}

/* A line that begins with the code or a longer one: "5.1" fits "5.1.1 no such user", not "5.10". */
static bool has_enhanced(const char *text, const char *prefix)
{
    gsize length = strlen(prefix);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, prefix) && !g_ascii_isdigit((*line)[length]))
            return true;
    return false;
}

static bool fits(const struct entry *entry, int code, const char *text, const char *lower)
{
    if (code < entry->low || code > entry->high)
        return false;
    switch (entry->kind) {
    case KIND_TOKEN:
        return has_token(text, entry->key);
    case KIND_TEXT:
        return strstr(lower, entry->key) != NULL;
    case KIND_ENHANCED:
        return has_enhanced(text, entry->key);
    default:
        return true;
    }
}

static const struct entry *find(const struct refusals *refusals, int code, const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    for (int kind = KIND_TOKEN; kind < KIND_COUNT; kind++)
        for (guint i = 0; i < refusals->entries->len; i++) {
            const struct entry *entry = refusals->entries->pdata[i];
            if (entry->kind == (enum kind)kind && fits(entry, code, text, lower))
                return entry;
        }
    return NULL;
}

/* "550 5.1.1 no such user / see policy": valid UTF-8 (Chinese servers also speak GBK), no control characters. */
static char *one_line(int code, const char *text)
{
    g_autofree char *utf8 = text_from_bytes(text, strlen(text), NULL);
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_printf(line, "%03d ", code);
    for (const char *p = utf8; *p; p++) {
        if (*p == '\n')
            g_string_append(line, " / ");
        else
            g_string_append_c(line, (guchar)*p < 0x20 || *p == 0x7f ? ' ' : *p);
    }
    return text_truncate(g_strchomp(line->str), RESPONSE_BYTES);
}

void refusals_classify(const struct refusals *refusals, int code, const char *text, struct delivery *delivery)
{
    if (!text)
        text = "";
    const struct entry *entry = find(refusals, code, text);
    delivery_clear(delivery);
    delivery->response = one_line(code, text);
    if (entry) {
        delivery->outcome = entry->action;
        delivery->seconds = entry->wait;
        delivery->hint = g_strdup(entry->say);
        return;
    }
    delivery->outcome = code >= 500 && code <= 599 ? OUTCOME_HOLD : OUTCOME_RETRY;
    delivery->seconds = delivery->outcome == OUTCOME_RETRY ? WAIT_DEFAULT : 0;
}
