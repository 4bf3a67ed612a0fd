"""The figures of a soak test, for people and programs."""

from __future__ import annotations

from statistics import median
from typing import Any

from arrivals import KINDS
from soak import Outcome, Phase
from strangers import GUESSES_PER_MINUTE
from watching import Sample, middle

MIB = 1 << 20


def share(values: list[float], part: float) -> float:
    """The value that this fraction of the sorted values does not exceed."""
    return values[min(len(values) - 1, int(part * len(values)))]


def latency(outcome: Outcome, phase: Phase, to_program: bool) -> dict[str, float]:
    values = outcome.latencies(phase, to_program)
    assert values, f"nobody changed anything in the phase {phase.name}"
    return {"count": len(values), "p50": median(values), "p99": share(values, 0.99), "most": values[-1]}


def process(samples: list[Sample]) -> dict[str, float]:
    seconds = samples[-1].at - samples[0].at
    return {
        "resident MiB": middle(samples, "resident") / MIB,
        "most resident MiB": max(sample.resident for sample in samples) / MIB,
        "descriptors": middle(samples, "descriptors"),
        "most descriptors": max(sample.descriptors for sample in samples),
        "threads": middle(samples, "threads"),
        "database MiB": samples[-1].database / MIB,
        "cores": (samples[-1].processor - samples[0].processor) / seconds,
    }


def figures(outcome: Outcome) -> dict[str, Any]:
    attack = outcome.attack
    phases = {}
    for phase in (outcome.quiet, attack, outcome.after):
        phases[phase.name] = {
            "seconds": phase.end - phase.start,
            "PATCH to the socket, ms": latency(outcome, phase, False),
            "PATCH to the program, ms": latency(outcome, phase, True),
            **process(outcome.watch.between(phase.start, phase.end)),
        }
    warm = outcome.watch.between(*attack.part(1 / 3, 1 / 3 + 1 / 10))
    last = outcome.watch.between(*attack.part(0.9, 1))
    arrivals = outcome.arrivals.arrivals
    first, end = (outcome.watch.between(phase.start, phase.end) for phase in (outcome.quiet, outcome.after))
    sent = sum(one.counts["sent"] for one in outcome.attacks if one.name == "guesses")
    return {
        "phases": phases,
        "p99 of a PATCH, attack / quiet": {
            name: phases["attack"][f"PATCH to the {name}, ms"]["p99"] / phases["quiet"][f"PATCH to the {name}, ms"]["p99"]
            for name in ("socket", "program")
        },
        "after warming up": {"resident MiB": middle(warm, "resident") / MIB, "descriptors": middle(warm, "descriptors")},
        "at the end of the attack": {"resident MiB": middle(last, "resident") / MIB, "descriptors": middle(last, "descriptors")},
        "seconds until the descriptors were as before": outcome.settled_after,
        "database grew by MiB": (end[-1].database - first[0].database) / MIB,
        "changes acknowledged": sum(len(day.acknowledged) for day in outcome.days),
        "guesses a minute": sent * 60 / (attack.end - attack.start),
        "guesses a minute, wanted": GUESSES_PER_MINUTE,
        "sign-ins": {
            kind: {
                "count": len(of_kind), "statuses": sorted({one.status for one in of_kind}),
                "median s": median(one.seconds for one in of_kind), "most s": max(one.seconds for one in of_kind),
            }
            for kind in KINDS if (of_kind := [one for one in arrivals if one.kind == kind])
        },
        "sign-ins, each": [[one.kind, round(one.at - attack.start, 1), one.status, round(one.seconds, 3)] for one in arrivals],
        "attacks": {one.name: dict(one.counts) for one in outcome.attacks},
        "series": [
            [round(sample.at - attack.start, 1), sample.resident // 1024, sample.descriptors, sample.threads, sample.database // 1024]
            for sample in outcome.watch.samples
        ],
    }


def table(figures: dict[str, Any]) -> list[str]:
    phases = figures["phases"]
    lines = [f"{'':<28}" + "".join(f"{name:>12}" for name in phases)]

    def row(title: str, values: list[float], form: str) -> None:
        lines.append(f"{title:<28}" + "".join(f"{value:>12{form}}" for value in values))

    row("seconds", [phase["seconds"] for phase in phases.values()], ".0f")
    for where in ("socket", "program"):
        for value in ("count", "p50", "p99", "most") if where == "socket" else ("p50", "p99", "most"):
            of_all = [phase[f"PATCH to the {where}, ms"][value] for phase in phases.values()]
            row(f"PATCH to the {where}, " + (value if value == "count" else f"{value} ms"), of_all, "d" if value == "count" else ".1f")
    for name in ("resident MiB", "most resident MiB", "database MiB", "cores"):
        row(name, [phase[name] for phase in phases.values()], ".2f" if name == "cores" else ".1f")
    for name in ("descriptors", "most descriptors", "threads"):
        row(name, [phase[name] for phase in phases.values()], ".0f")
    for name, ratio in figures["p99 of a PATCH, attack / quiet"].items():
        lines.append(f"p99 of a PATCH to the {name}, attack / quiet: {ratio:.2f}")
    for when in ("after warming up", "at the end of the attack"):
        lines.append(f"{when}: {figures[when]['resident MiB']:.1f} MiB resident, {figures[when]['descriptors']:.0f} descriptors")
    lines += [
        f"seconds until the descriptors were as before: {figures['seconds until the descriptors were as before']}",
        f"database grew by {figures['database grew by MiB']:.1f} MiB; {figures['changes acknowledged']} changes acknowledged",
        f"guesses a minute: {figures['guesses a minute']:.0f}",
    ]
    for kind, one in figures["sign-ins"].items():
        lines.append(f"sign-in {kind}: {one['count']}, {one['statuses']}, median {one['median s']:.2f} s, most {one['most s']:.2f} s")
    lines += [f"{name}: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) for name, counts in figures["attacks"].items()]
    return lines
