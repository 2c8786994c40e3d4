"""Cases about photographs: the same picture twice, corrected ones, copies of chat programs, trailers, metadata."""
import photo_files
from mailkit import mail, photo, variant, work_docx
from people import CAPTIONS, WORK, ZHANG

MAY, JUST_AFTER, LATER = "2020-05-08 10:12", "2020-05-08 10:40", "2020-05-09 08:00"
MA = ("马秀珍", "maxz@djey.example")
OTHER = dict(WORK, unit_name="东江市第二人民医院", unit_contact="马秀珍", author_name="马秀珍",
             author_mobile="13300007788", author_email="maxz@djey.example")
ENOUGH = 2_000_000
FIRST = "<first@office.example>"


def original(name):
    """As a camera leaves it: over 2 MB, with its data."""
    return photo_files.with_segments(photo(name, ENOUGH), photo_files.exif(photo_files.CAMERA, details=photo_files.TAKEN))


def chat_copy(name, width=1440):
    return variant(photo(name, ENOUGH), "-resize", f"{width}x", "-quality", "70", "-strip")


def works(*files, sender=ZHANG, form=WORK, date=MAY, text=None, **more):
    """A form and its photographs, a caption for each."""
    lines = "".join(f"照片{i}：{CAPTIONS[i - 1]}\n" for i in range(1, len(files) + 1))
    return mail("foxmail", sender, "报送摄影作品", date, lines if text is None else text,
                files=[("作品登记表.docx", work_docx(form)), *files], **more)


def correction(*files, text="老师好，更正后的照片请查收。", date=JUST_AFTER):
    return mail("foxmail", ZHANG, "Re: 报送摄影作品", date, text, files=list(files), extra=[f"In-Reply-To: {FIRST}"])


def register(case, fix, submission, submitted, corrected):
    def one(verdict, *findings, **more):
        return submitted(submission("work", verdict, findings, **more))

    @case
    def near_duplicate():
        """Somebody else's photograph, made smaller: found on the later mail only. Other pictures are not."""
        return ([works(("照片1.jpg", original("nurse"))),
                 works(("守望.jpg", chat_copy("nurse")), sender=MA, form=OTHER, date=LATER),
                 works(("出征.jpg", original("ward")), sender=("贾文静", "jiawj@linhe.example"), date=LATER,
                       form=dict(OTHER, unit_name="临河县医院", author_name="贾文静"))],
                [one("complete"),
                 one("incomplete", fix("photo.size", "守望.jpg"), fix("work.duplicate", "守望.jpg", "review")),
                 one("complete")])

    @case
    def corrected_by_picture():
        """The same picture in its full size under another name takes the faulty one's place."""
        return ([works(("微信图片_20200218102030.jpg", chat_copy("nurse")), message_id=FIRST),
                 correction(("IMG_3301.jpg", original("nurse")))],
                [one("incomplete", fix("photo.size", "微信图片_20200218102030.jpg")),
                 one("complete", works=[{"name": "IMG_3301.jpg", "caption": CAPTIONS[0]}])])

    @case
    def corrected_same_name():
        """An iPhone calls every picture image0.jpeg: another picture of that name is another work."""
        return ([works(("image0.jpeg", chat_copy("nurse")), message_id=FIRST),
                 correction(("image0.jpeg", original("ward")))],
                [one("incomplete", fix("photo.size", "image0.jpeg")),
                 one("incomplete", fix("photo.size", "image0.jpeg"), fix("photo.caption.missing", "image0.jpeg"),
                     works=[{"name": "image0.jpeg"}, {"name": "image0.jpeg"}])])

    @case
    def corrected_by_number():
        """照片2 in a correction is the work that our answer calls so, whatever it shows."""
        return ([works(("a.jpg", original("nurse")), ("b.jpg", chat_copy("ward")), message_id=FIRST),
                 correction(("照片2.jpg", original("gate")))],
                [one("incomplete", fix("photo.size", "b.jpg")),
                 one("complete", works=[{"name": "a.jpg"}, {"name": "照片2.jpg", "caption": CAPTIONS[1]}])])

    @case
    def photo_recompressed():
        """A chat program's copy is remarked upon; a camera's original is not, whatever a chat program calls it."""
        copy = "mmexport1582000000000.jpg"
        return ([works((copy, chat_copy("nurse", 1080))),
                 works(("mmexport1582000000001.jpg", original("ward")), sender=MA, form=OTHER, date=LATER)],
                [one("incomplete", fix("photo.size", copy), fix("photo.recompressed", copy, "note")),
                 one("complete")])

    @case
    def photo_trailers():
        """What phones write behind a picture (a film, a second picture) is no padding; zeros are."""
        small = variant(photo("nurse", ENOUGH), "-resize", "90%", "-quality", "85")
        lacking = ENOUGH + 50_000 - len(small)
        film = photo_files.box(b"ftyp", b"mp42\0\0\0\0mp42isom") + photo_files.box(b"mdat", b"\x11" * lacking)
        second = variant(photo("ward", ENOUGH), "-quality", "90")
        return ([works(("20200218_102030.jpg", small + photo_files.samsung(film))),
                 works(("20200218_102031.jpg", photo_files.with_second(chat_copy("gate"), second)), sender=MA,
                       form=OTHER, date=LATER),
                 works(("20200218_102032.jpg", chat_copy("phone") + bytes(ENOUGH)), date=LATER,
                       sender=("贾文静", "jiawj@linhe.example"), form=dict(OTHER, unit_name="临河县医院"))],
                [one("complete"), one("complete"),
                 one("review", fix("photo.padded", "20200218_102032.jpg", "review"))])

    @case
    def photo_cut_off():
        """A picture that did not arrive whole is asked for once; how many bytes came says nothing."""
        whole = chat_copy("nurse")
        return (works(("照片1.jpg", whole[:len(whole) // 2])),
                one("incomplete", fix("work.damaged", "照片1.jpg"), works=[{"name": "照片1.jpg"}]))

    @case
    def photo_described():
        """The caption stands in the picture itself, and nowhere else."""
        described = photo_files.with_segments(photo("nurse", ENOUGH), photo_files.exif(
            {**photo_files.CAMERA, 270: photo_files.ascii_(CAPTIONS[0])}))
        return (works(("DSC_0101.jpg", described), text="请查收。", form=dict(WORK, synopsis="")),
                one("complete", works=[{"name": "DSC_0101.jpg", "caption": CAPTIONS[0], "caption_from": "照片内嵌说明"}]))

    @case
    def photo_heic():
        """As an iPhone takes it."""
        return (works(("IMG_0001.HEIC", variant(photo("nurse", ENOUGH), "-q", "90", format="heic"))),
                one("complete", works=[{"kind": "photo", "type": "image/heic", "name": "IMG_0001.HEIC"}]))
