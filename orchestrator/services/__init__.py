"""What people and jobs do, one file per subject; each public function is one transaction."""
