"""What PDF/A-3 asks of a file besides PDF/UA, so that it can be read in many years (ISO 19005-3)."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

PRINTED = 1 << 2
"""A flag of annotations (ISO 32000-1, table 165)."""


def prepare_to_last(target: Pdf) -> bool:
    """Says what the colours of `target` mean, and lets everything on its pages print; can it then keep PDF/A-3a?

    It can't with a picture in the colours of the printing press (CMYK), whose meaning the profile doesn't say.
    """
    profile = target.make_stream(srgb())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    target.Root.OutputIntents = Array([intent])
    pictures = [each for each in target.objects if isinstance(each, Stream) and each.get("/Subtype") == Name.Image]
    for picture in pictures:
        picture.Interpolate = False  # pixels stay as they are: 6.2.8
    for page in target.pages:
        for annotation in page.obj.get("/Annots", []):
            annotation.F = PRINTED  # 6.3.2
    return all(picture.get("/ColorSpace") != Name.DeviceCMYK for picture in pictures)


@cache
def srgb() -> bytes:
    """The colour profile of sRGB, in which all colours on a page are given; the typesetter brings it along.

    Asked for it itself, the typesetter would put it into every worksheet.
    """
    found = find_spec("weasyprint")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("weasyprint", name="weasyprint")
    return (Path(found.origin).parent / "pdf" / "sRGB2014.icc").read_bytes()
