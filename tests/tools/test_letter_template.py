from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools.rendering_tools import parse_inline_template

from ...tools.letter_template import places

# What stands between, before and after braces.
WORDS = st.text(st.sampled_from("ab_ |é"), min_size=1, max_size=6).filter(lambda text: text.strip())
PLACES = WORDS.filter(lambda text: "|||" not in text).map(lambda name: f"{{{{ {name} }}}}")
OTHERWISE = st.builds(lambda name, words: f"{{{{ {name} ||| {words} }}}}", st.sampled_from(["day"]), WORDS)


@tagged("post_install", "-at_install")
class TestPlaces(BaseCase):
    """Words of letters are inline templates as Odoo reads them (RS16.3)."""

    @given(st.lists(st.one_of(WORDS, PLACES, OTHERWISE, st.just("\n")), max_size=8))
    def test_as_odoo_reads_them(self, pieces):
        """Words, names and the words without a value are the same as Odoo's own."""
        text = "".join(pieces)
        self.assertEqual(list(places(text)), parse_inline_template(text))

    def test_many_braces(self):
        """A text of braces alone is words, whatever its length."""
        for text in ("{{" * 100_000, "{{ a ||| " * 20_000, "{{\n" * 50_000, "}}" * 100_000):
            with self.subTest(text[:8]):
                self.assertEqual("".join(words for words, _name, _otherwise in places(text)), text)
