"""The national review: the whole year in one document, from one model to a PDF and to pages of the site."""
