"""The window as scripts see it: what they use in it, bring into sight, and read off it."""
