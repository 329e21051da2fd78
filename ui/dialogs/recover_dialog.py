"""All passwords lost: a director's new password by the printed recovery code."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
from ui.dialogs.form_dialog import FormDialog


class RecoverDialog(FormDialog):
    """Asks for the code on the sheet and a new password.

    Signals:
        entered: Everything was typed; carries code, login, password and the password again.
    """

    entered = Signal(str, str, str, str)

    def __init__(self, login: str, parent: QWidget | None = None) -> None:
        """Build the form; ``login`` is offered."""
        super().__init__(say(mark("Password lost")), parent)
        words = mark(
            "Who forgot her password asks a director or the administrator for a new one. When no "
            "director can sign in any more, open one of the two sealed envelopes. Using the code "
            "is recorded for good, and a new code takes its place."
        )
        self.explain(say(words))
        self._code = self.add_line("code", say(mark("Code on the recovery sheet")))
        self._login = self.add_line("login", say(mark("Login name of the director")), login)
        self._password = self.add_line("password", say(mark("New password")), is_secret=True)
        self._again = self.add_line("again", say(mark("The same once more")), is_secret=True)
        self.finish(say(mark("Set the password")), self._on_send)

    def _on_send(self) -> None:
        lines = (self._code, self._login, self._password, self._again)
        self.entered.emit(*(line.text() for line in lines))
