"""The page that compares runs: their losses and scores, what differs, their surfaces."""
