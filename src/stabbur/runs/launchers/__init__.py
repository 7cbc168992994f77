"""Places where runs are carried out; `base` says what is asked of one."""
