/* The line parser of orders.h: a number, a word, the rest. */
#include "submission/orders.h"

#include <string.h>

#include "base/text.h"
#include "base/yaml.h"

/* A word of decisions.yaml and what it means. */
struct word {
    char *text;
    enum ruling_action action;
    bool sets;
};

struct orders {
    GArray *words; /* struct word, the longest first */
    GStrv fillers, doubts;
    GPtrArray *ignore, *signature; /* GRegex */
};

void orders_free(struct orders *orders)
{
    if (!orders)
        return;
    for (guint i = 0; orders->words && i < orders->words->len; i++)
        g_free(g_array_index(orders->words, struct word, i).text);
    g_clear_pointer(&orders->words, g_array_unref);
    g_strfreev(orders->fillers);
    g_strfreev(orders->doubts);
    g_clear_pointer(&orders->ignore, g_ptr_array_unref);
    g_clear_pointer(&orders->signature, g_ptr_array_unref);
    g_free(orders);
}

static gint by_length(gconstpointer a, gconstpointer b)
{
    gsize x = strlen(((const struct word *)a)->text), y = strlen(((const struct word *)b)->text);
    return x > y ? -1 : x < y;
}

static bool load_words(struct orders *orders, struct yaml_node *map, GError **error)
{
    orders->words = g_array_new(FALSE, TRUE, sizeof(struct word));
    for (guint i = 0; i < yaml_size(map); i++) {
        const char *key = NULL;
        struct yaml_node *list = yaml_pair(map, i, &key);
        struct word word = {.sets = !strcmp(key, "set")};
        if (!word.sets && !ruling_parse(key, &word.action)) {
            yaml_refuse(error, yaml_key(map, i),
                        "no such action: accept, return, reject, reopen, hold, restore, "
                        "extend, accept_late, note, assign, set");
            return false;
        }
        g_auto(GStrv) texts = NULL;
        if (!yaml_strings(list, &texts, error))
            return false;
        for (char **text = texts; text && *text; text++) {
            word.text = g_strdup(*text);
            g_array_append_val(orders->words, word);
        }
    }
    g_array_sort(orders->words, by_length);
    return true;
}

static bool load_patterns(struct yaml_node *list, GPtrArray **patterns, GError **error)
{
    g_auto(GStrv) texts = NULL;
    *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
    if (!yaml_strings(list, &texts, error))
        return false;
    for (guint i = 0; texts && texts[i]; i++) {
        g_autoptr(GError) wrong = NULL;
        GRegex *regex = g_regex_new(texts[i], G_REGEX_CASELESS, 0, &wrong);
        if (!regex) {
            yaml_refuse(error, yaml_is_list(list) ? yaml_at(list, i) : list, "no regular expression: %s",
                        wrong->message);
            return false;
        }
        g_ptr_array_add(*patterns, regex);
    }
    return true;
}

struct orders *orders_load(const char *path, GError **error)
{
    static const char *const known[] = {"actions", "fillers", "doubts", "ignore", "signature", NULL};
    g_autoptr(YamlDocument) document = yaml_load(path, error);
    if (!document || !yaml_check_keys(yaml_root(document), known, error))
        return NULL;
    struct yaml_node *root = yaml_root(document);
    g_autoptr(Orders) orders = g_new0(struct orders, 1);
    if (!load_words(orders, yaml_get(root, "actions"), error) ||
        !yaml_strings(yaml_get(root, "fillers"), &orders->fillers, error) ||
        !yaml_strings(yaml_get(root, "doubts"), &orders->doubts, error) ||
        !load_patterns(yaml_get(root, "ignore"), &orders->ignore, error) ||
        !load_patterns(yaml_get(root, "signature"), &orders->signature, error))
        return NULL;
    return g_steal_pointer(&orders);
}

static void order_free(gpointer data)
{
    struct order *order = data;
    g_free(order->line);
    g_array_unref(order->items);
    g_free(order->text);
    g_free(order);
}

/* ---- a line's characters */

/* The character as a number is read: full-width ones half-width, every dash a hyphen, every space a space. */
static gunichar plain(const char *at)
{
    gunichar c = g_utf8_get_char(at);
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212)
        return '-';
    return g_unichar_isspace(c) ? ' ' : c;
}

