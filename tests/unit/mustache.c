/* The cases of the public Mustache specification (interpolation, sections, inverted, partials, comments,
 * delimiters), its optional lambdas, inheritance and dynamic names left out, and what we add: plain text without
 * escaping, GVariant's types, errors with their place, limits.
 */
#include "base/mustache.h"

#include <string.h>

#include "tap.h"

struct spec {
    const char *name;
    const char *view; /* GVariant text; NULL: no view */
    const char *template;
    const char *want;
    const char *partials[6]; /* name, text, … */
};

static const struct spec interpolation[] = {
    {"No Interpolation", NULL, "Hello from {Mustache}!\n", "Hello from {Mustache}!\n"},
    {"Basic Interpolation", "{'subject': <'world'>}", "Hello, {{subject}}!\n", "Hello, world!\n"},
    {"No Re-interpolation", "{'template': <'{{planet}}'>, 'planet': <'Earth'>}", "{{template}}: {{planet}}",
     "{{planet}}: Earth"},
    {"HTML Escaping", "{'forbidden': <'& \" < >'>}", "These characters should be HTML escaped: {{forbidden}}\n",
     "These characters should be HTML escaped: &amp; &quot; &lt; &gt;\n"},
    {"Triple Mustache", "{'forbidden': <'& \" < >'>}", "Not escaped: {{{forbidden}}}\n", "Not escaped: & \" < >\n"},
    {"Ampersand", "{'forbidden': <'& \" < >'>}", "Not escaped: {{&forbidden}}\n", "Not escaped: & \" < >\n"},
    {"Basic Integer Interpolation", "{'mph': <85>}", "\"{{mph}} miles an hour!\"", "\"85 miles an hour!\""},
    {"Triple Mustache Integer Interpolation", "{'mph': <85>}", "\"{{{mph}}} miles an hour!\"", "\"85 miles an hour!\""},
    {"Ampersand Integer Interpolation", "{'mph': <85>}", "\"{{&mph}} miles an hour!\"", "\"85 miles an hour!\""},
    {"Basic Decimal Interpolation", "{'power': <1.21>}", "\"{{power}} jiggawatts!\"", "\"1.21 jiggawatts!\""},
    {"Triple Mustache Decimal Interpolation", "{'power': <1.21>}", "\"{{{power}}} jiggawatts!\"",
     "\"1.21 jiggawatts!\""},
    {"Ampersand Decimal Interpolation", "{'power': <1.21>}", "\"{{&power}} jiggawatts!\"", "\"1.21 jiggawatts!\""},
    {"Basic Null Interpolation", "{'cannot': <@ms nothing>}", "I ({{cannot}}) be seen!", "I () be seen!"},
    {"Triple Mustache Null Interpolation", "{'cannot': <@ms nothing>}", "I ({{{cannot}}}) be seen!", "I () be seen!"},
    {"Ampersand Null Interpolation", "{'cannot': <@ms nothing>}", "I ({{&cannot}}) be seen!", "I () be seen!"},
    {"Basic Context Miss Interpolation", NULL, "I ({{cannot}}) be seen!", "I () be seen!"},
    {"Triple Mustache Context Miss Interpolation", "@a{sv} {}", "I ({{{cannot}}}) be seen!", "I () be seen!"},
    {"Ampersand Context Miss Interpolation", "@a{sv} {}", "I ({{&cannot}}) be seen!", "I () be seen!"},
    {"Dotted Names - Basic Interpolation", "{'person': <{'name': <'Joe'>}>}",
     "\"{{person.name}}\" == \"{{#person}}{{name}}{{/person}}\"", "\"Joe\" == \"Joe\""},
    {"Dotted Names - Triple Mustache Interpolation", "{'person': <{'name': <'Joe'>}>}",
     "\"{{{person.name}}}\" == \"{{#person}}{{{name}}}{{/person}}\"", "\"Joe\" == \"Joe\""},
    {"Dotted Names - Ampersand Interpolation", "{'person': <{'name': <'Joe'>}>}",
     "\"{{&person.name}}\" == \"{{#person}}{{&name}}{{/person}}\"", "\"Joe\" == \"Joe\""},
    {"Dotted Names - Arbitrary Depth", "{'a': <{'b': <{'c': <{'d': <{'e': <{'name': <'Phil'>}>}>}>}>}>}",
     "\"{{a.b.c.d.e.name}}\" == \"Phil\"", "\"Phil\" == \"Phil\""},
    {"Dotted Names - Broken Chains", "{'a': <@a{sv} {}>}", "\"{{a.b.c}}\" == \"\"", "\"\" == \"\""},
    {"Dotted Names - Broken Chain Resolution", "{'a': <{'b': <@a{sv} {}>}>, 'c': <{'name': <'Jim'>}>}",
     "\"{{a.b.c.name}}\" == \"\"", "\"\" == \"\""},
    {"Dotted Names - Initial Resolution",
     "{'a': <{'b': <{'c': <{'d': <{'e': <{'name': <'Phil'>}>}>}>}>}>,"
     " 'b': <{'c': <{'d': <{'e': <{'name': <'Wrong'>}>}>}>}>}",
     "\"{{#a}}{{b.c.d.e.name}}{{/a}}\" == \"Phil\"", "\"Phil\" == \"Phil\""},
    {"Dotted Names - Context Precedence", "{'a': <{'b': <@a{sv} {}>}>, 'b': <{'c': <'ERROR'>}>}", "{{#a}}{{b.c}}{{/a}}",
     ""},
    {"Dotted Names are never single keys", "{'a.b': <'c'>}", "{{a.b}}", ""},
    {"Dotted Names - No Masking", "{'a.b': <'c'>, 'a': <{'b': <'d'>}>}", "{{a.b}}", "d"},
    {"Implicit Iterators - Basic Interpolation", "'world'", "Hello, {{.}}!\n", "Hello, world!\n"},
    {"Implicit Iterators - HTML Escaping", "'& \" < >'", "Escaped: {{.}}\n", "Escaped: &amp; &quot; &lt; &gt;\n"},
    {"Implicit Iterators - Triple Mustache", "'& \" < >'", "Not escaped: {{{.}}}\n", "Not escaped: & \" < >\n"},
    {"Implicit Iterators - Ampersand", "'& \" < >'", "Not escaped: {{&.}}\n", "Not escaped: & \" < >\n"},
    {"Implicit Iterators - Basic Integer", "85", "\"{{.}} miles an hour!\"", "\"85 miles an hour!\""},
    {"Interpolation - Surrounding Whitespace", "{'string': <'---'>}", "| {{string}} |", "| --- |"},
    {"Triple Mustache - Surrounding Whitespace", "{'string': <'---'>}", "| {{{string}}} |", "| --- |"},
    {"Ampersand - Surrounding Whitespace", "{'string': <'---'>}", "| {{&string}} |", "| --- |"},
    {"Interpolation - Standalone", "{'string': <'---'>}", "  {{string}}\n", "  ---\n"},
    {"Triple Mustache - Standalone", "{'string': <'---'>}", "  {{{string}}}\n", "  ---\n"},
    {"Ampersand - Standalone", "{'string': <'---'>}", "  {{&string}}\n", "  ---\n"},
    {"Interpolation With Padding", "{'string': <'---'>}", "|{{ string }}|", "|---|"},
    {"Triple Mustache With Padding", "{'string': <'---'>}", "|{{{ string }}}|", "|---|"},
    {"Ampersand With Padding", "{'string': <'---'>}", "|{{& string }}|", "|---|"},
};

