"""Settings of Sphinx: Markdown pages, reference from NumPy docstrings."""

project = "Stabbur"
author = "The Stabbur developers"
copyright = "2026, The Stabbur developers"  # noqa: A001 (the name Sphinx asks for)
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "Stabbur"
myst_heading_anchors = 3
autodoc_typehints = "signature"
napoleon_google_docstring = False
napoleon_use_rtype = False  # what is returned is told in words, which are no names to link
