"""Letters: from figures to a letter model, and from the model to PDF, HTML and plain text."""