static const struct spec sections[] = {
    {"Truthy", "{'boolean': <true>}", "\"{{#boolean}}This should be rendered.{{/boolean}}\"",
     "\"This should be rendered.\""},
    {"Falsey", "{'boolean': <false>}", "\"{{#boolean}}Not rendered.{{/boolean}}\"", "\"\""},
    {"Null is falsey", "{'null': <@ms nothing>}", "\"{{#null}}Not rendered.{{/null}}\"", "\"\""},
    {"Context", "{'context': <{'name': <'Joe'>}>}", "\"{{#context}}Hi {{name}}.{{/context}}\"", "\"Hi Joe.\""},
    {"Parent contexts", "{'a': <'foo'>, 'b': <'wrong'>, 'sec': <{'b': <'bar'>}>, 'c': <{'d': <'baz'>}>}",
     "\"{{#sec}}{{a}}, {{b}}, {{c.d}}{{/sec}}\"", "\"foo, bar, baz\""},
    {"Variable test", "{'foo': <'bar'>}", "\"{{#foo}}{{.}} is {{foo}}{{/foo}}\"", "\"bar is bar\""},
    {"List Contexts",
     "{'tops': <[{'tname': <{'upper': <'A'>, 'lower': <'a'>}>,"
     " 'middles': <[{'mname': <'1'>, 'bottoms': <[{'bname': <'x'>}, {'bname': <'y'>}]>}]>}]>}",
     "{{#tops}}{{#middles}}{{tname.lower}}{{mname}}.{{#bottoms}}{{tname.upper}}{{mname}}{{bname}}.{{/bottoms}}"
     "{{/middles}}{{/tops}}",
     "a1.A1x.A1y."},
    {"Deeply Nested Contexts",
     "{'a': <{'one': <1>}>, 'b': <{'two': <2>}>, 'c': <{'three': <3>, 'd': <{'four': <4>, 'five': <5>}>}>}",
     "{{#a}}\n{{one}}\n{{#b}}\n{{one}}{{two}}{{one}}\n{{#c}}\n{{one}}{{two}}{{three}}{{two}}{{one}}\n{{#d}}\n"
     "{{one}}{{two}}{{three}}{{four}}{{three}}{{two}}{{one}}\n{{#five}}\n"
     "{{one}}{{two}}{{three}}{{four}}{{five}}{{four}}{{three}}{{two}}{{one}}\n"
     "{{one}}{{two}}{{three}}{{four}}{{.}}6{{.}}{{four}}{{three}}{{two}}{{one}}\n"
     "{{one}}{{two}}{{three}}{{four}}{{five}}{{four}}{{three}}{{two}}{{one}}\n{{/five}}\n"
     "{{one}}{{two}}{{three}}{{four}}{{three}}{{two}}{{one}}\n{{/d}}\n{{one}}{{two}}{{three}}{{two}}{{one}}\n"
     "{{/c}}\n{{one}}{{two}}{{one}}\n{{/b}}\n{{one}}\n{{/a}}\n",
     "1\n121\n12321\n1234321\n123454321\n12345654321\n123454321\n1234321\n12321\n121\n1\n"},
    {"List", "{'list': <[{'item': <1>}, {'item': <2>}, {'item': <3>}]>}", "\"{{#list}}{{item}}{{/list}}\"", "\"123\""},
    {"Empty List", "{'list': <@aa{sv} []>}", "\"{{#list}}Yay lists!{{/list}}\"", "\"\""},
    {"Doubled", "{'bool': <true>, 'two': <'second'>}",
     "{{#bool}}\n* first\n{{/bool}}\n* {{two}}\n{{#bool}}\n* third\n{{/bool}}\n", "* first\n* second\n* third\n"},
    {"Nested (Truthy)", "{'bool': <true>}", "| A {{#bool}}B {{#bool}}C{{/bool}} D{{/bool}} E |", "| A B C D E |"},
    {"Nested (Falsey)", "{'bool': <false>}", "| A {{#bool}}B {{#bool}}C{{/bool}} D{{/bool}} E |", "| A  E |"},
    {"Context Misses", NULL, "[{{#missing}}Found key 'missing'!{{/missing}}]", "[]"},
    {"Implicit Iterator - String", "{'list': <['a', 'b', 'c', 'd', 'e']>}", "\"{{#list}}({{.}}){{/list}}\"",
     "\"(a)(b)(c)(d)(e)\""},
    {"Implicit Iterator - Integer", "{'list': <[1, 2, 3, 4, 5]>}", "\"{{#list}}({{.}}){{/list}}\"",
     "\"(1)(2)(3)(4)(5)\""},
    {"Implicit Iterator - Decimal", "{'list': <[1.1, 2.2, 3.3, 4.4, 5.5]>}", "\"{{#list}}({{.}}){{/list}}\"",
     "\"(1.1)(2.2)(3.3)(4.4)(5.5)\""},
    {"Implicit Iterator - Array", "{'list': <[[<1>, <2>, <3>], [<'a'>, <'b'>, <'c'>]]>}",
     "\"{{#list}}({{#.}}{{.}}{{/.}}){{/list}}\"", "\"(123)(abc)\""},
    {"Implicit Iterator - HTML Escaping", "{'list': <['&', '\"', '<', '>']>}", "\"{{#list}}({{.}}){{/list}}\"",
     "\"(&amp;)(&quot;)(&lt;)(&gt;)\""},
    {"Implicit Iterator - Triple mustache", "{'list': <['&', '\"', '<', '>']>}", "\"{{#list}}({{{.}}}){{/list}}\"",
     "\"(&)(\")(<)(>)\""},
    {"Implicit Iterator - Ampersand", "{'list': <['&', '\"', '<', '>']>}", "\"{{#list}}({{&.}}){{/list}}\"",
     "\"(&)(\")(<)(>)\""},
    {"Implicit Iterator - Root-level", "[{'value': <'a'>}, {'value': <'b'>}]", "\"{{#.}}({{value}}){{/.}}\"",
     "\"(a)(b)\""},
    {"Dotted Names - Truthy", "{'a': <{'b': <{'c': <true>}>}>}", "\"{{#a.b.c}}Here{{/a.b.c}}\" == \"Here\"",
     "\"Here\" == \"Here\""},
    {"Dotted Names - Falsey", "{'a': <{'b': <{'c': <false>}>}>}", "\"{{#a.b.c}}Here{{/a.b.c}}\" == \"\"",
     "\"\" == \"\""},
    {"Dotted Names - Broken Chains", "{'a': <@a{sv} {}>}", "\"{{#a.b.c}}Here{{/a.b.c}}\" == \"\"", "\"\" == \"\""},
    {"Surrounding Whitespace", "{'boolean': <true>}", " | {{#boolean}}\t|\t{{/boolean}} | \n", " | \t|\t | \n"},
    {"Internal Whitespace", "{'boolean': <true>}", " | {{#boolean}} {{! Important Whitespace }}\n {{/boolean}} | \n",
     " |  \n  | \n"},
    {"Indented Inline Sections", "{'boolean': <true>}", " {{#boolean}}YES{{/boolean}}\n {{#boolean}}GOOD{{/boolean}}\n",
     " YES\n GOOD\n"},
    {"Standalone Lines", "{'boolean': <true>}", "| This Is\n{{#boolean}}\n|\n{{/boolean}}\n| A Line\n",
     "| This Is\n|\n| A Line\n"},
    {"Indented Standalone Lines", "{'boolean': <true>}", "| This Is\n  {{#boolean}}\n|\n  {{/boolean}}\n| A Line\n",
     "| This Is\n|\n| A Line\n"},
    {"Standalone Line Endings", "{'boolean': <true>}", "|\r\n{{#boolean}}\r\n{{/boolean}}\r\n|", "|\r\n|"},
    {"Standalone Without Previous Line", "{'boolean': <true>}", "  {{#boolean}}\n#{{/boolean}}\n/", "#\n/"},
    {"Standalone Without Newline", "{'boolean': <true>}", "#{{#boolean}}\n/\n  {{/boolean}}", "#\n/\n"},
    {"Padding", "{'boolean': <true>}", "|{{# boolean }}={{/ boolean }}|", "|=|"},
};

