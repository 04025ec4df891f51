"""What people and jobs do, one room per subject; each public function is one transaction."""
