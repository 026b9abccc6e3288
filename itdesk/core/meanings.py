"""What a link between two records means, in words for either side."""

from __future__ import annotations

from dataclasses import dataclass

from itdesk.core.texts import N_, _

OWN = "own:"  # before the uid of a meaning that a firm added


@dataclass(frozen=True, slots=True)
class Meaning:
    """A kind of link. The record that it starts from reads `forward`, the other one `backward`.

    The same word on both sides makes no difference between them. ordered: one stands above the other, so that a circle is refused. reaches: which end feels it when the other one
    fails, "from" or "to"; empty if neither does.
    """

    key: str
    forward_text: str
    backward_text: str
    ordered: bool = False
    reaches: str = ""

    @property
    def is_own(self) -> bool:
        """Whether a firm added it: its words are data, and not translated."""
        return self.key.startswith(OWN)

    @property
    def is_mutual(self) -> bool:
        """Whether both sides read the same."""
        return self.forward_text == self.backward_text

    def word(self, *, forward: bool) -> str:
        """How the one side says it of the other."""
        text = self.forward_text if forward or self.is_mutual else self.backward_text
        return text if self.is_own else _(text)


MEANINGS = (
    Meaning("depends_on", N_("Depends on"), N_("Is needed by"), ordered=True, reaches="from"),
    Meaning("runs_on", N_("Runs on"), N_("Runs"), ordered=True, reaches="from"),
    Meaning("part_of", N_("Part of"), N_("Has part"), ordered=True, reaches="to"),
    Meaning("connected_to", N_("Connected to"), N_("Connected to")),
    Meaning("backs_up", N_("Backs up"), N_("Is backed up by")),
    Meaning("covered_by", N_("Covered by"), N_("Covers"), reaches="from"),
    Meaning("replaces", N_("Replaces"), N_("Is replaced by"), ordered=True),
    Meaning("duplicates", N_("Duplicates"), N_("Is duplicated by")),
    Meaning("caused_by", N_("Caused by"), N_("Causes"), ordered=True, reaches="from"),
    Meaning("relates_to", N_("Relates to"), N_("Relates to")),
)
