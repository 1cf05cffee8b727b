"""Text in, spans out; offsets always point into the text as given."""