static const struct spec inverted[] = {
    {"Falsey", "{'boolean': <false>}", "\"{{^boolean}}This should be rendered.{{/boolean}}\"",
     "\"This should be rendered.\""},
    {"Truthy", "{'boolean': <true>}", "\"{{^boolean}}Not rendered.{{/boolean}}\"", "\"\""},
    {"Null is falsey", "{'null': <@ms nothing>}", "\"{{^null}}Rendered.{{/null}}\"", "\"Rendered.\""},
    {"Context", "{'context': <{'name': <'Joe'>}>}", "\"{{^context}}Hi {{name}}.{{/context}}\"", "\"\""},
    {"List", "{'list': <[{'n': <1>}, {'n': <2>}]>}", "\"{{^list}}{{n}}{{/list}}\"", "\"\""},
    {"Empty List", "{'list': <@aa{sv} []>}", "\"{{^list}}Yay lists!{{/list}}\"", "\"Yay lists!\""},
    {"Doubled", "{'bool': <false>, 'two': <'second'>}",
     "{{^bool}}\n* first\n{{/bool}}\n* {{two}}\n{{^bool}}\n* third\n{{/bool}}\n", "* first\n* second\n* third\n"},
    {"Nested (Falsey)", "{'bool': <false>}", "| A {{^bool}}B {{^bool}}C{{/bool}} D{{/bool}} E |", "| A B C D E |"},
    {"Nested (Truthy)", "{'bool': <true>}", "| A {{^bool}}B {{^bool}}C{{/bool}} D{{/bool}} E |", "| A  E |"},
    {"Context Misses", NULL, "[{{^missing}}Cannot find key 'missing'!{{/missing}}]", "[Cannot find key 'missing'!]"},
    {"Dotted Names - Truthy", "{'a': <{'b': <{'c': <true>}>}>}", "\"{{^a.b.c}}Not Here{{/a.b.c}}\" == \"\"",
     "\"\" == \"\""},
    {"Dotted Names - Falsey", "{'a': <{'b': <{'c': <false>}>}>}", "\"{{^a.b.c}}Not Here{{/a.b.c}}\"", "\"Not Here\""},
    {"Dotted Names - Broken Chains", "{'a': <@a{sv} {}>}", "\"{{^a.b.c}}Not Here{{/a.b.c}}\"", "\"Not Here\""},
    {"Surrounding Whitespace", "{'boolean': <false>}", " | {{^boolean}}\t|\t{{/boolean}} | \n", " | \t|\t | \n"},
    {"Internal Whitespace", "{'boolean': <false>}", " | {{^boolean}} {{! Important Whitespace }}\n {{/boolean}} | \n",
     " |  \n  | \n"},
    {"Indented Inline Sections", "{'boolean': <false>}", " {{^boolean}}NO{{/boolean}}\n {{^boolean}}WAY{{/boolean}}\n",
     " NO\n WAY\n"},
    {"Standalone Lines", "{'boolean': <false>}", "| This Is\n{{^boolean}}\n|\n{{/boolean}}\n| A Line\n",
     "| This Is\n|\n| A Line\n"},
    {"Standalone Indented Lines", "{'boolean': <false>}", "| This Is\n  {{^boolean}}\n|\n  {{/boolean}}\n| A Line\n",
     "| This Is\n|\n| A Line\n"},
    {"Standalone Line Endings", "{'boolean': <false>}", "|\r\n{{^boolean}}\r\n{{/boolean}}\r\n|", "|\r\n|"},
    {"Standalone Without Previous Line", "{'boolean': <false>}", "  {{^boolean}}\n^{{/boolean}}\n/", "^\n/"},
    {"Standalone Without Newline", "{'boolean': <false>}", "^{{^boolean}}\n/\n  {{/boolean}}", "^\n/\n"},
    {"Padding", "{'boolean': <false>}", "|{{^ boolean }}={{/ boolean }}|", "|=|"},
};

