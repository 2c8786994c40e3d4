/* libavformat behind a door that lets only one file's bytes through.
 *
 * Facts: a format_whitelist alone would not stop an MP4 from naming another file (io_open does), nor a demuxer that
 * jumps to and fro over a crafted file for ever (the budget of bytes does). An index at the front of the file tells
 * the duration of what is no longer there; therefore all packets are read to the end, which costs little more than
 * reading the file, and what was announced is compared with what came.
 */
#include "work/media.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "work/media_inside.h"

#define BLOCK (64 * 1024)
#define PROBE_BYTES (2 * 1024 * 1024)
#define PROBE_TIME (5 * (gint64)AV_TIME_BASE)
#define MAX_STREAMS 32
#define MAX_PACKETS 4000000                    /* ten hours of film with sound */
#define BUDGET_TIMES 6                         /* the file's bytes may be read so often … */
#define BUDGET_FREE ((gint64)64 * 1024 * 1024) /* … and so much beyond */
#define MAX_SECONDS ((gint64)1000 * 3600)

/* Containers that people send. Not here: everything that names other files (hls, concat, dash, image2, sdp …). */
#define FORMATS                                                                                                        \
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf,flv,mpeg,mpegts,mpegvideo,m4v,h264,hevc,mp3,wav,w64,aiff,caf,au,"   \
    "aac,flac,ogg,amr,amrnb,amrwb,ac3,rm,ape"
#define CODECS                                                                                                         \
    "h264,hevc,mpeg4,mpeg1video,mpeg2video,mjpeg,png,vp8,vp9,av1,libdav1d,wmv1,wmv2,wmv3,vc1,msmpeg4v1,msmpeg4v2,"     \
    "msmpeg4,flv,h263,h263i,theora,svq1,svq3,rv10,rv20,rv30,rv40,dvvideo,prores,dnxhd,rawvideo,cinepak,"               \
    "aac,aac_latm,mp3,mp3float,mp2,mp2float,flac,alac,vorbis,opus,wmav1,wmav2,wmapro,wmalossless,wmavoice,amrnb,"      \
    "amrwb,"                                                                                                           \
    "ac3,eac3,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_u8,pcm_s8,pcm_mulaw,pcm_alaw,"           \
    "adpcm_ima_wav,adpcm_ms,adpcm_ima_qt,cook,sipr,ape,gsm,gsm_ms,nellymoser,speex,g723_1"

/* One file as libavformat sees it. */
struct input {
    int fd;
    gint64 at, bytes, budget;
    AVFormatContext *format;
    AVIOContext *io;
};

bool media_type(const char *type)
{
    if (!type || g_str_has_prefix(type, "audio/midi") || g_str_has_prefix(type, "audio/x-midi"))
        return false;
    return g_str_has_prefix(type, "video/") || g_str_has_prefix(type, "audio/") || !strcmp(type, "application/ogg") ||
           !strcmp(type, "application/vnd.rn-realmedia");
}

bool media_named(const char *name)
{
    static const char *const endings[] = {"mp4", "m4v", "mov", "avi", "wmv", "mkv",  "flv",  "3gp", "mpg", "mpeg",
                                          "vob", "mts", "ts",  "rm",  "asf", "f4v",  "rmvb", "mp3", "wav", "m4a",
                                          "aac", "wma", "ogg", "amr", "ape", "opus", "flac", "webm"};
    const char *dot = name ? strrchr(name, '.') : NULL;
    for (guint i = 0; dot && i < G_N_ELEMENTS(endings); i++)
        if (!g_ascii_strcasecmp(dot + 1, endings[i]))
            return true;
    return false;
}

static int give_bytes(void *opaque, uint8_t *into, int length)
{
    struct input *input = opaque;
    if (input->budget < length)
        return AVERROR(EIO);
    gssize got = pread(input->fd, into, (gsize)length, (off_t)input->at);
    if (got <= 0)
        return got ? AVERROR(EIO) : AVERROR_EOF;
    input->at += got;
    input->budget -= MAX(got, BLOCK / 4); /* small jumps cost too */
    return (int)got;
}

static int64_t jump(void *opaque, int64_t offset, int whence)
{
    struct input *input = opaque;
    gint64 base = whence == SEEK_CUR ? input->at : whence == SEEK_END ? input->bytes : 0, to;
    if (whence & AVSEEK_SIZE)
        return input->bytes;
    if (__builtin_add_overflow(base, offset, &to) || to < 0)
        return AVERROR(EINVAL);
    return input->at = to;
}

static int refuse(struct AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options)
{
    (void)format, (void)io, (void)url, (void)flags, (void)options;
    return AVERROR(EPERM);
}

static int exhausted(void *opaque)
{
    return ((const struct input *)opaque)->budget < BLOCK;
}

static void input_close(struct input *input)
{
    avformat_close_input(&input->format);
    if (input->io)
        av_freep(&input->io->buffer);
    avio_context_free(&input->io);
}

static bool input_open(struct input *input)
{
    guint8 *buffer = av_malloc(BLOCK);
    input->io = buffer ? avio_alloc_context(buffer, BLOCK, 0, input, give_bytes, NULL, jump) : NULL;
    input->format = input->io ? avformat_alloc_context() : NULL;
    if (!input->format) {
        if (!input->io)
            av_free(buffer);
        return false;
    }
    AVFormatContext *format = input->format;
    format->pb = input->io;
    format->io_open = refuse;
    format->interrupt_callback = (AVIOInterruptCB){exhausted, input};
    format->format_whitelist = av_strdup(FORMATS);
    format->codec_whitelist = av_strdup(CODECS);
    format->protocol_whitelist = av_strdup("none");
    format->probesize = PROBE_BYTES;
    format->max_analyze_duration = PROBE_TIME;
    format->max_streams = MAX_STREAMS;
    /* On failure avformat_open_input frees the context, but not our own io. */
    return avformat_open_input(&input->format, NULL, NULL, NULL) >= 0 &&
           avformat_find_stream_info(input->format, NULL) >= 0;
}

