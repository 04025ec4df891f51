"""Consultations: free times, holds, bookings, answers, and what everybody is told."""
