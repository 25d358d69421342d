"""`coach profile`: questions on the listener's health, asked once, and what the answers change."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from coach.cli.ask import ask
from coach.cli.command import CommandWithExamples
from coach.cli.flags import flags
from coach.cli.options import point_names
from coach.errors import BadOption, Declined

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.model import Condition, Library, Safety
    from coach.health.profile import Profile
    from coach.health.verdicts import Ailment

INTRODUCTION = (
    "These questions tell the coach which points are not for you, so that it leaves them out and says so.",
    "Your answers stay in a file on this machine; they take no doctor's place, and no clinician has reviewed coach.",
)

ROUTINE = "backache"
"""The routine of which the answers are told what they change."""


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach profile",
        "coach profile --show",
        "coach profile --list",
        "coach profile --cleared CV6,BL23",
        "coach profile --withdraw BL23",
        "coach profile --talk auto",
        "coach profile --clear",
    ],
)
@click.option("--show", is_flag=True, help="Print what is stored and what it changes, and ask nothing.")
@click.option(
    "--list", "is_listed", is_flag=True, help="Print every condition as `--condition` takes it, and ask nothing."
)
@click.option("--clear", is_flag=True, help="Delete the stored answers; the journal of sessions stays.")
@click.option(
    "--cleared",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    help="Store that a clinician has agreed to a point, and ask nothing.",
)
@click.option(
    "--withdraw",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    help="Store that a clinician agrees to a point no longer, and ask nothing.",
)
@click.option(
    "--talk",
    metavar="full|brief|chimes|auto",
    help="Store how much is said in sessions that do not say it themselves, and ask nothing.",
)
def profile(
    *,
    show: bool,
    is_listed: bool,
    clear: bool,
    cleared: tuple[str, ...],
    withdraw: tuple[str, ...],
    talk: str | None,
) -> None:
    """Answer a few questions on your health once; sessions leave out or soften what is not for you, and say so.

    Each question is answered with y or n, or skipped with Enter; Enter keeps an earlier answer. q or Ctrl-C leaves,
    and nothing is stored. The answers stay on this machine, in a file that you alone may read. `coach start`, `plan`
    and `prepare` use them; `coach export` does not unless it is told to.
    """
    from coach.content.load import library
    from coach.health.profile import Profile, amended, answered_anew, delete, is_stored, read, stored_at, update

    path = stored_at()
    others = (show, cleared, withdraw, talk is not None)
    if is_listed:
        _require_alone("list", "it prints what can be asked for", (clear, *others))
        for line in _listed(library().safety):
            click.echo(line)
        return
    if clear:
        _require_alone("clear", "it deletes all that is stored", others)
        click.echo(f"{path} is deleted" if delete(path) else f"no profile is stored; there is no {path}", err=True)
        return
    shipped = library()
    stored = read(path, shipped) if is_stored(path) else None
    if cleared or withdraw or talk is not None:
        stored = update(
            path, shipped, lambda before: amended(before, shipped, cleared=cleared, withdrawn=withdraw, talk=talk)
        )
    elif not show:
        agreed = stored.cleared if stored else ()
        answers = _asked(stored or Profile(), shipped.safety)
        stored = update(path, shipped, lambda before: answered_anew(before, shipped, *answers))
        for code in sorted({*agreed} - {*stored.cleared}):
            click.echo(f"\nNobody has agreed to {code} in spite of what is new; it waits for them.", err=True)
    if stored is None:
        click.echo(f"No profile is stored; `coach profile` asks the questions. It would be {path}.", err=True)
        return
    for line in _about(stored, shipped, path):
        click.echo(line)


def _require_alone(option: str, what_it_does: str, others: Iterable[object]) -> None:
    """Refuse an option beside which others are given."""
    if any(others):
        raise BadOption(option, "", f"{what_it_does}; leave other options out")


def _listed(safety: "Safety") -> Iterator[str]:
    """Yield every condition with its id and its question; where it has regions, with each of them."""
    from coach.health.verdicts import ailments

    there_are = ailments(safety)
    width = max(map(len, there_are))
    for ailment in there_are.values():
        where = f" {_part(ailment, safety)}?" if ailment.region else ""
        yield f"{ailment.id:<{width}}  {ailment.condition.question}{where}"


def _part(ailment: "Ailment", safety: "Safety") -> str:
    """Return the part of the body in which a condition is, as a question begins with it."""
    name = safety.regions[ailment.region].name.format(side=ailment.side)
    return f"{name[0].upper()}{name[1:]}"


def _asked(before: "Profile", safety: "Safety") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask all questions; return the conditions that there are, and those whose question was answered, now or before."""
    for line in INTRODUCTION:
        click.echo(line, err=True)
    present: list[str] = []
    answered: list[str] = []
    for number, condition in enumerate(safety.conditions, 1):
        click.echo(err=True)
        try:
            found, is_answered = _asked_one(f"{number} of {len(safety.conditions)}: ", condition, before, safety)
        except EOFError:
            raise click.Abort from None
        present += found
        if is_answered:
            answered.append(condition.id)
    return tuple(present), tuple(answered)


