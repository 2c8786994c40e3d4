/* Pairs by shared keys. A key is a letter for its evidence and a hash of what was compared, so that a table of keys
 * tells nobody's phone.
 */
#include "submission/pairing.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "form/columns.h"
#include "form/value.h"

#define MAX_KEYS 200 /* of one party */
#define KEY_CHARACTERS 33

static const struct {
    char letter;
    const char *word;
} evidences[EVIDENCE_COUNT] = {{'p', "phone"}, {'u', "unit"}, {'t', "title"}, {'e', "email"}};

struct party *party_create(gint64 id)
{
    struct party *party = g_new0(struct party, 1);
    party->id = id;
    party->keys = g_ptr_array_new_with_free_func(g_free);
    return party;
}

void party_free(struct party *party)
{
    if (!party)
        return;
    g_ptr_array_unref(party->keys);
    g_free(party);
}

static bool has_key(const struct party *party, const char *key)
{
    for (guint i = 0; i < party->keys->len; i++)
        if (!strcmp(party->keys->pdata[i], key))
            return true;
    return false;
}

static void add_key(struct party *party, enum evidence evidence, const char *first, const char *second)
{
    if (party->keys->len >= MAX_KEYS || !*first || (second && !*second))
        return;
    g_autofree char *both = g_strconcat(first, "\n", second, NULL), *hash = hash_bytes(both, strlen(both));
    g_autofree char *key = g_strdup_printf("%c%.*s", evidences[evidence].letter, KEY_CHARACTERS - 1, hash);
    if (!has_key(party, key))
        g_ptr_array_add(party->keys, g_steal_pointer(&key));
}

/* Landlines are an office's, not a person's. */
static bool is_mobile(const char *phone)
{
    return strlen(phone) == 11 && phone[0] == '1' && strspn(phone, "0123456789") == 11;
}

void party_phones(struct party *party, const char *text)
{
    g_auto(GStrv) phones = text ? value_phones(text) : NULL;
    for (char **phone = phones; phone && *phone; phone++)
        if (is_mobile(*phone))
            add_key(party, EVIDENCE_PHONE, *phone, NULL);
}

static void add_address(struct party *party, const char *address)
{
    g_autofree char *lower = address ? g_utf8_strdown(address, -1) : NULL;
    if (lower && strchr(lower, '@'))
        add_key(party, EVIDENCE_EMAIL, g_strstrip(lower), NULL);
}

/* What compares names and titles: without spaces, punctuation, a file's ending and numbers before it. */
static char *plain_title(const char *title)
{
    const char *dot = strrchr(title, '.');
    bool ends = dot && dot > title && strlen(dot) <= 5;
    g_autofree char *bare = ends ? g_strndup(title, (gsize)(dot - title)) : g_strdup(title);
    return text_fold(bare);
}

static void take_folds(const struct field *field, const char *like, GPtrArray *units, GPtrArray *people)
{
    static const char *const personal[] = {"contact", "author_name", "person_name", NULL};
    if (!like)
        return;
    char *fold = text_fold(field->value);
    if (!strcmp(like, "unit_name"))
        g_ptr_array_add(units, fold);
    else if (g_strv_contains(personal, like))
        g_ptr_array_add(people, fold);
    else
        g_free(fold);
}

static void cross(struct party *party, enum evidence evidence, const GPtrArray *first, const GPtrArray *second)
{
    for (guint i = 0; i < first->len; i++)
        for (guint k = 0; k < second->len; k++)
            add_key(party, evidence, first->pdata[i], second->pdata[k]);
}

void party_identify(struct party *party, const struct form_rule *form, const GPtrArray *fields, const GPtrArray *titles,
                    const char *address, const char *name)
{
    g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < fields->len; i++) {
        const struct field *field = fields->pdata[i];
        const struct field_rule *rule = form ? form_field(form, field->name) : NULL;
        if (!field->value)
            continue;
        if (!strcmp(field->name, COLUMNS_TITLE))
            g_ptr_array_add(works, plain_title(field->value));
        if (!rule)
            continue;
        if (rule->type == FIELD_MOBILE || rule->type == FIELD_PHONE)
            party_phones(party, field->raw ? field->raw : field->value);
        else if (rule->type == FIELD_EMAIL)
            add_address(party, field->value);
        else
            take_folds(field, rule->like, units, people);
    }
    for (guint i = 0; titles && i < titles->len; i++)
        g_ptr_array_add(works, plain_title(titles->pdata[i]));
    cross(party, EVIDENCE_UNIT, units, people);
    if (name)
        g_ptr_array_add(people, text_fold(name));
    cross(party, EVIDENCE_TITLE, people, works);
    add_address(party, address);
}

bool party_shares(const struct party *a, const struct party *b)
{
    for (guint i = 0; i < a->keys->len; i++)
        if (has_key(b, a->keys->pdata[i]))
            return true;
    return false;
}

/* Finding ------------------------------------------------------------------------------------------------- */

struct place {
    guint entry, submission;
    unsigned by;
};

static unsigned bit_of(const char *key)
{
    for (unsigned i = 0; i < EVIDENCE_COUNT; i++)
        if (key[0] == evidences[i].letter)
            return 1u << i;
    return 0;
}

