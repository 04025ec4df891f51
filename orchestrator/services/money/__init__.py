"""Money: invoices, credit notes, payments, what journeys really cost, and the books."""
