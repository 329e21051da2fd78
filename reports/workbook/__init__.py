"""The Excel writer: all code that uses openpyxl; the entry point is `reports.excel`."""
