"""What a PDF says of itself: title, language, keywords, and the standards that it keeps.

PDF/UA's mark isn't among the properties that PDF/A knows, so a file that is both describes it in an extension
schema (ISO 19005-3, 6.6.2.3).
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from pikepdf import Dictionary, Name, Pdf, String

PRODUCER = "packbuilder"
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
{entries}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
ARCHIVE = """<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""


def keywords_of(pdf: Pdf) -> list[str]:
    """The keywords that a PDF has."""
    return [word for word in str(pdf.docinfo.get("/Keywords", "")).split(", ") if word]


def describe(target: Pdf, title: str, language: str, keywords: Iterable[str], *, archive: bool) -> None:
    """Gives `target` its title, language and keywords, and says that it keeps PDF/UA-1, and PDF/A-3a if `archive`."""
    words = ", ".join(dict.fromkeys(keywords))
    target.Root.Lang = String(language)
    target.trailer.Info = target.make_indirect(
        Dictionary(
            Title=String(title), Creator=String(PRODUCER), Producer=target.docinfo.get("/Producer", String(PRODUCER))
        )
    )
    if words:
        target.docinfo.Keywords = String(words)
    stream = target.make_stream(PACKET.format(entries=_entries(target, title, language, words, archive)).encode())
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    target.Root.Metadata = stream


def _entries(target: Pdf, title: str, language: str, words: str, archive: bool) -> str:
    entries = [
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>',
        f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>",
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>",
        f"<pdf:Producer>{escape(str(target.docinfo.Producer))}</pdf:Producer>",
        f"<pdf:Keywords>{escape(words)}</pdf:Keywords>" if words else "",
        "<pdfuaid:part>1</pdfuaid:part>",
        ARCHIVE if archive else "",
    ]
    return "\n".join(entry for entry in entries if entry)
