"""The assistant with a language model: it looks up, it writes, and code decides what of it is said."""
