"""Keys: the key file, its slots and recovery code, failed attempts."""
