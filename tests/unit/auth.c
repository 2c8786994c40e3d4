/* Authentication-Results: what our own provider says counts, and nothing that the sender wrote. */
#include "tap.h"

#include <string.h>

#include "mail/auth.h"

/* "From: …" and "AR: …" lines, topmost first. */
static void is(const char *from, const char *fields, enum auth want, const char *what)
{
    static const char *const servers[] = {"mx.example.org", "mx*.163.example", NULL};
    struct message message = {.headers = g_ptr_array_new_with_free_func(g_free)};
    message.from.addr = (char *)from;
    g_auto(GStrv) lines = g_strsplit(fields, "\n", -1);
    for (char **line = lines; *line; line++) {
        struct header *header = g_new0(struct header, 1);
        char *colon = strchr(*line, ':');
        *colon = '\0';
        header->name = !strcmp(*line, "AR") ? "Authentication-Results" : *line;
        header->value = colon + 2;
        g_ptr_array_add(message.headers, header);
    }
    tap_ok(auth_read(&message, servers) == want, what);
    g_ptr_array_unref(message.headers);
}

int main(void)
{
    const char *li = "li@example.org";
    is(li, "AR: mx.example.org; dkim=pass header.d=example.org\nFrom: li@example.org", AUTH_PASS, "dkim of the domain");
    is(li, "AR: mx.example.org; dkim=pass header.i=@example.org\nFrom: x", AUTH_PASS, "dkim by identity");
    is(li, "AR: MX.example.org 1; spf=pass smtp.mailfrom=li@example.org\nFrom: x", AUTH_PASS,
       "spf, a version, capitals");
    is(li, "AR: mx7.163.example; spf = pass smtp.mailfrom = example.org\nFrom: x", AUTH_PASS, "an asterisk; spaces");
    is(li, "AR: mx.example.org (a; dkim=fail); none; dkim=pass (2048 bit) header.d=example.org (x)\nFrom: x", AUTH_PASS,
       "comments");
    is(li, "AR: mx.example.org; dkim=fail header.d=example.org; spf=fail smtp.mailfrom=example.org\nFrom: x", AUTH_FAIL,
       "both fail");
    is(li, "AR: mx.example.org; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=a@evil.example\nFrom: x",
       AUTH_FAIL, "another domain’s signature");
    is(li, "AR: mx.example.org; dkim=pass header.d=mail.example.org\nFrom: x", AUTH_FAIL, "a host below it");
    is(li, "AR: mx.example.org; dkim=pass header.d=org\nFrom: x", AUTH_FAIL, "what is above it");
    is(li, "AR: mx.example.org; dkim=fail (dkim=pass header.d=example.org)\nFrom: x", AUTH_FAIL, "pass in a comment");
    is(li, "AR: mx.example.org; dkim=fail reason=\"; dkim=pass header.d=example.org\"\nFrom: x", AUTH_FAIL,
       "pass in quotes");
    is(li, "AR: mx.example.org; dkim=fail header.d=example.org reason=dkim=pass\nFrom: x", AUTH_FAIL,
       "pass as a reason");
    is(li, "AR: mx.example.org; none\nFrom: x", AUTH_FAIL, "nothing was looked at");
    is(li,
       "AR: other.example; spf=pass smtp.mailfrom=example.org\nAR: mx.example.org; dkim=pass header.d=example.org\n"
       "From: x",
       AUTH_NONE, "another server on top");
    is(li, "AR: mx.example.org; dkim=fail\nAR: mx.example.org; dkim=pass header.d=example.org\nFrom: x", AUTH_FAIL,
       "only the topmost counts");
    is(li, "From: x", AUTH_NONE, "none");
    is(li, "AR: mx.example.org; dkim=pass header.d=example.org\nFrom: x\nFrom: y", AUTH_FAIL, "two From fields");
    is(NULL, "AR: mx.example.org; dkim=pass header.d=example.org\nFrom: x", AUTH_FAIL, "no address");
    is(li, "AR: \nFrom: x", AUTH_NONE, "an empty field");
    is(li, "AR: ;;;(((\"\\\nFrom: x", AUTH_NONE, "rubbish");
    const char *start = "mx.example.org; none=", *end = "; dkim=pass header.d=example.org";
    g_autofree char *fill = g_strnfill(8192 - strlen(start) - strlen(end), 'a');
    g_autofree char *cut = g_strconcat("AR: ", start, fill, end, ".evil.example\nFrom: x", NULL);
    is(li, cut, AUTH_NONE, "what would be cut off counts");
    return tap_done();
}
