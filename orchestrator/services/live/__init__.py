"""The live session: the plan, the facilitator's clicks, and what each page shows of it."""
