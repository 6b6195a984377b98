"""Answers that were once read wrongly, each of the kind of a sentence met in an interview."""

import pytest

from workbench.evidence import language


def row(text, name):
    return language.indicators(text, [name]).set_index("indicator").loc[name]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("优化以后响应时间下降了46%", "latency_reduction_pct", 46),
        ("接口改造以后，延迟降低了三成，大家都认可。", "latency_reduction_pct", 30),
        ("升职以后我带了12个人", "team_size", 12),
        ("My target attainment was just under 100 percent.", "quota_attainment_pct", 90),
        ("I finished at just short of 100 percent of my quota.", "quota_attainment_pct", 90),
        ("最高一场在线人数九万九千七百个，不对，应该是八万四千个。", "viewers_peak", 84000),
        ("粉丝有三万两千多，不对，应该是两万一千多。", "followers", 21000),
        ("我去年新增客户并没有到五十个那么多，大概三十个。", "new_customers_year", 30),
        ("我只带一个人。", "team_size", 1),
        ("当时我管理的团队是大概一个人。", "team_size", 1),
        ("我们组的小王新签了五十家新客户，我签了三十家。", "new_customers_year", 30),
    ],
)
def test_is_read(text, name, value):
    found = row(text, name)
    assert (found.status, found.value) == ("usable", value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("以后转化率能达到5%", "conversion_pct"),
        ("以后我会带20人的团队", "team_size"),
        ("我们组的老李做到了50个新客户", "new_customers_year"),
        ("我们组的张伟去年新签了60家新客户。", "new_customers_year"),
        ("新增客户并没有到五十个那么多", "new_customers_year"),
        ("没有到50个那么多的新客户", "new_customers_year"),
        ("没做到80家新客户那么多", "new_customers_year"),
        ("团队里只有一个人会英语", "team_size"),
        ("招聘这块就一个人在做，就是我自己", "team_size"),
        ("至少有一个人来帮团队", "team_size"),
    ],
)
def test_gives_no_evidence(text, name):
    assert row(text, name).status == "abstained"


def test_a_unit_or_scale_said_once_is_read_of_both_numbers():
    def read(text):
        return [(round(q.value, 2), q.unit) for q in language.quantities(text)]

    assert read("We cut the wait from 30 to 5 minutes.") == [(0.5, "hour"), (0.08, "hour")]
    assert read("We cut the wait from 30 minutes to 5.") == [(0.5, "hour"), (0.08, "hour")]
    assert read("We grew from two to five million dollars.") == [(2e6, "usd"), (5e6, "usd")]
    assert read("We grew from 900 to 2 million dollars.")[0][0] == 900  # 900 is no 900 million
    assert read("My flight is in 3 hours.") == [(3, "hour")]
