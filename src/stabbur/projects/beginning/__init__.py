"""What starting a project needs around it: a look beforehand, the mark of one half made, and a last check."""