/* Bytes of the marks and spaces that stand between a number, a word and what follows. */
static gsize gap(const char *at, const char *marks)
{
    const char *p = at;
    while (*p && (plain(p) == ' ' || g_utf8_strchr(marks, -1, g_utf8_get_char(p))))
        p = g_utf8_next_char(p);
    return (gsize)(p - at);
}

#define MARKS ",，、:：.。;；"
#define OPENING "“”\"「『【[（(·•*>《"

static const char *read_digits(const char *at, gsize most, int *value, gsize *count)
{
    *value = 0;
    *count = 0;
    while (*at && plain(at) < 0x80 && g_ascii_isdigit((char)plain(at))) {
        if (++*count > most)
            return NULL;
        *value = *value * 10 + (int)(plain(at) - '0');
        at = g_utf8_next_char(at);
    }
    return *count ? at : NULL;
}

/* "NXZ-0123-07", "nxz0123", "0123－7", "87". NULL when no number stands there; *clear: nobody writes an ordinal so. */
static const char *read_item(const char *at, struct order_item *item, bool *clear)
{
    gsize letters = 0, count = 0;
    memset(item, 0, sizeof *item);
    while (plain(at) < 0x80 && g_ascii_isalpha((char)plain(at)) && letters < 8) {
        item->prefix[letters++] = g_ascii_toupper((char)plain(at));
        at = g_utf8_next_char(at);
    }
    if (letters && *at && (plain(at) == '-' || plain(at) == ' ' || plain(at) == '_'))
        at = g_utf8_next_char(at);
    const char *end = letters == 1 ? NULL : read_digits(at, 7, &item->number, &count);
    if (!end || item->number == 0)
        return NULL;
    *clear = letters || count >= 3;
    if (*end && plain(end) == '-') {
        gsize more;
        const char *after = read_digits(g_utf8_next_char(end), 4, &item->work, &more);
        if (!after || item->work == 0)
            return NULL;
        end = after;
    }
    bool ends = !*end || plain(end) >= 0x80 || !(g_ascii_isalnum((char)plain(end)) || strchr("-/%@", (int)plain(end)));
    return ends ? end : NULL;
}

/* The numbers that begin a line, and politeness behind them. NULL: there are none, or it may be an ordinal. */
static const char *read_items(const struct orders *orders, const char *at, GArray *items)
{
    bool all_clear = true;
    for (;;) {
        struct order_item item;
        bool clear = false;
        const char *end = items->len < ORDERS_ITEMS ? read_item(at, &item, &clear) : NULL;
        if (!end)
            break;
        g_array_append_val(items, item);
        all_clear = all_clear && clear;
        at = end + gap(end, MARKS "和及与");
    }
    if (!items->len || (items->len > 1 && !all_clear))
        return NULL;
    for (bool found = true; found;) {
        found = false;
        for (char **filler = orders->fillers; filler && *filler && !found; filler++)
            if (g_str_has_prefix(at, *filler)) {
                at += strlen(*filler);
                at += gap(at, MARKS);
                found = true;
            }
    }
    return at;
}

/* ---- the word and the rest */

static bool takes_text(const struct word *word)
{
    static const bool takes[RULING_COUNT] = {[RULING_RETURN] = true,
                                             [RULING_REJECT] = true,
                                             [RULING_EXTEND] = true,
                                             [RULING_NOTE] = true,
                                             [RULING_ASSIGN] = true};
    return word->sets || takes[word->action];
}

static bool ends_there(const char *at)
{
    gunichar c = g_utf8_get_char(at);
    return !c || g_unichar_isspace(c) || g_unichar_ispunct(c);
}

static const struct word *find_word(const struct orders *orders, const char *at)
{
    g_autofree char *lower = g_utf8_strdown(at, -1);
    for (guint i = 0; i < orders->words->len; i++) {
        const struct word *word = &g_array_index(orders->words, struct word, i);
        gsize length = strlen(word->text);
        if (g_str_has_prefix(lower, word->text) && strlen(at) >= length &&
            (takes_text(word) || ends_there(at + length)))
            return word;
    }
    return NULL;
}

