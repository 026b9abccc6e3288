"""Brings the translations up to date: `python installer/translations.py [--check] [--add LANGUAGE]`.

Reads every text that the code marks, writes resources/translations/LANGUAGE/LC_MESSAGES/itdesk.po anew (what is translated
stays, what is gone goes), and compiles it beside. --check changes nothing, and ends with 1 where something is missing.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_PLACE = re.compile(r"\{(\w*)\}")


def texts() -> Catalog:
    """Every text that the code marks, with the files it stands in."""
    catalogue = Catalog(project="itdesk", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        str(ROOT / "itdesk"), method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for file, _line, text, comments, context in found:
        where = [(f"itdesk/{Path(file).as_posix()}", 0)]
        catalogue.add(text, None, where, auto_comments=comments, context=context)
    return catalogue


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(file.parents[1].name for file in FOLDER.glob("*/LC_MESSAGES/itdesk.po"))


def po_file(language: str) -> Path:
    """Where a language's catalogue lies; the compiled one lies beside it."""
    return FOLDER / language / "LC_MESSAGES" / "itdesk.po"


def read(language: str) -> Catalog:
    """A language's catalogue as it stands."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, marked: Catalog) -> Catalog:
    """A language's catalogue with the texts that are marked now, and no others."""
    catalogue = Catalog(locale=language, project="itdesk", charset="utf-8", fuzzy=False)
    known = read(language) if po_file(language).exists() else catalogue
    for message in marked:
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        same = old is not None and old.id == message.id and not old.fuzzy
        catalogue.add(
            message.id,
            old.string if old is not None and same else None,
            sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The file's text: in order of the texts, without line numbers, so that it changes only where texts do."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, sort_output=True, omit_header=True, include_lineno=False)
    rule = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    head = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: itdesk\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {rule}\\n"\n\n'
    )
    return head.encode() + buffer.getvalue()


def as_mo(language: str) -> bytes:
    """The compiled catalogue of what lies on disk."""
    buffer = io.BytesIO()
    catalogue = read(language)
    catalogue.creation_date = catalogue.revision_date = datetime(
        2026, 1, 1, tzinfo=UTC
    )  # the same texts, the same file
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def flaws(catalogue: Catalog) -> Iterator[str]:
    """What a translator has left to do, or did wrong: a line for each."""
    for message in catalogue:
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple | list) else (message.id,)
        translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy or not all(translations):
            yield f"not translated: {originals[0]!r}"
            continue
        yield from _differences(tuple(map(str, originals)), tuple(map(str, translations)))


def _differences(originals: tuple[str, ...], translations: tuple[str, ...]) -> Iterator[str]:
    wanted = {place for text in originals for place in _PLACE.findall(text)}
    needed = set.intersection(*(set(_PLACE.findall(text)) for text in originals))
    for text in translations:
        places = set(_PLACE.findall(text))
        if not places <= wanted or (not needed <= places and len(translations) == 1):
            yield f"other places than {sorted(wanted)}: {text!r}"
        if originals[0].endswith("…") != text.endswith("…"):
            yield f"ellipsis differs: {text!r}"
        if originals[0].strip() == originals[0] and text.strip() != text:
            yield f"space at an end: {text!r}"


def main(words: list[str]) -> int:
    """Bring up to date, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--add", default="", metavar="LANGUAGE")
    options = parser.parse_args(words)
    if options.add:
        po_file(options.add).parent.mkdir(parents=True, exist_ok=True)
    marked = texts()
    missing = 0
    for language in sorted({*languages(), *([options.add] if options.add else [])}):
        catalogue = updated(language, marked)
        said = list(flaws(catalogue))
        missing += len(said)
        if not options.check:
            po_file(language).write_bytes(as_po(catalogue))
            po_file(language).with_suffix(".mo").write_bytes(as_mo(language))
        elif po_file(language).read_bytes() != as_po(catalogue):
            said.append("the file is out of date: run installer/translations.py")
        print(f"{language}: {len(catalogue)} texts, {len(said)} to look at")
        for line in said[:20]:
            print(f"  {line}")
    return 1 if options.check and missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
