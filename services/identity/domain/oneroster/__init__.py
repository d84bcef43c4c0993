"""OneRoster CSV packages, versions 1.1 and 1.2, as 1EdTech's specification tells."""
