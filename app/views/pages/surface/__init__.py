"""Surface page: what the network answers over its inputs, with samples and neurons to drag."""
