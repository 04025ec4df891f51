"""The facilitator's way there and back: how, when, and at which published rates."""
