"""The operating system's keyring behind the SecretStore port."""
