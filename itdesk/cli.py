"""The headless commands: what scripts call, and what the window's first start uses."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itdesk import __version__, cli_house
from itdesk.cli_opening import actor, opened, take_password
from itdesk.cli_words import lines
from itdesk.core.errors import UserError
from itdesk.core.texts import _, ngettext, system_language, use_language
from itdesk.paths import keep_together, portable_home
from itdesk.serving import add_commands

if TYPE_CHECKING:
    import argparse


Result = dict[str, Any]
DONE, REFUSED, USAGE = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; 0 done, 1 refused with a sentence on standard error, 2 usage."""
    use_language(system_language())
    _make_printable()
    words = list(arguments)
    if "--selftest" in words:
        from itdesk.selftest import run_selftest

        return run_selftest()
    wants_window = not words or (words[0] not in COMMANDS and not words[0].startswith("-"))
    try:
        if not keep_together():
            return _refuse(write_protected(), in_window=wants_window)
        if wants_window:
            return _open_window(words)
        options = _parser().parse_args(words)
        result = COMMANDS[options.command](options)
        _print(result, as_json=options.json)
        sys.stdout.flush()
    except UserError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # who reads our output has had enough; nothing may be written to it at the end either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        print(_("Stopped. What was not finished was not kept."), file=sys.stderr)
        return REFUSED
    if found := result.get("refused_all"):
        print(
            ngettext("{n} thing is not in order.", "{n} things are not in order.", found).format(n=found),
            file=sys.stderr,
        )
        return REFUSED
    return DONE


def write_protected() -> UserError:
    """A portable copy can't be written to."""
    return UserError(
        _("itdesk keeps its settings in {folder}, which can't be written to.").format(folder=portable_home()),
        _("Take the write protection off the stick, or copy itdesk to another folder."),
    )


def _refuse(error: UserError, *, in_window: bool) -> int:
    """Say it where the person looks: a packaged window has no console."""
    print(error, file=sys.stderr)
    if in_window:
        from itdesk.refusing import show_refusal

        show_refusal(error)
    return REFUSED


