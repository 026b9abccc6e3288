"""The draft of an import: kept while columns are matched and rows mended, and gone on with at another time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.drafts import place_key
from itdesk.ui.unsaved import Editing

if TYPE_CHECKING:
    from itdesk.core.record import RecordType
    from itdesk.files.drafts import Kept
    from itdesk.files.planning import Job
    from itdesk.ui.desk import Desk


class ImportDraft(Editing):
    """An editor for `desk.unsaved`: dirty once somebody chose or mended something of what the file itself gave."""

    stays = True  # leaving an import never carries it out
    is_saving = False

    def __init__(self, desk: Desk, record_type: RecordType, owner: QObject, job: Callable[[], Job | None]) -> None:
        super().__init__(owner)
        self._drafts = desk.drafts
        self._job = job
        self._first: dict[str, Any] | None = None  # as the file itself gave it
        self.draft_key = place_key(record_type.kind, "import")
        self._what = noun(record_type.plural)
        desk.unsaved.add(self)

    def left_over(self) -> Kept | None:
        """An import that was begun and not carried out."""
        return self._drafts.find(self.draft_key)

    def began(self, *, anew: bool) -> None:
        """The columns are matched for the first time; anew: by the file itself, not by somebody before."""
        from itdesk.files.import_drafts import plain_of

        job = self._job()
        self._first = plain_of(job) if job is not None and anew else {}
        self.typed()

    def typed(self) -> None:
        """Something was chosen or mended."""
        job = self._job()
        if job is None or self._first is None:
            return
        from itdesk.files.import_drafts import plain_of

        now = plain_of(job)
        self._drafts.keep(self.draft_key, self.typed_title(), {"job": now, "text": job.path.name})
        self._mark(dirty=now != self._first)

    def over(self) -> None:
        """It was carried out or given up."""
        self._first = None
        self._drafts.drop(self.draft_key)
        self._mark(dirty=False)

    def typed_title(self) -> str:
        """What it is, as a person calls it."""
        return _("Import of {things}").format(things=self._what)

    def save(self) -> bool:
        """Nothing is imported by leaving."""
        return False

    def keep(self) -> None:
        """Have it on its way to the disk now, for another time."""
        self._drafts.save()

    def discard(self) -> None:
        """Forget it."""
        self.over()
