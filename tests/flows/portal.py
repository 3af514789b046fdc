"""A real portal for tests: its own data folder, database, queue, web server and worker, as processes."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery staple"
READY_SECONDS = 60.0


class Portal:
    """Starts and stops the processes; `.call` speaks to the API."""

    def __init__(self, data: Path, env: dict[str, str]) -> None:
        self.data = data
        self.env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.embedded", **env}
        self.env["LEUKOSCOPE_DATA"] = str(data)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.token = ""

    def manage(self, *arguments: str, stdin: str = "") -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=self.env, input=stdin, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def set_up(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        name = ["--name", "Test laboratory", "--username", "administrator", "--password-stdin"]
        self.manage("create_laboratory", *name, stdin=PASSWORD + "\n")
        script = (
            "from accounts.models import Laboratory, User;"
            "User.objects.create_user('pathologist', password=%r, role='pathologist',"
            "laboratory=Laboratory.objects.get())"
        )
        self.manage("shell", "-c", script % PASSWORD)
        self.token = self.manage("api_token", "pathologist").strip()

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.data / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=CHECKOUT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_web(self) -> subprocess.Popen[bytes]:
        bind = f"127.0.0.1:{self.port}"
        web = self.start(
            "web", "gunicorn", "config.wsgi:application", "--bind", bind, "--worker-class", "gthread",
            "--threads", "4", "--no-control-socket",
        )  # fmt: skip
        wait_for(self.answers, "the web server answers")
        return web

    def start_worker(self) -> subprocess.Popen[bytes]:
        celery = ("celery", "-A", "config.celery", "worker", "--pool", "prefork", "--concurrency", "1")
        return self.start("worker", *celery, "--loglevel", "INFO")

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/livez", timeout=5).ok
        except requests.RequestException:
            return False

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and all its children at once, as the kernel does when memory runs out."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def call(self, method: str, path: str, *, status: int = 200, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        answer = requests.request(method, self.url + path, headers=headers, timeout=30, **options)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text[:500])
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else answer

    def open_case(self, number: str, **changes: str) -> Any:
        patient = {
            "mrn": f"M-{number}",
            "family_name": "Demo-Linde",
            "given_name": "Øyvind",
            "date_of_birth": "1984-02-29",
            "sex": "female",
        }
        found = self.call("POST", "/api/v1/patients/", json=patient, status=201)
        case = {
            "patient": found["id"],
            "accession_number": f"A-{number}",
            "specimen": "peripheral_blood",
            "priority": "routine",
            **changes,
        }
        return self.call("POST", "/api/v1/cases/", json=case, status=201)

    def upload(self, case: str, data: bytes, *, status: int = 201, name: str = "field.png") -> Any:
        return self.call(
            "POST", "/api/v1/slides/", data={"case": case}, files={"image": (name, data)}, status=status
        )

    def finished(self, analysis: str, *, within: float = 60.0) -> Any:
        """The analysis once it has ended."""

        def ended() -> Any:
            found = self.call("GET", f"/api/v1/analyses/{analysis}/")
            return found if found["status"] in {"succeeded", "failed"} else None

        return wait_for(ended, f"analysis {analysis} ends", within)

    def modules_of_worker_and_web(self) -> str:
        """The files mapped into the running processes and their children: what is imported is among them."""
        mapped = ""
        for process in self.processes:
            for pid in _family(process.pid):
                mapped += Path(f"/proc/{pid}/maps").read_text()
        return mapped


@contextmanager
def running_portal(data: Path, env: dict[str, str]) -> Iterator[Portal]:
    portal = Portal(data, env)
    try:
        portal.set_up()
        _gather_static_files(portal)  # before any web server starts: it reads their list once
        portal.start_web()
        yield portal
    finally:
        portal.stop()


def _gather_static_files(portal: Portal) -> None:
    """Gather them once in a run of tests: they lie in the checkout, and are served to others by then."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with (Path(tempfile.gettempdir()) / f"leukoscope-static-{run}").open("a+") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        if not mark.seek(0, os.SEEK_END):  # another may have written since this was opened
            portal.manage("collectstatic", "--noinput", "--verbosity", "0")
            mark.write("gathered\n")


@contextmanager
def own_stores(worker: str) -> Iterator[dict[str, str]]:
    """Variables that name a database and a queue of this portal's own, on the servers of this run.

    Without servers: none, and the portal uses SQLite and a folder of messages.
    """
    server, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    env = {"REDIS_URL": _own_queue(redis, worker)} if redis else {}
    if not server:
        yield env
        return
    name = f"leukoscope_flow_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield {**env, "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def wait_for(condition: Any, what: str, within: float = READY_SECONDS) -> Any:
    deadline = time.monotonic() + within
    while not (found := condition()):
        assert time.monotonic() < deadline, f"Waited {within:.0f} s in vain until {what}."
        time.sleep(0.1)
    return found


def _own_queue(redis: str, worker: str) -> str:
    number = 14 - int("".join(filter(str.isdigit, worker)) or 0)
    return urlsplit(redis)._replace(path=f"/{number}").geturl()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]
