"""Classroom worksheets from YAML: student sheets, answer keys and supported editions as PDF."""

__version__ = "0.1.0"

ENVIRONMENT = {
    # The processes that are started would look for modules in the folder that the user is in: whatever came with a
    # worksheet and is called like one would be run.
    "PYTHONSAFEPATH": "1",
    # The types of specs have no plugins; to ask all installed packages for some takes as long as reading a worksheet.
    "PYDANTIC_DISABLE_PLUGINS": "1",
}
"""What the processes of a command are told, and none that it starts for somebody else."""
