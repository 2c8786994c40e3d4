/* YAML: what is read, and every shape of refusal with its place and caret. */
#include "tap.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/yaml.h"

static void refused(const char *text, const char *want, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlDocument) yaml = yaml_parse(text, -1, "t.yaml", &error);

    tap_ok(!yaml && g_error_matches(error, HUIZHI_ERROR, ERROR_CONFIG), what);
    tap_str(error ? error->message : NULL, want, what);
}

/* Syntax errors bear libfyaml's words: only the place, the line and the caret are ours. */
static void refused_syntax(const char *text, const char *place, const char *tail, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlDocument) yaml = yaml_parse(text, -1, "t.yaml", &error);

    tap_ok(!yaml && g_error_matches(error, HUIZHI_ERROR, ERROR_CONFIG), what);
    if (!tap_ok(error && g_str_has_prefix(error->message, place) && g_str_has_suffix(error->message, tail), what))
        printf("# [%s]\n", error ? error->message : "no error");
}

static void reads(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlDocument) yaml = yaml_parse("name: 回执 # remark\n"
                                              "list: [a, 'b: c', \"d\\n\"]\n"
                                              "empty:\n"
                                              "tilde: ~\n"
                                              "quoted: ''\n"
                                              "block: |\n  one\n  two\n"
                                              "folded: >-\n  one\n  two\n"
                                              "map:\n  on: yes\n  number: -7\n",
                                              -1, "t.yaml", &error);
    struct yaml_node *root = yaml ? yaml_root(yaml) : NULL;
    const char *key = NULL;
    g_autofree char *text = NULL;
    g_auto(GStrv) list = NULL;
    gint64 number = 0;
    bool flag = false;

    tap_ok(root && !error, "a document is read");
    tap_ok(yaml_is_map(root) && yaml_size(root) == 8, "its root is a map of eight");
    tap_str(yaml_text(yaml_get(root, "name")), "回执", "a plain scalar without its remark");
    tap_ok(yaml_strings(yaml_get(root, "list"), &list, &error) && g_strv_length(list) == 3, "a list");
    tap_str(list[1], "b: c", "single quotes");
    tap_str(list[2], "d\n", "double quotes with an escape");
    tap_ok(!yaml_get(root, "empty") && !yaml_get(root, "tilde"), "empty values are absent");
    tap_ok(yaml_is_empty(yaml_pair(root, 2, &key)), "but stand among the pairs");
    tap_str(key, "empty", "with their key");
    tap_str(yaml_text(yaml_get(root, "quoted")), "", "a quoted empty text is a text");
    tap_str(yaml_text(yaml_get(root, "block")), "one\ntwo\n", "a literal block");
    tap_str(yaml_text(yaml_get(root, "folded")), "one two", "a folded block");
    tap_ok(yaml_bool(yaml_get(yaml_get(root, "map"), "on"), &flag, &error) && flag, "yes is true");
    tap_ok(yaml_int(yaml_get(yaml_get(root, "map"), "number"), &number, -10, 10, &error) && number == -7, "a number");
    tap_ok(yaml_string(NULL, &text, &error) && !text, "an absent node leaves the default");
    g_clear_pointer(&text, g_free);
    text = yaml_place(yaml_get(root, "map"));
    tap_str(text, "t.yaml:13:3", "a map's place is its first key");
    tap_ok(!yaml_get(NULL, "x") && !yaml_at(root, 0) && !yaml_pair(NULL, 0, &key) && !yaml_text(root) &&
               yaml_size(NULL) == 0,
           "readers of the wrong kind give nothing");
}

static void reads_odd(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlDocument) none = yaml_parse("# only a remark\n", -1, "t.yaml", &error);
    g_autoptr(YamlDocument) marked = yaml_parse("\xef\xbb\xbf"
                                                "a: 1\r\nb: 2\r\n",
                                                -1, "t.yaml", &error);
    g_autofree char *place = marked ? yaml_place(yaml_get(yaml_root(marked), "b")) : NULL;

    tap_ok(none && yaml_is_empty(yaml_root(none)) && yaml_size(yaml_root(none)) == 0, "an empty file");
    tap_ok(none && yaml_check_keys(yaml_root(none), (const char *const[]){"a", NULL}, NULL), "has no unknown key");
    tap_str(marked ? yaml_text(yaml_get(yaml_root(marked), "b")) : NULL, "2", "a byte order mark and CRLF");
    tap_str(place, "t.yaml:2:4", "do not move the place");
}

