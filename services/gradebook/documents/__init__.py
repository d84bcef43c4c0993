"""What gradebook's documents hold (docs/architecture/documents.md): a module a kind, each from facts to a document."""
