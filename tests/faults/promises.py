"""What is promised about faults, each with the runs that try it; the numbers are those of the list of promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import copies, hostile, measured, slow_count, wires

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """A run of our own with a count: what comes back has `missed`, empty where the goal was met."""

    run: Callable[[Path, int], dict[str, Any]]
    short: int
    long: int


@dataclass(frozen=True)
class Promise:
    """One promise: what holds, the goal, and what tries it. tests and controls are names of pytest; untested is what can't be tried here.

    Controls pass where what is known to lose, or to tell, does so: they show that the others would see it.
    """

    number: str
    holds: str
    goal: str
    runs: tuple[Measured, ...] = ()
    tests: tuple[str, ...] = ()
    untested: str = ""
    controls: tuple[str, ...] = ()


_DB, _BACKUPS, _SECURITY = "tests/db/test_", "tests/db/backups/test_", "tests/security/test_"

PROMISES: tuple[Promise, ...] = (
    Promise(
        "1", "A killed app loses nothing that was acknowledged",
        "killed at each thing that is done to a file: 0 lost, 0 damaged, open again within 3 s",
        (Measured(measured.killed, 64, 4000),), (f"{_BACKUPS}killed.py", f"{_DB}faults.py::test_killed_in_the_middle_of_saving_it_is_all_or_nothing"),
    ),
    Promise(
        "2", "A power cut loses nothing that was acknowledged", "0 lost, 0 torn; SQLite's weaker settings do lose",
        (Measured(measured.power_cut_figures, 400, 10_000),), untested="Disks themselves: what is unsynced survives by sectors of 512 bytes, which is a model.",
    ),
    Promise(
        "3", "Every error of a disk ends in a sentence", "each point once and for ever: 0 crashes, the file whole",
        (Measured(measured.disk_errors, 64, 4000),),
    ),
    Promise(
        "4", "A full, read-only or unplugged disk loses nothing", "0 lost; what is there can be read",
        (Measured(measured.disk_full, 32, 2000),),
        tuple(f"{_DB}faults.py::test_{name}" for name in (
            "a_full_disk_loses_nothing", "a_read_only_disk_opens_for_reading", "a_read_only_file_opens_for_reading_and_says_so",
            "a_file_that_may_not_grow_is_a_full_disk",
        )),
    ),
    Promise(
        "5", "An update from any version, interrupted anywhere, heals", "every revision, killed at statements and writes: 100 % heal, a copy first",
        (), tuple(f"{_DB}migrations.py::test_{name}" for name in (
            "a_file_of_each_earlier_revision_becomes_a_new_one", "killed_before_any_statement_it_heals", "killed_at_any_write_it_heals",
            "a_copy_is_made_first", "a_server_of_each_earlier_revision_becomes_a_new_one", "a_failed_server_upgrade_changes_nothing",
        )),
        controls=(f"{_DB}migrations.py::test_an_upgrade_whose_statements_stand_alone_gets_stuck",),
    ),
    Promise(
        "6", "A newer file is refused, not changed", "0 bytes changed, a sentence",
        (), (f"{_DB}migrations.py::test_a_newer_workspace_is_refused_untouched", f"{_DB}migrations.py::test_a_newer_epoch_is_refused_before_any_table_is_read"),
    ),
    Promise(
        "7", "A damaged file opens, or there is a way back", "at random places: 0 other errors, good backups stay",
        (Measured(measured.damaged, 60, 1000),), (f"{_BACKUPS}recovering.py", f"{_DB}faults.py::test_a_file_cut_short_is_damaged"),
    ),
    Promise("8", "Backups restore", "each backup that is listed; thinning as promised", (Measured(copies.restored, 20, 300),), (f"{_BACKUPS}restoring.py", "tests/core/test_thinning.py")),
    Promise(
        "9", "A shared folder loses and doubles no report", "0 lost, 0 doubled", (Measured(measured.shared_folder, 200, 10_000),), (f"{_DB}share.py",),
        "Windows PCs and servers; SMB and NFS of a kernel: folders stand for shares here, and sshfs where it is installed.",
    ),
    Promise(
        "10", "A share that doesn't lock is refused", "told within 2 s", (),
        (f"{_DB}share.py::test_what_can_not_be_shared_is_refused_with_the_cure", f"{_DB}share_faults.py"),
        "The locks of Windows.",
    ),
    Promise(
        "11", "A server that crashes under several writers loses and doubles nothing", "0 lost, 0 doubled",
        (Measured(measured.server_crashes, 3, 100),), (f"{_DB}faults.py::test_a_restarted_server_is_noticed",),
    ),
    Promise(
        "12", "A pulled cable is told, what was sent is kept once", "0 lost, 0 doubled, told within 10 s", (Measured(wires.cables, 60, 1000),),
        (*(f"{_DB}faults.py::test_{name}" for name in (
            "a_commit_without_an_answer_is_stored_once", "even_what_has_no_uid_of_its_own_is_stored_once", "writing_tells_the_truth_about_its_commit",
            "a_cable_pulled_in_the_middle_is_told_and_mended",
        )), f"{_DB}doorbell.py::test_a_pulled_cable_is_told_and_ends_what_waits"),
    ),
    Promise("13", "Nobody's edit is overwritten in silence", "0 missing on both engines", (Measured(measured.editors, 160, 1000),)),
    Promise("14", "Changes of others are seen", "at once by the bell, and after it was away", (Measured(wires.bells, 100, 1000),), (f"{_DB}doorbell.py",)),
    Promise(
        "16", "An impostor gets no password", "0 passwords, 0 rows", (), (f"{_SECURITY}server_joining.py::test_an_impostor_is_told_no_password",),
        controls=(f"{_SECURITY}server_joining.py::test_without_the_settings_an_impostor_does_hear_it",),
    ),
    Promise(
        "17", "History can't be changed unnoticed", "every kind of change, given one head outside; 1,000,000 lines within 5 s",
        (Measured(measured.verified, 200_000, 1_000_000),), (f"{_DB}chaining.py",),
    ),
    Promise(
        "18", "A stolen computer tells nothing of an encrypted workspace", "0 of 34 words found", (),
        (f"{_SECURITY}canaries.py::test_encrypted_workspace_leaves_no_canary_once_the_next_start_has_swept",),
        controls=(f"{_SECURITY}canaries.py::test_plain_workspace_is_full_of_them",),
    ),
    Promise(
        "19", "Encryption survives a lost keyring and a kill", "passphrase and recovery code open it; killed at any step, one good file",
        (), (f"{_DB}encrypted.py", *(f"{_DB}converting.py::test_{name}" for name in ("there_and_back_nothing_is_lost_and_copies_go_along", "kill_at_each_step_leaves_one_good_file"))),
        controls=(f"{_DB}converting.py::test_new_file_that_differs_is_not_taken",),
    ),
    Promise(
        "20", "Hostile files are refused or read as data", "0 unhandled, within 2 s and 200 MB", (Measured(hostile.changed_tables, 400, 40_000),),
        ("tests/files/test_tables.py", f"{_SECURITY}hostile_workspace.py", f"{_SECURITY}slow_texts.py"),
    ),
    Promise(
        "21", "Hostile text is shown as text", "0 files opened, 0 reports broken", (),
        (f"{_SECURITY}shown.py::test_nothing_is_fetched", f"{_SECURITY}links.py", "tests/reports/test_reports.py::test_nothing_but_our_own_files_is_opened",
         "tests/reports/test_reports.py::test_thousands_of_hostile_texts_build"),
        controls=(f"{_SECURITY}shown.py::test_the_controls_fetch",),
    ),
    Promise("22", "No mail is lost or doubled", "", untested="itdesk takes in no mail yet."),
    Promise("23", "Working time is right", "0 wrong minutes against a slow count", (Measured(slow_count.hours, 400, 10_000),), ("tests/core/test_working_time.py", "tests/core/test_periods.py")),
    Promise(
        "24", "It holds at 1,000,000 tickets", "check and backup within 60 s each, under 500 MB",
        (Measured(measured.large, 20_000, 1_000_000),),
    ),
    Promise("25", "Both engines answer alike", "the store's tests on each", (), (f"{_DB}lists.py", f"{_DB}records.py", f"{_DB}search.py", f"{_SECURITY}sql.py")),
)  # fmt: skip
