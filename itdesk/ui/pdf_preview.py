"""A PDF shown in the app, page under page, each drawn in a worker when it comes into sight."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.files.reading_text import pdfium
from itdesk.ui.find_bar import FindBar
from itdesk.ui.pdf_hits import PdfHit, hits_in, paint_hit, placed
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.voice import Role, be

GAP = 16
KEPT = 12  # drawn pages kept in memory
ROUNDED = 3  # device pixels by which a drawn page differs from its place through rounding alone


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page as 32-bit pixels (BGRX, width * 4 bytes a line)."""

    number: int
    width: int
    height: int
    pixels: bytes


def page_sizes(path: Path) -> list[tuple[float, float]]:
    """Width and height of each page in points; refuses what isn't a readable PDF."""
    import pypdfium2  # 40 ms and 8 MB that only a preview needs

    with pdfium:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise UserError(
                _("{name} can't be shown: it is damaged or protected.").format(name=path.name),
                _("The file itself was not touched."),
                detail=str(error),
            ) from error
        try:
            return [document.get_page_size(number) for number in range(len(document))]
        finally:
            document.close()


def draw_page(path: Path, number: int, width: int) -> Drawn:
    """Draw a page to a width in device pixels."""
    import pypdfium2

    with pdfium:
        document = pypdfium2.PdfDocument(path)
        try:
            page = document[number]
            bitmap = page.render(scale=width / page.get_width(), rev_byteorder=False, prefer_bgrx=True)
            return Drawn(number, bitmap.width, bitmap.height, bytes(bitmap.buffer))
        finally:
            document.close()


class _Pages:
    """The pages of a preview as a FindBar looks through them."""

    def __init__(self, preview: PdfPreview) -> None:
        self._preview = preview

    def find(self, words: str) -> int:
        """Look for words on every page."""
        return self._preview.look_for(words)

    def show_hit(self, number: int) -> None:
        """Bring a hit into sight."""
        self._preview.show_hit(number)


