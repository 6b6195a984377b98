"""Transcripts that are no speech abstain; short, mixed and hesitant speech does not."""

import pytest

from workbench.evidence import language
from workbench.evidence.language import noise

NOISE = [
    ("zh", "嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯"),
    ("zh", "我觉得我觉得我觉得我觉得我觉得我觉得我觉得我觉得"),
    ("zh", "请订阅我的频道请订阅我的频道请订阅我的频道请订阅我的频道"),
    ("zh", "[音乐][掌声]谢谢大家[音乐]"),
    ("zh", "（背景音乐）（背景音乐）（背景音乐）"),
    ("en", "you you you you you you you you you you"),
    ("en", "Thanks for watching! Please subscribe to my channel. Thanks for watching!"),
    ("en", "♪ la la la la la la la la ♪ ♪ oh oh oh ♪"),
    ("en", "I don't know. I don't know. I don't know. I don't know. I don't know. I don't know."),
    ("en", "今天天气很好我们去公园玩吧大家都很开心"),
    ("zh", "the quick brown fox jumps over the lazy dog near the river bank today"),
    ("zh", "Спасибо за просмотр и подписывайтесь на канал"),
    ("zh", "ありがとうございました、また次回お会いしましょう"),
    ("zh", "저는 서울에서 왔습니다 만나서 반갑습니다"),
    ("en", "Vielen Dank fürs Zuschauen und bis zum nächsten Mal meine Freunde"),
    ("en", "Gracias por ver el video y no olvides suscribirte al canal para más contenido"),
    ("en", "Sous-titres réalisés par la communauté d'Amara.org"),
    ("zh", "字幕由Amara.org社区提供"),
    ("zh", "优优独播剧场——YoYo Television Series Exclusive"),
    ("zh", "明镜需要您的支持欢迎订阅明镜"),
    ("zh", "請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目"),
    ("zh", "123 456 789 123 456 789"),
    ("zh", "？？？？？？。。。。。"),
    ("en", "*music playing* *applause*"),
    ("en", "(upbeat music) (laughter)"),
    ("en", "[BLANK_AUDIO]"),
    ("en", "asdf qwer zxcv asdf qwer zxcv asdf qwer zxcv asdf qwer zxcv"),
    ("en", "www.example.com www.example.com"),
    ("en", "so so so so so so so so so so so what what what what what what what"),
    ("zh", "的的的的的的的的的的我我我我我我我我我我是是是是是是是是"),
    ("en", "Je suis responsable des ventes depuis cinq ans dans cette entreprise"),
    ("zh", "小声嘀咕 小声嘀咕 小声嘀咕 小声嘀咕 小声嘀咕 小声嘀咕"),
    ("en", "¡Hola! Me llamo Juan y trabajo en una empresa de ventas en Madrid desde hace cinco años"),
    ("en", "Ich habe letztes Jahr fünfzig neue Kunden gewonnen und ein Team von acht Leuten geführt"),
]
SPEECH = [
    ("zh", "对对对，是这样的，我去年新签了三十家客户。"),
    ("zh", "嗯，嗯，我想一下，大概四十个吧。"),
    ("en", "Yes. Yes, I did. I led six people."),
    ("zh", "我用Python和SQL，主要写API和ETL，框架是FastAPI，部署在K8s。"),
    ("en", "I lived in Beijing, 北京, for five years and sold to 国企 customers."),
    ("zh", "没有。"),
    ("zh", "三十家。"),
    ("en", "No, no, no, it was thirty-nine."),
    ("zh", "客户客户，还是客户，我的工作就是围着客户转，去年签了三十个客户，丢了两个客户，维护着八十个客户。"),
    ("zh", "OK，没问题。"),
    ("en", "I ran the café in Zürich with naïve résumés and über-motivated staff."),
    ("zh", "我是做市场的。(笑)去年做了三十场活动。"),
    ("en", "Well, thank you. I managed nine people, and thank you for asking."),
    ("zh", "一、先调研；二、再访谈；三、写报告；四、复盘；五、改进。"),
]


@pytest.mark.parametrize(("spoken", "text"), [*NOISE, ("en", "a" * 400), ("zh", "哈" * 300), ("en", "%$#@! " * 50)])
def test_no_speech_is_refused_and_gives_no_evidence(spoken, text):
    assert noise(text, language=spoken)
    found = language.indicators(text + "", ["new_customers_year", "team_size"])
    assert (found["status"] == "abstained").all()


@pytest.mark.parametrize(("spoken", "text"), SPEECH)
def test_speech_is_heard(spoken, text):
    assert noise(text, language=spoken) == ""


def test_noise_around_a_number_is_not_scored():
    text = "去年新增客户五十个" * 12
    assert noise(text) == "the same words repeated"
    assert language.indicators(text, ["new_customers_year"]).loc[0, "status"] == "abstained"
