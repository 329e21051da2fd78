"""The content of an attachment, for a paper that shows it."""

from desk.store import files
from desk.store.db import Store


def attached_content(store: Store, digest: str) -> bytes:
    """Return the whole content with this hash; asked for only when it is known to be small.

    Raises:
        ContentNotHere: It never came; so ContentMissing, ContentDamaged.
    """
    return b"".join(files.pieces(store, digest))
