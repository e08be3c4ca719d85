"""Work in pieces that do not depend on each other, and who does them."""