class PdfPreview(QAbstractScrollArea):
    """Scrolls with wheel, arrows, Page up and down, Home and End; Ctrl with plus, minus and 0 changes the size.

    `finder` looks for words on the pages; whoever shows the preview gives it its keys.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._sizes: list[tuple[float, float]] = []
        self._images: dict[int, QImage] = {}
        self._asked: set[int] = set()
        self._zoom = 1.0
        self._error = ""
        self._round = 0
        self._again = QTimer(self, singleShot=True, interval=120)
        self._again.timeout.connect(self._draw_anew)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Preview"))
        be(self, Role.Document)
        Theme.current().follow(self, self._paint_anew)
        self._hits: list[PdfHit] = []
        self._hit = -1
        self._looking = Progress()
        self.finder = FindBar(_Pages(self), self)
        self.finder.setParent(self)
        self.finder.setAutoFillBackground(True)
        self.finder.installEventFilter(self)
        self.finder.hide()

    def _paint_anew(self) -> None:
        self.viewport().update()

    def look_for(self, words: str) -> int:
        """Look for words on every page, beside the window; how many there are is told to the finder."""
        self._looking.cancel()
        self._looking = progress = Progress()
        self._hits, self._hit = [], -1
        self.viewport().update()
        path = self._path
        if not words or path is None:
            return 0

        def found(hits: list[PdfHit]) -> None:
            if progress is self._looking:
                self._hits = hits
                self.viewport().update()
                self.finder.tell(len(hits))

        def failed(error: UserError) -> None:
            if not isinstance(error, Stopped):
                self.finder.tell(0)

        work().read(self, lambda: hits_in(path, words, progress), found, failed, key="find")
        return -1

    def show_hit(self, number: int) -> None:
        """Bring a hit into sight, a third down from the top where it was not."""
        self._hit = number
        hit = self._hits[number]
        page = self._boxes()[hit.page]
        if hit.boxes:
            box = placed(hit.boxes[0], page, self._sizes[hit.page])
            for bar, first, last, room in (
                (self.verticalScrollBar(), box.top(), box.bottom(), self.viewport().height()),
                (self.horizontalScrollBar(), box.left(), box.right(), self.viewport().width()),
            ):
                if not bar.value() <= first <= last <= bar.value() + room:
                    bar.setValue(round(first - room / 3))
        self.viewport().update()

    def _make_room(self) -> None:
        high = 0 if self.finder.isHidden() else self.finder.sizeHint().height()
        self.setViewportMargins(0, high, 0, 0)
        self.finder.setGeometry(0, 0, self.width(), high)

    def show_file(self, path: Path) -> None:
        """Show this PDF from its first page."""
        self._path = path
        self._error = ""
        self._sizes = []
        self._forget()
        self.look_for("")
        work().read(self, lambda: page_sizes(path), self._measured, self._failed, key="sizes")

    def clear(self) -> None:
        """Show nothing."""
        self._path = None
        self._sizes = []
        self._forget()
        self._lay_out()

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._sizes)

    @property
    def current_page(self) -> int:
        """The page in the middle of the view, from 1; 0 without a document."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return next((n + 1 for n, box in enumerate(self._boxes()) if box.bottom() + GAP >= middle), len(self._sizes))

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller than the width of the view, between a third and four times."""
        self._zoom = max(0.33, min(4.0, self._zoom * factor))
        self._lay_out()
        self._again.start()

    def fit(self) -> None:
        """As wide as the view again."""
        self._zoom = 1.0
        self._lay_out()
        self._again.start()

    def _measured(self, sizes: list[tuple[float, float]]) -> None:
        self._sizes = sizes
        self.setAccessibleDescription(_("{n} pages").format(n=len(sizes)))
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        if self.finder.field.text():
            self.finder.look()

    def _failed(self, error: UserError) -> None:
        self._error = str(error)
        self.setAccessibleDescription(self._error)
        self.viewport().update()

    def _forget(self) -> None:
        self._round += 1
        self._images.clear()
        self._asked.clear()
        self.viewport().update()

    def _draw_anew(self) -> None:
        """Ask for pages in the new size, keeping the stretched old ones in sight until those are there."""
        self._round += 1
        self._asked.clear()
        self.viewport().update()

    def _page_width(self) -> int:
        return max(80, round(min(self.viewport().width() - 2 * GAP, 900) * self._zoom))

    def _boxes(self) -> list[QRect]:
        """Where each page lies, in pixels from the top of the document."""
        width = self._page_width()
        left = max(GAP, (self.viewport().width() - width) // 2)
        boxes, top = [], GAP
        for points_wide, points_high in self._sizes:
            height = round(width * points_high / points_wide)
            boxes.append(QRect(left, top, width, height))
            top += height + GAP
        return boxes

    def _lay_out(self) -> None:
        boxes = self._boxes()
        depth = boxes[-1].bottom() + GAP if boxes else 0
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, depth - self.viewport().height()))
        vertical.setPageStep(self.viewport().height())
        vertical.setSingleStep(48)
        horizontal.setRange(0, max(0, self._page_width() + 2 * GAP - self.viewport().width()))
        horizontal.setPageStep(self.viewport().width())
        self.viewport().update()

    def _ask(self, number: int) -> None:
        path, turn = self._path, self._round
        if path is None or number in self._asked:
            return
        self._asked.add(number)
        width = round(self._page_width() * self.devicePixelRatioF())

        def shown(drawn: Drawn) -> None:
            if turn != self._round:
                return
            image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32).copy()
            image.setDevicePixelRatio(self.devicePixelRatioF())
            self._images[number] = image
            for far in sorted(self._images, key=lambda other: abs(other - number))[KEPT:]:
                del self._images[far]
                self._asked.discard(far)
            self.viewport().update()

        work().read(self, lambda: draw_page(path, number, width), shown, self._failed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- all that is in sight is painted
        theme = Theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("window"))
        if self._error:
            painter.setPen(theme.color("text-2"))
            painter.drawText(
                self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._error
            )
            return
        shift = QPoint(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        for number, box in enumerate(self._boxes()):
            page = box.translated(shift)
            if not page.intersects(self.viewport().rect()):
                continue
            painter.fillRect(page, QColor(Qt.GlobalColor.white))
            image = self._images.get(number)
            if image is not None:
                self._put(painter, page, image)
            self._ask(number)
            self._paint_hits(painter, number, page)
            painter.setPen(theme.color("line-strong"))
            painter.drawRect(page.adjusted(-1, -1, 0, 0))

    def _paint_hits(self, painter: QPainter, number: int, page: QRect) -> None:
        for place, hit in enumerate(self._hits):
            for box in hit.boxes if hit.page == number else ():
                paint_hit(painter, placed(box, page, self._sizes[number]), current=place == self._hit)

    def _put(self, painter: QPainter, page: QRect, image: QImage) -> None:
        """Pixel for pixel where it was drawn for this size: stretched by a pixel or two, a line of a page is left out."""
        wanted = page.size() * self.devicePixelRatioF()
        if abs(image.width() - wanted.width()) <= ROUNDED and abs(image.height() - wanted.height()) <= ROUNDED:
            painter.drawImage(page.topLeft(), image)
        else:  # another size is being drawn
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(page, image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self._lay_out()
        self._again.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.finder and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._make_room()
        return super().eventFilter(watched, event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002 -- all of the view is painted anew
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        bar = self.verticalScrollBar()
        if control and event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(1.2)
        elif control and event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / 1.2)
        elif control and event.key() == Qt.Key.Key_0:
            self.fit()
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(640, 800)
