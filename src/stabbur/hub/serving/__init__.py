"""What every request meets: who asks, what is let in, in which language, how errors look."""
