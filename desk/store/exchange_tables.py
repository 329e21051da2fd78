"""The tables of data exchange: workstations, packets, what others hold, quarantine."""

import peewee as pw

from desk.store.table import Table


class DeviceRow(Table):
    """A workstation that exchanges packets with this one, or this one itself."""

    id = pw.TextField(primary_key=True)  # "0101-A"
    office = pw.TextField()
    name = pw.TextField()
    role = pw.TextField()
    sign_key = pw.TextField()  # Ed25519, hex
    box_key = pw.TextField()  # X25519, hex
    is_trusted = pw.IntegerField()
    revoked = pw.TextField()  # JSON: last number by chain that still counts; "" while it is not

    class Meta:
        """Table."""

        table_name = "device"


class PacketRow(Table):
    """A packet that was sent or taken."""

    id = pw.TextField(primary_key=True)
    way = pw.TextField()  # sent, taken
    device = pw.TextField()  # whose packet it is
    peer = pw.TextField()  # who took it; for one sent, the addressees
    epoch = pw.TextField()
    number = pw.IntegerField()
    digest = pw.TextField()
    made_at = pw.TextField()
    at = pw.TextField()
    facts = pw.TextField()  # JSON: counts, heads, undone …

    class Meta:
        """Table."""

        table_name = "packet"


class PeerRow(Table):
    """What another workstation is known to hold."""

    device = pw.TextField(primary_key=True)
    heads = pw.TextField()  # JSON: ends by chain
    number = pw.IntegerField()  # last of our packets that it confirmed
    at = pw.TextField()

    class Meta:
        """Table."""

        table_name = "peer"


class DeviceSecretRow(Table):
    """The seed of this workstation's own keys; it belongs to this home alone."""

    id = pw.IntegerField(primary_key=True)  # always 1
    seed = pw.BlobField()

    class Meta:
        """Table."""

        table_name = "device_secret"


class KnownPageRow(Table):
    """A page of acts all of which are here; it belongs to this home alone."""

    digest = pw.TextField(primary_key=True)  # of the page's bytes, hex
    counts = pw.TextField()  # JSON: its acts by kind

    class Meta:
        """Table."""

        table_name = "known_page"


class QuarantineRow(Table):
    """A packet that could not be taken yet and is kept; it belongs to this home alone."""

    digest = pw.TextField(primary_key=True)
    file = pw.TextField()
    sender = pw.TextField()
    number = pw.IntegerField()
    made_at = pw.TextField()
    reason = pw.TextField()
    at = pw.TextField()

    class Meta:
        """Table."""

        table_name = "quarantine"
