"""Classroom worksheets from YAML: student sheets, answer keys and supported editions as PDF."""

__version__ = "0.1.0"
