"""What is told when something broke: the error, what was done before, and a way to go on."""
