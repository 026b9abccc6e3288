"""Sharing is stopped: the last letters are in, the workspace is a plain file, and whoever reads in the folder is told."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from itdesk.core.errors import UserError
from itdesk.db.engine import open_database
from itdesk.db.share import ending, terms
from tests.db.sample_types import REGISTRY
from tests.db.test_share import TAKERS, Office, office, post, titles, until

__all__ = ["office"]


def _stop(office: Office, pc: str, to: Path | None = None) -> ending.Stopped:
    office.here(pc)
    return ending.stop(office.mount(pc), REGISTRY, TAKERS, to)


def test_last_letters_are_in_and_the_others_are_told(office: Office) -> None:
    keeper, reader = office.open("a", begins=True), office.open("b")
    pointer = office.root / "server" / "Firm.itdesk"
    keeper.close()
    post(reader, "Just in time")
    assert _stop(office, "a") == ending.Stopped(office.mount("a"), 1)
    until(lambda: titles(reader) == ["Just in time"] and reader.share is not None and reader.share.state.end)
    with pytest.raises(UserError, match="stopped sharing"):
        post(reader, "Too late")
    with closing(open_database(pointer, REGISTRY)) as plain:
        assert (plain.read_only, plain.share) == (False, None)
        assert titles(plain) == ["Just in time"]
    again = office.open("a", begins=True)  # and it can be shared anew
    assert not again.read_only
    assert terms.end_of(office.folder) is None


def test_to_another_place_the_pointer_says_where(office: Office, tmp_path: Path) -> None:
    office.open("a", begins=True).close()
    place = tmp_path / "mine.itdesk"
    assert _stop(office, "a", place).place == place
    reader = office.open("b")
    assert reader.read_only
    assert str(place) in reader.why_read_only
    with pytest.raises(UserError, match="stopped sharing"):
        _stop(office, "b")
    with closing(open_database(place, REGISTRY)) as plain:
        assert not plain.read_only


def test_cut_short_it_is_done_again_and_whoever_only_reads_cannot(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = office.open("a", begins=True)
    with pytest.raises(UserError, match="Only the PC that keeps it"):
        _stop(office, "b", tmp_path / "mine.itdesk")
    keeper.close()

    def cut(*_given: object) -> None:
        raise OSError("cut")

    with monkeypatch.context() as broken:
        broken.setattr(ending, "settle", cut)
        with pytest.raises(UserError, match="can't be used just now"):
            _stop(office, "a", tmp_path / "mine.itdesk")
    assert office.open("b").read_only  # nobody else can keep it from then on
    assert _stop(office, "a", tmp_path / "mine.itdesk").place.exists()


def test_who_takes_over_meanwhile_wins(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.open("a", begins=True).close()
    end = terms.end

    def overtaken(folder: object, term: int, *given: object) -> bool:
        office.folder.term(term + 1).mkdir()
        return end(folder, term, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(terms, "end", overtaken)
    with pytest.raises(UserError, match="at this moment"):
        _stop(office, "a", tmp_path / "mine.itdesk")
    assert not (tmp_path / "mine.itdesk").exists()
    assert terms.end_of(office.folder) is None
