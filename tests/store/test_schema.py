"""Opening: places that cannot be used, older files brought up to date, newer ones refused, the tables as the contracts say."""

import importlib.util
import os
import shutil
import sqlite3
import stat
import tempfile
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from workbench import contracts, store
from workbench.errors import StoreError
from workbench.store import schema, tables


def test_migrations_make_exactly_the_tables_of_the_contracts(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    with engine.begin() as connection:
        schema.upgrade(connection, "0001")
        schema.upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, tables.METADATA)
    engine.dispose()
    assert difference == [], "a contract changed: write a revision with `python -m workbench.store.migrations 'what changed'`"


def test_head_is_the_newest_revision():
    assert ScriptDirectory.from_config(schema.configuration()).get_current_head() == schema.head()


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9998", {newest!r}


def upgrade():
    with op.batch_alter_table("jobs") as table:
        table.add_column(sa.Column("remote", sa.Boolean()))
    {then}
"""


@pytest.fixture
def tomorrow(tmp_path, monkeypatch):
    """Give the program's next release: the same migrations and one more."""

    def make(then="pass"):
        migrations = tmp_path / "migrations"
        newest = schema.head()
        shutil.copytree(schema.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
        (migrations / "versions" / "9998_remote.py").write_text(NEXT.format(newest=newest, then=then))
        monkeypatch.setattr(schema, "MIGRATIONS", migrations)

    return make


def test_an_older_file_is_brought_up_to_date_with_its_rows(tmp_path, tomorrow):
    path = tmp_path / "old.db"
    with store.open(path) as db:
        db.as_operator().write("JOBS", pd.DataFrame({"job_id": ["J"], "title": ["t"]}))
    tomorrow()
    with store.open(path) as db:
        assert db.as_operator().read("JOBS")["title"].to_list() == ["t"]
        columns = [column["name"] for column in sa.inspect(db.engine).get_columns("jobs")]
        assert columns[-1] == "remote"
        assert db.verify_audit().ok


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, tomorrow):
    path = tmp_path / "old.db"
    store.open(path).close()
    kept = schema.head()
    tomorrow(then="raise RuntimeError('half-way')")
    with pytest.raises(RuntimeError, match="half-way"):
        store.open(path)
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (kept,)
    assert "remote" not in [row[1] for row in raw.execute("PRAGMA table_info(jobs)")]
    raw.close()


def test_a_newer_file_is_refused(tmp_path):
    path = tmp_path / "newer.db"
    store.open(path).close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match=r"newer.db: the database is newer than this program.*9999.*update the workbench"):
        store.open(path)


def test_somebody_else_s_database_is_refused_and_untouched(tmp_path):
    path = tmp_path / "theirs.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE holidays (day TEXT)")
    raw.close()
    with pytest.raises(StoreError, match="belongs to something else"):
        store.open(path)
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    raw.close()


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("missing/a.db", r"a.db: the folder for the database is not there.*no folder 'missing'.*make the folder"),
        (".", "the path is a folder"),
        ("notes.txt", r"notes.txt: this is not a database file.*exports are read by intake"),
        ("torn.db", r"torn.db: the database cannot be opened.*restore it from a copy"),
    ],
)
def test_places_that_cannot_be_used(tmp_path, place, message):
    (tmp_path / "notes.txt").write_text("job_id,title\n" * 50)
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\x00" + b"\x01" * 3000)
    with pytest.raises(StoreError, match=message):
        store.open(tmp_path / place)


def test_create_false_makes_nothing(tmp_path):
    with pytest.raises(StoreError, match="there is no such database"):
        store.open(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://root:hidden@host/db", r"kind of database address is not known.*'mysql://'.*sqlite:///"),
        ("http://host/db", r"'http://'"),
        ("postgresql://me:hidden@host:port/db", "the address cannot be read"),
    ],
)
def test_addresses_of_another_kind(url, message):
    with pytest.raises(StoreError, match=message) as refused:
        store.open(url)
    assert "hidden" not in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(
    ("kind", "message"), [("file", "file or its folder is read-only"), ("folder", "made in a read-only folder")]
)
def test_what_may_not_be_written_is_said(kind, message):
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "read.db"
        if kind == "file":
            store.open(path).close()
            path.chmod(0o444)
        folder.chmod(0o555)
        assert message in said_as_another_user(path)
        folder.chmod(0o755)


def said_as_another_user(path):
    """Open as a user who is not root, for whom alone anything is read-only."""
    read, write = os.pipe()
    if child := os.fork():
        os.close(write)
        os.waitpid(child, 0)
        with os.fdopen(read) as heard:
            return heard.read()
    try:
        if os.geteuid() == 0:
            os.setuid(65534)
        store.open(path)
        said = "opened"
    except Exception as error:
        said = str(error)
    os.write(write, said.encode())
    os._exit(0)


def test_path_url_and_memory_are_all_addresses(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for address in ("sqlite:///workbench.db", "workbench.db", tmp_path / "workbench.db"):
        with store.open(address) as db:
            db.as_operator().write("JOBS", pd.DataFrame({"job_id": [str(address)], "title": ["t"]}))
    with store.open() as db:
        assert len(db.as_operator().read("JOBS")) == 3
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    with store.open("sqlite://") as db:
        desk = db.as_operator()
        desk.write("CANDIDATES", pd.DataFrame({"candidate_id": ["C"], "id_number": ["34052419800101001X"]}))
        assert desk.read("CANDIDATES")["id_hash"].iloc[0] == db.hash_id("34052419800101001x")


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_files_of_people_are_their_owner_s_only(tmp_path):
    with store.open(tmp_path / "own.db") as db:
        db.as_operator().write("CANDIDATES", pd.DataFrame({"candidate_id": ["C"], "id_number": ["34052419800101001X"]}))
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert {"own.db", "own.db.key", "own.db-wal", "own.db-shm"} == set(modes)


def test_every_contract_column_is_kept_except_the_id_number():
    for contract in contracts.ALL:
        kept = set(tables.stored(contract).names)
        assert kept ^ set(contract.names) == ({"id_number", "id_hash", "id_masked"} if contract.name == "CANDIDATES" else set())


@pytest.mark.skipif(importlib.util.find_spec("psycopg") is not None, reason="the driver is installed")
def test_postgresql_without_its_driver_says_what_to_install():
    with pytest.raises(StoreError, match=r"driver for this database is not installed.*pip install 'psycopg\[binary\]'") as refused:
        store.open("postgresql://me:hidden@localhost/db")
    assert "hidden" not in str(refused.value)


def test_evidence_of_the_first_revision_gains_the_version_behind_it(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'first.db'}")
    with engine.begin() as connection:
        schema.upgrade(connection, "0001")
        connection.execute(
            sa.text(
                "INSERT INTO evidence (interview_id, indicator, value, quality, status, source, catalogue_version, row_hash) "
                "VALUES ('I-1', 'team_size', 5, 1, 'usable', 'answer', 'c', 'h')"
            )
        )
    engine.dispose()
    with store.open(tmp_path / "first.db") as db:
        row = db.as_operator().read("EVIDENCE").iloc[0]
        assert (row["value"], row["source"], row["source_version"]) == (5, "answer", None)
        assert db.as_operator().read("JUDGEMENTS").empty
