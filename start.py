"""Set up the complaint desk and start it; needs nothing but a bare Python 3.

python3 start.py         set up, open the desk
python3 start.py demo    the same with a training branch; without a display, the main job headless
python3 start.py test    set up, run the tests
python3 start.py test-others   the quick checks on the other versions of Python that are here
python3 start.py setup   set up only; .venv/bin/complaint-desk works afterwards
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAM = "Scripts/python.exe" if os.name == "nt" else "bin/python"
WANTED = ("3.13", "3.12", "3.11")

# What Qt needs on Debian and Ubuntu besides its wheel.
QT_PACKAGES = [
    "libcups2",  # printers
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
]


def say(text):
    """Tell the person at the terminal what happens."""
    print(f"[desk] {text}", file=sys.stderr, flush=True)


def version_of(python):
    """Return "3.13" for an interpreter that runs and can make environments, else ""."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(python), "-c", code], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def find_python(versions):
    """Return an interpreter of the first of ``versions`` that this machine has, or None."""
    for wanted in versions:
        home = Path(os.path.expanduser("~")) / ".pyenv" / "versions"
        places = [
            shutil.which(f"python{wanted}"),
            *sorted(glob.glob(str(home / f"{wanted}*" / "bin" / "python3")), reverse=True),
            sys.executable if version_of(sys.executable) == wanted else None,
            shutil.which("python3"),
            shutil.which("python"),
        ]
        for place in places:
            if place and version_of(place) == wanted:
                return place
    return None


def has_qt_libraries(venv):
    """Say whether Qt's own libraries find what they need."""
    if not sys.platform.startswith("linux"):
        return True
    command = [str(venv / PROGRAM), "-c", "import PySide6.QtWidgets"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install_qt_libraries(venv):
    """Install Qt's system libraries as root, else print the one command."""
    if has_qt_libraries(venv):
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *QT_PACKAGES]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Qt's system libraries")
        install(QT_PACKAGES)
    if not has_qt_libraries(venv):
        say("Qt needs some system libraries. As root, run:")
        say("apt-get update && " + " ".join(command))
        sys.exit(1)


def install_server():
    """Install PostgreSQL for the tests, as root where it is missing."""
    has_it = glob.glob("/usr/lib/postgresql/*/bin/initdb") or shutil.which("initdb")
    if has_it or not sys.platform.startswith("linux"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say("without PostgreSQL the tests of its engine are left out: apt-get install postgresql")
        return
    say("installing PostgreSQL for the tests")
    install(["postgresql"])


def install(packages):
    """Install Debian packages, as root."""
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    subprocess.run(["apt-get", "update"], check=False, **quiet)
    subprocess.run(command, check=False, **quiet)


def fingerprint():
    """Return what the environment was made from."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def set_up(venv, versions):
    """Make ``venv`` with the pinned set, once for each state of the pins.

    Say whether it is there: this machine may have none of ``versions``.
    """
    done = venv / "set-up"
    if (venv / PROGRAM).exists() and done.exists() and done.read_text() == fingerprint():
        return True
    python = find_python(versions)
    if python is None:
        return False
    say(f"setting up with {python}")
    if venv.exists():
        shutil.rmtree(venv)
    subprocess.run([python, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / PROGRAM), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "-c", "constraints.txt", "-e", ".[dev]"], cwd=ROOT, check=True)
    install_qt_libraries(venv)
    done.write_text(fingerprint())
    return True


def run(venv, *arguments):
    """Run a module of the desk in an environment; return its exit code."""
    return subprocess.run([str(venv / PROGRAM), *arguments], cwd=ROOT, check=False).returncode


def test_others():
    """Run the quick checks on the supported versions that .venv does not have, side by side."""
    others = [version for version in WANTED if version != version_of(VENV / PROGRAM)]
    with ThreadPoolExecutor() as several:
        codes = list(several.map(test_on, others))
    return 1 if any(codes) else 0


def test_on(version):
    """Run the quick checks on one version of Python; return their exit code, 0 without it."""
    venv = ROOT / f".venv-{version}"
    if set_up(venv, [version]):
        return run(venv, "-m", "tests.run", "--quick")
    say(f"Python {version}: left out, it is not on this machine")
    return 0


def has_display():
    """Say whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ready():
    """Say what can be done now."""
    say("ready: .venv/bin/complaint-desk --help")
    return 0


def open_window(*options):
    """Open the desk."""
    if has_display():
        return run(VENV, "-m", "ui", *options)
    say("there is no display; use .venv/bin/complaint-desk, or: python3 start.py demo")
    return 1


def demo(*options):
    """Open the training branch, or run the main job headless."""
    more = [] if has_display() else ["--headless"]
    return run(VENV, "-m", "tools.demo", *more, *options)


def test(*options):
    """Run every check."""
    install_server()
    return run(VENV, "-m", "tests.run", *options)


WISHES = {
    "open": open_window,
    "demo": demo,
    "test": test,
    "test-others": test_others,
    "setup": ready,
}


def main():
    """Do what the first argument says."""
    wish = sys.argv[1] if len(sys.argv) > 1 else "open"
    if wish not in WISHES:
        print(__doc__)
        return 2
    os.environ.setdefault("PYTHONUTF8", "1")
    if not set_up(VENV, WANTED):
        say("Python 3.13, 3.12 or 3.11 with the venv module is needed.")
        say("On Debian or Ubuntu: apt-get install python3 python3-venv")
        return 1
    subprocess.run([str(VENV / PROGRAM), "-m", "tools.catalogues"], cwd=ROOT, check=True)
    return WISHES[wish](*sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
