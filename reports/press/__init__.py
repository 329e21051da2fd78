"""The PDF writer: all code that uses reportlab; the entry point is `reports.paper`."""

from reportlab import rl_config

rl_config.toColorCanUse = None  # a colour in markup is never evaluated (CVE-2023-33733)
rl_config.trustedHosts = []
rl_config.trustedSchemes = []