static const struct spec partials[] = {
    {"Basic Behavior", NULL, "\"{{>text}}\"", "\"from partial\"", {"text", "from partial"}},
    {"Failed Lookup", NULL, "\"{{>text}}\"", "\"\"", {NULL}},
    {"Context", "{'text': <'content'>}", "\"{{>partial}}\"", "\"*content*\"", {"partial", "*{{text}}*"}},
    {"Recursion",
     "{'content': <'X'>, 'nodes': <[{'content': <'Y'>, 'nodes': <@aa{sv} []>}]>}",
     "{{>node}}",
     "X<Y<>>",
     {"node", "{{content}}<{{#nodes}}{{>node}}{{/nodes}}>"}},
    {"Nested",
     "{'a': <'hello'>, 'b': <'world'>}",
     "{{>outer}}",
     "*hello world!*",
     {"outer", "*{{a}} {{>inner}}*", "inner", "{{b}}!"}},
    {"Surrounding Whitespace", NULL, "| {{>partial}} |", "| \t|\t |", {"partial", "\t|\t"}},
    {"Inline Indentation", "{'data': <'|'>}", "  {{data}}  {{> partial}}\n", "  |  >\n>\n", {"partial", ">\n>"}},
    {"Standalone Line Endings", NULL, "|\r\n{{>partial}}\r\n|", "|\r\n>|", {"partial", ">"}},
    {"Standalone Without Previous Line", NULL, "  {{>partial}}\n>", "  >\n  >>", {"partial", ">\n>"}},
    {"Standalone Without Newline", NULL, ">\n  {{>partial}}", ">\n  >\n  >", {"partial", ">\n>"}},
    {"Standalone Indentation",
     "{'content': <'<\\n->'>}",
     "\\\n {{>partial}}\n/\n",
     "\\\n |\n <\n->\n |\n/\n",
     {"partial", "|\n{{{content}}}\n|\n"}},
    {"Padding Whitespace", "{'boolean': <true>}", "|{{> partial }}|", "|[]|", {"partial", "[]"}},
    {"Indentation adds up", NULL, " {{>a}}\n.", " 1\n   2\n   3\n 4\n.", {"a", "1\n  {{>b}}\n4\n", "b", "2\n3\n"}},
    {"Indentation and sections",
     "{'list': <['x', 'y']>}",
     "  {{>p}}\n",
     "  - x\n  - y\n  end\n",
     {"p", "{{#list}}\n- {{.}}\n{{/list}}\nend\n"}},
    {"Indentation before a section within a line",
     "{'on': <true>}",
     "  {{>p}}\n",
     "  yes\n  \n",
     {"p", "{{#on}}yes{{/on}}\n{{^on}}no{{/on}}\n"}},
    {"Indentation after a comment", NULL, "  {{>p}}\n", "  text\n", {"p", "{{! remark }}text\n"}},
};

