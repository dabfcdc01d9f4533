"""A project while it is being typed: after a key press only what may have changed is read and checked again."""
