/* Headers without bodies: folded, raw GBK, split words, threads, robots, hostile lengths. */
#include "mail/heading.h"

#include <string.h>

#include "tap.h"

static void check_usual(void)
{
    static const char text[] = "Message-ID: <1@office.example>\r\n"
                               "In-Reply-To: <a@x.example>\r\n"
                               "References: <z@x.example>\r\n <a@x.example>\r\n"
                               "From: =?utf-8?B?5byg?= <Office@126.example>\r\n"
                               "To: \"Li, Ming\" <Li@X.example>,\r\n\twang@y.example\r\n"
                               "Cc: li@x.example\r\nBCC: hidden@z.example\r\n"
                               "Subject: =?gb2312?B?u9i4tKO6?=\r\n =?gb2312?B?1dXGrA==?=\r\n"
                               "Date: Mon, 01 Jun 2020 09:00:00 +0800\r\n\r\nSubject: not this one\r\n";
    g_autoptr(Heading) heading = heading_read(text, strlen(text));
    tap_str(heading->id, "1@office.example", "Message-ID");
    tap_str(heading->in_reply_to, "a@x.example", "In-Reply-To");
    g_autofree char *references = g_strjoinv(" ", heading->references);
    tap_str(references, "z@x.example a@x.example", "References, folded");
    tap_str(heading->from, "office@126.example", "From, in lower case");
    g_autofree char *recipients = g_strjoinv(" ", heading->recipients);
    tap_str(recipients, "li@x.example wang@y.example hidden@z.example", "To, Cc and Bcc, each once");
    tap_str(heading->subject, "回复：照片", "a subject in two words of GBK");
    tap_ok(heading->date == 1590973200, "Date");
    tap_ok(!heading->automatic, "a person wrote it");
}

static void check_automatic(const char *field, bool want)
{
    g_autofree char *text = g_strconcat("From: a@b.example\n", field, "\n\n", NULL);
    g_autoptr(Heading) heading = heading_read(text, strlen(text));
    tap_ok(heading->automatic == want, field);
}

static void check_hostile(void)
{
    GString *text = g_string_new("Subject: \xb1\xa8\xcb\xcd\xd7\xf7\xc6\xb7\n");
    for (int i = 0; i < 300; i++)
        g_string_append_printf(text, "References: <%d@x.example>\n", i);
    g_string_append(text, "To: ");
    for (int i = 0; i < 2000; i++)
        g_string_append_printf(text, "a%d@x.example,\n ", i);
    g_string_append(text, "\nno colon here\n: no name\nFrom\n");
    g_autoptr(Heading) heading = heading_read(text->str, text->len);
    tap_str(heading->subject, "报送作品", "raw GBK");
    guint recipients = g_strv_length(heading->recipients);
    tap_ok(recipients > 100 && recipients <= 500, "a flood of recipients is bounded");
    tap_ok(!heading->from && !heading->id && !heading->in_reply_to, "what is not there is NULL");
    g_string_assign(text, "References:");
    for (int i = 0; i < 120; i++)
        g_string_append_printf(text, " <%d@x.example>\r\n", i);
    g_autoptr(Heading) deep = heading_read(text->str, text->len);
    tap_str(deep->references[0], "70@x.example", "of a long thread the last 50");
    static const char nul[] = "Subject: a\0b\r\nFrom: c@d.example\r\n";
    g_autoptr(Heading) zero = heading_read(nul, sizeof nul - 1);
    tap_str(zero->subject, "a", "a NUL byte ends a line's value");
    tap_str(zero->from, "c@d.example", "and not the header");
    g_autoptr(Heading) empty = heading_read("", 0);
    tap_ok(!*empty->subject && !*empty->recipients && !*empty->references, "nothing at all");
    g_string_free(text, TRUE);
}

int main(void)
{
    check_usual();
    check_automatic("Auto-Submitted: auto-replied", true);
    check_automatic("Auto-Submitted: no", false);
    check_automatic("Precedence: bulk", true);
    check_automatic("Precedence: first-class", false);
    check_automatic("List-Unsubscribe: <mailto:x@y.example>", true);
    check_automatic("X-Other: 1", false);
    check_hostile();
    return tap_done();
}