static void structure_errors(void)
{
    refused("a: 1\n名字: 2\n名字: 3\n", "t.yaml:3:1: the key '名字' stands here twice; remove one\n名字: 3\n^",
            "duplicate keys");
    refused("x: {甲: 1, 甲: 2}\n",
            "t.yaml:1:11: the key '甲' stands here twice; remove one\nx: {甲: 1, 甲: 2}\n           ^",
            "the caret counts wide characters twice");
    refused("a: *b\n",
            "t.yaml:1:4: aliases (*name) are not supported; write the value out, or quote a text that begins with *\n"
            "a: *b\n   ^",
            "aliases");
    refused("a: &b [1]\n",
            "t.yaml:1:7: anchors (&name) are not supported; remove it, or quote a text that begins with &\n"
            "a: &b [1]\n      ^",
            "anchors");
    refused("a: !!int 3\n",
            "t.yaml:1:10: tags (!name) are not supported; remove it, or quote a text that begins with !\n"
            "a: !!int 3\n         ^",
            "tags");
    refused("a:\n  <<: {b: 1}\n",
            "t.yaml:2:3: merge keys (<<) are not supported; write the entries out\n  <<: {b: 1}\n  ^", "merge keys");
    refused("[a]: 1\n",
            "t.yaml:1:1: a key must be a word; write it as \"key: value\", or quote a text that begins with [ or {\n"
            "[a]: 1\n^",
            "keys that are lists");
    refused("a: 1\n---\nb: 2\n",
            "t.yaml:2:1: a second document begins here; a file holds one, so remove the line with ---\n---\n^",
            "a second document");
    refused("a: \xb2\xe2\n",
            "t.yaml:1:4: not UTF-8; save the file as UTF-8 in your editor\na: \xef\xbf\xbd\xef\xbf\xbd\n   ^",
            "GBK bytes");
}

static void syntax_errors(void)
{
    refused_syntax("a: [1, 2\nb: 3\n", "t.yaml:", "^", "an unclosed list");
    refused_syntax("a: 1\n\tb: 2\n", "t.yaml:1:", "^", "a tab as indentation");
    refused_syntax("甲: \"没有结束\n", "t.yaml:1:5: ", "甲: \"没有结束\n     ^", "an unclosed quote");
    refused_syntax("a: b: c\n", "t.yaml:1:", "^", "two colons");
    refused_syntax("a:\n   b: 1\n  c: 2\n", "t.yaml:3:", "^", "indentation that fits nowhere");
    refused_syntax("- a\nb: c\n", "t.yaml:2:1: ", "b: c\n^", "a map after a list");
    refused_syntax("}", "t.yaml:1:1: ", "}\n^", "a bracket without a beginning");
}

static void limits(void)
{
    g_autoptr(GString) deep = g_string_new(NULL), laughs = g_string_new("a: &a [x]\n"), wide = g_string_new("k: 1\n");
    g_autoptr(GError) error = NULL, large_error = NULL;
    g_autoptr(YamlDocument) yaml = NULL, large = NULL;
    g_autofree char *filler = g_strnfill(4 * 1024 * 1024 + 1, ' ');

    for (int i = 0; i < 100000; i++)
        g_string_append_c(deep, '[');
    yaml = yaml_parse(deep->str, -1, "t.yaml", &error);
    tap_ok(!yaml && strstr(error->message, "t.yaml:1:33: nested too deep") != NULL, "depth is bounded");
    tap_ok(error && strlen(error->message) < 400, "and a long line is shown in part");
    g_clear_error(&error);
    for (int i = 0; i < 30; i++)
        g_string_append_printf(laughs, "b%d: &b%d [*a,*a,*a,*a,*a,*a]\n", i, i);
    yaml = yaml_parse(laughs->str, -1, "t.yaml", &error);
    tap_ok(!yaml && error, "billions of laughs are refused at the first");
    large = yaml_parse(filler, -1, "t.yaml", &large_error);
    tap_ok(!large && g_error_matches(large_error, HUIZHI_ERROR, ERROR_CONFIG), "4 MB and a byte are refused");
    g_clear_error(&error);
    for (int i = 0; i < 200000; i++)
        g_string_append_printf(wide, "k%d: %d\n", i, i);
    yaml = yaml_parse(wide->str, -1, "t.yaml", &error);
    tap_ok(yaml && yaml_size(yaml_root(yaml)) == 200001, "many keys are read");
    tap_str(yaml ? yaml_text(yaml_get(yaml_root(yaml), "k199999")) : NULL, "199999", "and found");
}

