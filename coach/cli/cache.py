"""`coach cache`: the spoken clips that are kept on this machine."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo

if TYPE_CHECKING:
    from coach.voice.clips.cache import ClipCache


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach cache",
        "coach cache --clear",
    ],
)
@click.option("--clear", is_flag=True, help="Delete all clips; the next session synthesises its words anew.")
def cache(*, clear: bool) -> None:
    """Show how many spoken clips are kept on this machine, and where.

    A sentence is synthesised once, and comes from there ever after. When there is no more room, the clips go that
    were not used for longest.
    """
    from coach.voice.clips.cache import ClipCache

    kept = ClipCache()
    if clear:
        freed = kept.clear()
        aside(f"{freed} bytes ({freed / 1e6:.1f} MB) are free again in {kept.folder}")
        return
    for line in _about(kept):
        echo(line, hang=9)


def _about(kept: "ClipCache") -> Iterator[str]:
    from datetime import UTC, datetime

    usage = kept.usage()
    yield f"clips    {usage.clips}"
    yield f"size     {usage.size_bytes / 1e6:.1f} MB of at most {usage.limit_bytes / 1e6:.1f} MB"
    yield f"folder   {kept.folder}"
    if usage.oldest_s is not None:
        used = datetime.fromtimestamp(usage.oldest_s, UTC)
        ahead = ", by a clock that has gone back since" if used > datetime.now(UTC) else ""
        yield f"oldest   used last on {used.astimezone():%Y-%m-%d at %H:%M}{ahead}"
