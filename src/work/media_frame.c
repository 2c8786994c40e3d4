/* The picture that stands for a film: decoded, made small, turned upright, encoded as JPEG by libavcodec.
 *
 * Films often begin with black; up to a second of them is decoded to find a frame with something on it.
 */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libswscale/swscale.h>
#include <string.h>

#include "work/media_inside.h"

#define SIDE 320
#define MAX_PIXELS ((gint64)64 * 1000 * 1000)
#define MAX_PACKETS 300 /* handed to the decoder */
#define MAX_FRAMES 75   /* decoded in search of a bright one */
#define LATEST 1.0      /* seconds from the first frame */
#define BLACK 28        /* mean of the luma, 0 … 255; video black is 16 */
#define QUALITY 4       /* libavcodec's scale, 1 best */

static AVCodecContext *decoder_open(const AVStream *stream)
{
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    AVCodecContext *context = codec ? avcodec_alloc_context3(codec) : NULL;
    if (!context)
        return NULL;
    bool good = avcodec_parameters_to_context(context, stream->codecpar) >= 0;
    context->thread_count = 1;
    context->max_pixels = MAX_PIXELS;
    context->pkt_timebase = stream->time_base;
    if (!good || avcodec_open2(context, codec, NULL) < 0)
        avcodec_free_context(&context);
    return context;
}

static void plane_turn(const uint8_t *from, int stride, int width, int height, int turn, uint8_t *to, int to_stride)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int column = turn == 1 ? height - 1 - y : turn == 2 ? width - 1 - x : y;
            int row = turn == 1 ? x : turn == 2 ? height - 1 - y : width - 1 - x;
            to[row * to_stride + column] = from[y * stride + x];
        }
}

/* The frame in quarter turns to the right; takes the frame. Full chroma, so that all planes are alike. */
static AVFrame *turned(AVFrame *frame, int turn)
{
    if (!turn || !frame)
        return frame;
    AVFrame *made = av_frame_alloc();
    if (made) {
        made->format = frame->format;
        made->width = turn % 2 ? frame->height : frame->width;
        made->height = turn % 2 ? frame->width : frame->height;
        if (av_frame_get_buffer(made, 0) < 0)
            av_frame_free(&made);
    }
    for (int i = 0; made && i < 3; i++)
        plane_turn(frame->data[i], frame->linesize[i], frame->width, frame->height, turn, made->data[i],
                   made->linesize[i]);
    av_frame_free(&frame);
    return made;
}

/* A small copy in full-range YUV 4:4:4; NULL for a picture that cannot be. */
static AVFrame *small_copy(const AVFrame *frame)
{
    gint64 longer = MAX(frame->width, frame->height);
    if (frame->width <= 0 || frame->height <= 0 || (gint64)frame->width * frame->height > MAX_PIXELS)
        return NULL;
    AVFrame *copy = av_frame_alloc();
    if (!copy)
        return NULL;
    copy->format = AV_PIX_FMT_YUVJ444P;
    copy->width = longer > SIDE ? (int)MAX(frame->width * (gint64)SIDE / longer, 1) : frame->width;
    copy->height = longer > SIDE ? (int)MAX(frame->height * (gint64)SIDE / longer, 1) : frame->height;
    struct SwsContext *scaler = NULL;
    if (av_frame_get_buffer(copy, 0) >= 0)
        scaler = sws_getContext(frame->width, frame->height, frame->format, copy->width, copy->height, copy->format,
                                SWS_AREA | SWS_BITEXACT | SWS_ACCURATE_RND, NULL, NULL, NULL);
    bool good = scaler && sws_scale(scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height,
                                    copy->data, copy->linesize) > 0;
    sws_freeContext(scaler);
    if (!good)
        av_frame_free(&copy);
    return copy;
}

static bool is_black(const AVFrame *frame)
{
    guint64 sum = 0;
    for (int y = 0; y < frame->height; y++)
        for (int x = 0; x < frame->width; x++)
            sum += frame->data[0][y * frame->linesize[0] + x];
    return sum < (guint64)BLACK * (guint64)frame->width * (guint64)frame->height;
}

static GBytes *encode(AVFrame *frame)
{
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
    AVCodecContext *context = codec ? avcodec_alloc_context3(codec) : NULL;
    AVPacket *packet = av_packet_alloc();
    GBytes *bytes = NULL;
    if (context && packet) {
        context->width = frame->width;
        context->height = frame->height;
        context->pix_fmt = frame->format;
        context->time_base = (AVRational){1, 25};
        context->thread_count = 1;
        context->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
        context->global_quality = frame->quality = FF_QP2LAMBDA * QUALITY;
        frame->pts = 0;
        if (avcodec_open2(context, codec, NULL) >= 0 && avcodec_send_frame(context, frame) >= 0 &&
            avcodec_receive_packet(context, packet) >= 0 && packet->size > 0)
            bytes = g_bytes_new(packet->data, (gsize)packet->size);
    }
    av_packet_free(&packet);
    avcodec_free_context(&context);
    return bytes;
}

struct frame_search {
    AVCodecContext *decoder;
    AVFrame *frame;        /* room for the one that is decoded */
    AVFrame *first, *best; /* small copies; best NULL until a bright one came */
    int stream;
    gint64 start;
    guint frames, packets;
    bool over;
};

struct frame_search *frame_search_create(const AVStream *stream)
{
    AVCodecContext *decoder = decoder_open(stream);
    AVFrame *frame = decoder ? av_frame_alloc() : NULL;
    if (!frame) {
        avcodec_free_context(&decoder);
        return NULL;
    }
    struct frame_search *search = g_new0(struct frame_search, 1);
    *search =
        (struct frame_search){.decoder = decoder, .frame = frame, .stream = stream->index, .start = AV_NOPTS_VALUE};
    return search;
}

static void look_at(struct frame_search *search)
{
    gint64 time = search->frame->best_effort_timestamp;
    if (search->start == AV_NOPTS_VALUE)
        search->start = time;
    double seconds = ((double)time - (double)search->start) * av_q2d(search->decoder->pkt_timebase);
    bool last = (time != AV_NOPTS_VALUE && seconds >= LATEST) || ++search->frames >= MAX_FRAMES;
    AVFrame *copy = small_copy(search->frame);
    if (copy && !is_black(copy))
        search->best = copy;
    else if (copy && !search->first)
        search->first = copy;
    else
        av_frame_free(&copy);
    search->over = search->best || last;
}

static void decode(struct frame_search *search, const AVPacket *packet)
{
    if (avcodec_send_packet(search->decoder, packet) < 0)
        return;
    while (!search->over && avcodec_receive_frame(search->decoder, search->frame) >= 0) {
        look_at(search);
        av_frame_unref(search->frame);
    }
}

void frame_search_take(struct frame_search *search, const AVPacket *packet)
{
    if (search->over || packet->stream_index != search->stream)
        return;
    decode(search, packet);
    search->over = search->over || ++search->packets >= MAX_PACKETS;
}

GBytes *frame_search_end(struct frame_search *search, int turn)
{
    if (!search)
        return NULL;
    if (!search->over)
        decode(search, NULL); /* what the decoder still holds */
    if (search->best)
        av_frame_free(&search->first);
    AVFrame *chosen = turned(search->best ? search->best : search->first, turn);
    GBytes *bytes = chosen ? encode(chosen) : NULL;
    av_frame_free(&chosen);
    av_frame_free(&search->frame);
    avcodec_free_context(&search->decoder);
    g_free(search);
    return bytes;
}
