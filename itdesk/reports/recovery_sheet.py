"""One page with the recovery code of an encrypted workspace, to print and lock away."""

from __future__ import annotations

from pathlib import Path

from itdesk.core.texts import _
from itdesk.reports import blocks
from itdesk.reports.document import Document, Imprint
from itdesk.reports.text import Style

_CODE = Style(18, 30, 600)


def write_recovery_sheet(path: Path, imprint: Imprint, code: str, file_name: str) -> int:
    """Write the sheet; the number of pages."""
    with Document(path, imprint, title=_("Recovery code")) as document:
        document.new_page()
        blocks.title(document, _("Recovery code"), _("It opens the workspace when its passphrase is forgotten."))
        document.space(12)
        groups = code.split("-")
        half = (len(groups) + 1) // 2
        for line in (groups[:half], groups[half:]):
            document.text("  –  ".join(line), _CODE)
        document.space(16)
        blocks.pairs(document, [(_("Workspace"), imprint.firm), (_("File"), file_name)])
        document.space(16)
        for words in (
            _(
                "Whoever has this sheet and the file can read everything in it. Keep the sheet in a safe, away from the PC."
            ),
            _(
                "Type it where itdesk asks for the passphrase, with or without the dashes. There is no letter O, I, L or U in it."
            ),
            _("The file that ends in .itdesk-keys has to lie beside the workspace and beside each copy of it."),
            _(
                "Without passphrase and recovery code the workspace is lost: nobody can open it, the makers of itdesk neither."
            ),
            _("A new recovery code, in the settings under Encryption, makes this one worthless."),
        ):
            document.text(words)
            document.space(6)
    return document.page
