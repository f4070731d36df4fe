"""
Sets up an environment in `.venv` and runs GuideGraph or its checks in it.

    python3 run.py serve [options of guidegraph serve]
    python3 run.py check
    python3 run.py check --external

Needs Python 3.11 or newer and nothing else: no package, no Java. Everything is installed from the
hashed lock files under the top folder, once, and again only when they change. The external checks
have software of others read what we write; they need Node.js 20 or newer, and put what they install
into `.venv-external` and `tests/external/node_modules`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.resolve()
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / SCRIPTS
# Apart, so that nothing under another licence is ever imported next to the program.
EXTERNAL = ROOT / ".venv-external"
NODE_PACKAGES = ROOT / "tests" / "external"
CHROMIUM = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)

# At first each process has modules of its own, so that few are set up twice; then work is shared.
PYTEST = ("pytest", "-q", "--dist", "worksteal")

# The order is from the quickest to the slowest, so that a slip is told early.
CHECKS = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("imports", ["lint-imports"]),
    ("content", ["guidegraph", "check", "--without-oracle"]),
    # Apart, because a browser test leaves an event loop running in its process.
    ("tests", [*PYTEST, "-n", "2", "-m", "not ui and not external"]),
    # One process more, for there are times when a browser, its server and the test wait in turn.
    ("browser tests", [*PYTEST, "-n", "3", "-m", "ui"]),
)
# A file to a process: what one starts or imports, its tests share.
EXTERNAL_CHECKS = (
    ("software of others", ["pytest", "-q", "-n", "2", "--dist", "loadfile", "-m", "external"]),
)


def main(arguments: list[str]) -> int:
    """Run one of the commands and return its exit code."""
    # An older Python must still be able to read this file, to be told: no syntax newer than 3.8.
    if sys.version_info < (3, 11):  # noqa: UP036
        return fail(f"GuideGraph needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if arguments[:1] == ["serve"]:
        install("serve")
        return run(["guidegraph", *arguments])
    if arguments == ["check"]:
        install("check")
        ensure_chromium()
        return check(CHECKS)
    if arguments == ["check", "--external"]:
        if shutil.which("npm") is None:
            return fail("The external checks need Node.js 20 or newer with npm.")
        install("check")
        ensure_chromium()
        install_external()
        return check(EXTERNAL_CHECKS)
    return fail((__doc__ or "").strip())


def install(lock: str) -> None:
    """Install what `requirements-<lock>.lock` names, unless that very file was installed before."""
    path = ROOT / f"requirements-{lock}.lock"
    wanted = hashlib.sha256(path.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = ENVIRONMENT / f"{lock}.sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Setting up {ENVIRONMENT.name}; this takes a minute or two the first time.", flush=True)
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        venv.create(ENVIRONMENT, with_pip=True)
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(path)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    stamp.write_text(wanted)


def install_external() -> None:
    """Install the software of others, Python's and Node's, unless it is there already."""
    python = ROOT / "requirements-external.lock"
    node = NODE_PACKAGES / "package-lock.json"
    wanted = hashlib.sha256(python.read_bytes() + node.read_bytes()).hexdigest()
    stamp = EXTERNAL / "external.sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Setting up {EXTERNAL.name} and node_modules.", flush=True)
    venv.create(EXTERNAL, with_pip=True)
    pip = [str(EXTERNAL / SCRIPTS / "python"), "-m", "pip", "install", "--quiet"]
    quiet = [*pip, "--disable-pip-version-check", "--require-hashes", "-r", str(python)]
    subprocess.run(quiet, check=True)
    # No script of a package is run: none is needed to read files.
    npm = [str(shutil.which("npm")), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(npm, cwd=NODE_PACKAGES, check=True)
    stamp.write_text(wanted)


def ensure_chromium() -> None:
    """Let Playwright fetch a Chromium where the machine has none."""
    if not any(shutil.which(name) for name in CHROMIUM):
        subprocess.run([str(BIN / "playwright"), "install", "--with-deps", "chromium"], check=True)


def check(checks: tuple[tuple[str, list[str]], ...]) -> int:
    """Run every one of *checks*, even after one failed, and say which failed."""
    failed = []
    for name, command in checks:
        print(f"\n== {name}: {' '.join(command)}", flush=True)
        if run(command) != 0:
            failed.append(name)
    print(f"\n{'All checks passed.' if not failed else 'Failed: ' + ', '.join(failed)}")
    return 1 if failed else 0


def run(command: list[str]) -> int:
    """Run a program of the environment from the root of the repository."""
    try:
        return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT).returncode
    except KeyboardInterrupt:
        return 0


def fail(message: str) -> int:
    """Say what is wrong on standard error."""
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
