"""Where published things lie: folders and object stores, seen alike."""
