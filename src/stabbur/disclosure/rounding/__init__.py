"""Rounding and perturbation: tables whose every figure is a little wrong on purpose."""
