"""A private PostgreSQL server for the tests: own folder, own port on this computer, own person.

Each process of tests has a role of its own, with no more rights than an office's: some tests
change its password.
"""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

from desk.store.disk.restoring import DATABASE
from desk.store.engines.address import new_address, read_address, write_address

VARIABLE = "COMPLAINT_DESK_TEST_SERVER"
PASSWORD = "only for tests"
KEEPER = "keeper"  # of the whole server; the desk never signs in as her
QUICK = "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200"
_numbers = count(1)
_free = defaultdict(list)


def programs():
    """Return the folder of the newest PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


def unprivileged():
    """Return who runs the server: PostgreSQL refuses root."""
    if os.geteuid():
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


class Server:
    """A server that runs until it is stopped."""

    def __init__(self, hastes=QUICK):
        self.bin, self.who = programs(), unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="desk-server-"))
        if self.who:
            shutil.chown(self.folder, self.who["user"])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run(
            *("initdb", "-D", "data", "-U", KEEPER, "-A", "scram-sha-256", "--locale=C"),
            *("-E", "UTF8", "--no-sync", f"--pwfile={secret}"),
        )
        settings = " ".join(f"-c {one}" for one in (*hastes, f"port={self.port}"))
        listen = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", f"{settings} {listen}", "start")
        self.place = f"127.0.0.1:{self.port}"

    def _run(self, name, *more):
        subprocess.run(
            [self.bin / name, *more],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **self.who,
        )

    def stop(self):
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def url():
    """Return where the tests' server is and who signs in, "" when they run on files."""
    place = os.environ.get(VARIABLE, "")
    return f"postgresql://{role(os.getpid())}@{place}" if place else ""


@cache
def role(process):
    """Make the role of this process; return its name."""
    name = f"desk_{process}"
    ask(f"CREATE ROLE {name} LOGIN")
    set_password(name)
    return name


def set_password(name):
    """Give the role back the password that the tests know."""
    ask(f"ALTER ROLE {name} PASSWORD '{PASSWORD}'")


def _connected(name):
    from desk.store.engines.driver import psycopg  # noqa: PLC0415 - only where there is a server

    place = f"postgresql://{KEEPER}@{os.environ[VARIABLE]}/{name}"
    return psycopg.connect(place, password=PASSWORD, autocommit=True)


@cache
def _line(_process):
    return _connected("postgres")


def ask(sql):
    """Let the server do something outside all transactions."""
    _line(os.getpid()).execute(sql)


def empty(template="template0"):
    """Make a database, a copy of ``template``; return its name."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    owner = role(os.getpid())
    ask(f"CREATE DATABASE {name} OWNER {owner} TEMPLATE {template} ENCODING 'UTF8' LOCALE 'C'")
    return name


def give(folder, key, name):
    """Say in ``folder`` that its database is ``name``."""
    write_address(folder, new_address(f"{url()}/{name}", PASSWORD), key)


def marked(store, statement):
    """Return ``statement``, written for a file, in the words of the engine."""
    if not url():
        return statement
    zeros = re.sub(r"zeroblob\((\d+)\)", r"decode(repeat('00', \1), 'hex')", statement)
    return zeros.replace("?", store.database.param)


def named():
    """Return URL and password of an empty database for a new home, None where homes are files."""
    return (f"{url()}/{empty()}", PASSWORD) if url() else None


@contextmanager
def copied(folder, target, key):
    """Copy the database of the home in ``folder`` for that in ``target``; nobody has it open."""
    if not url():
        shutil.copy(folder / DATABASE, target / DATABASE)
        yield
        return
    there = read_address(folder, key)
    with lent(there.url.rpartition("/")[2]) as name:
        write_address(target, replace(there, url=f"{url()}/{name}"), key)
        yield


@contextmanager
def lent(template):
    """Lend a copy of the database ``template``; it is put back for the next test, not made anew.

    To copy a database takes the server fifty times as long as to put back some rows.
    """
    copy = _free[template].pop() if _free[template] else Copy(template)
    copy.put_back()
    yield copy.name
    _free[template].append(copy)


class Copy:
    """A copy of a database that can be put back to what it was."""

    def __init__(self, template):
        self.name = empty(template)
        self.line = _connected(self.name)
        found = self.line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in found.fetchall()]
        self.line.execute("CREATE SCHEMA kept")
        for name in names:
            self.line.execute(f'CREATE TABLE kept."{name}" AS SELECT * FROM public."{name}"')
        self.back = "; ".join(
            f'DELETE FROM public."{name}"; INSERT INTO public."{name}" SELECT * FROM kept."{name}"'
            for name in names
        )

    def put_back(self):
        self.line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        self.line.execute(self.back)
