"""The live session as pure values: the run of show, who is here, the plan as kept, its words."""
