"""Ways to have the system refuse a file. POSIX only."""

import os
import resource
import subprocess
from contextlib import contextmanager

import pytest


@contextmanager
def no_file_larger_than(size):
    """Refuse bytes beyond a size, as a full disk does; no root and no mount is needed for it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def as_a_stranger():
    """Have nobody's rights for a while, where the tests are run by root, to whom nothing is refused."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def closed(folder):
    """Let nobody look into a folder for a while."""
    before = folder.stat().st_mode
    folder.chmod(0)
    try:
        with as_a_stranger():
            yield
    finally:
        folder.chmod(before)


@contextmanager
def small_disk(folder):
    """Mount a disk of 200 kilobytes on a folder; skip the test where that may not be done."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=200k", "coach-test", str(folder)]
    try:
        mounted = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("only root mounts a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
