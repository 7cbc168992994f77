"""Jupyter kernels of projects: their specs, whether one starts, and JupyterLab with one chosen."""
