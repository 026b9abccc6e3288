"""The keeper's side: a thread that beats, takes letters in and publishes, and that stops once somebody else has taken over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itdesk.core.errors import Busy, Damaged, NoSpace, ReadOnlyWorkspace, Unreachable, UserError
from itdesk.core.texts import _
from itdesk.db import backup, sqlite
from itdesk.db.failures import sorted_out
from itdesk.db.filelock import FairLock
from itdesk.db.share import letters, mailbox, snapshots, terms
from itdesk.db.share.left import keep_left, mark_in, mark_of
from itdesk.db.share.letters import BadLetter, Letter
from itdesk.db.share.places import Folder, Here
from itdesk.db.share.placing import put_json
from itdesk.db.share.snapshots import Snapshot
from itdesk.db.share.state import State
from itdesk.db.share.taking import take

if TYPE_CHECKING:
    from itdesk.db.database import Database

Taker = Callable[[Any, Letter], object]  # session, letter
TICK = 0.4  # seconds between two looks into the mailbox
EVERY = 5.0  # seconds between two publishings, at least; ten times as long as one takes for a large workspace
LEAVING = 20.0  # seconds that closing waits for the last publishing
_LATER = (Busy, NoSpace, Unreachable, Damaged, ReadOnlyWorkspace)  # the letter is good, this moment isn't
log = logging.getLogger(__name__)


class Keeping:
    """Of one workspace that this process keeps. published is what everybody reads now."""

    def __init__(
        self, folder: Folder, here: Here, begun: tuple[int, Snapshot], lock: FairLock, takers: Mapping[str, Taker]
    ) -> None:
        self.folder, self.here = folder, here
        self.term, self.published = term, published = begun
        self._lock, self._takers = lock, takers
        self._number = published.number if published.term == term else 0
        self._name = here.name
        self._is_reached, self._is_overtaken = True, False
        self._left: Path | None = None
        self._count, self._beaten, self._tried, self._took = 1, 0.0, 0.0, 0.0
        self._taken: set[str] = set()  # letters whose work is in our file, and not yet in a published copy
        self._boxed = self._aside = 0
        self._closing, self._is_finishing = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="keeping", daemon=True)

    @property
    def state(self) -> State:
        """What a window shows."""
        return State(
            keeps=not self._is_overtaken,
            name=self._name,
            pc=self.here.pc,
            published_at=self.published.moment,
            is_reached=self._is_reached,
            boxed=self._boxed,
            aside=self._aside,
            is_overtaken=self._is_overtaken,
            left=self._left,
        )

    def begin(self, database: Database) -> None:
        """Begin to work."""
        self._database = database
        self._watched = sqlite.connect(self.here.work, mode="ro")
        self._thread.start()

    def call(self, name: str) -> None:
        """Tell the others the keeper's name, with the next beat."""
        self._name, self._beaten = name, 0.0

    def refresh(self, _database: Database) -> bool:
        """Nothing is published by others while this one keeps."""
        return False

    def finish(self) -> int:
        """Take in what waits, and publish it, with nobody at it any more; how many letters. Raises what keeps that from being done."""
        self._is_finishing = True
        self._closing.set()
        self._thread.join()
        self._closing.clear()
        try:
            terms.require(self.folder, self.term)
            before = set(self._taken)
            self._take_letters()
            taken = len(self._taken - before)
            if any(one.stem not in self._taken for one in mailbox.waiting(self.folder)):
                raise Busy(
                    _("A letter can't be taken in just now."),
                    _("The workspace is still shared. Try again in a moment."),
                )
            self._publish()
        except terms.Overtaken as error:
            self._lose()
            raise UserError(_("Somebody else keeps this workspace now."), _("Open it again.")) from error
        return taken

    def close(self) -> None:
        """Publish what is left, and leave; what can't be published now is, by this PC, at the next opening."""
        self._closing.set()
        self._thread.join(LEAVING)
        if not self._thread.is_alive():
            self._lock.close()

    # The thread

    def _run(self) -> None:
        try:
            while not self._is_overtaken:
                leaves = self._closing.wait(TICK)
                if self._is_finishing:
                    break
                self._tick(leaves=leaves)
                if leaves:
                    break
        finally:
            self._watched.close()

    def _tick(self, *, leaves: bool) -> None:
        try:
            if leaves or time.monotonic() - self._beaten >= terms.BEAT:
                terms.require(self.folder, self.term)
                self._beat()
            if not leaves:
                self._take_letters()
            if self._is_due(leaves=leaves):
                self._publish()
            if leaves:
                terms.beat(self.folder, self.term, self._count + 1, over=True)
            self._is_reached = True
        except terms.Overtaken:
            self._lose()
        except OSError as error:
            self._unreached(error)
        except UserError as error:
            log.warning("the workspace was not published: %s", error)

    def _unreached(self, error: OSError) -> None:
        """The share is away: the work goes on here, and is published when it is back."""
        if self._is_reached:
            log.warning("the shared folder can't be reached: %s", error)
        self._is_reached = False

    def _beat(self) -> None:
        self._count += 1
        terms.beat(self.folder, self.term, self._count)
        terms.introduce(self.folder, self.term, self.here, self._name)
        self._aside = mailbox.count_aside(self.folder)
        self._beaten = time.monotonic()

    # Publishing

    def _is_due(self, *, leaves: bool) -> bool:
        if not leaves and time.monotonic() - self._tried < max(EVERY, 10 * self._took):
            return False
        return bool(self._taken) or mark_in(self._watched) != self.published.mark

    def _publish(self) -> None:
        self._tried = time.monotonic()
        draft, taken = self.here.root / "publishing.itdesk", set(self._taken)
        try:
            with sorted_out(self._database.registry, saving=False), sqlite.faults():
                backup.clear(draft)
                backup.verify_copy(self.here.work, draft)
                mark = mark_of(draft)
            terms.require(self.folder, self.term)
            self.published = snapshots.publish(self.folder, self.term, self._number + 1, draft, mark)
        finally:
            backup.clear(draft)
        self._number = self.published.number
        remember(self.here, self.term, self.published.mark)
        mailbox.file_taken(self.folder, taken)
        self._taken -= taken
        self._took = time.monotonic() - self._tried

    def _lose(self) -> None:
        """Somebody else keeps it now. What was written here and they don't have is put into a file of its own."""
        self._database.stop_writing(
            _("Somebody else keeps this shared workspace now. Close it and open it again to see what they have.")
        )
        with sorted_out(self._database.registry, saving=False), sqlite.faults():
            self._left = keep_left(self.folder, self.here, self.term)
        put_json(self.here.begun, {"term": 0, "mark": 0})
        self._is_overtaken = True  # at last: what failed on the way is tried again

    # Letters

    def _take_letters(self) -> None:
        files = mailbox.waiting(self.folder) if self._takers else []
        self._boxed = len(files)
        for file in files:
            if self._closing.is_set():
                return
            if file.stem not in self._taken and not self._take(file):
                return

    def _take(self, file: Path) -> bool:
        """Take one letter in, or put it aside; False if this is no moment for letters."""
        try:
            letter = letters.read(file, self.folder.seal)
            taker = self._takers.get(letter.about, _unknown)
            self._database.write(lambda session: take(session, letter, taker))
            self._taken.add(letter.uid)
        except _LATER as error:
            log.warning("letters wait: %s", error)
            return False
        except (BadLetter, UserError) as error:
            log.warning("a letter was put aside: %s: %s", file.name, error)
            mailbox.put_aside(self.folder, file, str(error))
        except FileNotFoundError:  # taken in by the keeper before, and listed here still
            self._taken.add(file.stem)
        except OSError:
            raise
        except Exception as error:
            log.exception("a letter was put aside: %s", file.name)
            mailbox.put_aside(self.folder, file, repr(error))
        return True


def _unknown(_session: Any, letter: Letter) -> None:
    raise BadLetter(f"this itdesk doesn't know what it asks for: {letter.about}")


def remember(here: Here, term: int, mark: int) -> None:
    """Note how far the work file was published."""
    put_json(here.begun, {"term": term, "mark": mark})
