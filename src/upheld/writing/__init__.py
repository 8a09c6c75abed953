"""What letters and the national review are both made of: paragraphs that are data, fonts, and a press."""
