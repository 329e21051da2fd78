"""People: roles and rights, deputies, recusal, passwords, the reasons they give."""
