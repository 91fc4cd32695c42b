"""What pages share: state, cache, controls, guards and the pieces of the look."""
