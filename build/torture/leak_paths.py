"""Ways in which a key could end up in a file: each does what goes wrong, and the folder is searched afterwards."""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest import mock
from urllib.parse import quote

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.crash_reports import CrashReports
from scribe_desktop.config.logging import Redactor
from scribe_desktop.config.settings import LLM_KEY_SECRET, ComposerChoice, Settings
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import ScribeError, SettingsError
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.model_server import ModelServer, Reply, completion, failure, stream

CANARY = "quiet7orchid/Märchen+key"
"""A key that looks like no key: nothing but its exact value gives it away."""
ASCII_CANARY = "quiet7orchid-plain-key"
"""The same for where only ASCII may stand, as in an HTTP header."""
PATTERNED = "sk-torture-7731abcdefghijklmnop"
"""A key that nobody told the program of, in the form that keys have."""
TEMPLATE = "Dear {{ name }},\n\nI read about {{ lab }} with joy.\n\nMaya"


class World:
    """A data folder with a key, and a model's server that echoes the key in everything it says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.out = folder / "out"
        self.out.mkdir()

    @contextlib.contextmanager
    def app(self, *replies: Reply, debug: bool = False) -> Iterator[AppContext]:
        """The product over a server with these replies; the key is in the environment."""
        with ModelServer(*(replies or (completion("{}"),))) as server:
            values = {
                "SCRIBE_LLM_BASE_URL": server.base_url,
                "SCRIBE_LLM_MODEL": "echo",
                "SCRIBE_LLM_API_KEY": ASCII_CANARY,
                "SCRIBE_SEARCH_PROVIDER": "searxng",
                "SCRIBE_SEARXNG_URL": "http://127.0.0.1:9",
                "SCRIBE_ARXIV_URL": "http://127.0.0.1:9/query",
            }
            with mock.patch.dict(os.environ, values):
                app = open_context(self.data, composer=ComposerChoice.OPENAI)
                if debug:
                    logging.getLogger("scribe_desktop").setLevel(logging.DEBUG)
                try:
                    yield app
                finally:
                    app.close()

    def worked(self, *replies: Reply, debug: bool = False) -> None:
        """One item worked with these replies, and all that a person could save of it."""
        with self.app(*replies, debug=debug) as app:
            app.queue.enqueue([Recipient("Prof. Ilse Varnholt", "tides")], TEMPLATE)
            with app.working():
                app.new_worker().run(drain=True)
            rows = app.queue.find(QueueQuery())
            (self.out / "queue.txt").write_text(f"{app.queue.pause_state()}\n{rows}", "utf-8")
            app.queue.resume()

    def scribe(self, *arguments: str, **variables: str) -> int:
        """A command as a process of its own; what it prints is kept as files."""
        number = len(list(self.out.iterdir()))
        environment = {**os.environ, "SCRIBE_DATA_DIR": str(self.data), **variables}
        command = [sys.executable, "-m", "scribe_desktop", *arguments]
        with (self.out / f"{number}.out").open("wb") as out, (self.out / f"{number}.err").open("wb") as err:
            return subprocess.run(command, env=environment, stdout=out, stderr=err, timeout=180, check=False).returncode


def _echo(status: int) -> Reply:
    return failure(status, f"the key {ASCII_CANARY} in Bearer {ASCII_CANARY} was refused")


def _model_errors(*replies: Reply) -> Callable[[World], None]:
    return lambda world: world.worked(*replies)


def _unreachable(world: World) -> None:
    with world.app() as app:
        settings = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="echo")
        result = app.probe_model(settings, CANARY, app.new_token(10))
        (world.out / "probe.txt").write_text(repr(result), "utf-8")


def _probe_refused(world: World) -> None:
    with world.app(_echo(401)) as app:
        result = app.probe_model(app.settings.current, ASCII_CANARY, app.new_token(10))
        (world.out / "probe-refused.txt").write_text(repr(result), "utf-8")


def _settings(world: World) -> None:
    with world.app() as app:
        app.secrets().set(LLM_KEY_SECRET, CANARY)
        app.settings.change(sender_name="Maya")
        for url in (f"https://me:{ASCII_CANARY}@model.example/v1", f"https://model.example/v1?key={ASCII_CANARY}"):
            with contextlib.suppress(SettingsError):
                app.settings.change(llm_base_url=url)
        app.secrets().delete(LLM_KEY_SECRET)


def _logs(world: World) -> None:
    with world.app(debug=True) as app:
        app.probe_model(app.settings.current, CANARY, app.new_token(10))
        logger = logging.getLogger("scribe_desktop.torture")
        logger.debug("the key is %s", CANARY)
        logger.info("https://model.example/v1?key=%s&x=1", quote(CANARY, safe=""))
        logger.info("Authorization: Basic %s", base64.b64encode(f"me:{ASCII_CANARY}".encode()).decode())
        logger.info("body %s", json.dumps({"key": CANARY}))
        logger.info("unknown keys: %s, Bearer %s, https://a.example/?key=%s", PATTERNED, PATTERNED, PATTERNED)
        try:
            raise ValueError(f"https://model.example/?api_key={CANARY}")
        except ValueError:
            logger.exception("it failed")


def _crashes(world: World) -> None:
    redactor = Redactor()
    redactor.remember(CANARY)
    redactor.remember(ASCII_CANARY)
    told: list[str] = []
    crashes = CrashReports(redactor, told.append)
    crashes.keep_in(world.data / "logs")
    crashes.install()
    try:
        for text in (f"key {CANARY}", f"https://a.example/?key={ASCII_CANARY}", f"Bearer {PATTERNED}"):
            try:
                raise RuntimeError(text)
            except RuntimeError as error:
                sys.excepthook(RuntimeError, error, error.__traceback__)
        thread = threading.Thread(target=_raise_from, args=(ASCII_CANARY,))
        thread.start()
        thread.join()
        crashes.note_fatal(f"Qt died of {CANARY}", "Qt ended the program")
    finally:
        crashes.uninstall()
    assert all(told) and len(told) == 4, told


def _raise_from(key: str) -> None:
    try:
        raise ValueError(f"inner {key}")
    except ValueError as error:
        raise RuntimeError(f"outer {key}") from error


_ABORTS = """
import os, sys
from pathlib import Path
from scribe_desktop.config.crash_reports import CrashReports
from scribe_desktop.config.logging import Redactor
crashes = CrashReports(Redactor())
crashes.install()
crashes.keep_in(Path(sys.argv[1]))
key = os.environ["SCRIBE_LLM_API_KEY"]
def fail(key):
    os.abort()