/* Key → array of indexes. */
static GHashTable *index_of(const GPtrArray *parties)
{
    GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < parties->len; i++) {
        const struct party *party = parties->pdata[i];
        for (guint k = 0; k < party->keys->len; k++) {
            GArray *all = g_hash_table_lookup(index, party->keys->pdata[k]);
            if (!all)
                g_hash_table_insert(index, party->keys->pdata[k], all = g_array_new(FALSE, FALSE, sizeof(guint)));
            g_array_append_val(all, i);
        }
    }
    return index;
}

static void add_places(GHashTable *known, GArray *places, guint entry, const GArray *others, unsigned bit)
{
    for (guint i = 0; i < others->len; i++) {
        guint submission = g_array_index(others, guint, i);
        gint64 both = ((gint64)entry << 32) | submission;
        guint at = GPOINTER_TO_UINT(g_hash_table_lookup(known, &both));
        if (!at) {
            struct place place = {entry, submission, 0};
            g_array_append_val(places, place);
            at = places->len;
            g_hash_table_insert(known, g_memdup2(&both, sizeof both), GUINT_TO_POINTER(at));
        }
        g_array_index(places, struct place, at - 1).by |= bit;
    }
}

static GArray *places_of(const GPtrArray *entries, const GPtrArray *submissions)
{
    g_autoptr(GHashTable) rows = index_of(entries), mails = index_of(submissions);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    GArray *places = g_array_new(FALSE, FALSE, sizeof(struct place));
    for (guint i = 0; i < entries->len; i++) {
        const struct party *entry = entries->pdata[i];
        for (guint k = 0; k < entry->keys->len; k++) {
            const char *key = entry->keys->pdata[k];
            const GArray *others = g_hash_table_lookup(mails, key), *own = g_hash_table_lookup(rows, key);
            if (others && others->len <= PAIRING_MAX_SHARED && own->len <= PAIRING_MAX_SHARED)
                add_places(known, places, i, others, bit_of(key));
        }
    }
    return places;
}

/* Bits read as a number from the strongest evidence on: a phone outweighs all that is weaker. */
static unsigned weight(unsigned by)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < EVIDENCE_COUNT; i++)
        sum = 2 * sum + ((by >> i) & 1u);
    return sum;
}

static gint by_weight(gconstpointer a, gconstpointer b)
{
    const struct place *x = a, *y = b;
    unsigned first = weight(x->by), second = weight(y->by);
    if (first != second)
        return first > second ? -1 : 1;
    return x->entry != y->entry ? (x->entry < y->entry ? -1 : 1) : (int)x->submission - (int)y->submission;
}

/* Those from `from` on that weigh the same and whose both sides are free; how many each side has. */
struct sides {
    bool *busy_entry, *busy_submission;
    guint *entry, *submission;
};

static void settle(const GArray *places, guint from, guint to, struct sides *sides, const GPtrArray *entries,
                   const GPtrArray *submissions, GArray *pairs)
{
    guint first = pairs->len;
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(struct place));
    for (guint i = from; i < to; i++) {
        struct place place = g_array_index(places, struct place, i);
        if (sides->busy_entry[place.entry] || sides->busy_submission[place.submission])
            continue;
        sides->entry[place.entry]++;
        sides->submission[place.submission]++;
        g_array_append_val(open, place);
    }
    for (guint i = 0; i < open->len; i++) {
        struct place place = g_array_index(open, struct place, i);
        struct pair pair = {.entry = ((const struct party *)entries->pdata[place.entry])->id,
                            .submission = ((const struct party *)submissions->pdata[place.submission])->id,
                            .by = place.by,
                            .certain = sides->entry[place.entry] == 1 && sides->submission[place.submission] == 1};
        g_array_append_val(pairs, pair);
    }
    for (guint i = 0; i < open->len && first < pairs->len; i++) {
        struct place place = g_array_index(open, struct place, i);
        sides->busy_entry[place.entry] = sides->busy_submission[place.submission] = true;
        sides->entry[place.entry] = sides->submission[place.submission] = 0;
    }
}

GArray *pairing_find(const GPtrArray *entries, const GPtrArray *submissions)
{
    g_autoptr(GArray) places = places_of(entries, submissions);
    g_array_sort(places, by_weight);
    g_autofree bool *busy_entry = g_new0(bool, entries->len + 1);
    g_autofree bool *busy_submission = g_new0(bool, submissions->len + 1);
    g_autofree guint *entry = g_new0(guint, entries->len + 1), *submission = g_new0(guint, submissions->len + 1);
    struct sides sides = {busy_entry, busy_submission, entry, submission};
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));
    for (guint from = 0, to = 0; from < places->len; from = to) {
        unsigned by = g_array_index(places, struct place, from).by;
        while (to < places->len && g_array_index(places, struct place, to).by == by)
            to++;
        settle(places, from, to, &sides, entries, submissions, pairs);
    }
    return pairs;
}

char *pairing_words(unsigned by)
{
    GString *words = g_string_new(NULL);
    for (unsigned i = 0; i < EVIDENCE_COUNT; i++)
        if (by >> i & 1u)
            g_string_append_printf(words, "%s%s", words->len ? "," : "", evidences[i].word);
    return g_string_free(words, FALSE);
}
