/* Folder names in modified UTF-7: NetEase's special folders, RFC 3501's own example, and what is refused. */
#include "source/utf7.h"

#include "tap.h"

static void both(const char *name, const char *wire)
{
    g_autofree char *encoded = utf7_encode(name), *decoded = utf7_decode(wire);
    tap_str(encoded, wire, name);
    tap_str(decoded, name, wire);
}

static void refused(const char *wire, const char *why)
{
    g_autofree char *decoded = utf7_decode(wire);
    tap_ok(decoded == NULL, why);
}

int main(void)
{
    both("草稿箱", "&g0l6P3ux-");
    both("已发送", "&XfJT0ZAB-");
    both("已删除", "&XfJSIJZk-");
    both("垃圾邮件", "&V4NXPpCuTvY-");
    both("病毒文件夹", "&dcVr0mWHTvZZOQ-");
    both("广告邮件", "&Xn9USpCuTvY-");
    both("订阅邮件", "&i6KWBZCuTvY-");
    both("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
    both("INBOX", "INBOX");
    both("A & B", "A &- B");
    both("&", "&-");
    both("", "");
    both("照片 📷 2020", "&cWdyRw- &2D3c9w- 2020");
    both("Entwürfe", "Entw&APw-rfe");
    both("已处理\"\\", "&XfJZBHQG-\"\\");
    refused("&XfJT0ZAB", "a run that is not closed");
    refused("&XfJT0Z*B-", "a character that is no digit");
    refused("&AEE-", "ASCII in base64");
    refused("&2D0-", "half a surrogate pair");
    refused("&3Pc-", "the second half first");
    refused("&A-", "bits that make no unit");
    refused("&XfI-\xe5\xb7\xb2", "bytes above ASCII");
    refused("&XfJT0ZAC-&", "a lone ampersand");
    refused("&APz-", "padding bits that are not zero");
    return tap_done();
}
