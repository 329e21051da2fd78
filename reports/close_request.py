"""Building the command that closes a report, with figures and commentary of one moment."""

from desk.actions.close_report import CloseReport
from desk.office import Office
from desk.reads.period_report import PeriodReport, read_report
from desk.rules.reports.periods import Period
from reports.commentary import commentary
from reports.places import making_of
from reports.proof import unproven_paper


def closing_of(office: Office, period: Period, despite: str = "") -> CloseReport:
    """Return the command to close the report of ``period``, read now."""
    return wish_to_close(office, read_report(office.store, period, office.clock.now()), despite)


def wish_to_close(office: Office, report: PeriodReport, despite: str = "") -> CloseReport:
    """Return the command to close ``report`` as it was read.

    Args:
        office: The open office, for the targets in the commentary.
        report: A draft; a closed one is refused by the command.
        despite: Reason for closing despite blockers.
    """
    words = commentary(report, office.settings)
    return CloseReport(
        period=report.period,
        frozen=report.frozen(),
        blockers=tuple(report.blockers),
        despite=despite,
        unproven=unproven_paper(report, making_of(office)),
        comments={name: text for name, text in words.items() if text},
        rectifications=tuple(task.kept() for task in report.tasks),
    )
