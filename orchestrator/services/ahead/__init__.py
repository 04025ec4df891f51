"""What is to come: the next days as they stand, what needs a person, and a rehearsal of each."""