def _asked_one(number: str, condition: "Condition", before: "Profile", safety: "Safety") -> tuple[list[str], bool]:
    """Ask one question; return the ids of what is there, and whether it is answered, now or before."""
    from coach.health.verdicts import ailments

    all_of_it = [ailment for ailment in ailments(safety).values() if ailment.condition is condition]
    had = [ailment.id for ailment in all_of_it if ailment.id in before.conditions]
    was_answered = condition.id in before.answered
    is_known = bool(had) or was_answered
    is_half_known = bool(had) and condition.by_region and not was_answered
    answer = ask(number + condition.question, _enter(is_known, bool(had)))
    if not answer and not is_half_known:
        return had, is_known
    if answer == "no" or not condition.by_region:
        return [condition.id] if answer == "yes" else [], True
    return _asked_where(all_of_it, had, safety, was_answered=was_answered)


def _asked_where(
    all_of_it: "list[Ailment]", had: list[str], safety: "Safety", *, was_answered: bool
) -> tuple[list[str], bool]:
    """Ask region by region for a condition; return the ids of what is there, and whether every region is answered."""
    found, is_open = [], False
    for ailment in all_of_it:
        is_known = was_answered or ailment.id in had
        there = ask(f"  {_part(ailment, safety)}?", _enter(is_known, ailment.id in had))
        is_open |= not there and not is_known
        if there == "yes" or (not there and ailment.id in had):
            found.append(ailment.id)
    if not found:
        click.echo(f"  It {'may be elsewhere' if is_open else 'is elsewhere'}, then, and changes nothing.", err=True)
    elif is_open:
        click.echo("  It may be elsewhere, too: the question stays open.", err=True)
    return found, not is_open


def _enter(is_known: bool, is_there: bool) -> str:
    """Return what Enter does."""
    return f"Enter keeps {'yes' if is_there else 'no'}" if is_known else "Enter skips"


def _about(stored: "Profile", shipped: "Library", path: "Path") -> Iterator[str]:
    """Yield what is stored, what it changes, and where it is."""
    from coach.health.verdicts import chosen

    present = [f"{ailment.because} ({ailment.id})" for ailment in chosen(stored.conditions, shipped.safety)]
    yield f"answered  {len(stored.answered)} of {len(shipped.safety.conditions)} questions"
    yield f"there is  {', '.join(present) or 'nothing that was asked for'}"
    yield f"agreed    {', '.join(stored.cleared) or 'no point'}"
    yield f"talk      {stored.talk}"
    yield f"file      {path}"
    yield ""
    changes = list(_changes(stored, shipped))
    yield "What it changes in the backache routine:" if changes else "It changes nothing in the backache routine."
    yield from (f"  {line}" for line in changes)


def _changes(stored: "Profile", shipped: "Library") -> Iterator[str]:
    """Yield what a profile changes in the routine that comes with coach, or why it is not for the listener."""
    from coach.choices import Options
    from coach.health.profile import listener_of_profile
    from coach.health.verdicts import judge
    from coach.report.told import notices
    from coach.script.route import choose_route

    verdicts = judge(listener_of_profile(stored, shipped), shipped)
    try:
        yield from notices(choose_route(shipped, shipped.routines[ROUTINE], Options(), verdicts), flags)
    except Declined as declined:
        yield declined.told(flags)
