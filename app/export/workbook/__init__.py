"""An account as a workbook to be shown: how it stands, its people, who knows whom, and whom we miss."""
