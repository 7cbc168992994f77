"""The code of the demo: population by municipality and age, and the index of production."""
