"""The pictures of the lower back and of the sacrum: what is drawn is what is said, measured in what is drawn."""

import re
from functools import cache
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest

from coach.content.load import library, pictures
from coach.content.model import Side
from coach.pictures.draw import draw

SVG = "{http://www.w3.org/2000/svg}"
CODES = "BL23", "BL31-34"

Xy = tuple[float, float]


@cache
def drawn(code: str, side: Side = "both") -> Element:
    svg = draw(pictures(), code, side, text="")
    assert svg
    return fromstring(svg)


def middle(code: str) -> float:
    """Return the x of the spine as it is drawn: the middle of a landmark's two sides."""
    (left, _), (right, _) = landmark(code, "hip-bone")
    return (left + right) / 2


def finger(code: str) -> float:
    view = pictures().view_of(code)
    assert view
    return view.finger


def landmark(code: str, name: str) -> list[Xy]:
    group = drawn(code).find(f".//{SVG}g[@data-landmark='{name}']")
    assert group is not None, name
    return [at(circle) for circle in group.iter(f"{SVG}circle")]


def spots(code: str, side: Side = "both", of: str | None = None) -> list[Xy]:
    """Return where a point is drawn, in the picture of a side: on one side of the body, or on all."""
    circles = drawn(code, side).iter(f"{SVG}circle")
    return [at(dot) for dot in circles if dot.get("data-point") and of in {None, dot.get("data-side")}]


def at(circle: Element) -> Xy:
    return float(circle.attrib["cx"]), float(circle.attrib["cy"])


def written(code: str) -> set[str]:
    return {text.text or "" for text in drawn(code).iter(f"{SVG}text")}


def area(side: Side) -> list[Xy]:
    """Return points along the edge of what is pressed at the sacrum, on one side."""
    found = drawn("BL31-34").find(f".//{SVG}path[@class='area'][@data-side='{side}']")
    assert found is not None
    start, *curves = re.split(r"[MCZ]", found.attrib["d"])[1:-1]
    here, edge = pair(start)[0], []
    for curve in curves:
        one, two, end = pair(curve)
        for step in range(11):
            t = step / 10
            shares = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
            ways = zip(here, one, two, end, strict=True)
            x, y = (sum(share * value for share, value in zip(shares, way, strict=True)) for way in ways)
            edge.append((x, y))
        here = end
    turn = found.get("transform")
    if turn is None:
        return edge
    moved = re.fullmatch(r"translate\(([\d.]+) 0\) scale\(-1 1\)", turn)
    assert moved
    return [(float(moved[1]) - x, y) for x, y in edge]


def pair(numbers: str) -> list[Xy]:
    each = [float(number) for number in numbers.split()]
    return list(zip(each[::2], each[1::2], strict=True))


def test_kidney_shu_lies_two_finger_widths_beside_the_spine_on_each_side() -> None:
    (spine, _) = landmark("BL23", "spine")[0]
    assert [(x - spine) / finger("BL23") for x, _ in spots("BL23")] == pytest.approx([-2, 2])


def test_what_shows_two_fingers_reaches_from_the_spine_to_below_kidney_shu() -> None:
    (x, y), (left, level) = landmark("BL23", "two-fingers")[0], spots("BL23", of="left")[0]
    assert x == pytest.approx(left, abs=1)
    assert 1 < (y - level) / finger("BL23") < 3


def test_kidney_shu_lies_below_the_lowest_ribs_and_above_the_hip_bones_at_the_waist() -> None:
    ((_, level), *_) = spots("BL23")
    (_, ribs), (_, waist), (_, hips) = (landmark("BL23", name)[0] for name in ("lowest-ribs", "waist", "hip-bone"))
    assert ribs < level < hips
    assert abs(waist - level) < finger("BL23")


def test_no_line_of_the_lowest_ribs_reaches_down_to_kidney_shu() -> None:
    (_, level), (tip, end) = spots("BL23", of="left")[0], landmark("BL23", "lowest-ribs")[0]
    bones = [path for path in drawn("BL23").iter(f"{SVG}path") if path.get("stroke-dasharray")]
    ribs = [path.attrib["d"] for path in bones if reaches(path.attrib["d"], (tip, end), by=finger("BL23"))]
    assert ribs
    assert all(y < level for rib in ribs for _, y in pair(re.sub("[MCZ]", " ", rib)))


