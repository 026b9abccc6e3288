"""A report on its way to a file: pages with their furniture, bookmarks, page references, progress, and a clean end."""

from __future__ import annotations

import calendar
import errno
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Self

from itdesk.core.charts import Box
from itdesk.core.errors import Stopped, UserError
from itdesk.core.locales import marks
from itdesk.core.marks import Mark
from itdesk.core.texts import _
from itdesk.reports.bidi import reads_from_right
from itdesk.reports.surface import A4, Surface, pdf_canvas
from itdesk.reports.text import Run, Runs, Style, clean, elide, wrap

MM = 72 / 25.4
SIDE, HEAD, FOOT = 20 * MM, 28 * MM, 24 * MM

TITLE = Style(22, 27, 600)
PAGE_TITLE = Style(16, 20, 600)
HEADING = Style(12.5, 16, 600)
LEAD = Style(11, 16)
BODY = Style(9.5, 13.5)
QUIET = Style(9.5, 13.5, colour="text-2")
TABLE = Style(8.5, 11.5)
SMALL = Style(8, 11, colour="text-2")

ProgressSink = Callable[[int, int], object]
Drawing = Callable[[Surface], None]


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on every report: whose it is, who made it and when, and how dates and amounts are written.

    mark is the tile by which the firm is told from others, logo a PNG that stands in its place.
    """

    firm: str
    made_by: str
    made_at: datetime
    locale: str = "en_GB"
    currency: str = "GBP"
    mark: Mark | None = None
    logo: bytes = b""
    history: str = ""  # how far the workspace's history goes, for whoever verifies it one day


class Document:
    """Used in a `with`: the file appears under its name only when the block ends well; otherwise nothing is left.

    running is what the head of each page says at the right. Positions are points from the top left; y is where the
    next block goes.
    """

    def __init__(
        self,
        path: Path,
        imprint: Imprint,
        *,
        title: str,
        running: str = "",
        subject: str = "",
        size: tuple[float, float] = A4,
        landscape: bool = False,
        progress: ProgressSink | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.path = path
        self.imprint = imprint
        self.title = clean(title)
        self.running = clean(running or title)
        self._subject = clean(subject)
        self._size = (size[1], size[0]) if landscape else size
        self._progress = progress
        self._cancelled = cancelled
        self._part = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
        self._later: list[tuple[str, Drawing]] = []
        self._places: dict[str, int] = {}
        self._open = False
        self._depth = -1
        self.page = 0
        self.y = HEAD
        self.titled = (
            0,
            0.0,
        )  # page and height where a page title ended, so that a heading right after it stands closer

    # -- begin and end

    def __enter__(self) -> Self:
        try:
            # refused before any work when the folder can't be written
            self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666), "wb")
        except OSError as error:
            raise _told(error, self.path) from error
        canvas = pdf_canvas(self._file, self._size, language=self.imprint.locale.replace("_", "-"))
        canvas.setTitle(self.title)
        canvas.setAuthor(clean(self.imprint.made_by))
        canvas.setSubject(self._subject or self.title)
        canvas.setCreator("itdesk")
        canvas.setProducer("itdesk")
        canvas._doc._timeStamp = _Made(self.imprint.made_at)  # noqa: SLF001 -- the date is ours, so that output repeats
        self.surface = Surface(canvas, self._size)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        except OSError as failure:
            raise _told(failure, self.path) from failure
        finally:
            with suppress(OSError):
                self._file.close()
            self._part.unlink(missing_ok=True)

    def _finish(self) -> None:
        if not self.page:
            self.new_page()
        self._end_page()
        canvas = self.surface.canvas
        for name, draw in self._later:
            canvas.beginForm(name, 0, 0, *self._size)
            draw(self.surface)
            canvas.endForm()
        self.check(self.page, self.page)
        if self._depth >= 0:
            canvas.showOutline()
        canvas.save()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)

    def check(self, done: int, of: int) -> None:
        """Tell how far it is; raises Stopped once somebody pressed Stop."""
        if self._cancelled and self._cancelled():
            raise Stopped(_("Stopped. No file was written."))
        if self._progress:
            self._progress(done, of)

    # -- pages

    @property
    def left(self) -> float:
        return SIDE

    @property
    def right(self) -> float:
        return self._size[0] - SIDE

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def bottom(self) -> float:
        """The lowest point that content may reach."""
        return self._size[1] - FOOT

    @property
    def height(self) -> float:
        """Room on an empty page."""
        return self.bottom - HEAD

    def new_page(self, *, furniture: bool = True) -> None:
        """Begin a page; without furniture it has no head and foot, as covers and labels do."""
        if self._open:
            self._end_page()
        self.page += 1
        self._open = True
        self.y = HEAD
        if furniture:
            self._furnish()

    def _end_page(self) -> None:
        if self._open:
            self.surface.canvas.showPage()
            self._open = False

    def need(self, height: float) -> bool:
        """Begin a page unless this much room is left (or one is empty anyway); tells whether it did."""
        if self._open and (self.y + height <= self.bottom or self.y <= HEAD):
            return False
        self.new_page()
        return True

    def space(self, height: float) -> None:
        """Leave room, but not at the top of a page."""
        if self.y > HEAD:
            self.y += height

    def _furnish(self) -> None:
        surface, bottom = self.surface, self._size[1]
        shift = self.draw_mark((self.left, 31))
        room = self.width / 2 - 8
        firm, running = elide(self.imprint.firm, SMALL, room - shift), elide(self.running, SMALL, room)
        surface.write((self.left + shift, 41), [Run(firm, SMALL)])
        surface.write((self.right, 41), [Run(running, SMALL)], align="right")
        surface.rule(self.left, 49, self.width, 0.5, "line-strong")
        surface.rule(self.left, bottom - 45, self.width, 0.5, "line-strong")
        made = _("Made on {date} by {person}").format(date=self.long_date, person=clean(self.imprint.made_by))
        surface.write((self.left, bottom - 32), [Run(elide(made, SMALL, self.width - 120), SMALL)])
        if self.imprint.history:
            kept = _("History {head}").format(head=self.imprint.history)
            surface.write((self.left, bottom - 20), [Run(elide(kept, SMALL, self.width - 120), SMALL)])
        number = self.page

        def count(surface: Surface) -> None:
            text = _("Page {page} of {pages}").format(page=number, pages=self.page)
            surface.write((self.right, bottom - 32), [Run(text, SMALL)], align="right")

        self.later(count)

    def draw_mark(self, at: tuple[float, float], side: float = 13) -> float:
        """The firm's logo, else its tile, from a point down; how much room it takes before the name."""
        x, y = at
        if self.imprint.logo:
            return self.surface.picture(self.imprint.logo, (x, y), side, 8 * side) + 5
        mark = self.imprint.mark
        if mark is None:
            return 0
        self.surface.rect(Box(x, y, side, side), mark.colour, radius=side / 5)
        style = Style(side / 2, 0, 600, "#FFFFFF")
        self.surface.write((x + side / 2, y + side * 0.68), [Run(clean(mark.letters), style)], align="middle")
        return side + 5

    @property
    def long_date(self) -> str:
        """20 November 2026."""
        day, known = self.imprint.made_at.date(), marks(self.imprint.locale)
        return known.date.format(d=day.day, m=known.long_months[day.month - 1], n=day.month, y=day.year)

    def later(self, draw: Drawing) -> None:
        """Draw on this page when the whole document is known, at its end."""
        name = f"later{len(self._later) + 1}"
        self.surface.canvas.doForm(name)
        self._later.append((name, draw))

    # -- places

    def bookmark(self, key: str, title: str, level: int = 0) -> None:
        """Name this spot: an entry of the outline, and a page that others can refer to by key."""
        canvas = self.surface.canvas
        self._places[key] = self.page
        canvas.bookmarkPage(key, fit="XYZ", left=0, top=self._size[1] - max(0, self.y - 24), zoom=0)
        level = min(level, self._depth + 1)
        self._depth = level
        canvas.addOutlineEntry(elide(title, BODY, 400), key, level=level, closed=level > 0)

    def page_of(self, key: str) -> int | None:
        """The page of a bookmark, for drawings that are done later."""
        return self._places.get(key)

    def link(self, box: Box, key: str) -> None:
        """Make a box jump to a bookmark, which may come later in the document."""
        top = self._size[1]
        self.surface.canvas.linkRect(
            "", key, (box.x, top - box.bottom, box.right, top - box.y), relative=0, thickness=0
        )

    # -- running text

    def text(self, runs: Runs | str, style: Style = BODY, *, x: float = 0, width: float = 0) -> None:
        """A paragraph, over as many pages as it takes; x is how far it is indented."""
        if isinstance(runs, str):
            runs = [Run(runs, style)]
        left, room = self.left + x, width or self.width - x
        from_right = reads_from_right("".join(run.text for run in runs[:3])[:400])
        lines = wrap(runs, room)
        start = list(islice(lines, 2))
        # one line keeps to the edge that headings and tables have; a paragraph keeps to the edge it is read from
        right = from_right and len(start) > 1
        for line in chain(start, lines):
            if self.need(style.leading):
                self.check(self.page, 0)
            baseline = self.y + style.leading / 2 + style.size * 0.36
            at = (left + room, baseline) if right else (left, baseline)
            self.surface.write(at, line, align="right" if right else "left", from_right=from_right)
            self.y += style.leading

    def height_of(self, runs: Runs | str, style: Style, width: float, most: int = 200) -> float:
        """How high a paragraph will be; counting stops at `most` lines."""
        if isinstance(runs, str):
            runs = [Run(runs, style)]
        count = 0
        for _line in wrap(runs, width):
            count += 1
            if count >= most:
                break
        return count * style.leading


