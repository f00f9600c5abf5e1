"""From a question to passages: by meaning, by words, and both at once."""
