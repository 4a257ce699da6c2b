"""A process of its own in which owlready2 runs HermiT or Pellet; started by ``reasoner.py``.

owlready2 waits for Java without a limit and leaves its files behind when it fails. So it gets a
process, a process group and a temporary folder that :class:`~csto_kg.reasoning.reasoner.Reasoner`
can take away as a whole. This file is run by its path and imports nothing of csto_kg.

A request is a line of JSON on standard input: ``{"file", "reasoner", "values", "explain"}``; its
answer is one on standard output. When standard input ends, the starter has gone, whatever the
way, and the whole group ends.
"""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import sys
import threading
from typing import Any

BASE = "https://w3id.org/csto-kg/module#"
INFERENCES = "http://inferrences/"  # as owlready2 spells it

# Java that starts fast and optimises little takes half the time for a graph like ours; a large
# one is worth Java's usual effort.
SMALL = 5_000_000  # bytes of N-Triples
QUICK = "-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
OPTIONS = "JAVA_TOOL_OPTIONS"


def main(java: str) -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    own = os.environ.get(OPTIONS, "")
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    while True:
        request = json.loads(requests.get())
        try:
            answer = _answer(java, own, request)
        except Exception as error:  # noqa: BLE001  (whatever it is, the starter words it)
            answer = {"failed": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _listen(requests: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        requests.put(line)
    os.killpg(0, signal.SIGKILL)


def _answer(java: str, own: str, request: dict[str, Any]) -> dict[str, Any]:
    import owlready2

    owlready2.JAVA_EXE = java
    quick = QUICK if os.path.getsize(request["file"]) < SMALL else ""
    os.environ[OPTIONS] = f"{quick} {own}".strip()
    world = owlready2.World()
    with open(request["file"], "rb") as stream:
        world.get_ontology(BASE).load(fileobj=stream)
    values, explain = request["values"], request["explain"]
    try:
        if request["reasoner"] == "hermit":
            owlready2.sync_reasoner_hermit(world, infer_property_values=values, debug=0)
        else:
            owlready2.sync_reasoner_pellet(
                world,
                infer_property_values=values,
                infer_data_property_values=values,
                debug=2 if explain else 0,  # only then does it ask Pellet why
            )
    except owlready2.OwlReadyInconsistentOntologyError as error:
        return {"consistent": False, "explanation": str(error)}
    inferred = io.BytesIO()
    world.get_ontology(INFERENCES).save(inferred, format="ntriples")
    return {
        "consistent": True,
        "unsatisfiable": sorted(found.iri for found in world.inconsistent_classes()),
        "inferred": inferred.getvalue().decode(),
    }


if __name__ == "__main__":
    main(sys.argv[1])
