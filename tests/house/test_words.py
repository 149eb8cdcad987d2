"""Everything people read is in Welsh too, with every value in its place."""

import re

import pytest
from babel.messages.catalog import Message

from ops import words

pytestmark = pytest.mark.house

VALUE = re.compile(r"%\((\w+)\)[sd]|%%\{\w+\}")


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[1]


def test_every_message_of_code_and_templates_is_in_the_catalogue():
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in words.kept()}
    there = {message.id if isinstance(message.id, str) else message.id[0] for message in words.extracted()}
    assert there - known == set(), "Run python -m ops.words and translate what is new."


def test_every_message_is_translated():
    waiting = [message.id for message in words.kept() if message.id and not all(forms(message))]
    assert waiting == []


def test_every_translation_keeps_the_values():
    wrong = []
    for message in words.kept():
        if message.id:
            wanted = set(VALUE.findall(source(message)))
            for text in forms(message):
                found = set(VALUE.findall(text))
                if found - wanted or (isinstance(message.id, str) and found != wanted):
                    wrong.append(text)
    assert wrong == []
