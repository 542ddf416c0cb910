"""What the XML formats share: elements, and text that XML 1.0 can hold."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_FORBIDDEN = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(root: Element) -> str:
    """An element and all below it as an XML document."""
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def add(parent: Element, name: str, text: str | None = None, /, **attributes: object) -> Element:
    """Add an element with these attributes; what XML cannot hold, even escaped, is shown as U+FFFD."""
    element = SubElement(parent, name, {key: _clean(str(value)) for key, value in attributes.items()})
    element.text = None if text is None else _clean(text)
    return element


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
