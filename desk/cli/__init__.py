"""The command line, headless: a contract with scripts and checks (design.md 10)."""
