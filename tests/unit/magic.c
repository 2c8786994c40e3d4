/* base/magic.c on bytes made here: packages, compound files, text that looks like something else, cut files. */
#include "base/magic.h"

#include <string.h>

#include "tap.h"

static void put(GByteArray *out, guint64 value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        guint8 byte = value >> (8 * i) & 0xFF;
        g_byte_array_append(out, &byte, 1);
    }
}

/* A ZIP of stored entries; `unsized` leaves the sizes to data descriptors, as streaming writers do. */
static GByteArray *zip(const char *const *names, const char *content, gboolean unsized, gboolean central)
{
    GByteArray *out = g_byte_array_new();
    g_autoptr(GByteArray) directory = g_byte_array_new();
    guint entries = 0, size = (guint)strlen(content);
    for (; names[entries]; entries++) {
        guint at = out->len, length = (guint)strlen(names[entries]);
        put(out, 0x04034b50, 4), put(out, 20, 2), put(out, unsized ? 8 : 0, 2), put(out, 0, 2), put(out, 0, 8);
        put(out, unsized ? 0 : size, 4), put(out, unsized ? 0 : size, 4), put(out, length, 2), put(out, 0, 2);
        g_byte_array_append(out, (const guint8 *)names[entries], length);
        g_byte_array_append(out, (const guint8 *)content, size);
        put(directory, 0x02014b50, 4), put(directory, 20, 2), put(directory, 20, 2), put(directory, 0, 2);
        put(directory, 0, 2), put(directory, 0, 8), put(directory, size, 4), put(directory, size, 4);
        put(directory, length, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 8);
        put(directory, at, 4);
        g_byte_array_append(directory, (const guint8 *)names[entries], length);
    }
    if (central) {
        guint at = out->len;
        g_byte_array_append(out, directory->data, directory->len);
        put(out, 0x06054b50, 4), put(out, 0, 4), put(out, entries, 2), put(out, entries, 2);
        put(out, directory->len, 4), put(out, at, 4), put(out, 0, 2);
    }
    return out;
}

/* A compound file: header, one table sector, one directory sector with a root and up to three children. */
static GByteArray *ole(const char *const *streams, gboolean table)
{
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    g_byte_array_set_size(out, 512 * 3);
    memset(out->data + 8, 0, out->len - 8);
    memset(out->data + 0x4C, 0xFF, 512 - 0x4C);
    out->data[0x1E] = 9;
    out->data[0x30] = table ? 1 : 0x77;
    memset(out->data + 0x4C, 0, 4);
    memset(out->data + 512, 0xFF, 512);
    memcpy(out->data + 512 + 4, "\xFE\xFF\xFF\xFF", 4);
    for (guint i = 0; i < 4; i++) {
        guint8 *entry = out->data + 1024 + 128 * i;
        const char *name = i == 0 ? "Root Entry" : streams[i - 1];
        if (!name)
            break;
        for (guint k = 0; name[k]; k++)
            entry[2 * k] = (guint8)name[k];
        entry[64] = (guint8)(2 * strlen(name) + 2);
        entry[66] = i == 0 ? 5 : 2;
        memset(entry + 68, 0xFF, 12);
        if (i == 0)
            memcpy(entry + 76, "\1\0\0\0", 4);
        else if (i < 3 && streams[i])
            memcpy(entry + 72, (const guint8[]){(guint8)(i + 1), 0, 0, 0}, 4);
    }
    return out;
}

static void check(struct magic *magic, const void *bytes, gsize length, const char *name, const char *want,
                  const char *what)
{
    g_autofree char *type = magic_type(magic, bytes, length, name);
    tap_str(type, want, what);
}

static void check_array(struct magic *magic, GByteArray *made, const char *name, const char *want, const char *what)
{
    check(magic, made->data, made->len, name, want, what);
    g_byte_array_unref(made);
}

