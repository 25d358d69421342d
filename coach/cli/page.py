"""`coach page`: the session as a page for a browser."""

from typing import Any

import click

from coach.cli import values
from coach.cli.echo import aside, tell
from coach.cli.on_files import imprint_options, tell_unused_profile
from coach.cli.options import composed, force_option, session_options, tell_changes
from coach.cli.progress import progress
from coach.cli.stopping import stopping_before
from coach.cli.taken import CommandWithSettings, taken_settings


@click.command(
    cls=CommandWithSettings,
    examples=[
        "coach page -o backache.html",
        "coach page --minutes 20 --position lying -o lying.html",
        'coach page --profile weber.toml --title "For Ms Weber" --artist "Light Hands" -o weber.html',
        "coach page -o backache.html --pdf --paper letter",
        "coach page -o site/ --link https://a.example",
    ],
)
@session_options(profile="none")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    metavar="FILE|FOLDER/",
    help="The .html file to write, with everything in it; or a folder, for a server.",
)
@click.option(
    "--format",
    metavar="m4a|mp3",
    show_default="m4a where this machine can write it, else mp3",
    shell_complete=values.one_of(values.page_formats),
    help="How the sound is written.",
)
@click.option(
    "--quality",
    default="good",
    metavar="small|good|best",
    shell_complete=values.one_of(values.qualities),
    help="A small page, good sound, or the best.",
)
@imprint_options
@click.option(
    "--link",
    metavar="URL",
    show_default="none",
    help="Where the page will be found: its sheet shows the address as a square code.",
)
@click.option(
    "--pdf",
    is_flag=True,
    help="Print the sheet as well, to a .pdf beside the page; it needs Chromium, Chrome, Edge or Brave.",
)
@click.option(
    "--paper",
    metavar="a4|letter",
    show_default="as is usual where you are",
    shell_complete=values.one_of(values.papers),
    help="What the sheet is printed on.",
)
@force_option
def page(output: str, **given: Any) -> None:
    """Write a session as a page to hear, to look at and to print: one .html file that opens in any browser.

    It plays what `coach export` writes, shows where each point is and what is being said, and has all of it to read,
    with the safety words and the sources. Printed, it is a sheet: each point with its picture. It asks nothing of the
    net, and it tells no more of health than is said aloud, and what is left out because of it.

    Where the output ends in a slash, or is a folder, it becomes a folder to put on a server: from there it can be
    installed on a phone, and used without a net.

    The answers that you have stored with `coach profile` do not shape it, as it may be for somebody else:
    `--profile mine` has them do so.
    """
    from coach.export.page.wanted import PageFiles, want_page
    from coach.export.page.write import write_page
    from coach.units import clock

    wanted = want_page(output, **{name: given.pop(name) for name in PageFiles.__annotations__})
    with stopping_before(wanted.shown), composed(**given) as session:
        tell_unused_profile()
        if taken := taken_settings():
            tell(taken)
        tell_changes(session)
        with progress("preparing the words") as report:
            written = write_page(session, wanted, progress=report)
    if written.undrawn:
        tell(f"there is no picture of {', '.join(written.undrawn)}: words alone tell where to press")
    size = sum(file.stat().st_size for file in written.files) / 1e6
    checked = f", {written.report.line}" if written.report else ""
    aside(f"{output}: {clock(written.frames)}, {size:.1f} MB{checked}")
    for sheet in wanted.shown[1:]:
        aside(f"{sheet}: its sheet, to print")