static bool doubtful(const struct orders *orders, const char *rest)
{
    for (char **doubt = orders->doubts; doubt && *doubt; doubt++)
        if (strstr(rest, *doubt))
            return true;
    return false;
}

static bool asks(const char *rest)
{
    return g_str_has_suffix(rest, "?") || g_str_has_suffix(rest, "？") || g_str_has_suffix(rest, "吗");
}

/* What must follow a word, and must not. */
static const char *amiss(const struct orders *orders, const struct word *word, const char *rest)
{
    if (!takes_text(word))
        return doubtful(orders, rest) ? "带有条件或疑问" : NULL;
    if (word->sets)
        return strpbrk(rest, "=") || strstr(rest, "＝") ? NULL : "请写成：编号 改 栏目=内容";
    if (word->action == RULING_RETURN && !*rest)
        return "请写明要对方修改什么";
    if (word->action == RULING_EXTEND && !*rest)
        return "请写明延期到哪一天";
    if ((word->action == RULING_NOTE || word->action == RULING_ASSIGN) && !*rest)
        return word->action == RULING_NOTE ? "没有备注的内容" : "请写明交给谁";
    return word->action == RULING_REJECT && asks(rest) ? "带有疑问" : NULL;
}

static struct order *read_order(const struct orders *orders, const char *line)
{
    struct order *order = g_new0(struct order, 1);
    order->line = g_strdup(line);
    order->items = g_array_new(FALSE, TRUE, sizeof(struct order_item));
    const char *start = line + gap(line, OPENING);
    const char *at = read_items(orders, start, order->items);
    order->meant = order->items->len > 0;
    const struct word *word = at ? find_word(orders, at) : NULL;
    if (!word)
        return order;
    const char *rest = at + strlen(word->text);
    rest += gap(rest, MARKS);
    g_autofree char *text = text_tidy(rest);
    if (g_utf8_strchr(OPENING, -1, g_utf8_get_char(line)) &&
        (g_str_has_suffix(text, "”") || g_str_has_suffix(text, "\"")))
        text[strlen(text) - (g_str_has_suffix(text, "\"") ? 1 : strlen("”"))] = '\0';
    order->why = amiss(orders, word, text);
    order->good = !order->why;
    order->sets = word->sets;
    order->action = word->action;
    order->text = *text ? g_steal_pointer(&text) : NULL;
    return order;
}

/* ---- the text */

static bool matches(const GPtrArray *patterns, const char *line)
{
    for (guint i = 0; i < patterns->len; i++)
        if (g_regex_match(patterns->pdata[i], line, 0, NULL))
            return true;
    return false;
}

/* The end of the sentence before the next order in the same line: “0123 同意；0124 撤下”. */
static gsize cut_at(const struct orders *orders, const char *line)
{
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        if (!g_utf8_strchr(";；。", -1, g_utf8_get_char(p)))
            continue;
        const char *next = g_utf8_next_char(p);
        g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(struct order_item));
        const char *at = read_items(orders, next + gap(next, OPENING), items);
        if (at && find_word(orders, at))
            return (gsize)(p - line);
    }
    return strlen(line);
}

static void read_line(const struct orders *orders, const char *line, GPtrArray *found)
{
    while (*line && found->len < ORDERS_MOST) {
        gsize length = cut_at(orders, line);
        g_autofree char *one = g_strstrip(g_strndup(line, length));
        if (*one)
            g_ptr_array_add(found, read_order(orders, one));
        line += length;
        if (*line)
            line = g_utf8_next_char(line);
    }
}

GPtrArray *orders_read(const struct orders *orders, const char *text)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(order_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line && found->len < ORDERS_MOST; line++) {
        glong characters = MIN(g_utf8_strlen(*line, -1), ORDERS_CHARACTERS);
        g_autofree char *cut = g_utf8_substring(*line, 0, characters), *tidy = text_tidy(cut);
        if (matches(orders->signature, tidy))
            break;
        if (!text_blank(tidy) && !matches(orders->ignore, tidy))
            read_line(orders, cut, found);
    }
    return found;
}
