"""The web application: pages, API and what keeps both safe."""
