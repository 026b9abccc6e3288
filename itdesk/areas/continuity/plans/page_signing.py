"""How a version of a plan comes to stand: sent to whoever signs it off, agreed to, followed by the next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from itdesk.areas.continuity.plans.choices import PlanStatus
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk, Words
from itdesk.ui.dialogs import Dialog
from itdesk.ui.page import Action
from itdesk.ui.record_chooser import RecordChooser

if TYPE_CHECKING:
    from itdesk.areas.continuity.plans.page import PlanPage


class Signing:
    """The step that comes next for the plan in front, as far as the person here may take it."""

    def __init__(self, page: PlanPage, desk: Desk) -> None:
        self._page, self._desk = page, desk

    def next_step(self) -> tuple[Action, ...]:
        """One action, or none; somebody who doesn't write the plan may still agree to it."""
        status = PlanStatus(self._page.plan.status)
        following = {
            PlanStatus.DRAFT: Action(_("Send for sign-off"), self._send, icon="check"),
            PlanStatus.SIGN_OFF: Action(_("Agree"), self._agree, icon="check"),
            PlanStatus.AGREED: Action(_("New version"), self._new_version, icon="plus"),
        }
        agrees = status is PlanStatus.SIGN_OFF and self._desk.may(Verb.CHANGE, "plans")
        return (following[status],) if agrees or self._desk.may_work("plans") else ()

    def _do(self, what: Words, name: str, *values: Any, stays: bool = False) -> None:
        """stays: nobody is offered to undo it, as whoever agrees to a plan that others write can't take that back."""
        plan_id = self._page.plan.id

        def done(result: Any) -> None:
            self._desk.tell_done(what(result) if callable(what) else what)

        def job(session: Any) -> Any:
            from itdesk.areas.continuity.plans import operations
            from itdesk.db.operations import named

            result = getattr(operations, name)(session, plan_id, *values)
            if stays:
                named(session, str(what))
            return result

        self._desk.write(self._page, job, done, self._desk.refused.emit, step="" if stays else what)

    def _send(self) -> None:
        self._page.pane.finish()
        chooser = RecordChooser(self._desk, "people", _("Who signs it off?"), self._page, act=_("Send for sign-off"))
        chooser.chosen.connect(partial(self._do, _("Sent for sign-off"), "send_for_sign_off"))
        chooser.open()

    def _agree(self) -> None:
        self._page.pane.finish()
        plan, desk = self._page.plan, self._desk
        title = _("Agree to version {edition}?").format(edition=plan.edition)
        text = _("It is kept as it reads today. To change it later, start a new version.")
        dialog = Dialog(self._page, title, text, act=_("Agree"), icon="check")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        told = _("Version {edition} is agreed").format(edition=plan.edition)
        # whoever writes the plan also notes what somebody else agreed
        by = None if desk.may_work("plans") else desk.actor
        dialog.accepted.connect(lambda: self._do(told, "agree", own_today(), by, stays=by is not None))
        dialog.open()

    def _new_version(self) -> None:
        self._do(lambda edition: _("Version {edition} begins").format(edition=edition), "new_edition")
