"""`coach show` tells where the page of a point lies, where no browser can be opened."""

from pathlib import Path


def test_where_no_browser_is_opened_the_path_is_printed(run):
    shown = run("show", "bl40")
    assert shown.status == 0
    page = Path(shown.out.strip())
    assert page.name == "BL40.html"
    assert "Commanding Middle" in page.read_text(encoding="utf-8")
    assert "open that file in any browser" in shown.err


def test_a_page_is_written_where_it_is_wanted(run, tmp_path):
    target = tmp_path / "belly.html"
    shown = run("show", "Qihai", "-o", target)
    assert (shown.status, shown.out) == (0, "")
    assert str(target) in shown.err
    assert "Sea of Energy" in target.read_text(encoding="utf-8")


def test_a_point_that_there_is_not_is_one_line(run):
    shown = run("show", "BL41")
    assert shown.status == 1
    assert shown.err.count("\n") == 1
