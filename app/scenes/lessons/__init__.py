"""The lessons that come with the program: their catalogue, and the dialog that offers them."""
