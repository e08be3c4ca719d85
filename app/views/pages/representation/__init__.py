"""The page that shows how each layer moves the plane of the inputs."""
