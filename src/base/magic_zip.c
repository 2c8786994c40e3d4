/* ZIP packages told apart by the names of their entries.
 *
 * libmagic looks at the first entry only and calls a docx whose first entry is _rels, or any .ofd, plain zip. We
 * read the central directory (it is right even where local headers carry no sizes) and, in a file that was cut
 * off, the local headers that are left. Nothing is inflated. Layout: PKWARE APPNOTE 4.3.
 */
#include "base/magic_look.h"

#include <string.h>

#define MAX_ENTRIES 4000
#define LOCAL_HEADER 30
#define CENTRAL_HEADER 46
#define END_RECORD 22

/* What the names say so far. */
struct package {
    bool ooxml; /* [Content_Types].xml or _rels/.rels */
    bool word, excel, excel_binary, slides;
    bool word_part, excel_part, slides_part; /* a main part by its full name: enough alone, in a cut file */
    bool ofd, odf_content, odf_manifest, java, android, xps, iwork;
};

static guint32 le(const guint8 *at, int count)
{
    guint32 value = 0;
    while (count-- > 0)
        value = value << 8 | at[count];
    return value;
}

static bool is(const char *entry, gsize length, const char *wanted)
{
    return length == strlen(wanted) && g_ascii_strncasecmp(entry, wanted, length) == 0;
}

static bool under(const char *entry, gsize length, const char *folder)
{
    return length > strlen(folder) && g_ascii_strncasecmp(entry, folder, strlen(folder)) == 0;
}

static void note(struct package *package, const guint8 *bytes, gsize length)
{
    char entry[64];
    gsize used = MIN(length, sizeof entry);
    /* Some programs write backslashes. */
    for (gsize i = 0; i < used; i++)
        entry[i] = bytes[i] == '\\' ? '/' : (char)bytes[i];

    package->ooxml |= is(entry, used, "[Content_Types].xml") || is(entry, used, "_rels/.rels");
    package->word |= under(entry, used, "word/");
    package->excel |= under(entry, used, "xl/");
    package->excel_binary |= is(entry, used, "xl/workbook.bin");
    package->slides |= under(entry, used, "ppt/");
    package->word_part |= is(entry, used, "word/document.xml");
    package->excel_part |= is(entry, used, "xl/workbook.xml");
    package->slides_part |= is(entry, used, "ppt/presentation.xml");
    package->ofd |= is(entry, used, "OFD.xml");
    package->odf_content |= is(entry, used, "content.xml");
    package->odf_manifest |= is(entry, used, "META-INF/manifest.xml");
    package->java |= is(entry, used, "META-INF/MANIFEST.MF");
    package->android |= is(entry, used, "AndroidManifest.xml");
    package->xps |= is(entry, used, "FixedDocSeq.fdseq") || is(entry, used, "FixedDocumentSequence.fdseq");
    package->iwork |= is(entry, used, "Index/Document.iwa");
}

static bool read_central(struct package *package, const guint8 *bytes, gsize length)
{
    if (length < END_RECORD)
        return false;
    gsize lowest = length > END_RECORD + 65535 ? length - END_RECORD - 65535 : 0;
    gsize end = length - END_RECORD;
    while (memcmp(bytes + end, "PK\5\6", 4) != 0) {
        if (end == lowest)
            return false;
        end--;
    }
    /* The directory ends where the end record begins; its stated offset is wrong in a file with bytes before it. */
    gsize size = le(bytes + end + 12, 4);
    gsize at = size <= end ? end - size : le(bytes + end + 16, 4);
    int entries = 0;
    while (at + CENTRAL_HEADER <= end && memcmp(bytes + at, "PK\1\2", 4) == 0 && entries++ < MAX_ENTRIES) {
        gsize name = le(bytes + at + 28, 2);
        if (at + CENTRAL_HEADER + name > end)
            break;
        note(package, bytes + at + CENTRAL_HEADER, name);
        at += CENTRAL_HEADER + name + le(bytes + at + 30, 2) + le(bytes + at + 32, 2);
    }
    return entries > 0;
}

static void read_local(struct package *package, const guint8 *bytes, gsize length)
{
    gsize at = 0;
    for (int entries = 0; entries < MAX_ENTRIES && at + LOCAL_HEADER <= length; entries++) {
        const guint8 *header = bytes + at;
        gsize name = le(header + 26, 2), extra = le(header + 28, 2), size = le(header + 18, 4);
        if (at + LOCAL_HEADER + name > length)
            return;
        note(package, header + LOCAL_HEADER, name);
        gsize next = at + LOCAL_HEADER + name + extra + size;
        if (next + 4 <= length && memcmp(bytes + next, "PK\3\4", 4) == 0) {
            at = next;
            continue;
        }
        /* No size in the header (it follows the data): look for the next signature. */
        gsize from = at + LOCAL_HEADER + name;
        const guint8 *found = from < length ? memmem(bytes + from, length - from, "PK\3\4", 4) : NULL;
        if (!found)
            return;
        at = (gsize)(found - bytes);
    }
}

/* ODF and EPUB store their media type uncompressed in a first entry "mimetype". */
static const char *stated_type(const guint8 *bytes, gsize length)
{
    static const char *const known[] = {
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics",
        "application/epub+zip",
    };
    if (length < LOCAL_HEADER + 8 || le(bytes + 26, 2) != 8 || memcmp(bytes + LOCAL_HEADER, "mimetype", 8) != 0 ||
        le(bytes + 8, 2) != 0)
        return NULL;
    gsize at = LOCAL_HEADER + 8 + le(bytes + 28, 2);
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        /* A template's type goes on with "-template": read the same way. */
        if (at + strlen(known[i]) <= length && memcmp(bytes + at, known[i], strlen(known[i])) == 0)
            return known[i];
    return NULL;
}

static const char *office(const struct package *package)
{
    if (package->word_part)
        return TYPE_DOCX;
    if (package->excel_part)
        return TYPE_XLSX;
    if (package->slides_part)
        return TYPE_PPTX;
    if (!package->ooxml)
        return NULL;
    if (package->excel_binary)
        return "application/vnd.ms-excel.sheet.binary.macroenabled.12";
    return package->word ? TYPE_DOCX : package->excel ? TYPE_XLSX : package->slides ? TYPE_PPTX : NULL;
}

const char *magic_zip(const guint8 *bytes, gsize length, const char *name)
{
    const char *stated = stated_type(bytes, length);
    if (stated)
        return stated;

    struct package package = {0};
    if (!read_central(&package, bytes, length))
        read_local(&package, bytes, length);

    const char *type = office(&package);
    if (type)
        return type;
    if (package.ofd)
        return "application/ofd";
    if (package.odf_content && package.odf_manifest)
        return magic_named(name, "ods") ? "application/vnd.oasis.opendocument.spreadsheet"
                                        : "application/vnd.oasis.opendocument.text";
    if (package.xps)
        return "application/vnd.ms-xpsdocument";
    if (package.iwork)
        return magic_named(name, "numbers") ? "application/vnd.apple.numbers"
               : magic_named(name, "key")   ? "application/vnd.apple.keynote"
                                            : "application/vnd.apple.pages";
    if (package.android)
        return "application/vnd.android.package-archive";
    return package.java ? "application/java-archive" : "application/zip";
}
