"""Builders of files (PDF, XLSX) that take plain data; imported by whoever needs one, not on start-up."""