static bool is_cover(const AVStream *stream)
{
    return stream->disposition & AV_DISPOSITION_ATTACHED_PIC;
}

static const AVStream *first(const AVFormatContext *format, enum AVMediaType type)
{
    for (guint i = 0; i < format->nb_streams; i++)
        if (format->streams[i]->codecpar->codec_type == type && !is_cover(format->streams[i]))
            return format->streams[i];
    return NULL;
}

/* Quarter turns to the right that show the picture upright. */
static int turn_of(const AVStream *stream)
{
    size_t size = 0;
    const uint8_t *matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    double left = matrix && size >= 9 * sizeof(int32_t) ? av_display_rotation_get((const int32_t *)matrix) : 0;
    return isfinite(left) ? (((int)lrint(-left / 90) % 4) + 4) % 4 : 0;
}

static void add_codecs(GString *out, const AVFormatContext *format, enum AVMediaType type)
{
    for (guint i = 0; i < format->nb_streams; i++) {
        const AVStream *stream = format->streams[i];
        if (stream->codecpar->codec_type == type && !is_cover(stream))
            g_string_append_printf(out, "%s%s", strchr(out->str, ':') ? ", " : ": ",
                                   avcodec_get_name(stream->codecpar->codec_id));
    }
}

/* "mov: h264, aac": film first. */
static char *list_codecs(const AVFormatContext *format)
{
    gsize length = strcspn(format->iformat->name, ",");
    GString *out = g_string_new_len(format->iformat->name, (gssize)length);
    add_codecs(out, format, AVMEDIA_TYPE_VIDEO);
    add_codecs(out, format, AVMEDIA_TYPE_AUDIO);
    return g_string_free(out, FALSE);
}

/* Seconds from the film's beginning to the end of a packet; 0 when it does not say. */
static double end_of(const AVFormatContext *format, const AVPacket *packet)
{
    gint64 time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    if (packet->stream_index < 0 || (guint)packet->stream_index >= format->nb_streams || time == AV_NOPTS_VALUE)
        return 0;
    const AVStream *stream = format->streams[packet->stream_index];
    double end = ((double)time + (double)MAX(packet->duration, 0)) * av_q2d(stream->time_base);
    if (format->start_time != AV_NOPTS_VALUE)
        end -= (double)format->start_time / AV_TIME_BASE;
    return isfinite(end) && end > 0 && !is_cover(stream) ? end : 0;
}

/* Seconds of film or sound that there really are. */
static double read_all(AVFormatContext *format, struct frame_search *search)
{
    double seconds = 0;
    AVPacket *packet = av_packet_alloc();
    for (guint i = 0; packet && i < MAX_PACKETS && av_read_frame(format, packet) >= 0; i++) {
        seconds = MAX(seconds, end_of(format, packet));
        if (search)
            frame_search_take(search, packet);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    return seconds;
}

/* What the container announced; 0 when it says nothing. */
static double announced(const AVFormatContext *format)
{
    bool guessed = format->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE;
    return format->duration > 0 && !guessed ? (double)format->duration / AV_TIME_BASE : 0;
}

/* A third of a second and two per cent may be missing: tracks seldom end together. */
static bool falls_short(double seen, double said)
{
    return said > 0 && said - seen > 0.3 + said / 50;
}

static void fill(struct work *work, AVFormatContext *format, GBytes **thumbnail)
{
    const AVStream *video = first(format, AVMEDIA_TYPE_VIDEO), *audio = first(format, AVMEDIA_TYPE_AUDIO);
    if (!video && !audio) {
        work->damaged = true;
        return;
    }
    work->kind = video ? WORK_VIDEO : WORK_AUDIO;
    g_free(work->codecs);
    work->codecs = list_codecs(format);
    int turn = video ? turn_of(video) : 0;
    if (video && video->codecpar->width > 0 && video->codecpar->height > 0) {
        work->width = turn % 2 ? video->codecpar->height : video->codecpar->width;
        work->height = turn % 2 ? video->codecpar->width : video->codecpar->height;
    }
    struct frame_search *search = video ? frame_search_create(video) : NULL;
    double said = announced(format), seen = read_all(format, search), seconds = MAX(seen, said);
    *thumbnail = frame_search_end(search, turn);
    work->seconds = seconds > 0 ? (gint64)MIN(seconds + 0.5, (double)MAX_SECONDS) : -1;
    work->damaged = work->damaged || seen <= 0 || falls_short(seen, said);
}

void media_measure(struct work *work, int fd, GBytes **thumbnail)
{
    *thumbnail = NULL;
    struct stat info;
    if (fstat(fd, &info) || info.st_size <= 0) {
        work->damaged = true;
        return;
    }
    av_log_set_level(AV_LOG_QUIET);
    struct input input = {.fd = fd, .bytes = info.st_size};
    input.budget = info.st_size > INT64_MAX / 16 ? INT64_MAX : BUDGET_TIMES * info.st_size + BUDGET_FREE;
    work->damaged = work->damaged || media_cut(fd, (guint64)info.st_size);
    if (input_open(&input))
        fill(work, input.format, thumbnail);
    else
        work->damaged = true;
    input_close(&input);
}
