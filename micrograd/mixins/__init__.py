"""The mixins of `Value`: what it can and refuses beside arithmetic, for a second reading."""