static const struct spec comments[] = {
    {"Inline", NULL, "12345{{! Comment Block! }}67890", "1234567890"},
    {"Multiline", NULL, "12345{{!\n  This is a\n  multi-line comment...\n}}67890\n", "1234567890\n"},
    {"Standalone", NULL, "Begin.\n{{! Comment Block! }}\nEnd.\n", "Begin.\nEnd.\n"},
    {"Indented Standalone", NULL, "Begin.\n  {{! Indented Comment Block! }}\nEnd.\n", "Begin.\nEnd.\n"},
    {"Standalone Line Endings", NULL, "|\r\n{{! Standalone Comment }}\r\n|", "|\r\n|"},
    {"Standalone Without Previous Line", NULL, "  {{! I'm Still Standalone }}\n!", "!"},
    {"Standalone Without Newline", NULL, "!\n  {{! I'm Still Standalone }}", "!\n"},
    {"Multiline Standalone", NULL, "Begin.\n{{!\nSomething's going on here...\n}}\nEnd.\n", "Begin.\nEnd.\n"},
    {"Indented Multiline Standalone", NULL, "Begin.\n  {{!\n    Something's going on here...\n  }}\nEnd.\n",
     "Begin.\nEnd.\n"},
    {"Indented Inline", NULL, "  12 {{! 34 }}\n", "  12 \n"},
    {"Surrounding Whitespace", NULL, "12345 {{! Comment Block! }} 67890", "12345  67890"},
    {"Variable Name Collision", "{'! comment': <1>, '! comment ': <2>, '!comment': <3>, 'comment': <4>}",
     "comments never show: >{{! comment }}<", "comments never show: ><"},
};

