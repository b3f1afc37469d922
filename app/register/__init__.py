"""The stakeholder register: an empty workbook to fill in and import."""
