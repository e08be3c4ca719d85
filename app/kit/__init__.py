"""Qt tools that know no network: theme, numbers, long work, files. They import no other room."""
