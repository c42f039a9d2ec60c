"""What `./dev` decides without a machine at hand: paths, versions, verdicts, its sentences for trouble."""

import ast
import importlib
import os
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from ...devtool import (
    cli,
    docs,
    lint,
    odoo,
    odoo_source,
    paths,
    process,
    python_env,
    server,
    testing,
    upgrade,
    upgrade_compare,
)
from ...devtool.progress import Trouble

TEST_FILE = "tests/whole/test_dev_command.py"
RULES = ast.parse((paths.REPO / "devtool/pytest_rules/customs_pytest_rules.py").read_text(encoding="utf-8"))
LONGEST_FIRST = next(
    ast.literal_eval(node.value)
    for node in RULES.body
    if isinstance(node, ast.Assign) and node.targets[0].id == "LONGEST_FIRST"
)


def test_paths_of_the_repository_go_through_the_link():
    link = paths.link()
    assert testing.on_the_link([TEST_FILE]) == [f"{link}/{TEST_FILE}"]
    assert testing.on_the_link([f"{TEST_FILE}::test_x"]) == [f"{link}/{TEST_FILE}::test_x"]
    assert testing.on_the_link([str(paths.REPO / TEST_FILE)]) == [f"{link}/{TEST_FILE}"]
    assert testing.on_the_link([f"{link}/{TEST_FILE}"]) == [f"{link}/{TEST_FILE}"]


def test_without_a_path_the_whole_suite_runs():
    assert testing.on_the_link([]) == [f"{paths.link()}/tests"]
    assert testing.on_the_link(["-k", "tests", "-x"]) == ["-k", "tests", "-x", f"{paths.link()}/tests"]


@pytest.mark.parametrize(
    "arguments", [[], ["-x"], ["--durations=9"], ["--durations", "9", "-v"], ["--tb=short"]]
)
def test_the_whole_suite_takes_several_processes(arguments):
    assert testing.is_whole(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [TEST_FILE],
        ["tests"],
        ["-k", "months"],
        ["-kmonths"],
        ["-x", "-s"],
        ["--pdb"],
        ["-n4"],
        ["--collect-only"],
    ],
)
def test_a_part_or_the_terminal_takes_one(arguments):
    assert not testing.is_whole(arguments)


@pytest.fixture(name="pytest_command")
def fixture_of_pytest_command(monkeypatch, tmp_path):
    """The command and the environment that `./dev test` would start, and the databases copied for it."""
    started, there = {}, []
    monkeypatch.setattr(testing, "in_use", nullcontext)  # this very run holds the lock
    monkeypatch.setattr(testing.database, "for_tests", lambda _setup, name: tmp_path / f"{name}.conf")
    monkeypatch.setattr(
        testing.database, "copy", lambda _setup, origin, name, _files: there.append((origin, name))
    )
    monkeypatch.setattr(
        testing.database, "drop", lambda _setup, name: there.remove((paths.database("test"), name))
    )
    monkeypatch.setattr(odoo, "configuration", lambda _setup, name: tmp_path / f"{name}.conf")

    def foreground(command, environment, **_options):
        started.update(command=list(map(str, command)), environment=environment, there=list(there))
        return 7

    monkeypatch.setattr(process, "foreground", foreground)
    setup = SimpleNamespace(
        python="python",
        data_folder=lambda _name: tmp_path,
        environment=lambda conf: {"PYTHONPATH": "", "ODOO_RC": conf},
    )
    return SimpleNamespace(
        started=started,
        there=there,
        run=lambda *arguments: testing.run_pytest(setup, "test", list(arguments)),
    )


def test_each_process_has_a_database_of_its_own(pytest_command):
    assert pytest_command.run() == 7, "pytest's exit code"
    names = [paths.database("test"), paths.database("test2")]
    confs = pytest_command.started["environment"]["CUSTOMS_CONFIGURATIONS"].split(":")
    assert [place.rpartition("/")[2] for place in confs] == [f"{name}.conf" for name in names]
    assert pytest_command.started["there"] == [tuple(names)]
    assert {"-n2", "--dist=loadscope"} <= set(pytest_command.started["command"])
    assert not pytest_command.there, "the copy goes with the run"


def test_a_part_of_the_suite_runs_on_the_test_database_alone(pytest_command):
    pytest_command.run(TEST_FILE)
    assert not pytest_command.started["there"]
    assert not any(word.startswith("-n") for word in pytest_command.started["command"])


def test_the_longest_files_are_there():
    there = {file.name for file in (paths.REPO / "tests").rglob("test_*.py")}
    assert set(LONGEST_FIRST) - there == set()


class Emptied(list):
    """A registry that notes which of its caches were emptied."""

    def clear_cache(self, *names):
        self.extend(sorted(names or ["default"]))

    def clear_all_caches(self):
        self.append("all")