fail(key)
"""


def _faults(world: World) -> None:
    logs = world.data / "logs"
    variables = {**os.environ, "SCRIBE_LLM_API_KEY": ASCII_CANARY}
    done = subprocess.run(
        [sys.executable, "-c", _ABORTS, str(logs)], env=variables, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == -signal.SIGABRT, done
    crashes = CrashReports(Redactor())
    crashes.keep_in(logs)  # the next start makes a report of it
    crashes.uninstall()
    assert any("Fatal Python error: Aborted" in one.read_text("utf-8") for one in logs.glob("crash-*.txt"))


def _commands(world: World) -> None:
    with ModelServer(_echo(401)) as server:
        variables = {
            "SCRIBE_LLM_BASE_URL": server.base_url,
            "SCRIBE_LLM_MODEL": "echo",
            "SCRIBE_LLM_API_KEY": ASCII_CANARY,
            "SCRIBE_SEARXNG_URL": "http://127.0.0.1:9",
            "SCRIBE_SEARCH_PROVIDER": "searxng",
        }
        world.scribe("doctor", **variables)
        world.scribe("doctor", "--json", **variables)
        (world.folder / "people.csv").write_text("name,interest\nIlse Varnholt,tides\n", "utf-8")
        (world.folder / "t.txt").write_text(TEMPLATE, "utf-8")
        files = (str(world.folder / "people.csv"), "--template", str(world.folder / "t.txt"))
        world.scribe("run", *files, "--json", "--composer", "openai", **variables)
        bad = {**variables, "SCRIBE_LLM_BASE_URL": f"https://me:{ASCII_CANARY}@model.example/v1"}
        world.scribe("queue", "--json", **bad)


def _api(world: World) -> None:
    import urllib.error
    import urllib.request

    with world.app() as app:
        app.probe_model(app.settings.current, None, app.new_token(10))

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError(f"key {ASCII_CANARY}")

        server = app.new_api_server(0)
        server.start()
        try:
            with mock.patch.object(type(app.queue), "pause_state", broken):
                request = urllib.request.Request(
                    f"{server.url}/health", headers={"Authorization": f"Bearer {PATTERNED}"}
                )
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                try:
                    answer = opener.open(request, timeout=30).read()
                except urllib.error.HTTPError as error:
                    answer = error.read()
            (world.out / "api.json").write_bytes(answer)
        finally:
            server.stop()


def _ledger(world: World) -> None:
    with world.app() as app:
        app.probe_model(app.settings.current, None, app.new_token(10))
        from scribe_desktop.domain.contact import ContactPurpose

        app.contacts.note(None, ContactPurpose.MODEL, "model.example", f"key {ASCII_CANARY} Bearer {PATTERNED}")


def _keyring(world: World) -> None:
    from keyring.backend import KeyringBackend

    from scribe_desktop.providers.secrets.keyring_secrets import SERVICE, KeyringSecrets, open_secret_store

    class Telling(KeyringBackend):
        priority = -1

        def get_password(self, service: str, username: str) -> str | None:
            raise RuntimeError(f"cannot read {CANARY} of {service}")

        def set_password(self, service: str, username: str, password: str) -> None:
            raise RuntimeError(f"cannot keep {password} {CANARY}")

    with world.app(debug=True):
        open_secret_store(1.0, Telling())
        store = KeyringSecrets(Telling(), 1.0)
        for call in (lambda: store.get(SERVICE), lambda: store.set("llm-api-key", CANARY)):
            try:
                call()
            except ScribeError as error:
                logging.getLogger("scribe_desktop.torture").info("keyring: %s", error.message)


PATHS: Mapping[str, Callable[[World], None]] = {
    "a refused key, echoed (401)": _model_errors(_echo(401)),
    "a forbidden key, echoed (403)": _model_errors(_echo(403)),
    "a bad request, echoed (400)": _model_errors(_echo(400)),
    "quota spent, echoed (429)": _model_errors(failure(429, ASCII_CANARY, code="insufficient_quota")),
    "an error inside a stream": _model_errors(
        Reply(body=f'data: {{"error": {{"message": "{ASCII_CANARY}"}}}}\n\n', content_type="text/event-stream")
    ),
    "prose in place of JSON": _model_errors(stream(f"Your key is {ASCII_CANARY}.")),
    "a server that cannot be reached": _unreachable,
    "Test in Settings, refused": _probe_refused,
    "settings, and addresses with a key in them": _settings,
    "logs at DEBUG, tracebacks, URLs, base64": _logs,
    "crash reports of every thread": _crashes,
    "the interpreter torn down": _faults,
    "commands and their JSON": _commands,
    "an API request that fails inside": _api,
    "the privacy ledger": _ledger,
    "a keyring that tells": _keyring,
}
