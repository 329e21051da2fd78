"""My account: the signed-in person's role and password."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.home import accounts
from desk.rules.people.passwords import need_same
from desk.rules.people.rights import role_label
from ui.base.hub import Hub
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.rights_view import may_words


class AccountDialog(FormDialog):
    """Shows the signed-in person's role and changes her password."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the form."""
        super().__init__(say(mark("My account")), parent)
        self._hub = hub
        acting = hub.reader.office.acting
        words = mark("{name} ({login}), {role}")
        role = role_label(acting.role)
        self.explain(say(words, name=acting.name, login=acting.login, role=role))
        self.explain(may_words(acting.role))
        if acting.stands_for:
            roles = [role_label(one) for one in acting.stands_for]
            self.explain(say(mark("Today you stand for somebody else: {roles}."), roles=roles))
        self.rows.addSpacing(8)
        self._old = self.add_line("old", say(mark("Password until now")), is_secret=True)
        self._new = self.add_line("password", say(mark("New password")), is_secret=True)
        self._again = self.add_line("again", say(mark("The same once more")), is_secret=True)
        self.finish(say(mark("Change the password")), self._on_send)

    def _on_send(self) -> None:
        self._hub.confirm(self._old.text(), self._change, self._on_wrong, self)

    def _change(self) -> None:
        password, again = self._new.text(), self._again.text()
        self._hub.run(lambda: self._changed(password, again), self._done, self.show_refusal, self)

    def _changed(self, password: str, again: str) -> None:
        signed = self._hub.reader.signed
        if signed is not None:
            need_same(password, again)
            accounts.change_password(signed, password)

    def _done(self, _result: object) -> None:
        self._hub.told.emit(say(mark("Your password is changed. The old one opens nothing.")))
        self.accept()

    @Slot()
    def _on_wrong(self, refusal: Refusal) -> None:
        refusal.field = "old"
        self.show_refusal(refusal)
