"""The wish to close a report: what was read at one moment, with the commentary as it will print."""

from desk.actions.close_report import CloseReport
from desk.office import Office
from desk.reads.period_report import PeriodReport, read_report
from desk.rules.reports.periods import Period
from reports.commentary import commentary


def closing_of(office: Office, period: Period, despite: str = "") -> CloseReport:
    """Return the wish to close the report of ``period``, read anew."""
    return wish_to_close(office, read_report(office.store, period, office.clock.now()), despite)


def wish_to_close(office: Office, report: PeriodReport, despite: str = "") -> CloseReport:
    """Return the wish to close ``report`` as it was read.

    Args:
        office: Where, for the targets in the commentary.
        report: A draft; one that is closed already is refused when the wish is carried out.
        despite: Why it is closed in spite of what stands in the way.
    """
    words = commentary(report, office.settings)
    return CloseReport(
        period=report.period,
        frozen=report.frozen(),
        blockers=tuple(report.blockers),
        despite=despite,
        comments={name: text for name, text in words.items() if text},
        rectifications=tuple(task.kept() for task in report.tasks),
    )
