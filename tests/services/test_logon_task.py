"""The logon task, by a schema written after [MS-TSCH]: Task Scheduler itself was not at hand."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from xmlschema import XMLSchema10

from fakes.machine import machine
from setpoint.core.facts.service import TASK_NAMESPACE
from setpoint.core.ports import Ran
from setpoint.core.ports.service import Agent
from setpoint.platforms.windows.task import rendered, template
from setpoint.shipped import read
from setpoint.value import replace

SCHEMA = XMLSchema10(Path(__file__).parent / "task.xsd")
SID = "S-1-5-21-1004336348-1177238915-682003330-1001"
PROGRAM = r"C:\Users\Ada Lovelace\setpoint\Scripts\pythonw.exe"
ENV = {"USERNAME": "Ada Lovelace", "LOCALAPPDATA": r"C:\Users\Ada Lovelace\AppData\Local"}


def task(*, everyone: bool = False, program: str = PROGRAM, who: Ran | None = None) -> str:
    answer = who or Ran(0, f'"desk\\ada lovelace","{SID}"\n', "")
    here = replace(machine(Path(), ENV, {"whoami.exe": answer}), home=Path("C:/Users/Ada Lovelace"))
    agent = Agent((r"C:\python.exe", "-m", "setpoint", "run"), everyone=everyone)
    return rendered(read("windows", template(everyone=everyone)), here, agent, program).decode("utf-16")


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text.encode("utf-16"))  # noqa: S314 - what we wrote a moment ago


def valid(text: str) -> bool:
    return bool(SCHEMA.is_valid(parsed(text)))


def element(text: str, path: str) -> str:
    names = {"": TASK_NAMESPACE}
    return parsed(text).findtext(path, "", names)


@pytest.mark.parametrize("everyone", [False, True])
def test_the_task_keeps_the_schema(everyone: bool) -> None:
    assert valid(task(everyone=everyone))


@pytest.mark.parametrize("everyone", [False, True])
def test_the_shipped_file_by_itself_is_refused_because_it_is_not_filled_in(everyone: bool) -> None:
    assert not valid(read("windows", template(everyone=everyone)).replace("UTF-8", "UTF-16", 1))


def test_it_runs_as_the_person_who_is_logged_on_without_more_rights() -> None:
    text = task()
    assert element(text, "Triggers/LogonTrigger/UserId") == SID
    assert element(text, "Principals/Principal/UserId") == SID
    assert element(text, "Principals/Principal/LogonType") == "InteractiveToken"
    assert element(text, "Principals/Principal/RunLevel") == "LeastPrivilege"


def test_it_runs_for_as_long_as_the_person_is_there_on_batteries_too() -> None:
    text = task()
    assert element(text, "Settings/ExecutionTimeLimit") == "PT0S"
    assert element(text, "Settings/DisallowStartIfOnBatteries") == "false"
    assert element(text, "Settings/StopIfGoingOnBatteries") == "false"
    assert element(text, "Settings/Hidden") == "true"


@pytest.mark.parametrize("trigger", ["LogonTrigger", "RegistrationTrigger"])
def test_an_agent_that_crashed_is_started_again_within_five_minutes(trigger: str) -> None:
    text = task()
    assert element(text, f"Triggers/{trigger}/Repetition/Interval") == "PT5M"
    assert element(text, f"Triggers/{trigger}/Repetition/Duration") == "", "without end"
    assert element(text, "Settings/MultipleInstancesPolicy") == "IgnoreNew"


def test_an_app_that_the_agent_starts_does_not_inherit_a_low_priority() -> None:
    assert 4 <= int(element(task(), "Settings/Priority")) <= 6


def test_for_everyone_a_group_runs_it_and_no_person_is_named() -> None:
    text = task(everyone=True)
    assert element(text, "Principals/Principal/GroupId") == "S-1-5-32-545"
    assert "Ada" not in text.replace(PROGRAM, "")
    assert element(text, "Settings/MultipleInstancesPolicy") == "Parallel"


def test_the_two_files_differ_in_nothing_else() -> None:
    own, common = ([*map(str.strip, task(everyone=everyone).splitlines())] for everyone in (False, True))
    body = slice(own.index("<Settings>") + 2, own.index("</Settings>"))
    assert own[body] == common[slice(common.index("<Settings>") + 2, common.index("</Settings>"))]


def test_the_words_of_the_command_come_apart_again() -> None:
    text = task()
    log = r"C:\Users\Ada Lovelace\AppData\Local\setpoint\logs\agent.log"
    assert element(text, "Actions/Exec/Command") == PROGRAM
    assert element(text, "Actions/Exec/Arguments") == f'-m setpoint run --log-file "{log}"'


def test_signs_of_xml_in_a_path_are_text() -> None:
    program = r"C:\R&D <new>\@USER@\pythonw.exe"
    assert element(task(program=program), "Actions/Exec/Command") == program


@pytest.mark.skipif(sys.platform == "win32", reason="a PurePath of text is one of Windows there")
def test_without_whoami_the_account_is_named_with_its_domain(tmp_path: Path) -> None:
    here = machine(tmp_path, {"USERDOMAIN": "DESK", "USERNAME": "ada"})
    text = rendered(read("windows", "agent.xml"), here, Agent(("p", "run")), "p").decode("utf-16")
    assert element(text, "Principals/Principal/UserId") == "DESK\\ada"


MISTAKES = {
    "another namespace": (TASK_NAMESPACE, "http://schemas.microsoft.com/windows/2004/02/mit/job"),
    "an element that does not exist": ("<WakeToRun>false</WakeToRun>", "<WakeUp>false</WakeUp>"),
    "an element twice": ("<Enabled>true</Enabled>\n    <Hidden>", "<Hidden>true</Hidden>\n    <Hidden>"),
    "a kind of logon that does not exist": ("InteractiveToken", "Interactive"),
    "a level that does not exist": ("LeastPrivilege", "Least"),
    "a policy that does not exist": ("IgnoreNew", "Ignore"),
    "a word for a boolean": ("<Hidden>true", "<Hidden>yes"),
    "a number for a duration": ("PT0S", "0"),
    "a repetition below a minute": ("<Interval>PT5M", "<Interval>PT30S"),
    "a repetition above a month": ("<Interval>PT5M", "<Interval>P32D"),
    "a repetition without interval": ("<Interval>PT5M</Interval>", ""),
    "a priority that does not exist": ("<Priority>5", "<Priority>11"),
    "elements of a trigger in the wrong order": (f"<UserId>{SID}</UserId>\n    </L", "<Enabled>true</Enabled></L"),
    "an empty account": (SID, ""),
    "an account without domain": (SID, "ada"),
    "actions of a principal that is not there": ('Context="Person"', 'Context="Author"'),
    "two principals": ("</Principals>", f'<Principal id="Two"><UserId>{SID}</UserId></Principal></Principals>'),
    "no program": (f"<Command>{PROGRAM}</Command>", ""),
    "a program whose path is too long": (PROGRAM, "C:\\" + "x" * 260),
    "a place that was not filled in": (PROGRAM, "@PROGRAM@"),
    "another kind of action": ("<Exec>", "<ShowMessage><Title>a</Title><Body>b</Body></ShowMessage><Exec>"),
    "another kind of trigger": ("</Triggers>", "<BootTrigger/></Triggers>"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_task_is_caught(mistake: str) -> None:
    good, bad = MISTAKES[mistake]
    text = task()
    assert good in text, "else nothing would be planted"
    assert not valid(text.replace(good, bad))


def test_a_text_that_is_no_xml_is_caught() -> None:
    with pytest.raises(ET.ParseError):
        valid(task().replace("</Settings>", ""))
