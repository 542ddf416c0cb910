"""What the server knows: folders with a policy each, the documents open in them, and what is found there."""

from __future__ import annotations

import os
from argparse import Namespace

from mooring.cli import Failure
from mooring.cli.exemptions import Exemptions
from mooring.cli.finding import Finder, baseline_path
from mooring.cli.project import Project
from mooring.cli.registries import Registries
from mooring.config import FILE_NAME, MISNAMED, PYPROJECT, user_file
from mooring.discovery import neighbours_of
from mooring.engine import File, Scanned
from mooring.lock import FILE_NAME as LOCK
from mooring.lsp.positions import Positions
from mooring.lsp.stamps import Stamps
from mooring.model import LockedRule, OnlineRule
from mooring.record import Record
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lsprotocol import types

    from mooring.model import Finding, Mention, Problem

    Neighbours = Callable[[str], bytes | None]


class Settings(Record):
    """What the user's editor says: the policy file for every folder, and the least severity shown, None for neither.

    `online` is whether registries may be asked for what was not asked for by an action: hover, completion of tags.
    """

    __slots__ = ("config", "show", "online")

    def __init__(self, config: str | None = None, show: str | None = None, *, online: bool = False) -> None:
        self.config = config
        self.show = show
        self.online = online

    @classmethod
    def read(cls, value: object) -> Settings:
        """The settings in what an editor has sent; what is missing or none of the values known is not set."""
        given = value if isinstance(value, dict) else {}
        config, show = given.get("config"), given.get("show")
        return cls(
            config if isinstance(config, str) and config else None,
            show if show in ("note", "warning", "error") else None,
            online=given.get("online") is True,
        )


class Document:
    """An open document: its unsaved text, and what was found in it. `file` is None where no scanner takes it.

    `problems` are what could not be read in it, `neighbours` the paths of the files beside it that were looked at.
    """

    def __init__(self, uri: str, path: str, version: int | None, text: str, encoding: str) -> None:
        self.uri = uri
        self.path = path
        self.version = version
        self.file: File | None = None
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []
        self.is_scanned = False
        self.neighbours: set[str] = set()
        self._encoding = encoding
        self._beside = Stamps()
        self._take(text.encode(errors="replace"))

    def _take(self, data: bytes) -> None:
        self.data = data
        self.positions = Positions(data, self._encoding)
        self.is_scanned = False

    def change(self, changes: Iterable[types.TextDocumentContentChangeEvent], version: int) -> None:
        """Make changes to the text, one after another."""
        for change in changes:
            written = change.text.encode(errors="replace")
            place = getattr(change, "range", None)
            if place is None:
                self._take(written)
            else:
                span = self.positions.span(place)
                self._take(self.data[: span.start] + written + self.data[span.end :])
        self.version = version

    def scan(self, project: Project, neighbours: Neighbours) -> list[str]:
        """Find the mentions, unless they are known; give what went wrong."""
        if self.is_scanned and not self._beside.have_changed():
            return []
        self.is_scanned = True
        self.file = None
        self.problems = []
        self.neighbours.clear()
        self._beside = Stamps()
        if not project.scanners.wants(self.path) or project.policy.excludes(self.path):
            return []
        scanned = Scanned(project.scanners)
        scanned.add(Source(self.path, self.data, neighbours))
        self.file = scanned.files[0] if scanned.files else None
        self.problems = [one for one in scanned.problems if "internal error" not in one.message]
        self._beside = Stamps(self.neighbours)
        return [str(problem) for problem in scanned.problems]

    @property
    def mentions(self) -> list[Mention]:
        """The mentions found last."""
        return list(self.file.mentions) if self.file else []

    def copy(self, project: Project) -> Scanned:
        """A run with nothing but the document, in which it can be rewritten in memory."""
        scanned = Scanned(project.scanners)
        if self.file:
            scanned.files.append(File(self.file.source, self.file.scanners, self.file.mentions))
        return scanned


