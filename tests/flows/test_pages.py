"""The page about a model: one file, safe with any comment on it, and something to see in a real browser."""

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import matplotlib.image
import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = (
    "<script>document.title = 'taken over'</script>",
    "</blockquote></main></html><h1>forged</h1>",
    "{{ 7 * 7 }} {% raw %} {{ self.__init__ }}",
    "\x1b]0;owned\x07 \u202e gnirts \u2066 \ud800 \x00",
    '" onmouseover="alert(1)" data-comment="other',
    "Z" + "\u0351" * 400,
    "x" * 200_000,
)


def labelled(path: Path, texts: tuple[str, ...]) -> Path:
    """Write a labelled file in which harmless sentences are called abuse, so that they are the worst mistakes."""
    article = {"kind": "article", "id": "1", "title": "</title><img src=x onerror=alert(1)> $\\alpha$", "text": "News."}
    lines: list[dict[str, object]] = [article]
    for number, text in enumerate(texts):
        labels = {"abuse": True, "off_topic": False, "disputed_terminology": False}
        lines.append({"id": f"<{number}>", "article_id": "1", "author": "<b>Ann</b>", "text": text, "labels": labels})
    for number in range(40):
        lines.append({"id": f"n{number}", "article_id": "1", "text": f"Plain {number}.", "labels": {"abuse": False}})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def page(triage, root, tmp_path) -> Path:
    """Return the page about the shipped model on the sample decisions."""
    answer = triage("evaluate", root / "sample_data" / "decisions.jsonl", "--html", tmp_path / "page.html")
    assert answer.code == 0, answer.err
    return tmp_path / "page.html"


@pytest.mark.parametrize("verb", ["retrain", "evaluate"])
def test_a_page_never_takes_the_place_of_a_desk(triage, root, verb):
    """One wrong name, and every decision would be gone."""
    desk = Path(triage("demo", "--json").document["desk"])
    before = desk.read_bytes()
    labelled_file = [root / "sample_data" / "decisions.jsonl"] if verb == "evaluate" else []
    answer = triage(verb, *labelled_file, "--html", desk)

    assert (answer.code, desk.read_bytes()) == (2, before)
    assert "is a database, such as a desk" in answer.err


def test_the_page_is_one_file_that_asks_for_nothing(page):
    """It is read from a mail, on a train, in five years."""
    text = page.read_text(encoding="utf-8")

    assert re.findall(r"<(?:script|link|img|iframe|object)\b", text) == []
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', text) == []
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_the_page_shows_every_label_with_its_drawings(page):
    """Three drawings and four fields for each of the three labels."""
    text = page.read_text(encoding="utf-8")

    assert text.count("<svg") == 9
    assert text.count('class="confusion"') == 3
    assert "Where it is weaker" in text
    assert "Worst mistakes" in text


def test_the_same_file_makes_the_same_bytes(triage, root, page, tmp_path):
    """Two pages that differ show that something else differs than the day."""
    triage("evaluate", root / "sample_data" / "decisions.jsonl", "--html", tmp_path / "again.html")

    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_drawings_take_their_colours_from_the_page(page):
    """A colour written into a drawing would be unreadable in the dark."""
    drawings = "".join(re.findall(r"<svg.*?</svg>", page.read_text(encoding="utf-8"), re.DOTALL))

    assert re.findall(r"#[0-9a-f]{6}\b", drawings) == []
    assert "var(--model)" in drawings


def test_each_id_stands_once(page):
    """Two drawings that share an id take each other's clips."""
    ids = re.findall(r'\bid="([^"]*)"', page.read_text(encoding="utf-8"))

    assert sorted(ids) == sorted(set(ids))


