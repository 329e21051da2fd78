"""Commands that write several files, stopped at each step: the process dies, or the disk is full.

``python -m tests.torture.steps SECRETS`` reads lines SCENE STEPS DIE|FAIL_ONCE|FAIL_ON and answers
each with one line of JSON; ``LD_PRELOAD`` must name the library made of ``stumble.c``.
"""

# ruff: noqa: ARG002 - scenes need not all that they are given

import ctypes
import json
import os
import shutil
import sys
from contextlib import suppress
from datetime import timedelta

from desk.actions.hold_and_erase import ListForErasure
from desk.base import words
from desk.base.errors import Refusal
from desk.home import accounts, restore
from desk.home.doctor import key_findings
from desk.home.erasure import erase
from desk.home.opening import DATABASE, Home, person_of
from desk.reads.verify import verify
from desk.rules.case.erasure import Way
from desk.store.db import damages
from desk.store.disk import backup, restoring
from desk.store.keys import vault
from desk.store.keys.recovery_code import NotARecoveryCode
from desk.store.keys.vault import WrongPassword
from tests.builders import register, walk
from tests.conftest import NOW, PASSWORD, Branch, SetClock
from tests.store.key_files import stretched
from tests.torture.host import Bench

OTHER = "quite another long one"
NEEDLE = "独角兽麒麟阁"
LATER = NOW + timedelta(days=3 * 366)
WAYS = {"OFF": 0, "DIE": 1, "FAIL_ONCE": 2, "FAIL_ON": 3}
DONE, DIED, REFUSED, FAULT = 0, 9, 3, 4
vault.FLOOR = vault.LEAST
vault.hash_secret_raw = stretched  # the same password is stretched once, for all children too


class Scene:
    """Something that writes; ``prepare`` once, ``act`` in a child, ``wrong`` names what is off."""

    at = NOW
    can_repeat = True  # what a full disk refused is done when it is asked for again

    def __init__(self, bench):
        self.bench = bench
        self.clock = SetClock(self.at)

    def prepare(self, home):
        """Make the home ready for what is to happen."""

    def ready(self, home):
        """Return what ``act`` needs; what it writes is not counted."""
        return self.signed(home)

    def act(self, home, ready):
        """Write."""
        raise NotImplementedError

    def wrong(self, home, is_done):
        """Return what is wrong with a home where it happened, or was stopped."""
        raise NotImplementedError

    def signed(self, home, login="director", password=PASSWORD):
        return home.sign_in(login, password, self.clock)

    def opens(self, home, login, password):
        """Say whether the password signs ``login`` in; the home is whole then, or it is told."""
        try:
            signed = self.signed(home, login, password)
        except WrongPassword:
            return False
        self.found = list(self.findings(signed))
        signed.close()
        return True

    def findings(self, signed):
        store = signed.office.store
        told = [*key_findings(signed), *verify(store, signed.office.reckoning)]
        yield from (f"{one.what} {one.where}" for one in told)
        yield from damages(store)
        (self.cases,) = store.database.execute_sql('SELECT count(*) FROM "case"').fetchone()
        self.people = signed.office.people
        self.frozen = signed.office.frozen_since
        yield from (path.name for path in signed.home.folder.glob("keys.next.json"))

    def passwords(self, home, login):
        """Return which of the old and the new password opens the home for ``login``."""
        return [word for word in (PASSWORD, OTHER) if self.opens(home, login, word)]


class Registering(Scene):
    def act(self, home, ready):
        register(ready.office)

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        return self.found + [f"{self.cases} cases"] * (self.cases not in (9 + is_done, 10))


class Adding(Scene):
    def prepare(self, home):
        signed = self.signed(home, "xu")
        person = person_of("qian", "钱宁", "specialist")
        self.number = home.add_user(signed.office, person, PASSWORD, signed.keys.root).id
        signed.close()

    def act(self, home, ready):
        accounts.confirm(ready, self.number)

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        found, is_there = self.found, "qian" in self.people
        if self.opens(home, "qian", PASSWORD) is not is_there or is_done > is_there:
            found.append("half an account")
        return found


class Resetting(Scene):
    login = "chen"

    def prepare(self, home):
        signed = self.signed(home, "xu")
        self.number = accounts.reset_password(signed, self.login, OTHER).id
        signed.close()

    def act(self, home, ready):
        accounts.confirm(ready, self.number)

    def wrong(self, home, is_done):
        opened = self.passwords(home, self.login)
        is_right = opened == [OTHER] if is_done else len(opened) == 1
        return self.found if is_right else [f"{len(opened)} passwords open"]


class Changing(Resetting):
    login = "director"

    def prepare(self, home):
        """She needs nobody for her own."""

    def act(self, home, ready):
        accounts.change_password(ready, OTHER)