static const struct spec delimiters[] = {
    {"Pair Behavior", "{'text': <'Hey!'>}", "{{=<% %>=}}(<%text%>)", "(Hey!)"},
    {"Special Characters", "{'text': <'It worked!'>}", "({{=[ ]=}}[text])", "(It worked!)"},
    {"Sections", "{'section': <true>, 'data': <'I got interpolated.'>}",
     "[\n{{#section}}\n  {{data}}\n  |data|\n{{/section}}\n\n{{= | | =}}\n|#section|\n  {{data}}\n  |data|\n"
     "|/section|\n]\n",
     "[\n  I got interpolated.\n  |data|\n\n  {{data}}\n  I got interpolated.\n]\n"},
    {"Inverted Sections", "{'section': <false>, 'data': <'I got interpolated.'>}",
     "[\n{{^section}}\n  {{data}}\n  |data|\n{{/section}}\n\n{{= | | =}}\n|^section|\n  {{data}}\n  |data|\n"
     "|/section|\n]\n",
     "[\n  I got interpolated.\n  |data|\n\n  {{data}}\n  I got interpolated.\n]\n"},
    {"Partial Inheritence",
     "{'value': <'yes'>}",
     "[ {{>include}} ]\n{{= | | =}}\n[ |>include| ]\n",
     "[ .yes. ]\n[ .yes. ]\n",
     {"include", ".{{value}}."}},
    {"Post-Partial Behavior",
     "{'value': <'yes'>}",
     "[ {{>include}} ]\n[ .{{value}}.  .|value|. ]\n",
     "[ .yes.  .yes. ]\n[ .yes.  .|value|. ]\n",
     {"include", ".{{value}}. {{= | | =}} .|value|."}},
    {"Surrounding Whitespace", NULL, "| {{=@ @=}} |", "|  |"},
    {"Outlying Whitespace (Inline)", NULL, " | {{=@ @=}}\n", " | \n"},
    {"Standalone Tag", NULL, "Begin.\n{{=@ @=}}\nEnd.\n", "Begin.\nEnd.\n"},
    {"Indented Standalone Tag", NULL, "Begin.\n  {{=@ @=}}\nEnd.\n", "Begin.\nEnd.\n"},
    {"Standalone Line Endings", NULL, "|\r\n{{= @ @ =}}\r\n|", "|\r\n|"},
    {"Standalone Without Previous Line", NULL, "  {{=@ @=}}\n=", "="},
    {"Standalone Without Newline", NULL, "=\n  {{=@ @=}}", "=\n"},
    {"Pair with Padding", NULL, "|{{= @   @ =}}|", "||"},
    {"Back again", "{'a': <1>}", "{{=<% %>=}}<%a%>{{a}}<%={{ }}=%>{{a}}<%a%>", "1{{a}}1<%a%>"},
};

