"""What holds other things: files, archives, workbooks, documents, databases, and cells with something packed in them."""
