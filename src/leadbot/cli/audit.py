"""The audit's report in print."""

from typing import Any

from leadbot.model.audit import AuditReport


def audit_row(report: AuditReport) -> dict[str, Any]:
    """One JSON object."""
    return {
        "stored": report.stored,
        "adds_up": report.adds_up,
        "messages": {name.value: count for name, count in report.messages.items()},
        "kinds": {name.value: count for name, count in report.kinds.items()},
        "leads": {name.value: count for name, count in report.leads.items()},
        "outbox": {name.value: count for name, count in report.outbox.items()},
        "findings": [
            {"code": finding.code, "broken": finding.broken, "ids": list(finding.ids), "sentence": finding.sentence}
            for finding in report.findings
        ],
    }


def audit_lines(report: AuditReport) -> list[str]:
    """For people."""
    ends = " + ".join(f"{count} {name.value}" for name, count in report.messages.items() if count) or "0"
    lines = [f"messages: {report.stored} stored = {ends}{'' if report.adds_up else '   DOES NOT ADD UP'}"]
    lines.append("leads:    " + (", ".join(f"{count} {name.value}" for name, count in report.leads.items() if count) or "none"))
    lines.append("outbox:   " + (", ".join(f"{count} {name.value}" for name, count in report.outbox.items() if count) or "empty"))
    for finding in report.findings:
        lines.append(f"{'BROKEN' if finding.broken else 'news'}: {finding.code}: {finding.sentence} ({', '.join(finding.ids)})")
    if not report.broken:
        lines.append("Everything adds up.")
    return lines