static void type_error(const char *text, int reader, const char *want, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlDocument) yaml = yaml_parse(text, -1, "t.yaml", NULL);
    struct yaml_node *node = yaml_get(yaml_root(yaml), "a");
    g_autofree char *string = NULL;
    g_auto(GStrv) strings = NULL;
    gint64 number = 5;
    bool flag = false, good = true;

    switch (reader) {
    case 's':
        good = yaml_string(node, &string, &error);
        break;
    case 'b':
        good = yaml_bool(node, &flag, &error);
        break;
    case 'i':
        good = yaml_int(node, &number, 1, 64, &error);
        break;
    case 'l':
        good = yaml_strings(node, &strings, &error);
        break;
    case 'k':
        good = yaml_check_keys(node, (const char *const[]){"address", "name", NULL}, &error);
        break;
    }
    tap_ok(!good && error && error->code == ERROR_CONFIG && number == 5 && !string && !strings, what);
    tap_str(error ? error->message : NULL, want, what);
}

static void type_errors(void)
{
    type_error("a: [1]\n", 's', "t.yaml:1:4: a text is expected here, not a list\na: [1]\n   ^", "a list for a text");
    type_error("a: {b: 1}\n", 'i', "t.yaml:1:4: a whole number is expected here, not a map\na: {b: 1}\n   ^",
               "a map for a number");
    type_error("a: maybe\n", 'b', "t.yaml:1:4: true or false is expected here, not 'maybe'\na: maybe\n   ^",
               "neither true nor false");
    type_error("a: 65\n", 'i', "t.yaml:1:4: a whole number from 1 to 64 is expected here, not '65'\na: 65\n   ^",
               "out of range");
    type_error("a: 3x\n", 'i', "t.yaml:1:4: a whole number from 1 to 64 is expected here, not '3x'\na: 3x\n   ^",
               "no number");
    type_error("a: 99999999999999999999\n", 'i',
               "t.yaml:1:4: a whole number from 1 to 64 is expected here, not '99999999999999999999'\n"
               "a: 99999999999999999999\n   ^",
               "a number beyond 64 bits");
    type_error("a: {b: 1}\n", 'l', "t.yaml:1:4: a list of texts is expected here, not a map\na: {b: 1}\n   ^",
               "a map for a list");
    type_error("a: [x, [y]]\n", 'l', "t.yaml:1:8: a text is expected here, not a list or map\na: [x, [y]]\n       ^",
               "a list within a list");
    type_error("a:\n  - x\n  -\n", 'l',
               "t.yaml:3:3: a text is expected here, not nothing; remove the line or fill it in\n  -\n  ^",
               "an empty item");
    type_error("a:\n  adress: x\n", 'k', "t.yaml:2:3: unknown key 'adress'; did you mean 'address'?\n  adress: x\n  ^",
               "a key with a slip");
    type_error("a:\n  colour: x\n", 'k',
               "t.yaml:2:3: unknown key 'colour'; known here: address, name\n  colour: x\n  ^", "a key from nowhere");
    type_error("a: x\n", 'k', "t.yaml:1:4: lines of the form \"key: value\" are expected here\na: x\n   ^",
               "a scalar for a map");
}

static void files(void)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-yaml-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.yaml", NULL);
    g_autofree char *filler = g_strnfill(4 * 1024 * 1024 + 1, ' ');
    g_autoptr(GError) absent = NULL, large = NULL, error = NULL;
    g_autoptr(YamlDocument) none = yaml_load(path, &absent), huge = NULL, good = NULL;

    tap_ok(!none && g_error_matches(absent, HUIZHI_ERROR, ERROR_NO_INPUT), "a missing file");
    g_file_set_contents(path, filler, -1, NULL);
    huge = yaml_load(path, &large);
    tap_ok(!huge && g_error_matches(large, HUIZHI_ERROR, ERROR_CONFIG), "a file that is too large");
    g_file_set_contents(path, "a: 1\n", -1, NULL);
    good = yaml_load(path, &error);
    tap_str(good ? yaml_text(yaml_get(yaml_root(good), "a")) : NULL, "1", "a file");
    g_remove(path);
    g_rmdir(folder);
}

int main(void)
{
    reads();
    reads_odd();
    structure_errors();
    syntax_errors();
    limits();
    type_errors();
    files();
    return tap_done();
}
