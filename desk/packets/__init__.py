"""Exchange by file: the format of packets, cards and receipts (docs/packet-format.md)."""
