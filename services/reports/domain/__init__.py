"""Rules of reports: what counts, and how shares are made. Pure."""
