"""Known workstations, this one's own keys, and the view for judging acts."""

import hmac
import json
from dataclasses import dataclass
from typing import Any, Final

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from desk.rules.record.chains import View, office_of
from desk.rules.record.devices import HEAD_OFFICE, Device
from desk.rules.steps.kinds import BINDING
from desk.store.db import Store
from desk.store.record.journal import SCHEMA, Identity
from desk.store.tables import DeviceRow, DeviceSecretRow

SEED_BYTES: Final = 32
OWN: Final = 1


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """This workstation's own keys.

    Attributes:
        signing: Signs its packets and receipts.
        box: Decrypts the packets for it.
    """

    signing: SigningKey
    box: PrivateKey

    @property
    def public(self) -> tuple[str, str]:
        """Return both public keys in hex."""
        return self.signing.verify_key.encode().hex(), bytes(self.box.public_key).hex()


def keys_of(seed: bytes) -> DeviceKeys:
    """Derive the keys from ``seed``."""
    signing, box = (hmac.digest(seed, part, "sha256") for part in (b"sign\x01", b"box\x01"))
    return DeviceKeys(SigningKey(signing), PrivateKey(box))


def read_keys(store: Store) -> DeviceKeys | None:
    """Return this workstation's own keys, None before it has any."""
    seed = store.value(DeviceSecretRow.select(DeviceSecretRow.seed))
    return keys_of(store.unseal(bytes(seed))) if seed else None


def write_seed(store: Store, seed: bytes) -> None:
    """Keep the seed of this workstation's own keys."""
    store.put(DeviceSecretRow, ("id", "seed"), [(OWN, store.seal(seed))])


def read_devices(store: Store) -> dict[str, Device]:
    """Return the workstations known here, by id."""
    columns = [getattr(DeviceRow, name) for name in DeviceRow._meta.fields]  # noqa: SLF001
    rows = store.rows(DeviceRow.select(*columns).order_by(DeviceRow.id))
    return {row[0]: _device(row) for row in rows}


def _device(row: tuple[Any, ...]) -> Device:
    own, office, name, role, sign_key, box_key, is_trusted, revoked = row
    ends = json.loads(revoked) if revoked else None
    return Device(own, office, name, role, sign_key, box_key, bool(is_trusted), ends)


def read_view(store: Store, identity: Identity) -> View:
    """Return the view by which this home judges which acts count."""
    devices = read_devices(store).values()
    return View(
        office_of(identity.device),
        SCHEMA,
        frozenset(d.office for d in devices if d.is_trusted and d.role == HEAD_OFFICE),
        BINDING,
        {d.id: d.revoked for d in devices if d.revoked is not None},
    )