class Coding(Scene):
    def prepare(self, home):
        signed = self.signed(home)
        self.code = accounts.new_recovery_code(signed)
        signed.close()

    def act(self, home, ready):
        accounts.new_recovery_code(ready)

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        return self.found + ["the old code opens"] * (is_done and self.is_old_good(home))

    def is_old_good(self, home):
        with suppress(NotARecoveryCode):
            home.vault().open_with_recovery(self.code)
            return True
        return False


class Recovering(Coding):
    can_repeat = False  # the code may be used up already

    def ready(self, home):
        return None

    def act(self, home, ready):
        accounts.recover(home, self.code, "director", OTHER, self.clock)

    def wrong(self, home, is_done):
        opened = self.passwords(home, "director")
        if len(opened) != 1 or (is_done and opened != [OTHER]):
            return [f"{len(opened)} passwords open"]
        is_used_up = not self.is_old_good(home)
        return self.found + ["code and password differ"] * (is_used_up != (opened == [OTHER]))


class Leaving(Scene):
    can_repeat = False  # the account may be closed already; the next sign-in changes the keys

    def act(self, home, ready):
        accounts.let_go(ready, "chen")

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        is_in = self.people["chen"].active
        is_right = self.opens(home, "chen", PASSWORD) is is_in and not (is_done and is_in)
        return self.found + ["half gone"] * (not is_right)


class Restoring(Scene):
    can_repeat = False  # it may be restored already, and wait for somebody to confirm it

    def prepare(self, home):
        signed = self.signed(home)
        signed.back_up("torture")
        register(signed.office)
        signed.close()

    def ready(self, home):
        return backup.backups(home.folder / backup.FOLDER)[0].path

    def act(self, home, ready):
        restore.restore(home, ready, ("director", PASSWORD), self.clock)

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        state = (self.cases, bool(self.frozen))
        good = [(9, True)] if is_done else [(9, True), (10, False)]
        return self.found + [f"{state}"] * (state not in good)


class TakingBack(Restoring):
    def prepare(self, home):
        super().prepare(home)
        restore.restore(home, super().ready(home), ("director", PASSWORD), self.clock)

    def ready(self, home):
        return self.signed(home)

    def act(self, home, ready):
        restore.undo(ready)

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        state = (self.cases, bool(self.frozen))
        good = [(10, False)] if is_done else [(9, True), (10, False)]
        return self.found + [f"{state}"] * (state not in good)


class Erasing(Scene):
    """Listed by one, approved by another; a backup of before would bring it back."""

    at = LATER
    can_repeat = False  # the case may be erased already

    def prepare(self, home):
        signed = self.signed(home)
        branch = _Sitting(home, signed, self.bench.keyring)
        branch.clock.moment = NOW
        self.case_no = register(branch.desk("chen"), facts=f"客户说{NEEDLE}。")
        walk(branch, self.case_no)
        self.clock.moment = LATER
        branch.desk("li").do(ListForErasure(case_no=self.case_no, way=Way.ERASE))
        signed.back_up("torture")
        signed.close()

    def act(self, home, ready):
        erase(ready, [self.case_no])

    def wrong(self, home, is_done):
        signed = self.signed(home)
        found, is_there = list(self.findings(signed)), self.has_words(signed.office.store)
        signed.close()
        if is_there:
            return found + ["not erased"] * is_done
        made = backup.backups(home.folder / backup.FOLDER)[0]
        restore.restore(home, made.path, ("director", PASSWORD), self.clock)
        signed = self.signed(home)
        found += ["it came back"] * self.has_words(signed.office.store)
        signed.close()
        return found

    def has_words(self, store):
        query = "SELECT count(*) FROM payload WHERE body LIKE ?"
        return store.database.execute_sql(query, (f"%{NEEDLE}%",)).fetchone()[0] > 0


class _Sitting(Branch):
    """All people of a home that is open already."""

    def __init__(self, home, signed, keys):
        self.home, self.store, self.keys = home, signed.office.store, keys
        self.clock = signed.office.clock


class Settling(Scene):
    """The first opening of a home that was copied begins an epoch."""

    def ready(self, home):
        return None

    def act(self, home, ready):
        self.signed(home).close()

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        return self.found


class BackingUp(Scene):
    """Making a backup, with older ones that it thins."""

    def prepare(self, home):
        self.made = 0
        for days in (400, 398, 396, 60, 59, 20, 19, 1):
            self.clock.moment = NOW - timedelta(days=days)
            signed = self.signed(home)
            backup.make(
                signed.office.store,
                (home.vault().path, 1, signed.keys),
                home.folder / backup.FOLDER,
                self.clock.moment,
            )
            signed.close()
        self.clock.moment = NOW

    def act(self, home, ready):
        ready.back_up("torture")

    def wrong(self, home, is_done):
        assert self.opens(home, "director", PASSWORD)
        folder = home.folder / backup.FOLDER
        found = self.found + ["none made"] * (is_done and self.newest(folder) != NOW)
        for one in backup.backups(folder):
            backup.opened(one, self.bench.keys.derive("store")).close()
            found += [f"no keys beside {one.path.name}"] * (not one.keys.exists())
        signed = self.signed(home)
        signed.back_up("again")
        signed.close()
        left = {path.name.split(".")[0] for path in folder.iterdir()}
        kept = {one.path.stem for one in backup.backups(folder)}
        return found + [f"left over: {name}" for name in left - kept]

    def newest(self, folder):
        return backup.backups(folder)[0].at


