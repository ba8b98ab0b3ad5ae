"""A picture on the page, without a browser."""

from streamlit.testing.v1 import AppTest

from sandbox.report.pictures.catalogue import PICTURES
from sandbox.report.pictures.style import policy_colours
from sandbox.study.compare import StudyResult
from tests.unit.report.made import of_two_teams, study


def drawn(result: StudyResult) -> AppTest:
    """A page with the picture of how busy the team is."""

    def page(picture: object, result: object, colours: object) -> None:
        from sandbox.ui.drawing import draw

        draw(picture, result, colours)  # type: ignore[arg-type]

    picture = next(one for one in PICTURES if one.key == "utilisation")
    colours = policy_colours([policy.id for policy in result.spec.policies])
    at = AppTest.from_function(page, kwargs={"picture": picture, "result": result, "colours": colours}).run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in at.get("html"))


def test_the_visitor_chooses_among_teams_and_begins_with_the_busiest() -> None:
    at = drawn(of_two_teams())
    assert at.selectbox[0].options == ["ae", "sdr"]
    assert "team ae, the busiest of 2, works" in said(at)
    at.selectbox[0].select("sdr").run()
    assert not at.exception
    assert "team sdr works" in said(at)


def test_where_there_is_one_team_there_is_nothing_to_choose() -> None:
    at = drawn(study([1, 2], [3, 4]))
    assert not at.selectbox
    assert "team sdr works" in said(at)
