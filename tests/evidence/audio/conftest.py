import json
from pathlib import Path

import numpy as np
import pytest

from workbench.evidence import audio

RECORDINGS = Path(__file__).parents[3] / "data" / "samples" / "recordings"
CLIPS = Path(__file__).parent / "clips"


@pytest.fixture(scope="session")
def recordings():
    return sorted(p for p in RECORDINGS.iterdir() if p.suffix == ".flac")


@pytest.fixture(scope="session")
def mandarin():
    return audio.decode(RECORDINGS / "zh_funasr_example.flac")


@pytest.fixture(scope="session")
def english():
    return audio.decode(RECORDINGS / "en_lj001_0001.flac")


@pytest.fixture(scope="session")
def reference():
    return json.loads((CLIPS / "reference.json").read_text())


@pytest.fixture(scope="session")
def truth():
    return json.loads((CLIPS / "truth.json").read_text())


@pytest.fixture(scope="session")
def tracks(recordings):
    return {path.name: audio.track(path) for path in recordings}


@pytest.fixture(scope="session")
def rows(recordings):
    table = audio.extract_many(recordings)
    return dict(zip([p.name for p in recordings], table.to_dict("records"), strict=True))


@pytest.fixture(scope="session")
def encode():
    return _encode


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def _encode(samples, rate, container, codec):
    """Make a compressed file in memory with the library that reads it."""
    import io

    import av

    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray((np.clip(samples, -1, 1)[None] * 32767).astype("i2"), format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        wants = stream.codec_context
        fit = av.AudioResampler(format=wants.format.name, layout="mono", rate=rate, frame_size=wants.frame_size or 0)
        for part in [*fit.resample(frame), *fit.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return out.getvalue()
