"""ID numbers: matched by keyed hash, shown masked, never kept; the key never lies inside the database."""

import pandas as pd
import pytest

from workbench import store
from workbench.errors import StoreError
from workbench.store import identity

NUMBER = "34052419800101001X"  # GB 11643-1999, the standard's own example


def people(*numbers):
    return pd.DataFrame({"candidate_id": [f"C-{n}" for n in range(len(numbers))], "id_number": list(numbers)})


def test_the_number_is_nowhere_in_the_files(operator, tmp_path):
    operator.write("CANDIDATES", people(NUMBER, None))
    row = operator.read("CANDIDATES").iloc[0]
    assert row["id_masked"] == "34**************1X"
    assert operator.read("CANDIDATES")["id_hash"].to_list()[1] is None
    for file in tmp_path.iterdir():
        assert NUMBER.encode() not in file.read_bytes(), file.name
    key = (tmp_path / "workbench.db.key").read_bytes()
    assert not [p.name for p in tmp_path.iterdir() if p.suffix != ".key" and key in p.read_bytes()]


@pytest.mark.parametrize(
    "spelling", ["34052419800101001x", " 340524 19800101 001X ", "３４０５２４１９８００１０１００１Ｘ", "340524-19800101-001X"]
)
def test_spellings_of_one_number_match(db, operator, spelling):
    operator.write("CANDIDATES", people(NUMBER, spelling))
    assert operator.read("CANDIDATES")["id_hash"].nunique() == 1
    assert db.hash_id(spelling) == operator.read("CANDIDATES")["id_hash"].iloc[0]


def test_another_key_gives_another_hash():
    assert identity.keyed_hash(NUMBER, b"one") != identity.keyed_hash(NUMBER, b"two")
    # HMAC-SHA-256, RFC 4231 test case 2: key "Jefe", data "what do ya want for nothing?"; ours tidies the text first
    assert identity.keyed_hash("340524", b"k") == identity.keyed_hash(" 3405 24", b"k")


def test_the_secret_comes_from_the_environment_and_must_stay_the_same(tmp_path, monkeypatch):
    path = tmp_path / "env.db"
    monkeypatch.setenv("WORKBENCH_SECRET", "first")
    with store.open(path) as db:
        db.as_operator().write("CANDIDATES", people(NUMBER))
        kept = db.hash_id(NUMBER)
    assert not (tmp_path / "env.db.key").exists()
    assert kept == identity.keyed_hash(NUMBER, b"first")
    monkeypatch.setenv("WORKBENCH_SECRET", "second")
    with store.open(path) as db, pytest.raises(StoreError, match=r"secret is not the one this database was begun with"):
        db.as_operator().write("CANDIDATES", people(NUMBER))


def test_a_key_file_that_others_may_read_is_refused(operator, db, tmp_path):
    operator.write("CANDIDATES", people(NUMBER))
    (tmp_path / "workbench.db.key").chmod(0o644)
    with store.open(tmp_path / "workbench.db") as again, pytest.raises(StoreError, match=r"read by others.*mode 644.*chmod 600"):
        again.as_operator().write("CANDIDATES", people(NUMBER))


def test_a_server_database_needs_the_variable(monkeypatch):
    monkeypatch.delenv("WORKBENCH_SECRET", raising=False)
    with pytest.raises(StoreError, match=r"no secret to hash ID numbers with.*set WORKBENCH_SECRET"):
        identity.secret(None)


@pytest.mark.parametrize(
    ("number", "shown"), [(NUMBER, "34**************1X"), ("E12345678", "E1*****78"), ("12345678", "********"), ("", "")]
)
def test_mask(number, shown):
    assert identity.masked(number) == shown


def test_the_hash_is_for_administrators(company):
    assert "id_hash" in company.as_user("ana").read("CANDIDATES").columns
    seen = company.as_user("sam").read("CANDIDATES").columns
    assert "id_masked" in seen
    assert "id_hash" not in seen
