"""PDF files with loops, bombs, programs and lies in them."""

import io
import zlib
from functools import partial

import pikepdf

from tests.attachments.papers import pdf
from tests.torture.outside.spoiling import MEGABYTE, content, cut, flipped


def pdfs():
    """Return PDF files with loops, bombs, programs and lies in them."""
    return {
        "of 1,600 pages": content(lambda: pdf(1600)),
        "locked with a password": content(
            partial(saved, encryption=pikepdf.Encryption(owner="x", user="y"))
        ),
        "locked for its owner only": content(
            partial(saved, encryption=pikepdf.Encryption(owner="x", user=""))
        ),
        "whose page unfolds to 300 MB": content(partial(contents, b"0 0 m S " * (300 << 17))),
        "whose page unfolds to 2,000 MB, packed twice": content(packed_twice),
        "whose pages are a ring": content(page_ring),
        "whose page has itself as a form": content(form_ring),
        "with 100,000 nested arrays": content(nested),
        "with a script that runs on opening": content(
            partial(
                with_root,
                OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"),
            )
        ),
        "with a file in it": content(embedded),
        "with a page of 14 million points": content(lambda: pdf(1, size=(14_000_000, 14_000_000))),
        "without pages": content(no_pages),
        "without a table of its objects": content(
            lambda: pdf(2).replace(b"xref", b"xxxx").replace(b"startxref", b"startxxxx")
        ),
        "of its first line alone": content(b"%PDF-1.7\n"),
        "cut in half": content(cut(partial(pdf, 3), 0.5)),
        **{f"with 40 bytes changed, {n}": content(flipped(partial(pdf, 3), n)) for n in range(6)},
        "with a form of 20,000 fields": content(many_fields),
        "with a picture of 60,000 × 60,000": content(huge_image),
    }


def _open(pages=1):
    return pikepdf.open(io.BytesIO(pdf(pages)))


def saved(made=None, **more):
    whole = io.BytesIO()
    with made or _open() as found:
        found.save(whole, **more)
    return whole.getvalue()


def contents(raw, **more):
    made = _open()
    made.pages[0].obj.Contents = pikepdf.Stream(made, raw)
    return saved(made, compress_streams=True, **more)


def packed_twice():
    once = zlib.compress(bytes(20 * MEGABYTE), 9)
    folds = zlib.compressobj(9)
    twice = b"".join(folds.compress(bytes(20 * MEGABYTE)) for _ in range(100)) + folds.flush()
    made = _open()
    stream = pikepdf.Stream(made, b"")
    names = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    stream.write(zlib.compress(twice, 9), filter=names)
    made.pages[0].obj.Contents = stream
    assert len(once) < len(twice)
    return saved(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def page_ring():
    made = _open()
    root = made.Root.Pages
    root.Kids.append(
        made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[root], Count=1))
    )
    root.Count = 2
    whole = io.BytesIO()
    made.save(whole)
    return whole.getvalue()


def form_ring():
    made = _open()
    form = pikepdf.Stream(
        made, b"/F Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
    )
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page = made.pages[0].obj
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page.Contents = pikepdf.Stream(made, b"/F Do")
    return saved(made)


def nested():
    deep = b"[" * 100_000 + b"]" * 100_000
    return pdf(1).replace(b"/Type /Page\n", b"/Type /Page /X " + deep + b"\n", 1)


def with_root(**more):
    made = _open()
    for name, value in more.items():
        made.Root[f"/{name}"] = value
    return saved(made)


def embedded():
    made = _open()
    made.attachments["a.exe"] = b"MZ" + bytes(3000)
    return saved(made)


def no_pages():
    return saved(pikepdf.new())


def many_fields():
    made = _open()
    page = made.pages[0].obj
    fields = [
        made.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=f"f{n}",
                V="x",
                Rect=[0, 0, 9, 9],
                F=4,
            )
        )
        for n in range(20_000)
    ]
    page.Annots = pikepdf.Array(fields)
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields), NeedAppearances=True)
    return saved(made)


def huge_image():
    made = _open()
    image = pikepdf.Stream(
        made,
        bytes(1000),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=60_000,
        Height=60_000,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )
    made.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image))
    made.pages[0].obj.Contents = pikepdf.Stream(made, b"q 500 0 0 500 0 0 cm /P Do Q")
    return saved(made)
