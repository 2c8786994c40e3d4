/* One volume of an archive that was sent in several: nothing can be taken out of it alone.
 *
 * What programs call them: WinRAR 照片.part1.rar (older: .rar, .r00, .r01 …), WinZip and PKZIP .z01, .z02 … .zip,
 * 7-Zip and its relatives .7z.001, .zip.001 …, which are the plain file cut into pieces. A known signature is trusted
 * before the name: a file called .part1.rar that is no volume is whole. PKWARE APPNOTE 4.3.16 and 8; RAR 4 and 5
 * technical notes; 7zFormat.txt.
 */
#include <string.h>

#include "base/magic.h"
#include "base/magic_look.h"

static guint64 le(const guint8 *at, int count)
{
    guint64 value = 0;
    while (count-- > 0)
        value = value << 8 | at[count];
    return value;
}

static bool digits(const char *text, gsize from, gsize to)
{
    if (strlen(text) < from || strlen(text) > to)
        return false;
    while (g_ascii_isdigit(*text))
        text++;
    return !*text;
}

/* ".002", ".z01", ".r00": names that only volumes have. */
static bool volume_name(const char *name)
{
    const char *dot = name ? strrchr(name, '.') : NULL;
    if (!dot)
        return false;
    if ((dot[1] == 'z' || dot[1] == 'Z' || dot[1] == 'r' || dot[1] == 'R') && digits(dot + 2, 2, 3))
        return true;
    g_autofree char *stem = g_ascii_strdown(name, dot - name);
    return digits(dot + 1, 3, 3) && (g_str_has_suffix(stem, ".7z") || g_str_has_suffix(stem, ".zip") ||
                                     g_str_has_suffix(stem, ".rar") || g_str_has_suffix(stem, ".tar"));
}

/* A number of RAR 5: seven bits a byte, the lowest first. */
static guint64 rar_number(const guint8 *bytes, gsize length, gsize *at)
{
    guint64 value = 0;
    for (int shift = 0; shift < 63 && *at < length; shift += 7) {
        guint8 byte = bytes[(*at)++];
        value |= (guint64)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            break;
    }
    return value;
}

static bool rar_volume(const guint8 *bytes, gsize length)
{
    if (length >= 14 && bytes[6] == 0) /* the main header is the first: its flags */
        return bytes[9] == 0x73 && (bytes[10] & 1);
    gsize at = 8 + 4;
    if (length < 16 || bytes[6] != 1)
        return false;
    rar_number(bytes, length, &at); /* its size */
    guint64 kind = rar_number(bytes, length, &at), flags = rar_number(bytes, length, &at);
    if (kind != 1)
        return false;
    if (flags & 1)
        rar_number(bytes, length, &at); /* bytes of an extra area */
    return rar_number(bytes, length, &at) & 1;
}

/* The end record's number of this disk; a piece in the middle has no end record and begins with nothing known. */
static bool zip_volume(const guint8 *bytes, gsize length, const char *name)
{
    gsize lowest = length > 22 + 65535 ? length - 22 - 65535 : 0;
    for (gsize at = length >= 22 ? length - 22 + 1 : 0; at-- > lowest;)
        if (!memcmp(bytes + at, "PK\5\6", 4))
            return le(bytes + at + 4, 2) != 0 && le(bytes + at + 4, 2) != 0xFFFF;
    return volume_name(name);
}

static bool seven_zip_volume(const guint8 *bytes, gsize length, const char *name)
{
    return volume_name(name) && length >= 32 && le(bytes + 12, 8) + le(bytes + 20, 8) + 32 > length;
}

bool magic_is_volume(const guint8 *bytes, gsize length, const char *type, const char *name)
{
    if (length >= 8 && !memcmp(bytes, "PK\7\10PK\3\4", 8))
        return true;
    if (!type)
        return volume_name(name) || (magic_named(name, "zip") && zip_volume(bytes, length, NULL));
    if (!strcmp(type, "application/x-rar"))
        return rar_volume(bytes, length);
    if (!strcmp(type, "application/zip"))
        return zip_volume(bytes, length, name);
    return !strcmp(type, "application/x-7z-compressed") && seven_zip_volume(bytes, length, name);
}