def test_no_comment_can_break_out_of_its_quotation(triage, tmp_path):
    """Whoever wrote the worst comment of the month writes into the page of the desk's lead."""
    pages = []
    for few in (HOSTILE[:4], HOSTILE[4:]):  # a page quotes five mistakes a label
        file = labelled(tmp_path / "hostile.jsonl", few)
        assert triage("evaluate", file, "--html", tmp_path / "page.html").code == 0
        pages.append((tmp_path / "page.html").read_text(encoding="utf-8"))
    text = "".join(pages)

    assert "&lt;script&gt;" in text
    assert "{{ 7 * 7 }}" in text
    assert not re.search(r"<script|<h1>forged|onerror=alert\(1\)>|<b>Ann", text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert len(text) < 1_000_000


def test_each_quoted_comment_can_be_found_by_its_name(page):
    """Erasing an author's comments blanks them on pages made before."""
    text = page.read_text(encoding="utf-8")
    names = re.findall(r'<blockquote data-comment="([^"]*)"', text)

    assert len(names) == text.count("<blockquote")
    assert all(re.fullmatch(r"[^:]*:\d+", name) for name in names)


@pytest.mark.parametrize("output", ["nowhere/page.html", ".", "-", ""])
def test_a_page_without_a_place_is_refused_before_the_work(triage, root, tmp_path, monkeypatch, output):
    """A minute of measuring for a wrong path is a minute lost."""
    monkeypatch.chdir(tmp_path)
    refused = triage("evaluate", root / "sample_data" / "decisions.jsonl", "--html", output)

    assert refused.code == 2
    assert refused.out == ""


def test_a_page_never_takes_the_place_of_a_pipe(triage, root, tmp_path):
    """A rename over a pipe or a device would leave an ordinary file there; the page is written through instead."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        answer = triage("evaluate", root / "sample_data" / "decisions.jsonl", "--html", pipe)
        read = reader.communicate()[0]

    assert (answer.code, pipe.is_fifo()) == (0, True)
    assert read.endswith(b"</html>\n")


def test_a_page_never_overwrites_the_file_it_is_about(triage, tmp_path):
    """One slip with the arrow key would lose a year of labels."""
    file = labelled(tmp_path / "labels.jsonl", ("One.", "Two."))
    refused = triage("evaluate", file, "--html", file)

    assert refused.code == 2
    assert file.read_text(encoding="utf-8").startswith('{"kind"')


def test_measuring_without_a_page_loads_no_drawing(root):
    """Half a second that only whoever asks for a page waits for."""
    probe = (
        "import sys; from tui.cli.main import main; main(['evaluate', 'sample_data/decisions.jsonl', '--verbose']);"
        "print(*sorted({'matplotlib', 'jinja2'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)

    assert ran.stderr.splitlines()[-1] == ""


def test_the_terminal_says_the_same_in_brief(triage, root):
    """Three points of the curve, how far scores can be believed, weak parts and mistakes."""
    said = triage("evaluate", root / "sample_data" / "decisions.jsonl", "--verbose").out

    assert "suggestions right, to find" in said
    assert "abuse, missed: " in said
    assert "author" in said


def test_a_program_reads_the_weak_spots_as_json(triage, root):
    """Names of slices and ids of mistakes, no text."""
    found = triage("evaluate", root / "sample_data" / "decisions.jsonl", "--verbose", "--json").document["weak_spots"]

    assert {part["by"] for part in found["abuse"]["slices"]} == {"length", "language", "author", "article"}
    assert len(found["abuse"]["missed"]) == 5


def test_a_retraining_shows_both_models(triage, root, tmp_path, monkeypatch):
    """What the candidate mends and breaks stands beside what the model in service does."""
    monkeypatch.chdir(root)
    triage("demo", "--json")
    document = triage("retrain", "--promote", "never", "--html", tmp_path / "page.html", "--json").document
    text = (tmp_path / "page.html").read_text(encoding="utf-8")

    assert f"{document['candidate']} (candidate)" in text
    assert "<h1>Not promoted, as asked</h1>" in text
    assert '<p class="reason">The candidate is ' in text
    assert "harbour-courier.example:" in text


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_on_a_telephone_every_row_fits_and_what_does_not_says_that_it_goes_on(page, tmp_path):
    """A column that is cut off without a sign is a column that nobody knows of."""
    measure = """<script>document.title = JSON.stringify([...document.querySelectorAll(".scroll")].map(box => [
        box.firstElementChild.className, box.scrollWidth <= box.clientWidth, getComputedStyle(box).backgroundImage
    ]))</script>"""
    text = re.sub(r"<meta http-equiv[^>]*>", "", page.read_text(encoding="utf-8")).replace(
        "</body>", f"{measure}</body>"
    )
    (tmp_path / "measured.html").write_text(text, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    command = [str(BROWSER), *flags, "--window-size=400,3000", (tmp_path / "measured.html").as_uri()]
    dumped = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    boxes = json.loads(unescape(re.findall(r"<title>(.*?)</title>", dumped)[0]))

    assert [fits for kind, fits, _ in boxes if "stacks" in kind] == [True] * 3
    assert all(fits or "gradient" in shadow for _, fits, shadow in boxes)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_the_page(page, tmp_path, width):
    """What parses is not yet a picture: ink on paper, at a desk's width and at a telephone's."""
    picture = tmp_path / "page.png"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    size = [f"--window-size={width},3000", f"--screenshot={picture}"]
    subprocess.run([str(BROWSER), *flags, *size, page.as_uri()], check=True, capture_output=True, timeout=120)
    drawn = matplotlib.image.imread(picture)[:, :, :3]

    assert drawn.shape[1] == width
    # in each tenth of the height something is drawn that is no background
    assert all(band.std() > 0.01 for band in (drawn[start : start + 300] for start in range(0, 3000, 300)))
