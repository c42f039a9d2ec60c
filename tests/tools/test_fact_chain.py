"""The chain of the record and the outside log, as plain Python: IT9. Nothing here needs a database."""

import hashlib
import json
import os
import shutil
import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools import fact_chain as chain
from ...tools import outside_log
from ...tools import seal_chain as chain_of_seals

laws = settings(deadline=None, max_examples=100, database=None)

TEXTS = st.one_of(st.none(), st.text(max_size=20))
DAYS = st.one_of(st.none(), st.dates())
CONTENT = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(("request_sent_on", "consent_received_on", "clock")),
        "label": st.text(min_size=1, max_size=20),
        "value_on": DAYS,
        "former_value_on": DAYS,
        "is_correction": st.booleans(),
        "reference": TEXTS,
        "note": TEXTS,
        "reason": TEXTS,
        "recorded_by_id": st.integers(1, 10**9),
        "recorded_at": st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
        "files": st.lists(
            st.fixed_dictionaries({"id": st.integers(1, 99), "name": st.text(), "sha256": st.text()}),
            max_size=2,
        ),
    }
)
RECORDS = st.lists(CONTENT, min_size=1, max_size=6)


def entries_of(contents):
    """Chain the contents as the entries of one case."""
    place = {"res_model": "customs.verification.visit", "res_id": 7}
    entries = list(chain.chained(place | content for content in contents))
    return [{"id": 100 + no} | entry for no, entry in enumerate(entries)]


def problems(entries, of=None):
    """Check the entries against the end that the case of the untouched entries `of` knows."""
    of = entries if of is None else of
    return chain.problems(entries, len(of), of[-1]["hash"] if of else "")


def kinds(findings):
    return [(finding.index, finding.kind) for finding in findings]


