"""AES on single blocks, from which FF1 and FF3-1 build their rounds; for nothing else."""

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

BLOCK = 16  # bytes


def blocks(key: bytes) -> CipherContext:
    """Return what encrypts any number of blocks at once, each by itself."""
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 (the standards are built on it)