#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void packages(struct magic *magic)
{
    const char *const *word = NAMES("_rels/.rels", "customXml/item1.xml", "word/document2.xml");
    check_array(magic, zip(word, "<x/>", FALSE, TRUE), "a.zip", DOCX, "docx whose first entry is _rels");
    check_array(magic, zip(word, "<x/>", TRUE, FALSE), "a.zip", DOCX, "docx cut before its directory, sizes unknown");
    check_array(magic, zip(NAMES("[Content_Types].xml", "xl/worksheets/sheet1.xml"), "", FALSE, TRUE), NULL, XLSX,
                "xlsx");
    check_array(magic, zip(NAMES("[Content_Types].xml", "ppt/slides/slide1.xml"), "", FALSE, TRUE), NULL,
                "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
    check_array(magic, zip(NAMES("word/readme.txt", "照片/1.jpg"), "", FALSE, TRUE), "a.docx", "application/zip",
                "an archive with a folder word/ is no docx, whatever its name");
    check_array(magic, zip(NAMES("Doc_0/Document.xml", "OFD.xml"), "", FALSE, TRUE), "a.ofd", "application/ofd", "ofd");
    check_array(magic, zip(NAMES("mimetype"), "application/vnd.oasis.opendocument.spreadsheet", FALSE, TRUE), NULL,
                "application/vnd.oasis.opendocument.spreadsheet", "ods by its mimetype entry");
    check_array(magic, zip(NAMES("content.xml", "META-INF/manifest.xml"), "", FALSE, TRUE), "a.odt",
                "application/vnd.oasis.opendocument.text", "odt without a mimetype entry");
    check(magic, "PK\3\4", 4, NULL, "application/zip", "four bytes of a ZIP");
}

static void compounds(struct magic *magic)
{
    check_array(magic, ole(NAMES("1Table", "WordDocument"), TRUE), "a.wps", "application/msword", "wps is a Word file");
    check_array(magic, ole(NAMES("Workbook"), TRUE), "a.et", "application/vnd.ms-excel", "et is an Excel file");
    check_array(magic, ole(NAMES("Book"), TRUE), "a.doc", "application/vnd.ms-excel", "the content beats the name");
    check_array(magic, ole(NAMES("PowerPoint Document"), TRUE), NULL, "application/vnd.ms-powerpoint", "ppt");
    check_array(magic, ole(NAMES("EncryptionInfo", "EncryptedPackage"), TRUE), "a.docx", DOCX, "a protected docx");
    check_array(magic, ole(NAMES("EncryptionInfo", "EncryptedPackage"), TRUE), "a.xlsx", XLSX, "a protected xlsx");
    check_array(magic, ole(NAMES("WordDocument"), FALSE), NULL, "application/msword", "a broken directory chain");
    check_array(magic, ole(NAMES("Other"), TRUE), NULL, "application/x-ole-storage", "an unknown compound file");
}

static void texts(struct magic *magic)
{
#define TEXT(bytes, name, want, what) check(magic, bytes, sizeof(bytes) - 1, name, want, what)
    TEXT("\xB9\xFA\xD6\xD0", "a.txt", "text/plain", "two GBK characters");
    TEXT("From the author: 照片说明\n1. 甲\n", "a.txt", "text/plain", "a list that begins with From");
    TEXT("Subject: x\nTo: y\n\nz", NULL, "text/plain", "two header-like lines are no mail");
    TEXT("Received: from a by b\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nz", "a.txt", "message/rfc822", "a mail");
    TEXT("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", "a.doc", "multipart/related",
         "a web archive saved as .doc");
    TEXT("a,b\n1,2\n", "表.CSV", "text/csv", "csv by its name");
    TEXT("a,b\n1,2\n", "a.txt", "text/plain", "the same without the name");
    TEXT("\xEF\xBB\xBF <!-- x --> <html xmlns:o='o'>", "a.xls", "text/html", "a page saved as .xls");
    TEXT("<!DOCTYPE html>\n<html><p>\xE5\x9B\x9E\xE6\x89\xA7\xFF\xFE\x80</p>", NULL, "text/html",
         "a page in two charsets");
    TEXT("<!-- x -->\n<table><tr><td>\x01\xE5\x9B\x9E", NULL, "text/html", "a table with a control character");
    TEXT("<table border=1><tr><td>x", NULL, "text/html", "a bare table");
    TEXT("<姓名>王小明", NULL, "text/plain", "angle brackets are no page");
    TEXT("{\\rtf1\\ansi", "a.doc", "text/rtf", "rtf named .doc");
    TEXT("<?xml version=\"1.0\"?><a/>", NULL, "text/xml", "xml");
    TEXT("int main(void) { return 0; }\n#include <stdio.h>\n", NULL, "text/plain", "source is text");
    TEXT("", NULL, "application/x-empty", "nothing");
    TEXT("\x01\x02\x03\x80", NULL, "application/octet-stream", "noise");
    TEXT("\xFF\xFE<\0h\0t\0m\0l\0>\0", NULL, "text/html", "a page in UTF-16");
}

static void files(struct magic *magic)
{
    TEXT("\0\0\0\x18"
         "ftypheic\0\0\0\0mif1heic",
         NULL, "image/heic", "heic");
    TEXT("\0\0\0\x08"
         "wide\0\x10\0\0"
         "mdat....",
         NULL, "video/quicktime", "mov without ftyp");
    TEXT("\0\0\0\x14"
         "ftypqt  \0\0\0\0qt  ",
         NULL, "video/quicktime", "mov");
    TEXT("\x78\x9F\x3E\x22\x01\x00", "winmail.dat", "application/vnd.ms-tnef", "tnef");
    TEXT("Rar!\x1A\x07\x01\x00", NULL, "application/x-rar", "rar 5");
    TEXT("7z\xBC\xAF\x27\x1C\0\4", NULL, "application/x-7z-compressed", "7z");
    TEXT("\x1F\x8B\x08\0\0\0\0\0", NULL, "application/gzip", "gzip");
    TEXT("\xFF\xD8\xFF\xE0\0\x10JFIF", "a.doc", "image/jpeg", "a picture named .doc");
    TEXT("junk\n%PDF-1.4\n", NULL, "application/pdf", "a PDF behind a line of junk");
    guint8 program[256] = "MZ";
    program[0x3C] = 0x80;
    memcpy(program + 0x80, "PE\0\0\x4C\x01", 6);
    check(magic, program, sizeof program, "a.jpg", "application/x-msdownload", "a Windows program");
    g_autofree guint8 *tar = g_malloc0(1024);
    memcpy(tar, "a.txt", 5);
    memcpy(tar + 100, "0000644\0000000000\0000000000\00000000000000\00000000000000\0", 44);
    memcpy(tar + 257, "ustar\00000", 8);
    guint sum = 8 * ' ';
    for (int i = 0; i < 512; i++)
        sum += i >= 148 && i < 156 ? 0 : tar[i];
    g_snprintf((char *)tar + 148, 8, "%06o", sum);
    check(magic, tar, 1024, NULL, "application/x-tar", "tar");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    struct magic *magic = magic_create(&error);
    if (!tap_ok(magic != NULL, "libmagic loads"))
        return tap_done();
    packages(magic);
    compounds(magic);
    texts(magic);
    files(magic);
    /* No prefix of a package may be read past its end (the sanitizers watch). */
    g_autoptr(GByteArray) package = zip(NAMES("[Content_Types].xml", "word/document.xml"), "abc", FALSE, TRUE);
    g_autoptr(GByteArray) compound = ole(NAMES("WordDocument"), TRUE);
    guint answers = 0;
    for (guint i = 1; i < MAX(package->len, compound->len); i++) {
        g_autofree guint8 *one = g_memdup2(package->data, MIN(i, package->len));
        g_autofree guint8 *two = g_memdup2(compound->data, MIN(i, compound->len));
        g_autofree char *first = magic_type(magic, one, MIN(i, package->len), NULL);
        g_autofree char *second = magic_type(magic, two, MIN(i, compound->len), NULL);
        answers += first && second;
    }
    tap_ok(answers == MAX(package->len, compound->len) - 1, "every prefix has an answer");
    magic_free(magic);
    return tap_done();
}