class OfClass:
    cleanups = ()

    @classmethod
    def addClassCleanup(cls, act, *arguments):  # noqa: N802 - as unittest has it
        cls.cleanups = [(act, arguments), *cls.cleanups]


def test_after_a_test_those_caches_go_that_it_made_invalid():
    registry, ends = Emptied(), []
    caches = importlib.import_module("customs_pytest_rules").Caches(registry, ["default", "stable", "views"])

    def set_up_class(cls):
        def end():
            registry.clear_all_caches()  # Odoo asks the registry for it at the end

        registry.clear_cache()
        cls.addClassCleanup(end)

    caches.set_up_class(OfClass, set_up_class)
    for names, emptied in (((), []), (("stable",), ["stable"]), (("views", "default"), ["default", "views"])):
        caches.set_up(None, lambda _case: ends.append(registry.clear_all_caches))
        if names:
            registry.clear_cache(*names)
        registry.clear()
        ends.pop()()
        assert registry == emptied
    caches.set_up(None, lambda _case: ends.append(registry.clear_all_caches))
    registry.clear_all_caches()  # a test that asks for all gets it, and leaves none
    assert registry[-1] == "all"
    registry.clear()
    ends.pop()()
    assert registry == ["default", "stable", "views"]
    registry.clear()
    for act, arguments in OfClass.cleanups:
        act(*arguments)
    assert registry == ["default", "stable", "views"]
    registry.clear_all_caches()
    assert registry[-1] == "all"


def test_compiled_code_is_kept_outside_of_the_repository(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    variables = python_env.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert not paths.Path(variables["PYTHONPYCACHEPREFIX"]).is_relative_to(paths.REPO)
    source = SimpleNamespace(home="odoo")
    variables = odoo.Setup(source, "python", {"PGHOST": "here"}).environment("x.conf")
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert variables["PGHOST"] == "here"


def test_pylint_takes_all_cores(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 5)
    commands = {name: list(map(str, command)) for name, command, _place in lint.checks(paths.REPO)}
    assert "-j5" in commands["pylint-odoo"]


def test_a_path_elsewhere_is_left_to_pytest(tmp_path):
    assert testing.on_the_link([str(tmp_path)])[0] == str(tmp_path)


@pytest.mark.parametrize(
    ("code", "output", "sentence"),
    [
        (1, "odoo.tests.result: 0 failed, 0 error(s) of 3 tests when loading", "failed"),
        (0, "odoo.tests.result: 1 failed, 0 error(s) of 3 tests when loading", "failed"),
        (0, "odoo.tests.result: 0 failed, 2 error(s) of 3 tests when loading", "failed"),
        (0, "odoo.tests.result: 0 failed, 0 error(s) of 0 tests when loading", "found no test"),
        (0, "", "failed"),
    ],
)
def test_odoos_own_runner_is_judged_by_what_it_says(code, output, sentence):
    with pytest.raises(Trouble, match=sentence):
        testing.judge(code, output)


def test_a_good_run_of_odoos_own_runner_passes():
    testing.judge(0, "INFO db odoo.tests.result: 0 failed, 0 error(s) of 3 tests when loading database 'db' ")


def offers(monkeypatch, table):
    monkeypatch.setattr(process, "ask", lambda *_arguments, **_options: table)


def test_the_version_in_sid_is_looked_at(monkeypatch):
    offers(monkeypatch, " odoo-19 | 20.0.0+dfsg-1 | x sid\n odoo-19 | 19.0.0+dfsg-2 | x sid\n")
    assert odoo_source.candidate([]) == "19.0.0+dfsg-2"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "has no such package any more"),
        (" odoo-19 | 20.0.0+dfsg-1 | x sid\n", r"offers version 20\.0\.0"),
    ],
)
def test_a_sid_without_odoo_19_says_what_to_do(monkeypatch, table, sentence):
    offers(monkeypatch, table)
    with pytest.raises(Trouble, match=f"{sentence}.*ODOO_HOME"):
        odoo_source.candidate([])


def test_missing_icons_are_no_obstacle(monkeypatch, capsys):
    offers(monkeypatch, " fonts-font-awesome | 7.3.0+dfsg-1 | x sid\n")
    assert odoo_source.icons([]) == []
    assert "icons will be missing" in capsys.readouterr().out


@pytest.mark.parametrize("label", ["Debian", ""])
def test_the_mirror_is_the_machines_own(monkeypatch, label):
    offers(monkeypatch, f"Other|file:/other/debian-like/\n{label}|file:/mirror/debian/\n")
    assert odoo_source.mirror() == "file:/mirror/debian/"


