"""What the house says in other languages, and how they write numbers."""