class TestFactChain(BaseCase):
    """IT9: whatever is done to a chain behind its back is found."""

    def test_hash_is_known(self):
        """IT9: the hash of an entry is that of its canonical text, which never changes for a format."""
        entry = {
            "res_model": "customs.verification.visit",
            "res_id": 7,
            "label": "Әділет",
            "value_on": date(2026, 3, 5),
            "recorded_at": datetime.fromisoformat("2026-03-06 07:08:09"),
            "is_correction": False,
            "note": None,
            "chain_index": 1,
            "previous_hash": "",
        }
        text = (
            '{"chain_index":1,"format":1,"label":"Әділет","recorded_at":"2026-03-06 07:08:09","res_id":7,'
            '"res_model":"customs.verification.visit","value_on":"2026-03-05"}'
        )
        self.assertEqual(chain.canonical(entry).decode(), text)
        self.assertEqual(chain.digest(entry), hashlib.sha256(text.encode()).hexdigest())

    @laws
    @given(RECORDS)
    def test_whole_chain(self, contents):
        """IT9: a chain that nobody touched has no findings, and every entry names the one before it."""
        entries = entries_of(contents)
        self.assertEqual(problems(entries), [])
        before = [entry["previous_hash"] for entry in entries]
        self.assertEqual(before, ["", *(entry["hash"] for entry in entries[:-1])])

    @laws
    @given(RECORDS, st.data())
    def test_changed_content(self, contents, data):
        """IT9: another value in any field of any entry is found, at that entry."""
        entries = entries_of(contents)
        entry = data.draw(st.sampled_from(entries))
        name = data.draw(st.sampled_from(sorted(set(chain.CONTENT) - {"chain_index"})))
        entry[name] = "another" if entry.get(name) != "another" else "yet another"
        self.assertIn((entry["chain_index"], chain.CHANGED), kinds(problems(entries)))

    @laws
    @given(RECORDS, st.data())
    def test_hashed_anew(self, contents, data):
        """IT9: who changes an entry and its hash is found at the next entry, or at the head."""
        entries = entries_of(contents)
        head = entries[-1]["hash"]
        no = data.draw(st.integers(0, len(entries) - 1))
        entries[no]["note"] = (entries[no]["note"] or "") + "!"
        entries[no]["hash"] = chain.digest(entries[no])
        found = chain.problems(entries, len(entries), head)
        last = no == len(entries) - 1
        expected = (len(entries), chain.HEAD) if last else (no + 2, chain.UNLINKED)
        self.assertEqual(kinds(found), [expected])

    @laws
    @given(RECORDS, st.data())
    def test_removed(self, contents, data):
        """IT9: an entry that is missing is found, in the middle and at the end."""
        entries = entries_of(contents)
        no = data.draw(st.integers(0, len(entries) - 1))
        rest = entries[:no] + entries[no + 1 :]
        last = no == len(entries) - 1
        expected = (len(entries), chain.CUT) if last else (no + 2, chain.MISSING)
        self.assertEqual(kinds(problems(rest, entries)), [expected])

    @laws
    @given(RECORDS, CONTENT)
    def test_inserted(self, contents, content):
        """IT9: an entry that is put in is found: without a place, in a taken one, or after the end."""
        entries = entries_of(contents)
        row = {"id": 999, "chain_index": None, "hash": None, "previous_hash": None, **content}
        self.assertEqual(kinds(problems([*entries, row], entries)), [(0, chain.INSERTED)])
        again = {**entries[0], "id": 999}
        self.assertEqual(kinds(problems([entries[0], again, *entries[1:]], entries)), [(1, chain.INSERTED)])
        more = entries_of([*contents, content])
        self.assertEqual(kinds(problems(more, entries)), [(len(more), chain.APPENDED)])

    @laws
    @given(RECORDS, st.data())
    def test_put_in_another_order(self, contents, data):
        """IT9: entries that change places are found."""
        entries = entries_of(contents)
        order = data.draw(st.permutations(entries))
        moved = [entry | {"chain_index": no} for no, entry in enumerate(order, 1)]
        same = [entry["id"] for entry in order] == [entry["id"] for entry in entries]
        self.assertEqual(not problems(moved, entries), same)

    @laws
    @given(RECORDS, RECORDS)
    def test_rewritten(self, contents, others):
        """IT9: a chain that is rewritten as a whole, with its head, is found by the outside log alone."""
        entries, forged = entries_of(contents), entries_of(others)
        logged = {entry["chain_index"]: frozenset({entry["hash"]}) for entry in entries}
        self.assertEqual(chain.log_problems(entries, logged), [])
        self.assertEqual(problems(forged), [])
        forged_as_logged = [entry["hash"] for entry in forged] == [entry["hash"] for entry in entries]
        self.assertEqual(not chain.log_problems(forged, logged), forged_as_logged)

    def test_log_says_what_is_missing(self):
        """IT9: what only the log knows, what it does not know, and two entries in one place."""
        content = {
            "fact": "x",
            "label": "x",
            "recorded_by_id": 1,
            "recorded_at": datetime.fromisoformat("2026-01-01"),
        }
        first, second = entries_of([content, content])
        logged = {1: frozenset({first["hash"], "0" * 64}), 3: frozenset({"1" * 64})}
        self.assertEqual(
            kinds(chain.log_problems([first, second], logged)),
            [(1, chain.REWRITTEN), (2, chain.NOT_LOGGED), (3, chain.LOG_ONLY)],
        )

    def test_lost_uncovers(self):
        """IT9: what was stated as lost is covered by no beginning; what comes into its place neither."""
        known = outside_log.Known()
        line = {"case": "a,1", "chain_index": 4, "hash": "4"}
        known.add(line | {"begun": True})
        known.add({"case": "a,1", "chain_index": 1, "act": "lost"})
        self.assertEqual((known.covered, known.lost, known.hashes), (0, 4, {}))
        entry = {"id": 7, "chain_index": 1, "hash": "x"}
        found = chain.log_problems([entry], known.hashes, known.covered, known.lost)
        self.assertEqual(kinds(found), [(0, chain.LOST), (1, chain.NOT_LOGGED)])

    def test_clock_turned_back(self):
        """IT9: an entry dated before an earlier one is found; minutes between two servers are not."""
        noon = datetime.fromisoformat("2026-01-01 12:00:00")
        moments = [noon + timedelta(minutes=minute) for minute in (0, 30, 26, 31, 1, 2)]
        entries = [
            {"id": no, "chain_index": no, "recorded_at": moment} for no, moment in enumerate(moments, 1)
        ]
        found = list(chain.turned_back(entries, "recorded_at"))
        self.assertEqual(kinds(found), [(5, chain.TURNED_BACK), (6, chain.TURNED_BACK)])


