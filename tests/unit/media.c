/* work/media.c on films and recordings that ffmpeg makes here, whole, cut off and hostile. */
#include "work/media.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "tap.h"

#define FILM "-f lavfi -i testsrc=d=2:s=160x120:r=25 -f lavfi -i sine=d=2:r=44100 "
#define SOUND "-f lavfi -i sine=d=2:r=44100 "

static const struct {
    const char *name, *how, *codecs;
    enum work_kind kind;
    bool tells; /* a file cut at two thirds is known to be cut */
} samples[] = {
    {"a.mp4", FILM, "mov: h264, aac", WORK_VIDEO, true},
    {"front.mp4", FILM "-movflags +faststart", "mov: h264, aac", WORK_VIDEO, true},
    {"pieces.mp4", FILM "-movflags +frag_keyframe+empty_moov", "mov: h264, aac", WORK_VIDEO, true},
    {"a.mov", FILM, "mov: h264, aac", WORK_VIDEO, true},
    {"a.m4a", SOUND, "mov: aac", WORK_AUDIO, true},
    {"a.3gp", FILM "-s 176x144 -c:v h263 -c:a aac", "mov: h263, aac", WORK_VIDEO, true},
    {"a.mkv", FILM, "matroska: h264, vorbis", WORK_VIDEO, true},
    {"a.avi", FILM, "avi: mpeg4, mp3", WORK_VIDEO, true},
    {"a.flv", FILM, "flv: flv1, mp3", WORK_VIDEO, true},
    {"a.wmv", FILM, "asf: msmpeg4v3, wmav2", WORK_VIDEO, true},
    {"a.mpg", FILM, "mpeg: mpeg1video, mp2", WORK_VIDEO, false},
    {"a.ts", FILM, "mpegts: mpeg2video, mp2", WORK_VIDEO, false},
    {"a.mp3", SOUND, "mp3: mp3", WORK_AUDIO, true},
    {"a.wav", SOUND, "wav: pcm_s16le", WORK_AUDIO, true},
    {"a.aac", SOUND, "aac: aac", WORK_AUDIO, false},
    {"a.flac", SOUND, "flac: flac", WORK_AUDIO, true},
    {"a.wma", SOUND, "asf: wmav2", WORK_AUDIO, true},
    {"a.ogg", SOUND, "ogg: vorbis", WORK_AUDIO, true},
    {"turned.mp4", "-display_rotation 90 -i a.mp4 -c copy", "mov: h264, aac", WORK_VIDEO, true},
    {"dark.mp4",
     "-f lavfi -i color=black:d=0.6:s=160x120 -f lavfi -i color=white:d=1.4:s=160x120 -filter_complex "
     "[0][1]concat",
     "mov: h264", WORK_VIDEO, true},
};

static bool run(const char *folder, const char *command)
{
    g_auto(GStrv) arguments = NULL;
    int status = -1;
    g_shell_parse_argv(command, NULL, &arguments, NULL);
    return g_spawn_sync(folder, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL) &&
           status == 0;
}

static struct work *measure(const char *path, GBytes **picture)
{
    struct work *work = work_create(WORK_OTHER, "x", "1", "video/mp4", "", 0);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    media_measure(work, fd, picture);
    if (fd >= 0)
        close(fd);
    return work;
}

/* The size of a JPEG from its first SOF0, and its mean luma is left to ffmpeg. */
static bool jpeg_size(GBytes *picture, int *width, int *height)
{
    gsize length = 0;
    const guint8 *data = picture ? g_bytes_get_data(picture, &length) : NULL;
    for (gsize i = 2; data && i + 9 < length; i += 2u + (gsize)(data[i + 2] << 8 | data[i + 3])) {
        if (data[i] != 0xFF)
            return false;
        if (data[i + 1] == 0xC0) {
            *height = data[i + 5] << 8 | data[i + 6];
            *width = data[i + 7] << 8 | data[i + 8];
            return true;
        }
    }
    return false;
}

static void whole(const char *folder, guint at)
{
    g_autofree char *path = g_build_filename(folder, samples[at].name, NULL);
    g_autofree char *command = g_strdup_printf("ffmpeg -v error -y %s %s", samples[at].how, samples[at].name);
    if (strstr(samples[at].how, "-display_rotation")) {
        /* The option is younger than Debian 12's ffmpeg: the rotation is written as metadata. */
        g_free(command);
        command = g_strdup("ffmpeg -v error -y -i a.mp4 -c copy -metadata:s:v rotate=90 turned.mp4");
    }
    tap_ok(run(folder, command), samples[at].name);
    g_autoptr(GBytes) picture = NULL;
    g_autoptr(Work) work = measure(path, &picture);
    tap_str(work->codecs, samples[at].codecs, samples[at].name);
    tap_ok(work->kind == samples[at].kind, "its kind");
    tap_ok(!work->damaged, "it is whole");
    tap_ok(work->seconds == 2, "two seconds");
    int width = 0, height = 0;
    bool shown = jpeg_size(picture, &width, &height);
    tap_ok(shown == (work->kind == WORK_VIDEO), "a film has a picture");
    tap_ok(!shown || (width == work->width && height == work->height), "as large as the film, for it is small");
    bool turned = !strcmp(samples[at].name, "turned.mp4");
    tap_ok(!shown || (turned ? width == 120 : width == 160 || width == 176), "turned as it is shown");
}

