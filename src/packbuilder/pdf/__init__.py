"""What happens to PDFs after they were typeset; this package alone imports pikepdf."""