class TestSealChain(BaseCase):
    """IT9: what a row holds is hashed in one way, and no act covers what was changed before it."""

    def seals(self, *steps):
        """Return the seals of one row: steps of (content, suspects)."""
        return [
            {"sealed": {"a": [[*chain_of_seals.seal_of("a", 1, values), *([names] if names else [])]]}}
            for values, names in steps
        ]

    def wrong(self, entries, **now):
        return list(chain_of_seals.differences(chain_of_seals.last_seals(entries), {("a", 1): now}))

    def test_content(self):
        """IT9: nothing and an unticked box are the same, zero is not; the order of fields does not matter."""
        same = chain_of_seals.canonical("a", 1, {"x": None, "y": False, "z": "", "n": 1})
        self.assertEqual(same, chain_of_seals.canonical("a", 1, {"n": 1}))
        self.assertNotEqual(same, chain_of_seals.canonical("a", 1, {"n": 1, "x": 0}))
        self.assertNotEqual(same, chain_of_seals.canonical("a", 2, {"n": 1}))
        first, second = {"x": "é", "y": date(2026, 1, 1)}, {"y": date(2026, 1, 1), "x": "é"}
        self.assertEqual(chain_of_seals.canonical("a", 1, first), chain_of_seals.canonical("a", 1, second))

    def test_changed_since(self):
        """IT9: another value since the last seal is named, and so is a field that was emptied."""
        entries = self.seals(({"x": 1, "y": 2}, None))
        self.assertEqual(self.wrong(entries, x=1, y=2), [])
        self.assertEqual(self.wrong(entries, x=1), [(chain.ROW_CHANGED, "a", 1, ("y",))])
        self.assertEqual(self.wrong(entries, x=0, y=2), [(chain.ROW_CHANGED, "a", 1, ("x",))])

    def test_act_covers_nothing(self):
        """IT9: a field that was suspect stays so, until it is put right or written in due form."""
        before, after = {"x": 1, "y": 1}, {"x": 9, "y": 2}
        seal = chain_of_seals.seal_of("a", 1, after)
        last = chain_of_seals.seal_of("a", 1, before)
        self.assertEqual(chain_of_seals.suspects(seal, last, {"y"}), ["x"])
        self.assertEqual(chain_of_seals.suspects(seal, last, {"x", "y"}), [])
        self.assertEqual(chain_of_seals.suspects(seal, None, {"y"}), [chain_of_seals.PUT_IN])
        entries = self.seals((before, None), (after, ["x"]), (after | {"y": 3}, None))
        self.assertEqual(self.wrong(entries, x=9, y=3), [(chain.ROW_CHANGED, "a", 1, ("x",))])
        self.assertEqual(self.wrong(entries, x=1, y=3), [])
        self.assertEqual(self.wrong(entries, x=1, y=4), [(chain.ROW_CHANGED, "a", 1, ("y",))])
        written = [*entries, *self.seals(({"x": 5, "y": 3}, None))]
        self.assertEqual(self.wrong(written, x=5, y=3), [])

    def test_switched_back_and_forth(self):
        """IT9: a field changed, put right and changed again between acts stays suspect."""
        entries = self.seals(({"x": 10}, None), ({"x": 1}, ["x"]), ({"x": 10}, ["x"]))
        self.assertEqual(self.wrong(entries, x=10), [])
        self.assertEqual(self.wrong(entries, x=1), [(chain.ROW_CHANGED, "a", 1, ("x",))])
        again = [*entries, *self.seals(({"x": 1}, ["x"]))]
        self.assertEqual(self.wrong(again, x=1), [(chain.ROW_CHANGED, "a", 1, ("x",))])
        self.assertEqual(self.wrong([*again, *self.seals(({"x": 5}, None))], x=5), [])

    def test_update_forgets_nothing(self):
        """IT9: a seal that says that an update made it covers nothing that was suspect before."""
        entries = self.seals(({"x": 10}, None), ({"x": 1}, ["x"]), ({"x": 1}, None))
        entries[-1]["note"] = "Sealed at the update"
        self.assertEqual(self.wrong(entries, x=1), [(chain.ROW_CHANGED, "a", 1, ("x",))])

    def test_without_marks(self):
        """IT9: a row without marks that was other than sealed before an act stays found after it."""
        last, seal = ([1, values, {}] for values in ("0" * 64, "1" * 64))
        self.assertEqual(chain_of_seals.suspects(seal, last, {"x"}, "0" * 64), [])
        self.assertEqual(chain_of_seals.suspects(seal, last, {"x"}, "2" * 64), [chain_of_seals.WHOLE])
        entries = self.seals(({"x": 1}, None), ({"x": 2}, [chain_of_seals.WHOLE]), ({"x": 3}, None))
        self.assertEqual(self.wrong(entries, x=3), [(chain.ROW_CHANGED, "a", 1, ())])

    def test_put_in_and_gone(self):
        """IT9: a row that was put in stays so; one that was deleted in due form may not come back."""
        entries = self.seals(({"x": 1}, ["*"]), ({"x": 2}, None))
        self.assertEqual(self.wrong(entries, x=2), [(chain.ROW_NEW, "a", 1, ())])
        update = [*entries, self.seals(({"x": 2}, None))[0] | {"note": "Sealed at the update"}]
        self.assertEqual(self.wrong(update, x=2), [(chain.ROW_NEW, "a", 1, ())])
        gone = [*self.seals(({"x": 1}, None)), {"sealed": {"a": [[1, chain_of_seals.GONE, {}]]}}]
        self.assertEqual(self.wrong(gone, x=1), [(chain.ROW_NEW, "a", 1, ())])
        self.assertEqual(list(chain_of_seals.differences(chain_of_seals.last_seals(gone), {})), [])
        kept = chain_of_seals.last_seals(self.seals(({"x": 1}, None)))
        self.assertEqual(list(chain_of_seals.differences(kept, {})), [(chain.ROW_GONE, "a", 1, ())])


