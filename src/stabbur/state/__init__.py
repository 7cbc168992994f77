"""What an installation knows besides its files: engine, tables, migrations, clock, audit log, events."""
