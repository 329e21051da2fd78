"""How workbooks are written: everything that knows openpyxl; `reports.excel` is its door."""
