"""Who sits in a workshop: registrations, the waitlist, kept seats, attendance."""
