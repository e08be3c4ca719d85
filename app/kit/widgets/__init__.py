"""Widgets that any panel or page may use; none of them knows the session."""