def _make_printable() -> None:
    """Let no name or text end a command: what a console's encoding doesn't know is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _open_window(words: Sequence[str]) -> int:
    location, password_file = _wanted(words) if len(words) > 1 else ("".join(words) or None, None)
    take_password(password_file)
    gc.disable()  # until the first window stands there: what a start makes stays
    from itdesk.ui.qt_pair import check_pair

    check_pair()
    from itdesk.app import run_app

    return run_app(location)


def _wanted(words: Sequence[str]) -> tuple[str | None, Path | None]:
    """The workspace and the file of its password, from more than one word."""
    import argparse  # what a start without options does without

    parser = argparse.ArgumentParser(prog="itdesk", allow_abbrev=False, description=_("Open the app."))
    parser.add_argument("workspace", nargs="?", help=_("a file that ends in .itdesk, or a postgresql:// address"))
    parser.add_argument("--password-file", type=Path, help=_("a file whose first line is the password"))
    options = parser.parse_args(words)
    return options.workspace, options.password_file


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="itdesk", allow_abbrev=False, description=_("The IT department of a small firm in one app.")
    )
    parser.add_argument("--version", action="version", version=f"itdesk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        added.add_argument("workspace", metavar="WORKSPACE", help=_("a path, or a postgresql:// address"))
        added.add_argument("--json", action="store_true", help=_("print the result as JSON"))
        added.add_argument("--password-file", type=Path, help=_("a file whose first line is the password"))
        return added

    def acting(name: str, about: str) -> argparse.ArgumentParser:
        added = command(name, about)
        added.add_argument(
            "--as",
            dest="person",
            default="",
            metavar="PERSON",
            help=_("act for this person, by user name, e-mail address or name; without it nobody is held to a role"),
        )
        return added

    command("demo", _("Make a workspace with the sample firm."))
    new = command("new", _("Make an empty workspace."))
    new.add_argument("--name", required=True, help=_("the firm's name"))
    new.add_argument("--currency", default="", help=_("three letters, such as GBP; that of the locale without it"))
    new.add_argument(
        "--locale",
        default="",
        help=_("such as en_GB; decides how dates and amounts are read; this computer's without it"),
    )
    new.add_argument("--zone", default="", help=_("such as Europe/London; this computer's without it"))
    new.add_argument(
        "--encrypt", action="store_true", help=_("encrypt it with the password, and print its recovery code")
    )
    imported = acting("import", _("Take in a spreadsheet."))
    imported.add_argument("kind", metavar="KIND")
    imported.add_argument("file", metavar="FILE", type=Path)
    imported.add_argument("--mapping", default="", metavar="NAME", help=_("a mapping of columns saved under this name"))
    imported.add_argument("--update-by", default="", metavar="FIELD", help=_("change records with the same value here"))
    imported.add_argument("--dry-run", action="store_true", help=_("say what would happen, and change nothing"))
    imported.add_argument("--refused", type=Path, metavar="FILE.csv", help=_("write the refused rows to this file"))
    exported = acting("export", _("Write a list to a file."))
    exported.add_argument("kind", metavar="KIND")
    exported.add_argument("file", metavar="FILE", type=Path, help=_("ends in .csv, .xlsx or .pdf"))
    exported.add_argument(
        "--view", default="", metavar="NAME", help=_("a view of the list, saved ones too; all columns without it")
    )
    report = acting("report", _("Print a report as PDF."))
    report.add_argument("report", choices=("budget", "audit", "recovery", "labels"))
    report.add_argument("file", metavar="FILE.pdf", type=Path)
    report.add_argument("--as-of", type=_day, metavar="DATE", help=_("year-month-day; today without it"))
    search = acting("search", _("Find records of every kind by words in them."))
    search.add_argument("words", metavar="WORDS", nargs="+")
    search.add_argument("--limit", type=_positive, default=20, metavar="N")
    for name, about in (
        ("encrypt", _("Encrypt a workspace file with the password, and print its recovery code.")),
        ("decrypt", _("Take the encryption off a workspace file.")),
        ("check", _("Look for damage and for things that don't add up.")),
    ):
        command(name, about)
    command("verify", _("Hold history against what its backups, this PC and printed pages know of it.")).add_argument(
        "--head", action="append", default=[], help=_("a head at the foot of a report; may be repeated")
    )
    backup = command("backup", _("Make a backup that is checked before it counts."))
    command(
        "restore", _("Let a workspace file be as it was in a backup; what is there is backed up first.")
    ).add_argument("backup", metavar="BACKUP", type=Path)
    export_all = command("export-all", _("Write everything into an archive that other programs can read."))
    export_all.add_argument("file", metavar="FILE.zip", type=Path)
    export_all.add_argument("--in-clear", action="store_true", help=_("though the workspace is encrypted"))
    import_all = command("import-all", _("Make a workspace, as a file or in an empty database, of such an archive."))
    import_all.add_argument("file", metavar="FILE.zip", type=Path)
    cli_house.add(command, acting)
    backup.add_argument("--to", type=Path, metavar="FOLDER", help=_("another folder than the one that was chosen"))
    add_commands(commands)
    return parser


def _day(text: str) -> date:
    from argparse import ArgumentTypeError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("{value} is no date such as 2026-12-28").format(value=f"“{text}”")) from error


def _positive(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isdecimal() or not 0 < int(text) < 1_000_000:
        raise ArgumentTypeError(_("{value} is no number from 1 to 999999").format(value=f"“{text}”"))
    return int(text)


def _encrypt(options: argparse.Namespace) -> Result:
    take_password(options.password_file)
    from itdesk.encrypting import encrypt

    return encrypt(options.workspace)


def _decrypt(options: argparse.Namespace) -> Result:
    take_password(options.password_file)
    from itdesk.encrypting import decrypt

    return decrypt(options.workspace)


def _demo(options: argparse.Namespace) -> Result:
    take_password(options.password_file)
    from itdesk.areas import load_models, registry
    from itdesk.areas.sample import create_sample

    load_models()
    with closing(create_sample(options.workspace, registry(), date.today())) as database:  # noqa: DTZ011 -- the person's own day
        return {"workspace": str(options.workspace), "name": database.workspace.name}


def _new(options: argparse.Namespace) -> Result:
    take_password(options.password_file)
    from itdesk.areas import load_models, registry
    from itdesk.computer import place
    from itdesk.core import recovery_code
    from itdesk.db.engine import Encryption, create_workspace
    from itdesk.encrypting import new_passphrase

    load_models()
    code = recovery_code.make() if options.encrypt else ""
    here = place(options.locale)
    with closing(
        create_workspace(
            options.workspace,
            registry(),
            name=options.name,
            currency=options.currency or here.currency,
            locale=options.locale or here.locale,
            zone=options.zone or here.zone,
            encryption=Encryption(new_passphrase(), code) if code else None,
        )
    ) as database:
        made = {"workspace": str(options.workspace), "name": database.workspace.name}
        return {**made, "recovery_code": code} if code else made


def _import(options: argparse.Namespace) -> Result:
    from itdesk.files.importing import import_file
    from itdesk.files.link_list import KIND, import_links

    with opened(options) as database:
        acting = actor(database, options)
        if options.kind == KIND:
            return dict(import_links(database, options.file, dry_run=options.dry_run, actor=acting).as_json())
        outcome = import_file(
            database,
            options.kind,
            options.file,
            mapping_name=options.mapping,
            update_by=options.update_by,
            dry_run=options.dry_run,
            refused_path=options.refused,
            actor=acting,
        )
    return dict(outcome.as_json())


def _export(options: argparse.Namespace) -> Result:
    from itdesk.areas.reports.listing.report import export_list
    from itdesk.files.link_list import KIND, write_links

    with opened(options, read_only=True) as database:
        acting = actor(database, options)
        if options.kind == KIND:
            with database.reading(actor=acting) as session:
                return {"file": str(options.file), "rows": write_links(session, options.file)}
        if options.view:
            from itdesk.named_views import export_view

            rows = export_view(database, options.kind, options.file, options.view, actor=acting)
        else:
            rows = export_list(database, options.kind, options.file, actor=acting)
    return {"file": str(options.file), "rows": rows}


def _report(options: argparse.Namespace) -> Result:
    from itdesk.areas.reports.catalogue.report import write_report

    as_of = options.as_of or date.today()  # noqa: DTZ011 -- the person's own day
    with opened(options, read_only=True) as database:
        pages = write_report(database, options.report, options.file, as_of=as_of, actor=actor(database, options))
    return {"file": str(options.file), "pages": pages}


def _search(options: argparse.Namespace) -> Result:
    from itdesk.db import search

    with (
        opened(options, read_only=True) as database,
        database.reading(actor=actor(database, options)) as session,
    ):
        found = search.find(session, " ".join(options.words), options.limit)
    hits = [{"kind": hit.kind, "id": hit.id, "title": hit.title, "subtitle": hit.subtitle} for hit in found.hits]
    return {"hits": hits, "more": found.more}


def _check(options: argparse.Namespace) -> Result:
    from itdesk.core.errors import Damaged
    from itdesk.db.backups.known import known_heads
    from itdesk.db.check import Finding, Report, examine

    try:
        with opened(options, read_only=True) as database:
            report = examine(database, kept=known_heads(database))
    except Damaged as error:  # too much to be opened at all, which is a finding as well
        report = Report((Finding("file", str(error)),), {}, ())
    findings = [{"check": one.check, "message": one.message, "number": one.number} for one in report.findings]
    return {"ok": not findings, "findings": findings, "checks": len(report.looked), "refused_all": len(findings)}


def _verify(options: argparse.Namespace) -> Result:
    from itdesk.db.verifying import verify

    with opened(options, read_only=True) as database:
        return verify(database, options.head)


def _back_up(options: argparse.Namespace) -> Result:
    from itdesk.db.backups.choices import choices_of, folders_of
    from itdesk.db.backups.making import make
    from itdesk.db.backups.manifest import Why

    with opened(options, read_only=True) as database:
        uid = database.workspace.uid
        chosen = folders_of(database.path, uid, choices_of(uid, is_server=database.is_server))
        made = make(database, [options.to] if options.to is not None else chosen, Why.BY_HAND)
    kept = made.backup.manifest
    rows = sum(kept.rows.values()) if kept is not None else 0
    told = {"file": str(made.backup.path), "size": made.backup.size, "rows": rows}
    return told | ({"trouble": made.trouble} if made.trouble else {})


def _restore(options: argparse.Namespace) -> Result:
    take_password(options.password_file)
    from itdesk.areas import load_models
    from itdesk.db.backups.restoring import restore

    load_models()
    done = restore(Path(options.workspace), options.backup)
    return {"workspace": str(options.workspace), "before": str(done.before or ""), "aside": str(done.aside or "")}


def _export_all(options: argparse.Namespace) -> Result:
    from itdesk.db.whole.writing import export_all

    with opened(options, read_only=True) as database:
        told = export_all(database, options.file, in_clear=options.in_clear)
    return {"file": str(options.file), "rows": sum(one["rows"] for one in told["tables"].values())}


def _import_all(options: argparse.Namespace) -> Result:
    take_password(options.password_file)
    from itdesk.areas import load_models, registry
    from itdesk.db.whole.reading import import_all

    load_models()
    told = import_all(options.file, options.workspace, registry())
    return {"workspace": str(options.workspace), "rows": sum(one["rows"] for one in told["tables"].values())}


def _serve(options: argparse.Namespace) -> Result:
    take_password(options.password_file)
    from itdesk.serving import serve

    return serve(options)


COMMANDS: dict[str, Callable[[argparse.Namespace], Result]] = {
    "encrypt": _encrypt,
    "decrypt": _decrypt,
    "demo": _demo,
    "new": _new,
    "import": _import,
    "export": _export,
    "report": _report,
    "search": _search,
    "check": _check,
    "verify": _verify,
    "backup": _back_up,
    "restore": _restore,
    "export-all": _export_all,
    "import-all": _import_all,
    **cli_house.COMMANDS,
    "server": _serve,
}


def _print(result: Result, *, as_json: bool) -> None:
    result = {key: value for key, value in result.items() if key != "refused_all"}
    if as_json:
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(result, ensure_ascii=not is_unicode, indent=2, default=str))
        return
    for line in lines(result):
        print(line)
