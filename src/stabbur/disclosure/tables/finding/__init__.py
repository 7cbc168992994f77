"""What a frame tells of its own table: words for totals, columns that group, codes that are sums."""
