"""What the demonstration says when its door is open."""

import json
import re
import textwrap
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from ops.crew import shown
from ops.paths import DATA, LOGS, write_whole
from ops.say import colour, line

CLIENT = DATA / "demo-client.json"
WIDTH = 96


def welcome(address: str) -> None:
    line(f"\n  {colour('1', f'Front Door is open at {address}')}\n")
    entry("Sign in", f"{address}/sign-in/ has a button for each role: {', '.join(roles(address))}")
    entry("E-mail", f"{address}/demo/outbox/ shows what was sent")
    if point_client(address):
        entry("API", f"{address}/api/docs/; a machine client's id and secret are in {shown(CLIENT)}")
    entry("Logs", f"{shown(LOGS)}/")
    entry("Stop", "Ctrl-C\n")


def entry(name: str, text: str) -> None:
    label = f"  {name:<10}"
    body = textwrap.wrap(text, WIDTH - len(label), break_long_words=False, break_on_hyphens=False)
    line(label + f"\n{' ' * len(label)}".join(body) + ("\n" if text.endswith("\n") else ""))


def roles(address: str) -> list[str]:
    """The roles that the sign-in page offers."""
    try:
        with urlopen(f"{address}/sign-in/", timeout=20) as answer:
            page = answer.read().decode()
    except (URLError, OSError):
        return []
    return list(dict.fromkeys(re.findall(r"/demo/sign-in/(\w+)/", page)))


def point_client(address: str) -> bool:
    """Keep the machine client's address true when the port has changed since its file was made."""
    if not CLIENT.exists():
        return False
    facts = json.loads(CLIENT.read_text())
    here = f"{address}{urlsplit(facts['token_url']).path}"
    if facts["token_url"] != here:
        write_whole(CLIENT, json.dumps(facts | {"token_url": here}, indent=1))
    return True
