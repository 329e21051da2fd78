"""How paper is printed: everything that knows reportlab; `reports.paper` is its door."""

from reportlab import rl_config

rl_config.toColorCanUse = None  # a colour in markup is never evaluated (CVE-2023-33733)
rl_config.trustedHosts = []
rl_config.trustedSchemes = []
