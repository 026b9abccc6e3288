"""What is done with a contract: kept, left with notice, renewed, rolled into its next term."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from itdesk.areas.vendors.choices import Decision
from itdesk.areas.vendors.contracts import rules
from itdesk.areas.vendors.contracts.models import Contract
from itdesk.areas.vendors.contracts.queries import notice_letter, renewed_by_itself, terms_from
from itdesk.areas.vendors.contracts.rules import Letter
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import records


def let_renew(session: Session, contract_id: int, today: date) -> None:
    """Decide to do nothing for this term. Asked again in the next one."""
    _decide(session, contract_id, Decision.KEEP, today)


def plan_to_leave(session: Session, contract_id: int, today: date) -> None:
    """Decide to leave; where it renews by itself, the notice still has to be given."""
    _decide(session, contract_id, Decision.LEAVE, today)


def undecide(session: Session, contract_id: int) -> None:
    """Take a decision back. A notice that was given is taken back as well, if the other side agrees."""
    draft = records.draft(session, "contracts", contract_id)
    draft.values.update(decision=Decision.UNDECIDED, decided_on=None, noticed_on=None)
    records.save(session, draft)


def _decide(session: Session, contract_id: int, decision: Decision, today: date) -> None:
    draft = records.draft(session, "contracts", contract_id)
    draft.values.update(decision=decision, decided_on=today, noticed_on=None)
    records.save(session, draft)


def give_notice(session: Session, contract_id: int, today: date) -> Letter:
    """Write down that notice is given today, and the day on which the contract ends by it. The letter to send.

    After this term's last day the contract is bound for another term; the letter then names that term's end.
    """
    letter = notice_letter(session, contract_id, today)
    draft = records.draft(session, "contracts", contract_id)
    draft.values.update(
        decision=Decision.NOTICED,
        decided_on=today,
        noticed_on=today,
        end_on=letter.ends_on or draft.values["end_on"],
    )
    records.save(session, draft)
    return letter


def renew(session: Session, contract_id: int, *, until: date, today: date, price: Decimal | None = None) -> None:
    """Agree on another term until a day, at another price if one is given. It is open again what comes after it."""
    draft = records.draft(session, "contracts", contract_id)
    ends = draft.values["end_on"]
    if isinstance(ends, date) and until <= ends:
        raise UserError(
            _("The new term ends on or before the day on which the present one does."),
            _("Choose a later day."),
            field="end_on",
        )
    draft.values.update(end_on=until, decision=Decision.UNDECIDED, decided_on=None, noticed_on=None)
    if price is not None:
        draft.values["price"] = price
    rise_on = draft.values["price_rise_on"]
    if isinstance(rise_on, date) and rise_on <= today:
        draft.values.update(price_rise_on=None, price_rise_percent=None)
    records.save(session, draft)


def roll_forward(session: Session, today: date) -> int:
    """Write the present term's end into contracts that have renewed by themselves, and ask about them again.

    Done when a workspace is opened, so that lists and filters speak of today's term. How many were renewed.
    """
    ids = renewed_by_itself(session, today)
    for contract_id in ids:
        contract = session.get_one(Contract, contract_id)
        terms = terms_from(contract)
        decision = rules.decision_now(terms, today)
        draft = records.draft(session, "contracts", contract_id)
        draft.values.update(
            end_on=rules.term_end(terms, today),
            decision=decision,
            decided_on=None if decision is Decision.UNDECIDED else contract.decided_on,
        )
        records.save(session, draft)
    return len(ids)
