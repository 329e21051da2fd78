"""Whose signature an act carries: public keys by person and office, as acts stated them."""

import json
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from desk.rules.chains import Aside, office_of
from desk.rules.devices import SIGNED as SIGNED_EXCHANGE
from desk.rules.steps import STEPS
from desk.store.db import Store
from desk.store.soundness import is_signed
from desk.store.tables import ActRow, PayloadRow

SIGNED: Final = SIGNED_EXCHANGE | {
    f"case.{step.action}" for step in STEPS.values() if step.is_signed
}
PERSON: Final = "person:"
AFTER: Final = "person;"  # sorts behind every person


class Signer(NamedTuple):
    """An act that is not signed as it must be."""

    seq: int
    device: str
    author: str


def public_keys(store: Store, office: str) -> dict[str, str]:
    """Return all public keys (hex, with commas) that people ever had.

    Those of other offices' people stand under ``login@office``; a changed key
    does not make old signatures wrong.
    """
    columns = (ActRow.device, ActRow.subject, PayloadRow.body)
    query = (
        ActRow.select(*columns)
        .join(PayloadRow, on=(PayloadRow.act_id == ActRow.id))
        .where(ActRow.subject.between(PERSON, AFTER), ActRow.aside != Aside.WAITING.value)
        .order_by(ActRow.id)
    )
    keys: dict[str, dict[str, None]] = {}
    for device, subject, body in store.rows(query):
        key = json.loads(body).get("verify_key")
        login = subject.removeprefix(PERSON)
        if office_of(device) != office:
            login += f"@{office_of(device)}"
        if key:
            keys.setdefault(login, {})[key] = None
    return {login: ",".join(several) for login, several in keys.items()}


def forged(store: Store, rows: tuple[int, int], torn: Collection[str]) -> Signer | None:
    """Return the first act among ``rows`` that must be signed by its author and is not.

    Workstations whose chains are ``torn`` are passed over: the act that tells the
    key may be the one that is missing. `verify` looks again later.
    """
    columns = (ActRow.seq, ActRow.device, ActRow.author, ActRow.hash, ActRow.signature)
    must = ActRow.kind.in_(sorted(SIGNED)) | ActRow.signature.is_null(False)  # noqa: FBT003 - peewee's way
    query = ActRow.select(*columns).where(
        ActRow.id.between(*rows),
        ActRow.aside.not_in([Aside.WAITING.value, Aside.NEWER.value]),
        ActRow.device.not_in(sorted(torn)),
        must,
    )
    keys = public_keys(store, "")
    return _first_wrong(store.rows(query), keys)


def _first_wrong(rows: Iterable[tuple[Any, ...]], keys: dict[str, str]) -> Signer | None:
    for seq, device, author, own, signature in rows:
        known = keys.get(f"{author}@{office_of(device)}", "").split(",")
        if signature is None or not any(is_signed(k, bytes(own), bytes(signature)) for k in known):
            return Signer(seq, device, author)
    return None
