"""Figures of pages: distributions drawn here, and drawings of others made safe."""
