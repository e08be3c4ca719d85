"""What a run is trained with: network, loss, optimizer. Nothing here trains."""
