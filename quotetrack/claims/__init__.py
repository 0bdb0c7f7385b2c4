"""Statements that say the same thing: comparing them by words and meaning, and grouping them over time."""