static void cut(const char *folder, guint at)
{
    g_autofree char *path = g_build_filename(folder, samples[at].name, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return;
    static const guint parts[] = {1, 33, 66, 75};
    g_autofree char *short_path = g_build_filename(folder, "cut", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_file_set_contents(short_path, bytes, (gssize)(length * parts[i] / 100), NULL);
        g_autoptr(GBytes) picture = NULL;
        g_autoptr(Work) work = measure(short_path, &picture);
        g_autofree char *what = g_strdup_printf("%s cut to %u %%", samples[at].name, parts[i]);
        tap_ok(work->damaged || !samples[at].tells, what);
    }
}

static void dark(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "dark.mp4", NULL);
    g_autofree char *jpeg = g_build_filename(folder, "dark.jpg", NULL);
    g_autoptr(GBytes) picture = NULL;
    g_autoptr(Work) work = measure(path, &picture);
    gsize length = 0;
    const void *data = picture ? g_bytes_get_data(picture, &length) : "";
    g_file_set_contents(jpeg, data, (gssize)length, NULL);
    g_autofree char *gray = g_build_filename(folder, "dark.gray", NULL), *pixels = NULL;
    tap_ok(run(folder, "ffmpeg -v error -y -i dark.jpg -pix_fmt gray -f rawvideo dark.gray"), "it is a JPEG");
    tap_ok(g_file_get_contents(gray, &pixels, &length, NULL) && length == 160 * 120 && (guint8)pixels[length / 2] > 200,
           "a film that begins with black is shown by its first bright frame");
}

/* A name says film, the bytes point elsewhere. */
static void hostile(const char *folder)
{
    static const char *const scripts[] = {
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\na.mp4\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile a.mp4\n",
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period/></MPD>",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9000 RTP/AVP 96\n",
    };
    g_autofree char *path = g_build_filename(folder, "script.mp4", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_file_set_contents(path, scripts[i], -1, NULL);
        g_autoptr(GBytes) picture = NULL;
        g_autoptr(Work) work = measure(path, &picture);
        tap_ok(work->damaged && !work->codecs && !picture, "a list of other files is no film");
    }
}

/* Adaptive multi-rate speech: RFC 4867, section 5; mode 7, 32 bytes each 20 ms. */
static void speech(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "a.amr", NULL);
    GString *bytes = g_string_new("#!AMR\n");
    for (int i = 0; i < 100; i++) {
        g_string_append_c(bytes, 0x3C);
        for (int k = 0; k < 31; k++)
            g_string_append_c(bytes, (char)(i * 31 + k));
    }
    g_file_set_contents(path, bytes->str, (gssize)bytes->len, NULL);
    g_string_free(bytes, TRUE);
    g_autoptr(GBytes) picture = NULL;
    g_autoptr(Work) work = measure(path, &picture);
    tap_str(work->codecs, "amr: amr_nb", "a telephone's recording");
    tap_ok(work->kind == WORK_AUDIO && work->seconds == 2 && !work->damaged, "its two seconds");
}

static long peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* 45 MB of film cost no more memory than a small one. */
static void large(const char *folder)
{
    tap_ok(run(folder, "ffmpeg -v error -y -f lavfi -i testsrc=d=2:s=160x120:r=25 -f lavfi -i "
                       "anoisesrc=d=260:r=44100 -c:v mpeg4 -c:a pcm_s16le -ac 2 big.mov"),
           "a large film");
    g_autofree char *path = g_build_filename(folder, "big.mov", NULL);
    long before = peak();
    g_autoptr(GBytes) picture = NULL;
    g_autoptr(Work) work = measure(path, &picture);
    tap_ok(work->seconds == 260 && !work->damaged, "is whole");
    printf("# %ld KB more\n", peak() - before);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
    tap_ok(peak() - before < 8 * 1024, "and no copy of it is made");
#endif
}

int main(void)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-media-XXXXXX", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
        whole(folder, i);
        cut(folder, i);
    }
    dark(folder);
    hostile(folder);
    speech(folder);
    large(folder);
    file_remove_tree(folder, NULL);
    return tap_done();
}
