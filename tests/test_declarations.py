"""What the typesetter declares of C libraries means what cffi reads in it, and is read once."""

import inspect
import os
import re
import subprocess
import sys
from contextlib import suppress

import _cffi_backend
import pytest
from cffi import FFI
from weasyprint.text import ffi as texts

from packbuilder import declarations
from packbuilder.declarations import Declared

(TEXT,) = re.findall(r"ffi\.cdef\('''(.*?)'''\)", inspect.getsource(texts), re.DOTALL)
FUNCTIONS = sorted(set(re.findall(r"\b(pango_\w+|hb_\w+|g_\w+|Fc[A-Z]\w+)\s*\(", TEXT)))
PARSERS = ("pycparser", "cffi.cparser")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "packbuilder" / "declarations"


def declared(text=TEXT):
    found = Declared()
    found.cdef(text)
    return found


@pytest.fixture(scope="module")
def read():
    found = FFI()
    found.cdef(TEXT)
    return found


def called(kind):
    """The name of a type; one that has two is called by the other one in tables."""
    return re.sub(r"\b(?:struct|enum) _?(\w+)", r"\1", kind.cname)


def layout(ffi, name, members):
    """Kind, size and members of a type; cffi's own code ends the process if an unknown one is asked for its members."""
    found = ffi.typeof(name)
    if members is not None:
        return ffi.sizeof(found), [(n, f.offset, f.bitshift, f.bitsize, called(f.type)) for n, f in found.fields]
    return found.kind, called(found), sorted(found.elements.items()) if found.kind == "enum" else None


def test_types_are_as_cffi_reads_them(read):
    known = {name: getattr(read.typeof(name), "fields", None) for name in read.list_types()[0]}
    assert len(known) > 60
    assert sum(map(bool, known.values())) > 10
    for ffi in (declared(), declared()):
        assert [layout(ffi, *each) for each in known.items()] == [layout(read, *each) for each in known.items()]


def functions(ffi, library):
    """The functions of a library, as far as this version has them, each with its type."""
    opened = ffi.dlopen(library)
    for name in FUNCTIONS:
        with suppress(AttributeError, _cffi_backend.FFI.error):
            yield name, called(ffi.typeof(getattr(opened, name)))


@pytest.mark.parametrize("library", ["libpango-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1"])
def test_functions_are_as_cffi_reads_them(library, read):
    mine, theirs = (dict(functions(ffi, library)) for ffi in (declared(), read))
    assert mine == theirs
    assert len(mine) > 10


def test_what_a_declaration_offers_is_what_cffi_does():
    ffi = declared("typedef struct { int a; double b[2]; } pair_t; int abs(int);")
    pair = ffi.new("pair_t *", {"a": -3, "b": [1.5, 2.5]})
    assert (pair.a, list(pair.b)) == (-3, [1.5, 2.5])
    assert list(ffi.new("int[3]", [4, 5])) == [4, 5, 0]
    assert ffi.dlopen(None).abs(pair.a) == 3


def test_nothing_is_parsed_twice(cache, monkeypatch):
    declared()
    (kept,) = cache.iterdir()
    monkeypatch.setattr(declarations, "FFI", None)
    assert declared().sizeof("PangoRectangle") == 16
    assert list(cache.iterdir()) == [kept]


@pytest.mark.parametrize("damage", [b"", b"half", None])
def test_what_is_kept_and_isn_t_whole_is_written_anew(damage, cache):
    declared()
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9] if damage is None else damage)
    assert declared().sizeof("PangoRectangle") == 16
    assert kept.read_bytes() == whole


def test_what_is_kept_of_others_is_not_believed(cache):
    declared()
    (kept,) = cache.iterdir()
    declared("typedef struct { int a; } pair_t;")
    (other,) = {*cache.iterdir()} - {kept}
    kept.write_bytes(other.read_bytes())
    assert declared().sizeof("PangoRectangle") == 16


def test_other_declarations_are_others(cache):
    declared("typedef struct { int a; } pair_t;")
    assert declared("typedef struct { int a, b; } pair_t;").sizeof("pair_t") == 8
    assert len(list(cache.iterdir())) == 2


def test_where_nothing_can_be_kept_it_is_parsed_each_time(tmp_path, monkeypatch):
    (tmp_path / "packbuilder").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert declared().sizeof("PangoRectangle") == 16


def test_nothing_that_is_kept_is_run(tmp_path):
    canary = tmp_path / "canary"
    written = declarations._written(TEXT).replace("_version = 0x2601", f"_version = open({str(canary)!r}, 'w')")
    with pytest.raises(ValueError, match="malformed"):
        declarations._tables(written)
    assert not canary.exists()


def test_a_typesetter_needs_no_parser(tmp_path):
    code = f"import sys, packbuilder.typesetter; print([name for name in {PARSERS} if name in sys.modules])"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    told = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert told == [f"{list(PARSERS)}\n", "[]\n"]


@pytest.mark.skipif(sys.platform != "linux", reason="declarations are read once on Linux alone")
def test_a_library_stays_open(tmp_path):
    """Python closes libraries at its end while there are things that they made, and that they have to let go."""
    code = """
import gc
from pathlib import Path
from packbuilder.declarations import Declared
ffi = Declared()
ffi.cdef("void *pango_layout_new(void *context);")
opened = ffi.dlopen("libpango-1.0.so.0", ffi.RTLD_NOW)
del opened
gc.collect()
print("libpango-1.0" in Path("/proc/self/maps").read_text())
"""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "True\n"
