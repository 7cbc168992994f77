"""From a frame to a protected table with its proof."""
