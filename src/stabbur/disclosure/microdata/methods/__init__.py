"""Methods that change microdata: each a pure function from columns to new columns and the step that tells of it."""
