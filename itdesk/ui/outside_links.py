"""What data names outside: links are opened where they lead to the web, mail or a telephone; nothing is ever fetched."""

from __future__ import annotations

from PySide6.QtCore import QUrl, QUrlQuery
from PySide6.QtGui import QDesktopServices, QImage

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_OF_MAIL = frozenset({"subject", "body", "cc"})  # a mail program may take others as files to send along


def safe_link(address: QUrl | str) -> QUrl | None:
    """What may be opened of an address; None for a file, a share, a script, or anything else that isn't the web's or mail's."""
    url = QUrl(address)
    if not url.isValid() or url.scheme() not in _SCHEMES:
        return None
    if url.scheme() in ("http", "https"):
        return url if url.host() else None
    if url.scheme() == "mailto" and url.hasQuery():
        kept = QUrlQuery()
        kept.setQueryItems([item for item in QUrlQuery(url.query()).queryItems() if item[0].casefold() in _OF_MAIL])
        url.setQuery(kept)
    return url


def open_link(address: QUrl | str) -> bool:
    """Open it in the browser or the mail program; False if it was left alone."""
    url = safe_link(address)
    return url is not None and QDesktopServices.openUrl(url)


def nothing_fetched() -> QImage:
    """What a text view answers for what its text names: an empty picture. Without one Qt would open the file itself."""
    empty = QImage(1, 1, QImage.Format.Format_ARGB32)
    empty.fill(0)
    return empty


def mail_link(address: str) -> QUrl:
    """A link to a mail address as somebody typed it, of which nothing is read as more than an address."""
    url = QUrl()
    url.setScheme("mailto")
    url.setPath(address, QUrl.ParsingMode.DecodedMode)
    return url
