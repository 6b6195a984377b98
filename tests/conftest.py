"""What every test shares: a machine-quiet numeric set-up, and the rule that nothing is skipped where everything should run."""

import contextlib
import html
import json
import os
import re
import threading

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_CACHE_DIR", os.path.join(os.path.expanduser("~"), ".cache", "workbench-numba"))


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("CI") and skipped:
        terminalreporter.write_line(f"{len(skipped)} tests were skipped where all must run", red=True)


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1


def pytest_configure(config):
    from hypothesis import settings

    # a busy machine is no failure of the code under test
    settings.register_profile("house", deadline=None)
    settings.load_profile("house")


REPLY = {"quotes": ["QUOTE"], "reasoning": "具体", "rating": 4}


class Endpoint:
    """An OpenAI-compatible endpoint on this machine: a real server, whose replies a test writes."""

    def __init__(self):
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        endpoint = self
        self.requests, self.headers, self.reply = [], [], self.good

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.requests.append(body)
                endpoint.headers.append(dict(self.headers))
                status, content, kind = endpoint.reply(body)
                data = content if isinstance(content, bytes) else json.dumps(content).encode()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.send_response(status)
                    for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), "retry-after-ms": "1"}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(data)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @staticmethod
    def transcript(body):
        """Read the answers out of the messages, as a model would see them."""
        return [html.unescape(text) for text in re.findall(r"<answer>(.*?)</answer>", body["messages"][1]["content"], re.DOTALL)]

    @classmethod
    def good(cls, body, **fields):
        """Rate 4 and quote the transcript's beginning."""
        return cls.said({**REPLY, "quotes": [cls.transcript(body)[0][:12]], **fields})

    @staticmethod
    def said(content, *, finish="stop", **message):
        """Wrap a reply as a chat completion."""
        text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
        choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
        completion = {"id": "x", "object": "chat.completion", "created": 1, "model": "stub", "choices": [choice]}
        return 200, completion, "application/json"


@pytest.fixture
def endpoint():
    """A judge's endpoint on loopback."""
    server = Endpoint()
    yield server
    server.close()


@pytest.fixture(scope="session")
def scored_company():
    """``scored_company(desk)`` writes 2,500 candidates with the scores their evidence earns, without the river above them."""
    from workbench import samples

    company = samples.company(2500, seed=5, answers=False)
    scored = company.truth["tables"]["evidence"][["interview_id", "overall"]].dropna()

    def write(desk):
        for name in (
            "JOBS",
            "CANDIDATES",
            "APPLICATIONS",
            "STAGES",
            "INTERVIEWS",
            "MARKET_PAY",
            "OFFERS",
            "EMPLOYEES",
            "PERFORMANCE",
            "SPEND",
            "TOOL_COSTS",
        ):
            desk.write(name, company.tables[name])
        desk.write(
            "SCORES", scored.assign(overall=scored["overall"].clip(0, 100), coverage=1.0, error_band=4.0, rubric_version="x")
        )

    return write