def reaches(path: str, place: Xy, *, by: float) -> bool:
    ends = pair(re.sub("[MCZ]", " ", path))
    return any((x - place[0]) ** 2 + (y - place[1]) ** 2 < by**2 for x, y in ends)


def test_kidney_shu_is_level_with_the_lower_end_of_the_bump_two_above_that_between_the_hip_bones() -> None:
    ((_, level), *_), (_, hips) = spots("BL23"), landmark("BL23", "hip-bone")[0]
    bumps = bumps_of_the_spine("BL23")
    fourth = min(range(len(bumps)), key=lambda at: abs(sum(bumps[at]) / 2 - hips))
    assert bumps[fourth][0] < hips < bumps[fourth][1]
    assert abs(bumps[fourth - 2][1] - level) < finger("BL23") / 4


def bumps_of_the_spine(code: str) -> list[Xy]:
    """Return the tops and the lower ends of the bumps of the spine, downwards."""
    found = []
    for path in drawn(code).iter(f"{SVG}path"):
        places = pair(re.sub("[MCZ]", " ", path.attrib["d"])) if path.get("stroke-dasharray") else []
        if places and all(abs(x - middle(code)) < finger(code) / 2 for x, _ in places):
            found.append((min(y for _, y in places), max(y for _, y in places)))
    return sorted(found)


def test_kidney_shu_lies_on_the_ridge_of_muscle_between_the_spine_and_its_outer_edge() -> None:
    (edge, _), (x, _) = landmark("BL23", "ridge")[0], spots("BL23", of="left")[0]
    assert edge < x - finger("BL23") / 2 < middle("BL23") - finger("BL23")


def test_four_sacral_points_lie_on_each_side_in_two_rows_that_are_close_together() -> None:
    for side in ("left", "right"):
        row = spots("BL31-34", of=side)
        assert len(row) == 4
        beside = [abs(x - middle("BL31-34")) / finger("BL31-34") for x, _ in row]
        assert all(0.8 < each < 1.5 for each in beside)
        assert beside == sorted(beside, reverse=True)  # the bone narrows, and so do the rows
        assert [(lower - upper) / finger("BL31-34") for (_, upper), (_, lower) in pairwise(row)] == pytest.approx(
            [1] * 3
        )


def test_the_second_sacral_point_lies_midway_between_the_dimple_and_the_second_bump_of_the_bone() -> None:
    (bump, level) = landmark("BL31-34", "second-bump")[0]
    for side, (dimple, height) in zip(("left", "right"), landmark("BL31-34", "dimple"), strict=True):
        x, y = spots("BL31-34", of=side)[1]
        assert x == pytest.approx((bump + dimple) / 2)
        assert y == level == height


def test_the_sacral_points_lie_between_the_dimples_below_the_hip_bones_and_above_the_tailbone() -> None:
    (left, _), (right, _) = landmark("BL31-34", "dimple")
    (_, hips), (_, tail) = landmark("BL31-34", "hip-bone")[0], landmark("BL31-34", "tailbone")[0]
    assert all(left < x < right and hips < y < tail - finger("BL31-34") for x, y in spots("BL31-34"))


@pytest.mark.parametrize("side", ["left", "right"])
def test_what_is_pressed_at_the_sacrum_is_the_flesh_beside_the_bone_and_not_bone_midline_dimple_or_tailbone(
    side: Side,
) -> None:
    edge = area(side)
    out = [abs(x - middle("BL31-34")) / finger("BL31-34") for x, _ in edge]
    tail = min(y for _, y in tailbone())
    assert min(out) > 0.3
    assert max(y for _, y in edge) < tail
    assert all((x < middle("BL31-34")) is (side == "left") for x, _ in edge)
    flesh = next(place for place in landmark("BL31-34", "flesh") if (place[0] < middle("BL31-34")) is (side == "left"))
    assert is_inside(flesh, edge)
    for place in (*spots("BL31-34", of=side), *landmark("BL31-34", "dimple")):
        assert not is_inside(place, edge)
    assert not any(is_inside(place, sacrum()) for place in edge)


