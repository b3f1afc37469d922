"""Files as they are: tables of clean cells out of CSV, XLSX and ZIP, with everything odd about them told."""
