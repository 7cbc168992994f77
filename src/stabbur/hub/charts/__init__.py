"""Figures on pages: small distributions drawn here, and the packages' own figures made safe to place."""