static const struct spec ours[] = {
    {"An empty string is false", "{'s': <''>}", "{{#s}}yes{{/s}}{{^s}}no{{/s}}", "no"},
    {"Zero is a number, not false", "{'n': <0>}", "{{#n}}{{n}}张{{/n}}", "0张"},
    {"An empty map is a context", "{'m': <@a{sv} {}>, 'x': <'out'>}", "{{#m}}{{x}}{{/m}}", "out"},
    {"64-bit integers", "{'n': <int64 -5000000000>, 'u': <uint64 18446744073709551615>, 'b': <byte 7>}",
     "{{n}} {{u}} {{b}}", "-5000000000 18446744073709551615 7"},
    {"Doubles in the C locale", "{'d': <0.5>, 'e': <2.0>}", "{{d}} {{e}}", "0.5 2"},
    {"Lists and maps have no text", "{'l': <['a']>, 'm': <{'a': <1>}>}", "[{{l}}{{m}}]", "[]"},
    {"Chinese names", "{'姓名': <'王小明'>}", "{{姓名}}老师", "王小明老师"},
    {"Apostrophes are escaped", "{'s': <\"it's\">}", "{{s}}", "it&#39;s"},
    {"Sigils with white space", "{'a': <true>}", "{{# a }}1{{/ a }}{{^ a }}2{{/ a }}", "1"},
    {"A tag at the very end", "{'a': <1>}", "x\n{{a}}", "x\n1"},
    {"Empty template", NULL, "", ""},
};

static GHashTable *parse_partials(const struct spec *spec)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)mustache_free);
    for (guint i = 0; i + 1 < G_N_ELEMENTS(spec->partials) && spec->partials[i]; i += 2)
        g_hash_table_insert(table, (gpointer)spec->partials[i],
                            mustache_parse(spec->partials[i + 1], spec->partials[i], NULL));
    return table;
}

static const struct mustache *find_partial(const char *name, gpointer data)
{
    return g_hash_table_lookup(data, name);
}

static void run_spec(const char *module, const struct spec *spec)
{
    g_autofree char *what = g_strdup_printf("%s: %s", module, spec->name);
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) view = spec->view ? g_variant_parse(NULL, spec->view, NULL, NULL, &error) : NULL;
    g_autoptr(Mustache) template = error ? NULL : mustache_parse(spec->template, spec->name, &error);
    if (error) {
        tap_str(error->message, NULL, what);
        return;
    }
    g_autoptr(GHashTable) table = parse_partials(spec);
    g_autofree char *got = mustache_render(template, view, MUSTACHE_HTML, find_partial, table);
    tap_str(got, spec->want, what);
}

static void test_plain(void)
{
    g_autoptr(GVariant) view = g_variant_ref_sink(g_variant_new_parsed("{'a': <'A&B <\"x\">'>}"));
    g_autoptr(Mustache) template = mustache_parse("{{a}}|{{{a}}}|{{&a}}", "t", NULL);
    g_autofree char *got = mustache_render(template, view, MUSTACHE_PLAIN, NULL, NULL);
    tap_str(got, "A&B <\"x\">|A&B <\"x\">|A&B <\"x\">", "plain text is not escaped");
    g_autofree char *again = mustache_render(template, view, MUSTACHE_PLAIN, NULL, NULL);
    tap_str(again, got, "a template renders twice alike");
}

static void test_errors(void)
{
    static const struct {
        const char *template, *want;
    } cases[] = {
        {"a {{b", "t:1:3: this tag is never closed\na {{b\n  ^"},
        {"1\n2\n老师{{{x}}", "t:3:3: this tag is never closed\n老师{{{x}}\n    ^"},
        {"{{! open", "t:1:1: this tag is never closed\n{{! open\n^"},
        {"好\n {{#items}}\n{{name}}\n", "t:2:2: section “items” is never closed\n {{#items}}\n ^"},
        {"{{^a}}x", "t:1:1: section “a” is never closed\n{{^a}}x\n^"},
        {"x{{/a}}", "t:1:2: no section “a” is open here\nx{{/a}}\n ^"},
        {"{{#a}}\n{{#b}}\n{{/a}}", "t:3:1: “a” closes here, but “b” of line 2 is still open\n{{/a}}\n^"},
        {"{{}}", "t:1:1: a tag without a name\n{{}}\n^"},
        {"{{#  }}", "t:1:1: a tag without a name\n{{#  }}\n^"},
        {"{{a b}}", "t:1:1: a name cannot hold white space\n{{a b}}\n^"},
        {"{{=x=}}", "t:1:1: delimiters are set as {{=<% %>=}}\n{{=x=}}\n^"},
        {"{{=a b c=}}", "t:1:1: delimiters are set as {{=<% %>=}}\n{{=a b c=}}\n^"},
        {"{{=}}", "t:1:1: delimiters are set as {{=<% %>=}}\n{{=}}\n^"},
        {"{{!\n\n}} {{#s}}\n", "t:3:4: section “s” is never closed\n}} {{#s}}\n   ^"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Mustache) template = mustache_parse(cases[i].template, "t", &error);
        tap_str(error ? error->message : NULL, cases[i].want, "an error with its place, the line and a caret");
    }
}