def sacrum() -> list[Xy]:
    """Return the outline of the flat bone, as far as its ends tell."""
    middle_of_it = landmark("BL31-34", "second-bump")[0]
    for path in drawn("BL31-34").iter(f"{SVG}path"):
        if path.get("stroke-dasharray"):
            places = pair(re.sub("[MCZ]", " ", path.attrib["d"]))[::3]
            if is_inside(middle_of_it, places):
                return places
    raise AssertionError("no sacrum")


def tailbone() -> list[Xy]:
    """Return the outline of the tailbone, as far as its ends tell."""
    x, y = landmark("BL31-34", "tailbone")[0]
    for path in drawn("BL31-34").iter(f"{SVG}path"):
        places = pair(re.sub("[MCZ]", " ", path.attrib["d"])) if path.get("stroke-dasharray") else []
        if places and reaches(path.attrib["d"], (x, y), by=finger("BL31-34") / 2):
            return places
    raise AssertionError("no tailbone")


def is_inside(place: Xy, edge: list[Xy]) -> bool:
    """Tell whether a place lies inside a closed line: a ray from it crosses the line an odd number of times."""
    x, y = place
    crossed = 0
    for (ax, ay), (bx, by) in pairwise([*edge, edge[0]]):
        crossed += (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax)
    return crossed % 2 == 1


def test_kidney_shu_lies_above_the_sacral_points() -> None:
    def below_the_hip_bones(code: str) -> list[float]:
        (_, hips) = landmark(code, "hip-bone")[0]
        return [(y - hips) / finger(code) for _, y in spots(code)]

    assert max(below_the_hip_bones("BL23")) < -2 < 2 < min(below_the_hip_bones("BL31-34"))


def test_both_pictures_of_the_back_show_the_same_body() -> None:
    def measure(code: str) -> list[float]:
        (left, hips), (dimple, level) = landmark(code, "hip-bone")[0], landmark(code, "dimple")[0]
        return [each / finger(code) for each in (middle(code) - left, middle(code) - dimple, level - hips)]

    assert measure("BL23") == pytest.approx(measure("BL31-34"), abs=0.1)


@pytest.mark.parametrize("code", CODES)
def test_no_dot_on_the_back_touches_the_midline(code: str) -> None:
    for dot in drawn(code).iter(f"{SVG}circle"):
        if dot.get("data-point"):
            assert abs(float(dot.attrib["cx"]) - middle(code)) > float(dot.attrib["r"]) + float(
                dot.attrib["stroke-width"]
            )


@pytest.mark.parametrize("code", CODES)
def test_the_left_of_a_back_is_on_the_left_of_its_picture_and_mirrors_the_right(code: str) -> None:
    left, right = spots(code, of="left"), spots(code, of="right")
    assert all(x < middle(code) for x, _ in left)
    assert [(2 * middle(code) - x, y) for x, y in left] == pytest.approx(right)
    words = {text.text: float(text.attrib["x"]) for text in drawn(code).iter(f"{SVG}text")}
    assert words["your left"] < middle(code) < words["your right"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_picture_of_one_side_of_the_back_has_the_point_and_what_is_pressed_there_alone(
    code: str, side: Side
) -> None:
    assert spots(code, side) == spots(code, of=side)
    areas = [path.get("data-side") for path in drawn(code, side).iter(f"{SVG}path") if path.get("class") == "area"]
    assert set(areas) <= {side}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("BL23", {"spine", "lowest ribs", "waist", "ridge of muscle", "two fingers"}),
        ("BL31-34", {"spine", "sacrum", "flesh", "tailbone"}),
    ],
)
def test_the_landmarks_that_the_words_of_the_back_use_are_written_in_its_pictures(code: str, names: set[str]) -> None:
    point = library().points[code].en
    said = " ".join(
        sentence.say for each in (point.travel, point.locate, point.locate_again, point.press) for sentence in each
    )
    assert names <= written(code)
    for name in names:
        assert all(word.rstrip("s") in said for word in name.split()), name


@pytest.mark.parametrize("code", CODES)
def test_the_hip_bones_and_where_they_lie_are_written_in_both_pictures_of_the_back(code: str) -> None:
    assert "hip bone" in written(code)
    assert (code == "BL23") or "dimple" in written(code)
