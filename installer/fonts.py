"""Makes resources/fonts anew: fetches the packages that carry the fonts, and prepares them for screen and PDF.

Run by hand when a font gets a new version: `python installer/fonts.py`. Needs npm, apt-get and fontTools.

PDFs take TrueType outlines only and know no OpenType features, so Inter's equal-width figures are made its ordinary
figures here: amounts line up in every table. Noto Sans KR keeps only Hangul, a third of its size, since Han and kana
come from Droid Sans Fallback.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"

# npm package, version, and the files taken out of it
FROM_NPM: dict[tuple[str, str], dict[str, str]] = {
    ("@expo-google-fonts/inter", "0.4.2"): {
        "400Regular/Inter_400Regular.ttf": "Inter-Regular.ttf",
        "400Regular_Italic/Inter_400Regular_Italic.ttf": "Inter-Italic.ttf",
        "500Medium/Inter_500Medium.ttf": "Inter-Medium.ttf",
        "600SemiBold/Inter_600SemiBold.ttf": "Inter-SemiBold.ttf",
        "700Bold/Inter_700Bold.ttf": "Inter-Bold.ttf",
        "LICENSE_FONT": "Inter.OFL.txt",
    },
    ("@expo-google-fonts/noto-sans", "0.4.2"): {
        "400Regular/NotoSans_400Regular.ttf": "NotoSans-Regular.ttf",
        "700Bold/NotoSans_700Bold.ttf": "NotoSans-Bold.ttf",
        "LICENSE_FONT": "NotoSans.OFL.txt",
    },
    ("@expo-google-fonts/noto-sans-kr", "0.4.3"): {
        "400Regular/NotoSansKR_400Regular.ttf": "NotoSansKR-Regular.ttf",
        "LICENSE_FONT": "NotoSansKR.OFL.txt",
    },
} | {
    (f"@expo-google-fonts/noto-sans-{script.lower()}", version): {
        f"400Regular/NotoSans{script}_400Regular.ttf": f"NotoSans{script}-Regular.ttf",
        f"700Bold/NotoSans{script}_700Bold.ttf": f"NotoSans{script}-Bold.ttf",
        "LICENSE_FONT": f"NotoSans{script}.OFL.txt",
    }
    for script, version in (("Arabic", "0.4.3"), ("Hebrew", "0.4.1"), ("Devanagari", "0.4.1"), ("Thai", "0.4.2"))
}

# Debian package, and the files taken out of it
FROM_DEBIAN: dict[str, dict[str, str]] = {
    "fonts-dejavu-core": {
        "usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "DejaVuSans.ttf",
        "usr/share/doc/fonts-dejavu-core/copyright": "DejaVuSans.LICENSE.txt",
    },
    "fonts-droid-fallback": {
        "usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf": "DroidSansFallbackFull.ttf",
        "usr/share/doc/fonts-droid-fallback/copyright": "DroidSansFallback.NOTICE.txt",
    },
}
APACHE_TEXT = Path("/usr/share/common-licenses/Apache-2.0")

# Hyphen and colon have equal-width forms too, but those tear words such as "end-to-end" apart.
FIGURES = "0123456789.,+\u2212\u00d7\u00f7\u00b1=<>\u2264\u2265"
HANGUL = [(0x20, 0x7E), (0x1100, 0x11FF), (0x3000, 0x303F), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)]


def main() -> int:
    """Fetch, prepare, and write every font with its licence; the folder's other files stay."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for (package, version), files in FROM_NPM.items():
            _take(_unpacked_npm(package, version, work), files)
        for package, files in FROM_DEBIAN.items():
            _take(_unpacked_debian(package, work), files)
    shutil.copyfile(APACHE_TEXT, TARGET / "DroidSansFallback.Apache-2.0.txt")
    for path in sorted(TARGET.glob("Inter-*.ttf")):
        _equal_width_figures(path)
    _only(TARGET / "NotoSansKR-Regular.ttf", HANGUL)
    size = sum(path.stat().st_size for path in TARGET.iterdir())
    print(f"{TARGET.name}: {size / 1e6:.1f} MB")
    return 0


def _unpacked_npm(package: str, version: str, work: Path) -> Path:
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{package}@{version}"], cwd=work, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    folder = work / packed.removesuffix(".tgz")
    shutil.unpack_archive(work / packed, folder, filter="data")
    return folder / "package"


def _unpacked_debian(package: str, work: Path) -> Path:
    subprocess.run(["apt-get", "download", "-q", package], cwd=work, check=True, stdout=subprocess.DEVNULL)
    folder = work / package
    subprocess.run(["dpkg-deb", "-x", next(work.glob(f"{package}_*.deb")), folder], check=True)
    return folder


def _take(folder: Path, files: dict[str, str]) -> None:
    for source, name in files.items():
        shutil.copyfile(folder / source, TARGET / name)
        if source.endswith("/copyright"):  # what follows is about Debian's packaging, not about the font
            about_font = (TARGET / name).read_text(encoding="utf-8").partition("\nFiles: debian/*")[0]
            head, _line, rest = about_font.partition("\n")  # the first line names the format of such files
            (TARGET / name).write_text(rest if head.startswith("Format:") else about_font, encoding="utf-8")


def _equal_width_figures(path: Path) -> None:
    """Point the characters of figures at the glyphs that the font's `tnum` feature would choose."""
    font = TTFont(path)
    features = font["GSUB"].table
    wide: dict[str, str] = {}
    for record in features.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in features.LookupList.Lookup[index].SubTable:
                    wide |= getattr(getattr(part, "ExtSubTable", part), "mapping", {})
    for table in font["cmap"].tables:
        if table.isUnicode():
            for character in FIGURES:
                glyph = table.cmap.get(ord(character))
                table.cmap[ord(character)] = wide.get(glyph, glyph)
    font.save(path)


def _only(path: Path, ranges: list[tuple[int, int]]) -> None:
    font = TTFont(path)
    options = Options(hinting=True, name_IDs=["*"], layout_features=["ccmp", "ljmo", "vjmo", "tjmo", "kern"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in ranges for code in range(first, last + 1)])
    subsetter.subset(font)
    font.save(path)


if __name__ == "__main__":
    sys.exit(main())
