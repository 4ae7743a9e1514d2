"""The parts of reading recipients from files: encoding, dialect, records, columns, validation, duplicates."""
