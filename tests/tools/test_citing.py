"""How an article comes into a sentence, and how nothing comes where there is none (RS15.5)."""

from odoo.tests import BaseCase, tagged

from ...tools.citing import bracketed, with_article


@tagged("post_install", "-at_install")
class TestCiting(BaseCase):
    def test_before_the_stop(self):
        """The articles stand in brackets before the stop, each once."""
        self.assertEqual(
            with_article("It is sent.", "Art. 5", "", "Art. 6", "Art. 5"), "It is sent (Art. 5; Art. 6)."
        )
        self.assertEqual(with_article("The team", "Art. 5"), "The team (Art. 5)")

    def test_nothing_without_article(self):
        """Without an article the sentence is as it was: no brackets."""
        for none in ((), ("",), (False, None)):
            self.assertEqual(with_article("It is sent.", *none), "It is sent.")
            self.assertEqual(bracketed(*none), "")
