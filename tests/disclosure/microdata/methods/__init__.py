"""Each method for microdata keeps what it promises."""
