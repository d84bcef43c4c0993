"""What reports hold as documents (docs/architecture/documents.md): a module a kind, each from counts to a document."""
