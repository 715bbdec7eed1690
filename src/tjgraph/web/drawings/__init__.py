"""Geometry of the small pictures that pages hold: numbers in, numbers out; templates draw them as SVG."""