def test_without_a_mirror_there_is_a_sentence(monkeypatch):
    offers(monkeypatch, "")
    with pytest.raises(Trouble, match=r"sudo apt-get update.*ODOO_HOME"):
        odoo_source.mirror()


@pytest.mark.parametrize(
    ("version", "found"), [("(18, 0, 0, FINAL, 0, '')", "18"), ("('saas~19', 1, 0, FINAL, 0, '')", "saas~19")]
)
def test_odoo_home_must_be_odoo_19(tmp_path, version, found):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text(f"version_info = {version}\n")
    with pytest.raises(Trouble, match=f"is Odoo {found}"):
        odoo_source.check_home(tmp_path)


def test_odoo_home_may_name_the_package_itself(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo_source.check_home(tmp_path) == odoo_source.check_home(tmp_path / "odoo") == tmp_path


def test_odoo_home_without_odoo_says_so(tmp_path):
    with pytest.raises(Trouble, match="holds no Odoo"):
        odoo_source.check_home(tmp_path)


def test_the_log_is_split_into_records_with_their_tracebacks():
    stamp = "2030-01-01 10:00:00,001 7"
    records = odoo.split_log(f"noise\n{stamp} INFO db a: b\n{stamp} ERROR db a: c\nTraceback\n  x\n")
    assert [(level, text.count("\n")) for level, text in records] == [("INFO", 0), ("ERROR", 2)]


def test_a_long_traceback_keeps_its_head_and_its_end():
    text = odoo.shortened("\n".join(map(str, range(40))), lines=3)
    assert text == "0\n  ...\n37\n38\n39"


@pytest.mark.parametrize(("arguments", "port"), [([], 8069), (["--port", "99"], 99), (["--port=99"], 99)])
def test_the_port_is_taken_and_the_rest_passed_on(arguments, port):
    assert cli.port_of([*arguments, "--dev=xml"]) == (port, ["--dev=xml"])


@pytest.mark.parametrize("arguments", [["--port"], ["--port", "x"], ["--port=0"], ["--port=70000"]])
def test_a_wrong_port_is_refused(arguments):
    with pytest.raises(Trouble, match="1 to 65535"):
        cli.port_of(arguments)


def test_a_port_in_use_is_named():
    with server.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Trouble, match=r"is in use.*--port"):
            server.check_port(taken.getsockname()[1])


def test_the_suffix_keeps_names_apart_and_plain(monkeypatch):
    monkeypatch.setenv("CUSTOMS_DB_SUFFIX", "")
    plain = paths.database("test")
    monkeypatch.setenv("CUSTOMS_DB_SUFFIX", "mine")
    assert paths.database("test") == f"{plain}_mine"
    monkeypatch.setenv("CUSTOMS_DB_SUFFIX", 'x"; --')
    with pytest.raises(Trouble, match="CUSTOMS_DB_SUFFIX"):
        paths.database("test")


def test_trouble_is_a_sentence_and_no_traceback(capsys):
    assert cli.main(["nonsense"]) == 1
    assert capsys.readouterr().err == "\nThere is no `./dev nonsense`: `./dev` alone shows what there is.\n"


def test_the_help_names_every_command(capsys):
    assert cli.main([]) == 0
    text = capsys.readouterr().out
    assert all(f"./dev {name}" in text for name in cli.COMMANDS if name[0] != "-" and name != "help")


def noted(records, sequences=None):
    return {"version": "x", "records": records, "sequences": sequences or {}}


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ({}, "customs.x: the model is gone, with 2 records"),
        ({"customs.x": {1: {"name": "a"}}}, "customs.x 2 is gone"),
        ({"customs.x": {1: {"name": "a"}, 2: {"name": "c"}}}, "customs.x 2 name: 'b' became 'c'"),
        ({"customs.x": {1: {"name": "a"}, 2: {}}}, "customs.x 2 name: 'b' became 'no such field'"),
    ],
)
def test_an_upgrade_that_loses_something_is_found_out(records, sentence):
    former = noted({"customs.x": {1: {"name": "a"}, 2: {"name": "b"}}})
    assert upgrade_compare.differences(former, noted(records), {}) == [sentence]


def test_an_upgrade_may_add_and_do_what_it_says():
    former = noted({"customs.x": {1: {"name": "a", "old": 1}}, "customs.y": {1: {"name": "a"}}})
    present = noted({"customs.x": {1: {"name": "a", "new": 1}, 2: {"name": "b"}}, "customs.z": {}})
    moved = {("customs.x", "old"): "dropped", ("customs.y", "*"): "in customs.z"}
    assert upgrade_compare.differences(former, present, moved) == []
    # A word too much would hide a later loss.
    moved[("customs.x", "name")] = "not true"
    (sentence,) = upgrade_compare.differences(former, present, moved)
    assert sentence.startswith("customs.x.name is said to be moved")
    # A version that had no such field yet has nothing to move.
    del moved["customs.x", "name"]
    moved |= {("customs.x", "later"): "", ("customs.later", "name"): "", ("customs.later", "*"): ""}
    assert upgrade_compare.differences(former, present, moved) == []


