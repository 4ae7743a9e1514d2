"""The outside world behind the ports: model, search, pages, papers, keyring."""
