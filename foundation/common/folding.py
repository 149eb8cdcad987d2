"""What a template says in one language is worked out when it is compiled, not each time it is shown.

`{{ _("Send") }}` becomes the word itself, `{{ url("home") }}` the address, and Jinja joins both with the markup around
them into one piece of text.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

Constant = Callable[[str], Any]


class Environment(jinja2.Environment):
    """`words` are functions of one text whose answer is the same as long as the environment lives; `texts` are those
    of them that are filled in with values: `_("Hello %(name)s", name=name)`.
    """

    words: Mapping[str, Constant] = MappingProxyType({})
    texts: frozenset[str] = frozenset()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return Folder(self).visit(super()._parse(source, name, filename))


class Folder(NodeTransformer):
    def __init__(self, env: Environment) -> None:
        self.env = env

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        said = node.args[0] if len(node.args) == 1 else None
        if (
            name not in self.env.words
            or not isinstance(said, nodes.Const)
            or node.dyn_args
            or node.dyn_kwargs
        ):
            return node
        if node.kwargs and name not in self.env.texts:
            return node
        try:
            found = self.env.words[name](said.value)
        except LookupError:  # an address that is not there: the branch may never be shown
            return node
        if not node.kwargs:
            return nodes.Const(found % {} if name in self.env.texts else found, lineno=node.lineno)
        pairs = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        return nodes.Mod(nodes.Const(found), nodes.Dict(pairs), lineno=node.lineno)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """Jinja would join constants as plain text and escape our own markup again."""
        self.generic_visit(node)
        if not all(isinstance(each, nodes.Const) for each in node.nodes):
            return node
        values = [each.value for each in node.nodes if isinstance(each, nodes.Const)]
        if not any(isinstance(value, Markup) for value in values):
            return node
        return nodes.Const(Markup("").join(map(str_or_markup, values)), lineno=node.lineno)


def str_or_markup(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
