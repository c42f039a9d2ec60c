"""What the clearance system is told of goods outside the preference, registered or not."""

from odoo.tests import tagged

from ..common.similar_goods_case import SimilarCase


@tagged("post_install", "-at_install")
class TestMayGrantExcluded(SimilarCase):
    def ask(self, *lines):
        return self.env["customs.declaration"].with_user(self.reader).may_grant(list(lines))

    def goods(self, code, **values):
        return {"authority": "T-KZ", "agreement": self.agreement.code, "hs_code": code, **values}

    def reason(self, **line):
        [answer] = self.ask(line)
        self.assertFalse(answer["problems"])
        found = [reason for reason in answer["reasons"] if reason["code"] == "condition_excluded"]
        return answer["granted"], *(found[:1] or [None])

    def test_registered(self):
        """RSM4.3: registered goods of the annex are not granted; the reason has annex and row."""
        granted, reason = self.reason(id=self.line(hs_code="5208521000").id)
        self.assertIs(granted, False)
        self.assertEqual((reason["granted"], reason["article"]), (False, "Annex 2"))
        self.assertIn("Annex 2: 'Woven cotton fabrics", reason["text"])
        self.assertEqual(self.reason(id=self.line(hs_code="0406905000").id), (True, None))

    def test_not_registered(self):
        """RSM4.3: the same of goods that are given by their values."""
        granted, reason = self.reason(**self.goods("5208521000"))
        self.assertEqual((granted, reason["granted"], reason["article"]), (False, False, "Annex 2"))
        self.assertEqual(self.reason(**self.goods("0406905000")), (True, None))

    def test_quota_and_not_known(self):
        """RSM4.3: quota goods, short codes and what is not given are not known, never granted."""
        for line, parts in (
            (self.goods("0406906900"), ("400 t a year",)),
            (self.goods("170199"), ("170199 is too short",)),
            (self.goods("8704213900"), ("new or used",)),
        ):
            granted, reason = self.reason(**line)
            self.assertEqual((granted, reason["granted"]), ("not_known", "not_known"))
            for part in parts:
                self.assertIn(part, reason["text"])
        self.assertEqual(self.reason(**self.goods("8704213900", condition="new")), (True, None))
        self.assertIs(self.reason(**self.goods("8704213900", condition="used"))[0], False)

    def test_origin_given(self):
        """RSM4.3: the state of origin is given by its code; one that does not exist is named."""
        self.importing.country_id = self.rs
        self.assertIs(self.reason(**self.goods("2207100000", origin_country="kz"))[0], False)
        self.assertIs(self.reason(**self.goods("2207100000", origin_country="RU"))[0], True)
        self.assertEqual(self.reason(**self.goods("2207100000"))[0], "not_known")
        for wrong in ({"origin_country": "QQ"}, {"condition": "old"}):
            [answer] = self.ask(self.goods("2207100000", **wrong))
            self.assertTrue(answer["problems"])

    def test_constant_queries(self):
        """RSM4.3, RS16.12: two queries more at most, for one line and for a thousand."""
        codes = ("5208521000", "0406905000", "8414302001", "0406906900", "170199")
        lines = [self.line(hs_code=code).id for code in codes]
        counts = []
        for number in (1, 1000):
            asked = [
                {"id": lines[place % 5]} if place % 2 else self.goods(codes[place % 5])
                for place in range(number)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            self.ask(*asked)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.ask(*asked)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], 40)