class TestFactLog(BaseCase):
    """IT9: the outside log holds whole lines, whoever writes at the same time, and says when it cannot."""

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = self.folder / "facts.jsonl"

    def head(self, index=1, case="customs.verification.visit,7", log="u"):
        return {
            "log": log,
            "database": "базa",
            "case": case,
            "chain": "facts",
            "chain_index": index,
            "hash": f"{index:064x}",
            "recorded_at": "2026-01-01T00:00:00Z",
        }

    def test_setting(self):
        """IT9: a path, syslog with facility and socket, or a sentence that says what is wrong."""
        self.assertIsNone(outside_log.open_log(None) or outside_log.open_log("False"))
        self.assertEqual(outside_log.open_log(f" {self.path} ").path, str(self.path))
        for setting, facility, path in (
            ("syslog", "auth", "/dev/log"),
            ("syslog:local3", "local3", "/dev/log"),
            ("syslog:/run/x", "auth", "/run/x"),
            ("syslog:local3:/run/x", "local3", "/run/x"),
        ):
            log = outside_log.open_log(setting)
            self.assertEqual((log.facility, log.path), (facility, path))
        for setting in ("facts.jsonl", "syslog:nowhere", "syslog:auth:socket"):
            with self.subTest(setting=setting), self.assertRaises(outside_log.LogError):
                outside_log.open_log(setting)

    def test_lines(self):
        """IT9: one line of JSON for each head; other databases and broken lines are passed over."""
        log = outside_log.FileLog(str(self.path))
        log.append([self.head(1), self.head(2)])
        log.append([self.head(1, log="other"), self.head(1, case="customs.verification.visit,77")])
        lines = [json.loads(line) for line in self.path.read_text().splitlines()]
        self.assertEqual([list(line) for line in lines], [list(outside_log.NAMES)] * 4)
        with self.path.open("a") as file:
            file.write('[1]\n"case"\n{"case":"customs.verification.visit,7","log":"u"}\n{"case":"customs.v')
        log.append([self.head(3) | {"written_at": "2026-02-01T00:00:00Z"}])
        case = "customs.verification.visit,7"
        known = {index: {f"{index:064x}"} for index in (1, 2, 3)}
        found = log.known(self.own, [case, "customs.verification.visit,8"])
        self.assertEqual(found, {case: {"facts": outside_log.Known(known)}})

    @staticmethod
    def own(values):
        return values.get("log") == "u"

    def test_lost_and_covered(self):
        """IT9: what was lost with a restored backup is known no more; a beginning covers what came before."""
        log = outside_log.FileLog(str(self.path))
        log.append([self.head(4) | {"begun": True}, self.head(5), self.head(6)])
        lost = {name: value for name, value in self.head(5).items() if name != "hash"} | {"act": "lost"}
        log.append([lost, self.head(5) | {"hash": "f" * 64}])
        case = "customs.verification.visit,7"
        known = log.known(self.own, [case])[case]["facts"]
        self.assertEqual(known.hashes, {4: {f"{4:064x}"}, 5: {"f" * 64}})
        self.assertEqual((known.covered, known.lost), (4, 2))

    def test_many_writers(self):
        """IT9: lines of several workers never mix."""

        def append(worker):
            for index in range(20):
                outside_log.FileLog(str(self.path)).append([self.head(index, case=f"a,{worker}")] * 3)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(append, range(6)))
        lines = [json.loads(line) for line in self.path.read_bytes().splitlines()]
        self.assertEqual(len(lines), 6 * 20 * 3)

    def test_failure_says_why(self):
        """IT9: a log that cannot be written or read is a sentence, not a traceback of the system."""
        log = outside_log.FileLog(str(self.folder / "missing" / "facts.jsonl"))
        with self.assertRaisesRegex(outside_log.LogError, "cannot be written"):
            log.append([self.head()])
        self.assertEqual(log.known(self.own, ["a,1"]), {})
        self.assertEqual(log.acts(), ([], 0, ()))
        with self.assertRaisesRegex(outside_log.LogError, "cannot be read"):
            outside_log.FileLog(str(self.folder)).known(self.own, ["a,1"])
        with self.assertRaisesRegex(outside_log.LogError, "no such socket"):
            outside_log.SysLog(f"syslog:auth:{self.folder}/none").append([self.head()])

    def test_syslog(self):
        """IT9: syslog gets each head as a message of its facility."""
        path = os.path.join(self.folder, "log")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
            server.bind(path)
            server.settimeout(5)
            outside_log.open_log(f"syslog:local3:{path}").append([self.head(1), self.head(2)])
            messages = [server.recv(65536).rstrip(b"\0").decode() for _index in (1, 2)]
        for index, message in enumerate(messages, 1):
            priority, text = message.split(outside_log.IDENT)
            self.assertEqual(priority, f"<{19 * 8 + 6}>")
            self.assertEqual(json.loads(text)["chain_index"], index)
