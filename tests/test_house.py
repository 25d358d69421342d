"""The house is clean: what the linters, the type checker and the layers ask for holds, and the tests show it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


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


def test_tests_that_play_in_real_time_all_run_in_one_worker(request):
    if not hasattr(request.config, "workerinput"):
        pytest.skip("there are no workers")
    playing = [item.nodeid for item in request.session.items if "card" in item.fixturenames]
    assert {nodeid.rpartition("@")[2] for nodeid in playing} <= {"real-time"}