def test_what_moved_before_a_version_is_no_change_after_it():
    moved = {"19.0.2.0.0": {("customs.x", "a"): "why"}, "19.0.10.0.0": {("customs.x", "b"): "why"}}
    assert set(upgrade_compare.moved_since("19.0.1.0.0", moved)) == {("customs.x", "a"), ("customs.x", "b")}
    assert set(upgrade_compare.moved_since("19.0.2.0.0", moved)) == {("customs.x", "b")}


def test_an_upgraded_database_is_built_as_a_new_one():
    new = {"ir.rule": {"own": {"domain": "a", "name": "n"}, "other": {}}, "index": {"x": {"as": "1"}}}
    upgraded = {"ir.rule": {"own": {"domain": "b", "name": "n"}, "former": {}}, "index": {"x": {"as": "1"}}}
    assert upgrade_compare.built_otherwise(new, upgraded, {}) == [
        "ir.rule former is left over",
        "ir.rule other is missing",
        "ir.rule own domain: 'b' instead of 'a'",
    ]
    assert upgrade_compare.built_otherwise(new, new, {}) == []
    kept = {("ir.rule", "domain"): "the administrator's"}
    assert len(upgrade_compare.built_otherwise(new, upgraded, kept)) == 2


def test_an_upgrade_gives_no_number_twice():
    (sentence,) = upgrade_compare.differences(noted({}, {"customs.x": 7}), noted({}, {"customs.x": 1}), {})
    assert sentence == "sequence customs.x goes back from 7 to 1"


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("odoo.modules: The model customs.x has no access rules", True),
        ("odoo.tools.convert: in /x/customs_verification/views/a.xml", True),
        (f"py.warnings: {paths.cache()}/odoo/x.py: DeprecationWarning", False),
        ("odoo.service: Some warning of Odoo itself", False),
    ],
)
def test_a_warning_of_an_update_is_ours_or_not(said, ours):
    assert upgrade.is_ours(f"2030-01-01 10:00:00,001 7 WARNING customs_ab_upgrade {said}") is ours


DATES = ("CUSTOMS_DATES_TIMELINES", "CUSTOMS_DATES_SEED", "CUSTOMS_DATES_AGREEMENT")


@pytest.fixture(name="checked_dates")
def fixture_of_checked_dates(monkeypatch):
    """What `./dev check-dates` would start: what it says to the test, and the arguments of pytest."""
    started = []
    for name in DATES:
        monkeypatch.setenv(name, "")

    def run_pytest(_setup, _kind, arguments):
        started.append(([os.environ[name] for name in DATES], arguments))
        return 3

    monkeypatch.setattr(odoo, "prepare", lambda: None)
    monkeypatch.setattr(testing, "run_pytest", run_pytest)
    return started


def test_dates_are_checked_in_long_form(checked_dates):
    words = ["check-dates", "--timelines", "70", "--seed=5", "--agreement", "EAEU-RS"]
    assert cli.main(words) == 3, "pytest's exit code"
    ((said, arguments),) = checked_dates
    assert said == ["70", "5", "EAEU-RS"]
    assert {*cli.CHECKED_DATES, "-s", "--timeout=0"} <= set(arguments)
    assert all((paths.REPO / place).is_file() for place in cli.CHECKED_DATES)


def test_dates_of_each_agreement_are_checked_with_another_seed_each_time(checked_dates):
    for _ in range(3):
        assert cli.main(["check-dates"]) == 3
    assert {(said[0], said[2]) for said, _arguments in checked_dates} == {("10000", "")}
    assert len({said[1] for said, _arguments in checked_dates}) > 1


@pytest.mark.parametrize("words", [["--timelines", "0"], ["--seed", "x"], ["--seed", "0"], ["more"]])
def test_dates_are_not_checked_by_words_that_are_not_understood(checked_dates, words):
    assert cli.main(["check-dates", *words]) == 1
    assert not checked_dates


def test_a_former_version_needs_the_history(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "REPO", tmp_path)
    with pytest.raises(Trouble, match=r"^The upgrade from 1 cannot be tested here: .* full clone"):
        upgrade.from_history("1", "0" * 40)


def test_the_page_of_access_is_up_to_date():
    for page, text in docs.pages().items():
        assert page.read_text(encoding="utf-8") == text, f"{page.name} is out of date: run `./dev docs`."


def test_the_page_of_access_names_every_role():
    page = docs.access_page()
    assert page.count("| `customs.") > 100
    assert "| b.li | Liaison officer" in page