class Folder:
    """A workspace folder: its project, and the documents open in it, by path.

    `failure` says why the policy, or what belongs to it, could not be read; the last good one goes on.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.documents: dict[str, Document] = {}
        self.failure: str | None = None
        self.project: Project | None = None
        self._finder: Finder | None = None
        self._settings = Settings()
        self._read = Stamps()

    def load(self, settings: Settings) -> None:
        """Read the policy and all that belongs to it anew."""
        self._settings = settings
        for document in self.documents.values():
            document.is_scanned = False
        config = os.path.join(self.path, os.path.expanduser(settings.config)) if settings.config else None
        options = Namespace(
            config=config, plugin=[], environment=None, select=[], show=settings.show, fail_on=None, online=False,
            locked=False, lock_file=None, no_baseline=False, no_ignores=False, refresh=False,
        )  # fmt: skip
        try:
            project = Project(options, self.path)
            options.ignore = [rule.id for rule in project.rules if not _can_run(rule, project)]
            self._finder = Finder(project, Registries(project.policy, options), options)
        except Failure as failure:
            self.failure = str(failure)
        else:
            self.project, self.failure = project, None
            self._read = Stamps(_belonging(project, self.path))

    @property
    def exemptions(self) -> Exemptions:
        """The images that are not to be pinned."""
        assert self.project is not None
        return Exemptions(self.project)

    @property
    def pages(self) -> dict[str, str]:
        """The URLs of the rules' manuals, by the rule's id."""
        return {rule.id: rule.page for rule in self.project.rules if rule.page} if self.project else {}

    def registries(self, *, offline: bool = False) -> Registries:
        """The registries, asked as the command line asks them; a context that closes the connections.

        What is `offline` asks nobody, and knows what the cache knows.
        """
        assert self.project is not None
        return Registries(self.project.policy, Namespace(refresh=False), offline=offline)

    def judge(self) -> list[str]:
        """Find what is wrong with all documents together, scanning those that have changed; give what went wrong.

        Not every editor tells of files that change on disk: the policy is read anew when its files have, or when it
        could not be read.
        """
        if self.failure or self._read.have_changed():
            self.load(self._settings)
        if self.project is None or self._finder is None:
            return []
        trouble = []
        for document in self.documents.values():
            trouble += document.scan(self.project, self._neighbours(document))
        scanned = Scanned(self.project.scanners)
        scanned.files = [document.file for document in self.documents.values() if document.file]
        findings = self.find(scanned)
        for document in self.documents.values():
            document.findings = [finding for finding in findings if finding.source.path == document.path]
        return trouble + [str(problem) for problem in scanned.problems]

    def find(self, scanned: Scanned) -> list[Finding]:
        """What the rules find, as far as it is shown."""
        finder = self._finder
        assert finder is not None
        found = finder.find(scanned, scanned.mentions())
        return [finding for finding in found if finding.severity >= finder.show]

    def touched(self, path: str) -> None:
        """Have the documents scanned again that have read the file of this path beside them."""
        for document in self.documents.values():
            if path in document.neighbours:
                document.is_scanned = False

    def _neighbours(self, document: Document) -> Neighbours:
        """A reader of the files beside a document, as they are in the editor before as they are on disk."""
        on_disk = neighbours_of(document.path)
        folder = os.path.join(os.path.dirname(document.path), "")

        def neighbour(name: str) -> bytes | None:
            path = os.path.normpath(os.path.join(folder, name))
            document.neighbours.add(path)
            is_open = path in self.documents and path.startswith(folder)
            return self.documents[path].data if is_open else on_disk(name)

        return neighbour


def _belonging(project: Project, folder: str) -> set[str]:
    """The paths of the files that a folder's policy was or would be read from, with lock, baseline and user's file."""
    config = project.policy.config
    root = os.path.abspath(config.root)
    files = {user_file(os.environ), baseline_path(config), os.path.join(root, LOCK), *config.files}
    while True:
        files.update(os.path.join(folder, name) for name in (FILE_NAME, MISNAMED, PYPROJECT))
        above = os.path.dirname(folder)
        if folder in (root, above):
            return files
        folder = above


def _can_run(rule: type, project: Project) -> bool:
    """Whether a rule can run without asking anybody: what needs the lock does where there is one."""
    if issubclass(rule, LockedRule):
        return os.path.lexists(os.path.join(project.policy.config.root, LOCK))
    return not issubclass(rule, OnlineRule)


class Session:
    """The folders of an editor's session, and the documents open in it, by URI."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.folders: dict[str, Folder] = {}
        self.documents: dict[str, tuple[Folder, Document]] = {}
        self._workspace: set[str] = set()

    def set_workspace(self, paths: Iterable[str]) -> None:
        """Take these for the workspace's folders; documents open go to the folder that they are in by now."""
        self._workspace = {os.path.normpath(path) for path in paths}
        for uri, (folder, document) in list(self.documents.items()):
            folder.documents.pop(document.path, None)
            self.documents[uri] = self._placed(document)
        self.folders = {path: folder for path, folder in self.folders.items() if folder.documents}

    def open(self, document: Document) -> Folder:
        """Take a document in; give its folder."""
        self.documents[document.uri] = self._placed(document)
        return self.documents[document.uri][0]

    def close(self, uri: str) -> Folder | None:
        """Forget a document; give its folder, None if it was not open."""
        if uri not in self.documents:
            return None
        folder, document = self.documents.pop(uri)
        folder.documents.pop(document.path, None)
        folder.touched(document.path)
        for other in [one for _, one in self.documents.values() if one.path == document.path]:
            self._placed(other)
        if not folder.documents:
            del self.folders[folder.path]
        return folder

    def everywhere(self) -> list[Folder]:
        """Every folder of the workspace, and those of the documents open beside it, as far as they have a policy."""
        known = dict(self.folders)
        for path in self._workspace - known.keys():
            known[path] = Folder(path)
            known[path].load(self.settings)
        return [folder for folder in known.values() if folder.project is not None]

    def reload(self) -> None:
        """Read every folder's policy, and what belongs to it, anew."""
        for folder in self.folders.values():
            folder.load(self.settings)

    def _placed(self, document: Document) -> tuple[Folder, Document]:
        around = [path for path in self._workspace if document.path.startswith(os.path.join(path, ""))]
        path = max(around, key=len, default=os.path.dirname(document.path))
        if path not in self.folders:
            self.folders[path] = Folder(path)
            self.folders[path].load(self.settings)
        folder = self.folders[path]
        document.is_scanned = False
        folder.documents[document.path] = document
        folder.touched(document.path)
        return folder, document
