from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kg.layout import BOX_GAP, COLUMN_GAP, MARGIN, Arrangement, Box, Point, arrange, crossings


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[tuple[str, str]]]:
    columns = draw(st.lists(st.integers(-3, 9), min_size=1, max_size=14))
    heights = st.sampled_from([20.0, 60.0, 96.0])
    boxes = [Box(f"n{i}", column, 100, draw(heights)) for i, column in enumerate(columns)]
    ids = [box.id for box in boxes]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
    return boxes, draw(st.lists(pairs, max_size=30))


def _overlap(a: Box, b: Box, drawing: Arrangement) -> bool:
    p, q = drawing.corners[a.id], drawing.corners[b.id]
    return (
        p.x < q.x + b.width
        and q.x < p.x + a.width
        and p.y < q.y + b.height - 0.2  # corners are rounded to a tenth of a pixel
        and q.y < p.y + a.height - 0.2
    )


def test_two_boxes_in_neighbouring_columns_are_joined_by_a_straight_line() -> None:
    drawing = arrange([Box("a", 1, 100, 40), Box("b", 5, 80, 60)], [("a", "b")])

    left, right = MARGIN, MARGIN + 100 + COLUMN_GAP
    assert drawing == Arrangement(
        corners={"a": Point(left, MARGIN + 10), "b": Point(right, MARGIN)},
        routes={("a", "b"): (Point(left + 100, MARGIN + 30), Point(right, MARGIN + 30))},
        width=right + 80 + MARGIN,
        height=60 + 2 * MARGIN,
    )


def test_a_link_that_skips_a_column_passes_beside_its_box() -> None:
    boxes = [Box("a", 0, 100, 40), Box("between", 1, 100, 200), Box("b", 2, 100, 40)]

    drawing = arrange(boxes, [("a", "b"), ("a", "between"), ("between", "b")])

    corner = drawing.corners["between"]
    start, *bends, end = drawing.routes["a", "b"]
    assert [start.x, end.x] == [MARGIN + 100, MARGIN + 200 + 2 * COLUMN_GAP]
    assert len({bend.y for bend in bends}) == 1
    assert not corner.y < bends[0].y < corner.y + 200


def test_a_column_is_ordered_so_that_links_do_not_cross() -> None:
    boxes = [Box(name, "ab".find(name[0]), 100, 40) for name in ("a1", "a2", "b1", "b2")]

    drawing = arrange(boxes, [("a1", "b2"), ("a2", "b1")])

    assert drawing.corners["b2"].y < drawing.corners["b1"].y


def test_crossings_are_counted() -> None:
    beside = {"a1": ["b2"], "a2": ["b1"], "b1": ["a2"], "b2": ["a1"]}

    assert crossings([["a1", "a2"], ["b1", "b2"]], beside) == 1
    assert crossings([["a1", "a2"], ["b2", "b1"]], beside) == 0


@given(graphs())
def test_no_two_boxes_overlap(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    boxes, links = graph

    drawing = arrange(boxes, links)

    assert [(a, b) for a, b in combinations(boxes, 2) if _overlap(a, b, drawing)] == []


@given(graphs())
def test_everything_lies_within_the_margins(
    graph: tuple[list[Box], list[tuple[str, str]]],
) -> None:
    boxes, links = graph

    drawing = arrange(boxes, links)

    for box in boxes:
        corner = drawing.corners[box.id]
        assert corner.x >= MARGIN
        assert corner.y >= MARGIN - 0.1
        assert corner.x + box.width <= drawing.width - MARGIN
        assert corner.y + box.height <= drawing.height - MARGIN + 0.2


@given(graphs())
def test_columns_keep_their_order_and_the_same_graph_is_drawn_the_same(
    graph: tuple[list[Box], list[tuple[str, str]]],
) -> None:
    boxes, links = graph

    drawing = arrange(boxes, links)

    assert drawing == arrange(boxes, links)
    by_column = sorted(boxes, key=lambda box: box.column)
    lefts = [drawing.corners[box.id].x for box in by_column]
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == len({box.column for box in boxes})


@given(graphs())
def test_every_link_is_drawn_from_box_to_box(
    graph: tuple[list[Box], list[tuple[str, str]]],
) -> None:
    boxes, links = graph
    by_id = {box.id: box for box in boxes}

    drawing = arrange(boxes, links)

    assert set(drawing.routes) == set(links)
    for route, link in ((drawing.routes[link], link) for link in links):
        ends = sorted((by_id[i] for i in link), key=lambda box: box.column)
        for point, box in zip((route[0], route[-1]), ends, strict=True):
            corner = drawing.corners[box.id]
            assert abs(point.y - corner.y - box.height / 2) < 0.2
            assert point.x in (corner.x, corner.x + box.width)


def test_boxes_of_a_column_keep_their_distance() -> None:
    boxes = [Box(f"n{i}", 0, 100, 40) for i in range(3)]

    drawing = arrange(boxes, [])

    assert [drawing.corners[box.id].y for box in boxes] == [
        MARGIN + i * (40 + BOX_GAP) for i in range(3)
    ]


def test_what_is_joined_with_nothing_keeps_to_the_box_above_it() -> None:
    boxes = [*(Box(f"n{i}", 0, 100, 40) for i in range(6)), Box("a", 1, 100, 40)]

    drawing = arrange([*boxes, Box("alone", 1, 100, 40)], [("n0", "a")])

    assert drawing.corners["alone"].y == drawing.corners["a"].y + 40 + BOX_GAP


def test_nothing_is_drawn_of_nothing() -> None:
    assert arrange([], []) == Arrangement({}, {}, 2 * MARGIN, 2 * MARGIN)


def test_a_link_within_a_column_moves_no_box_and_bends_on_the_left() -> None:
    boxes = [Box(f"n{i}", 0, 100, 40) for i in range(3)]

    drawing = arrange(boxes, [("n0", "n2"), ("n0", "n1")])

    assert drawing.corners == arrange(boxes, []).corners
    assert {point.x for point in drawing.routes["n0", "n2"]} == {MARGIN}