static void test_limits(void)
{
    g_autoptr(GString) deep = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append(deep, "{{#a}}");
    g_autoptr(GError) error = NULL;
    g_autoptr(Mustache) none = mustache_parse(deep->str, "t", &error);
    tap_ok(!none && error && strstr(error->message, "nested too deep"), "sections nested without end are refused");

    const struct spec endless = {"endless", NULL, "{{>p}}", "", {"p", "x{{>p}}"}};
    g_autoptr(GHashTable) table = parse_partials(&endless);
    g_autoptr(Mustache) template = mustache_parse(endless.template, "t", NULL);
    g_autofree char *got = mustache_render(template, NULL, MUSTACHE_PLAIN, find_partial, table);
    tap_ok(strlen(got) == 32, "a partial within itself stops at depth 32");

    const struct spec doubling = {"doubling", NULL, "{{>p}}", "", {"p", "0123456789{{>p}}{{>p}}"}};
    g_autoptr(GHashTable) pair = parse_partials(&doubling);
    g_autofree char *large = mustache_render(template, NULL, MUSTACHE_PLAIN, find_partial, pair);
    tap_ok(strlen(large) < 8 * 1024 * 1024, "a partial twice within itself stops growing");

    const struct spec silent = {"silent", NULL, "{{>p}}", "", {"p", "{{>p}}{{>p}}"}};
    g_autoptr(GHashTable) nothing = parse_partials(&silent);
    g_autofree char *empty = mustache_render(template, NULL, MUSTACHE_PLAIN, find_partial, nothing);
    tap_str(empty, "", "and stops working when it writes nothing");
}

static bool note_name(const char *name, enum mustache_use use, const char *place, gpointer data, GError **error)
{
    static const char *const marks[] = {[MUSTACHE_SHOWN] = "", [MUSTACHE_ASKED] = "#", [MUSTACHE_INCLUDED] = ">"};
    g_string_append_printf(data, "%s%s@%s ", marks[use], name, place);
    if (strcmp(name, "stop") != 0)
        return true;
    g_set_error(error, g_quark_from_static_string("test"), 1, "%s: unknown", place);
    return false;
}

static void test_visit(void)
{
    g_autoptr(Mustache) template =
        mustache_parse("{{a}}\n好{{#b.c}}{{{.}}}{{^d}}{{&e}}{{/d}}{{/b.c}}\n {{>f}}\n", "t", NULL);
    g_autoptr(GString) seen = g_string_new(NULL);
    tap_ok(mustache_visit(template, note_name, seen, NULL), "every tag is visited");
    tap_str(seen->str, "a@t:1:1 #b.c@t:2:2 .@t:2:10 #d@t:2:17 e@t:2:23 >f@t:3:2 ", "with its place");
    g_autoptr(Mustache) stopping = mustache_parse("{{a}}{{#s}}{{stop}}{{z}}{{/s}}", "t", NULL);
    g_autoptr(GError) error = NULL;
    g_string_truncate(seen, 0);
    tap_ok(!mustache_visit(stopping, note_name, seen, &error), "a visitor can stop");
    tap_str(error ? error->message : NULL, "t:1:12: unknown", "with its error");
    tap_str(seen->str, "a@t:1:1 #s@t:1:6 stop@t:1:12 ", "and sees nothing after it");
}

#define RUN(module)                                                                                                    \
    for (guint i = 0; i < G_N_ELEMENTS(module); i++)                                                                   \
    run_spec(#module, &module[i])

int main(void)
{
    RUN(interpolation);
    RUN(sections);
    RUN(inverted);
    RUN(partials);
    RUN(comments);
    RUN(delimiters);
    RUN(ours);
    test_plain();
    test_errors();
    test_limits();
    test_visit();
    return tap_done();
}
