"""Role-play pairings: who meets whom in which round, in which role, and why not otherwise.

Start at `solve.solve` (a plan for an instance), `parse.read_instance` (pairing-instance/1),
`plan.plan_to_json` (pairing-plan/1) and `repair.repair` (a plan changed during the workshop).
"""
