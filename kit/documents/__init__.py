"""Documents as jobs (docs/architecture/documents.md): what one is, its two forms, how it is made, kept and given out.

Knows no school words: a service says what its documents hold.
"""