class StaleLog(Restoring):
    """P11: the home was killed, its log is hot; then the database is gone, or damaged."""

    def prepare(self, home):
        super().prepare(home)
        signed = self.signed(home)
        register(signed.office)
        log = {part: (home.folder / part).read_bytes() for part in self.parts(home)}
        signed.close()
        for part, content in log.items():
            (home.folder / part).write_bytes(content)
        self.damage(home.folder / DATABASE)

    def parts(self, home):
        return [path.name for path in home.folder.glob(f"{DATABASE}-*")]

    def damage(self, path):
        path.unlink()

    def wrong(self, home, is_done):
        if not is_done and restoring.read_note(home.folder) is None:
            return []  # nothing was changed: the database is as lost as it was
        assert self.opens(home, "director", PASSWORD)
        state = (self.cases, bool(self.frozen))
        return self.found + [f"{state}"] * (state != (9, True))


class StaleLogOfNonsense(StaleLog):
    def damage(self, path):
        path.write_bytes(b"nonsense" * 999)


SCENES = {
    kind.__name__: kind
    for kind in (
        Registering,
        Adding,
        Resetting,
        Changing,
        Coding,
        Recovering,
        Leaving,
        Restoring,
        TakingBack,
        Erasing,
        Settling,
        BackingUp,
        StaleLog,
        StaleLogOfNonsense,
    )
}


class Stage:
    """Plays a scene again and again, each time stopped at another step."""

    def __init__(self, scene, bench, way):
        self.scene, self.bench, self.way = scene, bench, way
        self.stumble = ctypes.CDLL(None).stumble
        self.blank = bench.home("prepared")
        scene.prepare(self.blank)

    def play(self, way, step):
        """Play in a child; return how it ended, and how many steps there were or what it said."""
        folder = self.bench.scratch / "played"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.blank.folder, folder)
        home = Home(folder)
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os._exit(self.child(home, way, step, into))
        os.close(into)
        with os.fdopen(out) as stream:
            told = stream.read()
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert code in (DONE, DIED, REFUSED), (step, code, told)
        return home, code, told

    def child(self, home, way, step, into):
        try:
            ready = self.scene.ready(home)
            self.stumble(way, step)
            try:
                self.scene.act(home, ready)
                code = DONE
            except Refusal as refusal:
                self.stumble(0, 0)
                if self.scene.can_repeat:  # there is room again
                    self.scene.act(home, ready)
                os.write(into, str(refusal).encode())
                return REFUSED
            os.write(into, str(self.stumble(0, 0)).encode())
        except BaseException as fault:  # noqa: BLE001 - told to the parent
            os.write(into, repr(fault).encode())
            return FAULT
        return code

    def whole(self):
        """Play to the end; return the home, and how many steps there were."""
        home, code, told = self.play(WAYS["OFF"], 0)
        assert code == DONE
        return home, int(told)

    def all(self, most):
        home, steps = self.whole()
        wrong = [f"unstopped: {one}" for one in self.scene.wrong(home, is_done=True)]
        steps, died = min(steps, self.whole()[1], self.whole()[1]), 0  # one may be saved, by chance
        chosen = sorted({step * steps // most for step in range(most)} | {steps - 1})
        for step in chosen:
            home, code, _ = self.play(self.way, step)
            died += code != DONE
            is_done = code == DONE or (code == REFUSED and self.scene.can_repeat)
            found = self.scene.wrong(home, is_done=is_done)
            wrong += [f"step {step}: {one}" for one in found]
        return {"steps": steps, "tried": len(chosen), "stopped": died, "wrong": wrong}


def main():
    words.use("en")
    (secrets,) = sys.argv[1:]
    for line in sys.stdin:
        name, most, way = line.split()
        bench = Bench(secrets, 1)
        bench.keyring = keys_of_all(bench)
        stage = Stage(SCENES[name](bench), bench, WAYS[way])
        print(json.dumps(stage.all(int(most)), ensure_ascii=False), flush=True)  # noqa: T201


def keys_of_all(bench):
    """Return the keys of everybody, opened once."""
    opened = Home(bench.folder).vault()
    return {login: opened.open(login, PASSWORD) for login in opened.logins}


if __name__ == "__main__":
    main()
