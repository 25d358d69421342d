"""What the workers of natural voices share: onnxruntime, which computes their models, quietly and on one thread."""

import logging
import os

REPORTS_NOTHING = {"ORT_DISABLE_TELEMETRY": "1"}
"""The environment in which onnxruntime is imported: some builds would report to their makers, and keep files for it."""

NICENESS = 10
"""What is said soon is synthesised ahead, and what sounds now must not wait for it."""


def step_back() -> None:
    """Have this process report nothing, and leave the machine to what sounds now; call it before a model is loaded."""
    os.environ.update(REPORTS_NOTHING)
    logging.disable()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
