"""Everything on screen. A view calls the session and listens to it; it knows no other view."""
