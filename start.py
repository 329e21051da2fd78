"""Set up the complaint desk and start it; needs nothing but a bare Python 3.

python3 start.py         set up, open the desk
python3 start.py demo    the same with a training branch; without a display, the main job headless
python3 start.py test    set up, run the tests
python3 start.py setup   set up only; .venv/bin/complaint-desk works afterwards
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
IS_WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if IS_WINDOWS else "bin/python")
WANTED = ("3.13", "3.12", "3.11")
DONE = VENV / "set-up"

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


def find_python():
    """Return the best interpreter on this machine: 3.13 or 3.12, else 3.11."""
    for wanted in WANTED:
        home = Path(os.path.expanduser("~")) / ".pyenv" / "versions"
        places = [
            shutil.which(f"python{wanted}"),
            *sorted(glob.glob(str(home / f"{wanted}*" / "bin" / "python3")), reverse=True),
            *sorted(glob.glob(f"/root/.pyenv/versions/{wanted}*/bin/python3"), reverse=True),
            sys.executable if version_of(sys.executable) == wanted else None,
            shutil.which("python3"),
            shutil.which("python"),
        ]
        for place in places:
            if place and version_of(place) == wanted:
                return place
    say("Python 3.13, 3.12 or 3.11 with the venv module is needed.")
    say("On Debian or Ubuntu: apt-get install python3 python3-venv")
    sys.exit(1)


def has_qt_libraries():
    """Say whether Qt's own libraries find what they need."""
    if not sys.platform.startswith("linux"):
        return True
    code = "import PySide6.QtWidgets"
    return (
        subprocess.run([str(PYTHON), "-c", code], capture_output=True, check=False).returncode == 0
    )


def install_qt_libraries():
    """Install Qt's system libraries as root, else print the one command."""
    if has_qt_libraries():
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *QT_PACKAGES]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Qt's system libraries")
        install(QT_PACKAGES)
    if not has_qt_libraries():
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


def set_up():
    """Make .venv with the pinned set, once for each state of the pins."""
    if not (PYTHON.exists() and DONE.exists() and DONE.read_text() == fingerprint()):
        python = find_python()
        say(f"setting up with {python}")
        if VENV.exists():
            shutil.rmtree(VENV)
        subprocess.run([python, "-m", "venv", str(VENV)], check=True)
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        subprocess.run([*pip, "-c", "constraints.txt", "-e", ".[dev]"], cwd=ROOT, check=True)
        install_qt_libraries()
        DONE.write_text(fingerprint())
    prepare = [str(PYTHON), "-m", "desk.prepare"]
    subprocess.run(prepare, cwd=ROOT, check=True)


def run(*arguments, **more):
    """Run a module of the desk in the environment; return its exit code."""
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False, **more).returncode


def has_display():
    """Say whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main():
    """Do what the first argument says."""
    wish = sys.argv[1] if len(sys.argv) > 1 else "open"
    if wish not in ("open", "demo", "test", "setup"):
        print(__doc__)
        return 2
    os.environ.setdefault("PYTHONUTF8", "1")
    set_up()
    if wish == "setup":
        say("ready: .venv/bin/complaint-desk --help")
        return 0
    if wish == "test":
        install_server()
        return run("-m", "tests.run", *sys.argv[2:])
    if wish == "demo":
        more = [] if has_display() else ["--headless"]
        return run("-m", "ui.demo", *more, *sys.argv[2:])
    if not has_display():
        say("there is no display; use .venv/bin/complaint-desk, or: python3 start.py demo")
        return 1
    return run("-m", "ui", *sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
