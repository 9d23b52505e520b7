// Placeholder: the room is built next.
