"""XML in office documents: read part by part without building it, and without anything that it can unfold.

Entities are refused where they are declared, so that nothing can grow or be fetched; handlers see names
without their namespace's prefix, for prefixes are the author's choice.
"""

from xml.parsers import expat

MAX_DEPTH = 500
SEPARATOR = "\n"  # between namespace and name: neither can hold it


class BadXmlError(Exception):
    """It is no XML, declares entities, or is deeper than any program writes."""


class Reader:
    """What reads one part; subclasses say what an element, its end and a text of it mean."""

    # The names of the elements that mean anything, or None for all of them: a table has millions of others.
    telling = None

    def __init__(self, is_doctype_allowed=False):
        self.depth = 0
        self.known = {}
        self.is_doctype_allowed = is_doctype_allowed
        parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        self.parser = parser

    def read(self, chunks):  # pylint: disable=method-required-super
        """Read the part in ``chunks`` of bytes.

        :raises BadXmlError: it cannot be read
        """
        try:
            for chunk in chunks:
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise BadXmlError from error

    def collect(self, is_on):
        """Call `text` for the characters that follow, or do not: most of them tell nothing."""
        self.parser.CharacterDataHandler = self.text if is_on else None

    def begin(self, space, name, attributes):
        """Handle the beginning of an element; ``attributes`` as (namespace, name): value."""

    def end(self, space, name):
        """Handle the end of an element."""

    def text(self, text):
        """Handle characters, after `collect`."""

    def _begin(self, name, attributes):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BadXmlError
        if name not in self.known:
            space, local = _split(name)
            self.known[name] = (space, local) if self.telling is None or local in self.telling else None  # pylint: disable=unsupported-membership-test
        if self.known[name]:
            self.begin(*self.known[name], attributes)

    def _end(self, name):
        self.depth -= 1
        if self.known[name]:
            self.end(*self.known[name])

    def _doctype(self, _name, _system, _public, has_internal_subset):
        if has_internal_subset or not self.is_doctype_allowed:
            raise BadXmlError

    def _entity(self, *_declaration):
        raise BadXmlError


def local_names(attributes):
    """Return ``attributes`` under their names without a namespace."""
    return {name.rpartition(SEPARATOR)[2]: value for name, value in attributes.items()}


def _split(name):
    space, _sep, local = name.rpartition(SEPARATOR)
    return space, local


def looks_like_xml(begin):
    """Tell whether a part that begins with these bytes would be read as XML."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if begin.startswith(mark):
            begin = begin[len(mark) :].decode(encoding, "ignore").encode("utf-8", "ignore")
            break
    return begin.lstrip(b"\0 \t\r\n").startswith(b"<")
