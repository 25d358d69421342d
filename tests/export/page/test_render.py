"""A page is one text that shows what the plan holds, asks nobody for anything, and runs nothing that a text says."""

from coach.export.page.model import Chapter, Drawn, Moment, Page
from coach.report.data import HoldData

RATE = 48_000

BAD_TITLE = """</script><script>alert("1")</script> & 'quotes' \u2028 🙂"""


def drawn(name: str) -> Drawn:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" role="img"><circle r="9"/></svg>'
    return Drawn(name=name, svg=svg, text=f"Where {name} lies.")


def page(**changed: object) -> Page:
    told = {
        "id": "0123abcd",
        "title": "A calmer back",
        "subtitle": "4 minutes",
        "artist": "coach",
        "practice": "",
        "language": "en",
        "frame_rate": RATE,
        "frames": 60 * RATE,
        "sound_type": "audio/mpeg",
        "cover": b"\xff\xd8cover",
        "chapters": (
            Chapter(stage="opening", title="Opening", onset=0, frames=20 * RATE, picture=None, hold=None),
            Chapter(
                stage="BL40-left",
                title="Behind the left knee",
                onset=20 * RATE,
                frames=40 * RATE,
                picture="BL40-left",
                hold=HoldData(30 * RATE, 20 * RATE),
            ),
        ),
        "moments": (
            Moment(onset=0, frames=RATE, stage="opening", phase="opening", text="Sit down.", sources=()),
            Moment(
                onset=21 * RATE, frames=RATE, stage="BL40-left", phase="locate", text="Find it.", sources=("own", "x")
            ),
        ),
        "pictures": (drawn("BL40-left"),),
        "cards": (),
        "red_flags": (),
        "stop": (),
        "changes": (),
        "sources": (),
        "link": None,
    }
    return Page(**told | changed)
