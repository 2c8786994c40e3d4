/* Declared types are used to tell bodies from files and reports from both; what a file is, its bytes say. */
#include "mail/kind.h"

#include <string.h>

#include "mail/scan.h"

char *kind_declared(const char *raw_type)
{
    if (!raw_type)
        return g_strdup("text/plain");
    raw_type += strspn(raw_type, " \t\r\n\"");
    gsize length = strcspn(raw_type, "; \t\r\n\",");
    const char *slash = memchr(raw_type, '/', length);
    if (!slash || slash == raw_type || slash == raw_type + length - 1 || length > 127)
        return g_strdup("text/plain");
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isgraph(raw_type[i]))
            return g_strdup("text/plain");
    return g_ascii_strdown(raw_type, (gssize)length);
}

bool kind_is_attachment(const char *raw_disposition)
{
    raw_disposition += strspn(raw_disposition, " \t\r\n\"");
    return !g_ascii_strncasecmp(raw_disposition, "attachment", 10);
}

bool kind_is_report(const char *declared)
{
    static const char *const reports[] = {"message/delivery-status",
                                          "message/global-delivery-status",
                                          "message/disposition-notification",
                                          "message/feedback-report",
                                          "text/rfc822-headers",
                                          "message/global-headers"};
    for (gsize i = 0; i < G_N_ELEMENTS(reports); i++)
        if (!strcmp(declared, reports[i]))
            return true;
    return false;
}

static bool has_suffix(const char *name, const char *suffix)
{
    gsize length = name ? strlen(name) : 0, wanted = strlen(suffix);
    return length >= wanted && !g_ascii_strcasecmp(name + length - wanted, suffix);
}

/* Every line up to the first blank one is a header or goes on from one, and two of them are a mail's. */
static bool begins_with_headers(const char *head)
{
    static const char *const known[] = {"From:",       "To:",           "Subject:",     "Date:",         "Received:",
                                        "Message-ID:", "MIME-Version:", "Return-Path:", "Delivered-To:", "X-QQ-mid:"};
    guint found = 0;
    for (const char *p = head; *p && *p != '\r' && *p != '\n';) {
        bool folded = *p == ' ' || *p == '\t';
        if (folded ? p == head : !scan_header_line(p))
            return false;
        for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
            found += !g_ascii_strncasecmp(p, known[i], strlen(known[i]));
        if (!g_ascii_strncasecmp(p, "Snapshot-Content-Location:", 26) || !g_ascii_strncasecmp(p, "From: <Saved", 12))
            return false;
        const char *end = strchr(p, '\n');
        if (!end)
            break;
        p = end + 1;
    }
    return found >= 2;
}

bool kind_is_mail(const char *bytes, gsize length, const char *declared, const char *name)
{
    bool named = has_suffix(name, ".eml");
    bool vague = !strcmp(declared, "application/octet-stream") || g_str_has_prefix(declared, "message/rfc822") ||
                 g_str_has_prefix(declared, "message/global") || !strcmp(declared, "application/eml");
    if (has_suffix(name, ".mht") || has_suffix(name, ".mhtml") || kind_is_report(declared) || (!named && !vague))
        return false;
    gsize skip = length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
    g_autofree char *head = g_strndup(bytes + skip, MIN(length - skip, 8192));
    return begins_with_headers(head);
}

const char *kind_extension(const char *type)
{
    static const struct {
        const char *type, *extension;
    } known[] = {
        {"image/jpeg", ".jpg"},
        {"image/png", ".png"},
        {"image/gif", ".gif"},
        {"image/bmp", ".bmp"},
        {"image/x-ms-bmp", ".bmp"},
        {"image/tiff", ".tif"},
        {"image/webp", ".webp"},
        {"image/heic", ".heic"},
        {"application/pdf", ".pdf"},
        {"application/msword", ".doc"},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
        {"application/vnd.ms-excel", ".xls"},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
        {"application/vnd.ms-powerpoint", ".ppt"},
        {"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"},
        {"application/zip", ".zip"},
        {"application/x-rar", ".rar"},
        {"application/x-7z-compressed", ".7z"},
        {"text/plain", ".txt"},
        {"text/html", ".html"},
        {"text/rtf", ".rtf"},
        {"text/calendar", ".ics"},
        {"video/mp4", ".mp4"},
        {"video/quicktime", ".mov"},
        {"audio/mpeg", ".mp3"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (!strcmp(type, known[i].type))
            return known[i].extension;
    return "";
}
