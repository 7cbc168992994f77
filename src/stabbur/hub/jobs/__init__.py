"""What the pages of pipelines and runs tell: rows of the state and files of a run, in the reader's words."""
