"""What takes runs from the queue: in a thread of the hub, or in `stabbur worker`."""
