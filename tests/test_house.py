"""The house is clean: what the linters, the type checker and the layers ask for holds, and the tests show it."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

FLAG = re.compile(r"(^|[\s(`])--[a-z]|[\s(`]-[a-z]\b")

OF_TERMINALS = """
    --zoom=1.8 --geometry= --wait --disable-server --disable-factory --font= --config --always-new-process --font-size=
    --window-width= --window-height= --window-size-chars=
"""

OF_OTHER_PROGRAMS = {"--data-dir", "--python", *OF_TERMINALS.split()}
"""Flags that coach gives to programs that it runs, or tells a user to run."""


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(["-m", "ruff", "check", "--no-cache"], id="ruff finds nothing to say"),
        pytest.param(["-m", "ruff", "format", "--check", "--diff", "--no-cache"], id="ruff would format nothing"),
        pytest.param(["-m", "mypy"], id="mypy finds all types right"),
        pytest.param(["-c", LAYERS, "--no-cache"], id="imports point down only"),
    ],
)
def test_the_house_is_clean(tool):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, *tool]
    checked = subprocess.run(command, check=False, cwd=ROOT, env=outside, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def texts(module: Path) -> list[str]:
    """Return the strings of a module, and those around the values of f-strings; what documents it does not count."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in told)
    return [node.value for node in strings if isinstance(node.value, str)]


@pytest.mark.parametrize(
    ("written", "is_found"),
    [
        ('"--skip"', True),
        ('f"try --skip {code}"', True),
        ('f"({option}, or --skip)"', True),
        ('"run `coach export -o session.mp3`"', True),
        ('"""As in --skip."""', False),
        ('"a pause -- and on"', False),
        ('"BL31-34, two-sided"', False),
    ],
)
def test_a_flag_is_found_in_a_text_and_not_in_what_documents_it(tmp_path, written, is_found):
    module = tmp_path / "module.py"
    module.write_text(written if written.startswith('"""') else f"told = {written}", encoding="utf-8")
    assert any(map(FLAG.search, texts(module))) == is_found


def test_only_the_command_line_writes_its_flags():
    found = {
        f"{name}: {text}"
        for module in (ROOT / "coach").rglob("*.py")
        for name in [module.relative_to(ROOT).as_posix()]
        if not name.startswith("coach/cli/")
        for text in texts(module)
        if FLAG.search(text) and text not in OF_OTHER_PROGRAMS
    }
    assert not found


def test_tests_that_play_in_real_time_and_those_in_a_browser_all_run_in_one_worker(request):
    if not hasattr(request.config, "workerinput"):
        pytest.skip("there are no workers")
    playing = [
        item.nodeid
        for item in request.session.items
        if "card" in item.fixturenames or item.path.parent.name == "browser"
    ]
    assert {nodeid.rpartition("@")[2] for nodeid in playing} <= {"real-time"}