_BINARY = getattr(os, "O_BINARY", 0)


class _Made:
    """The document's date as ReportLab asks for it."""

    def __init__(self, moment: datetime) -> None:
        utc = moment.utctimetuple()
        self.t = float(calendar.timegm(utc))
        self.lt = tuple(utc)
        self.YMDhms = tuple(utc)[:6]
        self.tzname = "UTC"
        self.dhh = self.dmm = 0


def _told(error: OSError, path: Path) -> UserError:
    """What a person can do about a file that could not be written."""
    name = path.name
    full = (_("The disk is full, so {file} was not written."), _("Free some space or choose another folder."))
    denied = (_("This folder can't be written to, so {file} was not made."), _("Choose another folder."))
    told: dict[int | None, tuple[str, str]] = {
        errno.ENOSPC: full,
        errno.EDQUOT: full,
        errno.EROFS: denied,
        errno.EACCES: denied,
        errno.EPERM: denied,
        errno.ENOENT: (_("The folder for {file} isn't there any more."), _("Choose another folder.")),
        errno.ENOTDIR: (_("The folder for {file} isn't there any more."), _("Choose another folder.")),
        errno.EISDIR: (_("{file} is a folder, so no report was written."), _("Choose another name.")),
        errno.ENAMETOOLONG: (_("The name {file} is too long for this disk."), _("Choose a shorter name.")),
    }
    if path.is_dir():
        message, cure = told[errno.EISDIR]
    elif isinstance(error, PermissionError) and path.exists() and os.access(path.parent, os.W_OK):
        message = _("{file} is open in another program, so it was not replaced.")
        cure = _("Close it there, or choose another name.")
    else:
        message, cure = told.get(
            error.errno, (_("{file} could not be written."), _("Try again, or choose another folder."))
        )
    return UserError(message.format(file=name), cure, detail=str(error))


def joined(parts: Sequence[str], mark: str = " · ") -> str:
    """The parts that say something, with a mark between."""
    return mark.join(part for part in parts if part)
