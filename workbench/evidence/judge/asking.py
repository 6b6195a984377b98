"""One question to a judge model, and what becomes of the reply: a rating with quotes that were found, or the reason there is none.

In flows a `Task`; out flow fields of JUDGEMENTS. Needs the extra ``[judge]``; any OpenAI-compatible endpoint will do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.evidence.judge.failures import (
    JudgeError,
    JudgeMalformedError,
    JudgeRefusedError,
    JudgeTimeoutError,
    JudgeUnavailableError,
)
from workbench.evidence.judge.injection import suspicion
from workbench.evidence.judge.instructions import messages
from workbench.evidence.judge.quotes import locate

if TYPE_CHECKING:
    from workbench.evidence.judge.instructions import Task
    from workbench.evidence.judge.quotes import Place

LOOPBACK = ("localhost", "127.0.0.1", "::1")
MOST_TOKENS = 1000  # of the reply: small models ramble inside a string, and somebody pays for it
MOST_QUOTES, LONGEST_REASONING = 10, 2000
LONGEST = 20_000  # characters of all answers to one criterion: half an hour of speech
STATUS_OF = {JudgeTimeoutError: "timed out", JudgeRefusedError: "refused", JudgeMalformedError: "malformed"}


class Judgement(BaseModel):
    """The reply that is asked for; plain types only, as endpoints do not know all of JSON Schema."""

    model_config = ConfigDict(extra="forbid")

    quotes: list[str]
    reasoning: str
    rating: int | None


@dataclass(frozen=True)
class Judge:
    """A connected judge: the client, the model's name, and the endpoint's host for the audit trail."""

    client: Any
    model: str
    host: str
    temperature: float | None


def connect(
    base_url: str,
    *,
    model: str,
    key: str | None = None,
    timeout_s: float = 60.0,
    temperature: float | None = None,
    retries: int = 2,
) -> Judge:
    """Prepare to ask an endpoint; nothing is sent yet.

    Parameters
    ----------
    base_url : str
        ``https://…/v1``; plain http only to this machine.
    model : str
    key : str, optional
        Never stored or shown; endpoints of one's own often need none.
    timeout_s : float
        For one request.
    temperature : float, optional
    retries : int
        After a broken connection, a busy endpoint or a time-out.

    Raises
    ------
    JudgeUnavailableError
        If the extra is missing or the address is none that answers may be sent to.
    """
    parts = _usable(base_url)
    try:
        import openai
    except ImportError:
        raise JudgeUnavailableError("asking a judge model needs an extra", where="evidence.judge", found="no package 'openai'", expected="the extra [judge]",
                               cure="pip install 'interview-workbench[judge]'") from None  # fmt: skip
    near = parts.hostname in LOOPBACK
    # a proxy set for the web must not carry what is meant for this machine
    transport = openai.DefaultHttpxClient(trust_env=False) if near else openai.DefaultHttpxClient()
    client = openai.OpenAI(base_url=base_url, api_key=key or "none", timeout=timeout_s, max_retries=retries, http_client=transport)
    return Judge(client, model, parts.netloc.rpartition("@")[2], temperature)


def judged(judge: Judge, task: Task) -> dict[str, Any]:
    """Ask once and give the fields of JUDGEMENTS that the reply decides.

    Returns
    -------
    dict
        ``status`` [valid, void, refused, malformed, timed out, flagged], ``rating``, ``reason``, ``question_id``, ``span_start``,
        ``span_end``, ``quote``, ``reasoning``. An answer that speaks to the judge is flagged and nothing is sent.

    Raises
    ------
    JudgeUnavailableError
        If no further question would fare better.
    """
    if flagged := flag(task):
        return flagged
    try:
        reply = ask(judge, task)
    except JudgeUnavailableError:
        raise
    except JudgeError as failure:
        return {"status": STATUS_OF[type(failure)], "reason": failure.what}
    places = [locate(quote, task.answers) for quote in reply.quotes]
    if reply.rating is None:
        return {"status": "refused", "reason": "the judge finds nothing to rate by", "reasoning": reply.reasoning}
    if not places:
        return {"status": "void", "reason": "the rating rests on no quote", "reasoning": reply.reasoning}
    if missing := sum(place is None for place in places):
        return {
            "status": "void",
            "reason": f"{missing} of {len(places)} quotes are not in the answer",
            "reasoning": reply.reasoning,
        }
    return {"status": "valid", "rating": float(reply.rating), "reason": None, "reasoning": reply.reasoning, **_place(places[0])}


def flag(task: Task) -> dict[str, Any] | None:
    """Give the row of an answer that must not be sent, or nothing."""
    for answer in task.answers:
        if found := suspicion(answer.text):
            quote = answer.text[found.start : found.end]
            return {"status": "flagged", "reason": found.kind, "question_id": answer.question_id, "span_start": found.start,
                    "span_end": found.end, "quote": quote}  # fmt: skip
    return None


def ask(judge: Judge, task: Task) -> Judgement:
    """Send one question and read the reply.

    Raises
    ------
    JudgeTimeoutError, JudgeRefusedError, JudgeMalformedError, JudgeUnavailableError
        None of which holds a word of the answer.
    """
    import openai

    if sum(len(answer.text) for answer in task.answers) > LONGEST:
        raise JudgeRefusedError("the answers are too long for a judge", where=judge.host, expected=f"at most {LONGEST} characters",
                           cure="have a person rate this interview")  # fmt: skip
    settings: dict[str, Any] = {"max_completion_tokens": MOST_TOKENS}
    settings |= {} if judge.temperature is None else {"temperature": judge.temperature}
    try:
        completion = judge.client.chat.completions.parse(
            model=judge.model, messages=messages(task), response_format=Judgement, **settings
        )
    except openai.APITimeoutError:
        raise JudgeTimeoutError("the judge did not reply in time", where=judge.host, expected="a reply within the time-out",
                           cure="ask again later, or raise timeout_s in the policy") from None  # fmt: skip
    except openai.ContentFilterFinishReasonError:
        raise JudgeRefusedError(
            "the judge's reply was filtered", where=judge.host, cure="have a person rate this interview"
        ) from None
    except openai.LengthFinishReasonError:
        raise _malformed(judge, "it was cut off") from None
    except openai.APIResponseValidationError:
        raise _malformed(judge, "it is no chat completion") from None
    except openai.APIConnectionError:
        raise JudgeUnavailableError("the judge cannot be reached", where=judge.host, found="no connection", expected="an OpenAI-compatible endpoint",
                               cure="start it, or correct its address in the policy, --base-url or WORKBENCH_JUDGE_URL") from None  # fmt: skip
    except openai.APIStatusError as error:
        raise _refused_request(judge, error.status_code) from None
    except (ValidationError, json.JSONDecodeError):
        raise _malformed(judge, "it is not the JSON asked for") from None
    except (openai.OpenAIError, AttributeError, TypeError, KeyError, IndexError):
        raise _malformed(judge, "it is no chat completion") from None
    return _read(judge, completion, task)


def _read(judge: Judge, completion: Any, task: Task) -> Judgement:
    choices = getattr(completion, "choices", None)
    if not choices or choices[0].message is None:
        raise _malformed(judge, "it holds no message")
    message = choices[0].message
    if message.refusal:
        raise JudgeRefusedError("the judge declined to rate", where=judge.host, cure="have a person rate this interview")
    if message.parsed is None:
        raise _malformed(judge, "it holds no rating")
    rating = message.parsed.rating
    if rating is not None and not task.lowest <= rating <= task.highest:
        raise _malformed(judge, f"a rating off the scale of {task.lowest} to {task.highest}")
    if len(message.parsed.quotes) > MOST_QUOTES or len(message.parsed.reasoning) > LONGEST_REASONING:
        raise _malformed(judge, "it is longer than a judgement")
    return message.parsed


def _usable(base_url: str) -> Any:
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise JudgeUnavailableError(
            "this is no address of an endpoint", where="judge", expected="https://host/v1", cure="correct base_url"
        )
    if parts.username or parts.password:
        raise JudgeUnavailableError(
            "an address holds no password",
            where=parts.hostname,
            expected="the key in WORKBENCH_JUDGE_KEY",
            cure="take it out of base_url",
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise JudgeUnavailableError("answers are personal and would travel unencrypted", where=parts.hostname, found="http", expected="https, or http to this machine",
                               cure="give the endpoint a certificate, or a tunnel to this machine")  # fmt: skip
    return parts


def _refused_request(judge: Judge, status: int) -> JudgeUnavailableError:
    why = {
        401: "the key is not accepted",
        403: "the key may not use it",
        404: "there is no such model or path",
        429: "it is asked too often",
    }
    cure = {401: "set WORKBENCH_JUDGE_KEY", 403: "set another WORKBENCH_JUDGE_KEY", 404: "correct the model in the policy, or base_url",
            429: "wait, then ask again: what is judged stays judged"}  # fmt: skip
    what = why.get(status, "it refuses the request" if status < 500 else "it is out of order")
    return JudgeUnavailableError(f"the judge cannot be asked: {what}", where=judge.host, found=f"status {status}", expected="status 200",
                            cure=cure.get(status, "look at the endpoint's own log; structured output (json_schema) must be supported"))  # fmt: skip


def _malformed(judge: Judge, how: str) -> JudgeMalformedError:
    return JudgeMalformedError(f"the judge's reply cannot be read: {how}", where=judge.host, expected="JSON with quotes, reasoning and rating",
                          cure="choose a model that keeps to a JSON schema")  # fmt: skip


def _place(place: Place) -> dict[str, Any]:
    return {"question_id": place.question_id, "span_start": place.start, "span_end": place.end, "quote": place.text}
