"""The figures of the sample firm, as the areas would hand them to the reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from itdesk.reports.audit import AuditReport, Check, Evidence, Finding, Result, Weight
from itdesk.reports.blocks import Decision
from itdesk.reports.budget import BudgetGroup, BudgetLine, BudgetReport, Commitment
from itdesk.reports.labels import Label
from itdesk.reports.listing import ListColumn
from itdesk.reports.plan import (
    Branch,
    CallTree,
    Contact,
    Impact,
    PlanTable,
    Procedure,
    RecoveryPlan,
    Section,
    Step,
    System,
    Systems,
)

MONTHS = tuple(date(2026 + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16))


def _flat(amount: int) -> list[int]:
    return [amount] * 12


def _at(**amounts: int) -> list[int]:
    names = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
    return [amounts.get(name, 0) for name in names]


def _line(name: str, vendor: str, planned: list[int], actual: list[int], forecast: list[int]) -> BudgetLine:
    return BudgetLine(name, vendor, *(tuple(map(Decimal, amounts)) for amounts in (planned, actual, forecast)))


_PLAIN = {
    "Hardware": (
        ("Workstations and laptops", "Halden", _at(Apr=2200, Jul=4600, Oct=2300, Jan=7400),
         [2140, 0, 0, 4385, 0, 0, 2460], [0, 0, 8950, 0, 0]),
        ("Monitors and peripherals", "Various", _flat(200), [180, 64, 312, 148, 92, 206, 240], [612, 200, 200, 200, 200]),
        ("Repairs and spares", "Various", _flat(150), [0, 88, 420, 76, 0, 130, 64], [150] * 5),
    ),
    "Software": (
        ("CAD seats", "Plotline", _flat(780), [780] * 7, [780, 780, 832, 832, 832]),
        ("BIM suite", "Massing", _flat(1240), [1240] * 7, [1240] * 5),
        ("Office suite", "Officewise", _flat(390), [371, 371, 371, 381, 381, 391, 391], [391, 402, 402, 402, 402]),
        ("Rendering and PDF tools", "Various", _flat(210), [210, 210, 198, 198, 198, 198, 198], [198] * 5),
    ),
    "Connectivity and phones": (
        ("Fibre, two sites", "Lanternet", _flat(345), [345] * 7, [345] * 5),
        ("Mobile and voice", "Quayside Telecom", _flat(460), [452, 447, 471, 455, 438, 462, 459], [460] * 5),
    ),
    "Cloud and backup": (
        ("Backup", "Ridgeback", _flat(173), [173] * 7, [173, 173, 173, 173, 182]),
        ("File storage and hosting", "BrightRack", _flat(320), [296, 301, 305, 312, 318, 322, 327],
         [330, 335, 335, 340, 340]),
    ),
    "Printing": (
        ("Plotter lease", "Northgate Print", _flat(540), [540] * 7, [540, 540, 410, 410, 410]),
        ("Ink and paper", "Northgate Print", _flat(260), [244, 212, 298, 190, 173, 281, 305], [260] * 5),
    ),
    "Security": (
        ("Endpoint protection", "Kestrel", _flat(190), [190] * 7, [190] * 5),
        ("Yearly security test", "Outer Wall", _at(Sep=2400), [0, 0, 0, 0, 0, 2250, 0], [0] * 5),
        ("Staff training", "Various", _flat(100), [0, 0, 240, 0, 0, 180, 120], [100] * 5),
    ),
    "Support and services": (
        ("Hardware support", "Halden", _at(Apr=1180), [1180, 0, 0, 0, 0, 0, 0], [0, 1180, 0, 0, 0]),
        ("Outside IT support", "Pollard & Finch", _flat(450), [450, 315, 540, 405, 225, 450, 405], [450] * 5),
        ("Cabling", "Ashdown Cabling", _at(Oct=600, Jan=900), [0, 0, 0, 0, 0, 0, 640], [0, 0, 900, 0, 0]),
    ),
}  # fmt: skip

_COMMITMENTS = (
    ("Lanternet fibre", "CON-012", "Auto-renews 12 months", date(2026, 11, 20), 4140),
    ("Plotline CAD seats", "CON-003", "Auto-renews 12 months", date(2026, 12, 12), 9360),
    ("Halden hardware support", "CON-007", "Ends", date(2026, 12, 28), 1180),
    ("Ridgeback Backup", "CON-009", "Auto-renews 12 months", date(2027, 1, 31), 2076),
    ("Plotter lease, Northgate Print", "CON-005", "Ends, return machine", date(2026, 11, 25), 6480),
    ("Northgate ink and paper", "CON-006", "Monthly, 30 days", None, 3120),
    ("Quayside Telecom", "CON-010", "Auto-renews 24 months", date(2027, 3, 1), 5520),
    ("Massing BIM", "CON-004", "Ends, new quote", date(2027, 5, 15), 14880),
    ("Officewise Business", "CON-001", "Auto-renews 12 months", date(2027, 8, 11), 4680),
    ("Kestrel Endpoint", "CON-008", "Auto-renews 36 months", date(2027, 8, 18), 2280),
    ("Outer Wall security test", "CON-014", "Ends", None, 2400),
    ("Pollard & Finch IT support", "CON-011", "Monthly, 60 days", None, 5400),
    ("BrightRack hosting", "CON-013", "Auto-renews 12 months", date(2027, 9, 6), 3840),
)

BUDGET = BudgetReport(
    year="2026/27",
    months=MONTHS,
    closed=7,
    groups=tuple(BudgetGroup(name, tuple(_line(*line) for line in lines)) for name, lines in _PLAIN.items()),
    commitments=tuple(
        Commitment(name, number, renewal, by, Decimal(cost)) for name, number, renewal, by, cost in _COMMITMENTS
    ),
    decisions=(
        Decision("Agree £1,435 more for six workstations, or buy five this year.", "by 4 December"),
        Decision("Leave Lanternet fibre for Tideway at £3,480 a year, £660 less.", "by 20 November"),
    ),
    reader="Helen Moss, director",
    prepared_by="Mara Ellison, IT manager",
    agreed_by="Helen Moss, director",
    because="because six workstations cost more than in spring",
    month_notes=((date(2027, 1, 1), "6 new workstations"),),
)

_FINDINGS = (
    (Weight.MAJOR, "BIM models have never been restored as a test", "Continuity", date(2026, 12, 18),
     "Backups of the BIM models run each night and report no errors. Nobody has restored one since 2024.",
     "The models hold 14 live projects. The recovery plan promises 8 hours; without a test that is a guess.",
     "Run one restore a quarter, starting 26 November",
     "Backup log 1 to 12 November; interview with M. Ellison; recovery plan, section 5.2"),
    (Weight.MAJOR, "Two people share one admin account on the file server", "Access", date(2026, 12, 4),
     "Mara Ellison and one contractor sign in as “hpadmin”. The password was last changed in March 2025.",
     "We cannot tell who changed what, and the account survives when the contractor leaves.",
     "Give each person a named account with two-step sign-in", "Sign-in log, 30 days; account list of 10 November"),
    (Weight.MINOR, "Four leavers kept mailboxes for more than 30 days", "Access", date(2026, 12, 11),
     "Four of eleven leavers since April still had a mailbox after 30 days. One still received project mail.",
     "Mail can be read or lost, and each seat costs £123 a year.", "Add the mailbox step to the leaver checklist",
     "Accounts list; leaver checklist; HR list of leavers"),
    (Weight.MINOR, "14 people use Plotline CAD, 12 seats are bought", "Licences", date(2026, 12, 11),
     "12 seats are bought, 14 people are signed in. One of them has never opened the program.",
     "The vendor may charge back use, and renewal is on 11 January.", "Take back 2 seats or buy 2",
     "Licence page LIC-004; order 20-1183"),
    (Weight.MINOR, "Six people have not signed the acceptable use policy", "Policies", date(2026, 11, 24),
     "", "", "Ask the six people to sign", ""),
    (Weight.MINOR, "Server cupboard key is kept in an open drawer", "Premises", date(2026, 11, 27),
     "The key hangs in the second drawer at reception.", "", "Move the key to the safe", ""),
    (Weight.NOTE, "Wi-Fi password for visitors is two years old", "Network", date(2027, 1, 31), "", "", "Change it", ""),
)  # fmt: skip

_CHECKS = (
    ("A-1", "Access and accounts", "Every person has their own account", Result.PARTLY, "Shared admin account, F-02"),
    ("A-2", "Access and accounts", "Two-step sign-in for email and files", Result.MET, "38 of 38 people"),
    ("A-3", "Access and accounts", "Leavers lose access on their last day", Result.PARTLY, "7 of 11 on time, F-03"),
    ("A-4", "Access and accounts", "Admin rights are checked twice a year", Result.MET, "Checked 2 Mar and 7 Sep"),
    ("A-5", "Access and accounts", "Passwords are kept in the password safe", Result.MET, "38 seats given"),
    ("A-6", "Access and accounts", "Admin sign-ins can be traced to a person", Result.NOT_MET, "Shared account, F-02"),
    ("B-1", "Backups and recovery", "Backups run every night", Result.MET, "365 of 365 nights, 2 repeats"),
    ("B-2", "Backups and recovery", "One copy is kept off site", Result.MET, "Ridgeback, Bristol"),
    ("B-3", "Backups and recovery", "A restore is tested each quarter", Result.NOT_MET, "File server only, F-01"),
    ("B-4", "Backups and recovery", "Recovery plan is reviewed each year", Result.PARTLY, "Due 18 Nov, in work"),
    ("E-1", "Equipment and software", "All equipment is on the list", Result.MET, "127 of 127 found in check"),
    ("E-2", "Equipment and software", "Old disks are wiped and logged", Result.MET, "9 certificates"),
    ("E-3", "Equipment and software", "Software in use is licensed", Result.PARTLY, "F-04"),
    ("N-1", "Network and premises", "Server cupboard is locked", Result.PARTLY, "Key in open drawer, F-06"),
    ("N-2", "Network and premises", "Firewall rules are reviewed yearly", Result.MET, "Reviewed 4 Jun"),
    ("P-1", "Policies and training", "Everyone signed the acceptable use policy", Result.PARTLY, "32 of 38, F-05"),
    ("V-1", "Vendors and contracts", "Critical vendors have a contract", Result.MET, "9 of 9"),
)

AUDIT = AuditReport(
    period="Yearly internal audit, 9 to 13 November 2026. Both sites. Audited by Pollard & Finch.",
    running="IT audit report, November 2026",
    checks=tuple(Check(*check) for check in _CHECKS),
    findings=tuple(
        Finding(f"F-{number:02}", weight, title, area, by, "Mara Ellison", *texts)
        for number, (weight, title, area, by, *texts) in enumerate(_FINDINGS, start=1)
    ),
    evidence=(
        Evidence(
            "Machines out of warranty",
            (ListColumn("Tag"), ListColumn("Model"), ListColumn("Person"), ListColumn("Ended", "right")),
            [(f"HP-LT-0{number}", "Tessera Book 12", "Owen Hale", "3 Feb 2026") for number in range(10, 15)],
        ),
    ),
    met_before=6,
    since="Nine findings were open after the 2025 audit. Eight are closed. F-02 is carried over and now counts as major.",
    signers=("Pollard & Finch, auditor", "Helen Moss, director"),
)

PLAN = RecoveryPlan(
    title="IT recovery plan",
    subtitle="What to do when systems, the internet or the office are not there",
    running="IT recovery plan, version 7",
    facts=(
        ("Version", "7, 20 November 2026"),
        ("Owner", "Mara Ellison, IT manager"),
        ("Agreed by", "Waiting for Helen Moss"),
        ("Last tested", "14 May 2026, file server, 3 h 10 min"),
        ("Who has a copy", "Reception, Bath studio, Helen Moss at home"),
    ),
    small_print="Confidential. Contains telephone numbers.",
    sections=(
        Section(
            "Purpose and scope",
            "This plan gets the {{people}} people at Harbour House and the Bath studio working again after a failure."
            " It covers:\n\n- the file server and the BIM models,\n- internet, phones and email,\n- the loss of a"
            " building.\n\nIt does *not* cover health and safety.",
        ),
        Section(
            "Who decides",
            "Mara Ellison starts the plan. Helen Moss decides on spending above £2,000 and on what clients are told."
            " If neither answers within 30 minutes, Daniel Reyes decides.",
        ),
        Section(
            "Call tree",
            block=CallTree(
                Contact("Mara Ellison", "IT manager, starts the plan", "07700 900 101", ("Home 01305 496 017",)),
                (
                    Branch(
                        Contact("Helen Moss", "Director, staff and clients", "07700 900 114",
                                ("Stand-in: Daniel Reyes",)),
                        (
                            Contact("Joanna Lindqvist", "Studio A, 11 people", "07700 900 131"),
                            Contact("Owen Hale", "Studio B, 9 people", "07700 900 133"),
                            Contact("Daniel Reyes", "Bath studio, 12 people", "07700 900 140"),
                        ),
                    ),
                    Branch(
                        Contact("Pollard & Finch", "Outside IT support", "07700 900 317", ("24 h, customer HP-22",)),
                        (
                            Contact("Halden support", "Server and workstations", "020 7946 0142"),
                            Contact("Ridgeback Backup", "Restores, 8 to 18", "0117 496 0188"),
                            Contact("Lanternet", "Internet, line HP-4471", "0300 555 0117"),
                        ),
                    ),
                    Branch(
                        Contact("Ruth Abbott", "Office, building, insurer", "07700 900 128"),
                        (
                            Contact("Landlord", "Keys, alarm, power", "01305 496 200"),
                            Contact("Insurer", "Policy HPA-70012", "0300 555 0166"),
                            Contact("Front office", "6 people", "01305 496 100"),
                        ),
                    ),
                ),
            ),
        ),
        Section(
            "Systems and priorities",
            "Bring back priority 1 first. “Back in” is the longest stop we accept. “May lose” is the most work we"
            " accept to do again.",
            Systems(
                (
                    System("Internet and phones", 1, 120, None, "Lanternet, Quayside", date(2026, 5, 14), 80),
                    System("File server", 1, 240, 1440, "Halden, Ridgeback", date(2026, 5, 14), 190),
                    System("Email and calendars", 1, 240, 60, "Officewise"),
                    System("Massing BIM models", 2, 480, 240, "Massing"),
                    System("Licence server", 2, 480, None, "Plotline", date(2026, 2, 3), 40),
                    System("Printing and plotter", 2, 1440, None, "Northgate Print", test_needed=False),
                    System("Costbook", 3, 2880, 1440, "Tally Works", test_needed=False),
                    System("Website", 3, 4320, 10080, "BrightRack", test_needed=False),
                ),
                (
                    Impact("File server", "Drawings, letters, tenders", 38, Decimal(9100)),
                    Impact("Internet and phones", "Calls, site meetings, planning portal", 38, Decimal(4300)),
                    Impact("Massing BIM models", "14 live projects", 22, Decimal(6200)),
                    Impact("Email and calendars", "Client and contractor mail", 38, Decimal(2700)),
                ),
            ),
        ),
        Section(
            "Recovery steps",
            parts=(
                Section(
                    "File server",
                    block=Procedure(
                        facts=(
                            ("Back in", "4 hours"),
                            ("May lose", "24 hours"),
                            ("Machine", "HP-SV-001, server cupboard"),
                        ),
                        start_when="the P: drive is missing for more than one person for 15 minutes, or files open as"
                        " damaged.",
                        steps=(
                            Step("Tell everyone to stop saving to P: and to keep files open. Message KB-41 is on the"
                                 " last page.", "Mara Ellison", 5),
                            Step("Look at the server in the cupboard. Write down every red light. Power it off only if"
                                 " you smell heat.", "Mara Ellison", 10),
                            Step("Call {{vendor:halden}}, contract {{contract:CON-007}}. Ask for an engineer and the"
                                 " part.", "Mara Ellison", 20),
                            Step("Restore the newest copy from Ridgeback Backup to the spare workstation HP-WS-010."
                                 " Start with **Live projects**, then **Office**.", "Pollard & Finch", 150),
                            Step("Point the P: drive at the spare. Ask Joanna and Luis to open one drawing each.",
                                 "Mara Ellison", 20),
                        ),
                        check="Open three project folders from two rooms. Compare the newest file dates with the"
                        " backup list. Tell Helen Moss how many hours of work are lost.",
                        going_back="When the engineer has finished, copy changed files from the spare at night, point"
                        " P: back, and keep the spare for 7 days.",
                    ),
                ),
                Section("Massing BIM models", block=Procedure((Step("Call Massing.", "Mara Ellison", 15),))),
            ),
        ),
        Section(
            "Backups and where they are",
            "| What | Where | Kept |\n|---|---|---:|\n| File server | Ridgeback, Bristol | 90 days |\n"
            "| Email | Officewise | 30 days |",
        ),
        Section(
            "Vendors and contracts",
            block=PlanTable(
                (ListColumn("Vendor"), ListColumn("Number"), ListColumn("Hours", "right")),
                (("Halden support", "020 7946 0142", "24 h"), ("Ridgeback", "0117 496 0188", "8 to 18")),
            ),
        ),
    ),
)  # fmt: skip
VALUES = {"people": "38", "vendor:halden": "Halden support, 020 7946 0142", "contract:CON-007": "CON-007"}

_TAGGED = (
    "WS-014 WS-015 WS-016 WS-009 WS-010 LT-031 LT-030 LT-029 LT-022 LT-019 PL-002 PR-004 SV-001 NW-003 MN-041 MN-042"
    " PH-012 MN-043 NW-004 LT-008 WS-004 LT-032 LT-033 MN-044 LT-034 LT-035"
)
LABELS = tuple(Label(f"HP-{tag}", f"Halden W{number} workstation") for number, tag in enumerate(_TAGGED.split()))
