"""Setting a server up, enrolling and joining from the command line; and what an impostor of the server is told: nothing."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from itdesk import cli
from itdesk.core.errors import UserError
from itdesk.core.rights import Role
from itdesk.db import postgres
from itdesk.db.server import certificates, enrolling, groups, invitations
from tests.postgres_server import server as running_server
from tests.security.rights_firm import OWN
from tests.security.server_firm import ServerFirm

PASSWORD = "hunter2-hunter2"
NAME = "files.example"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    return tmp_path


def _said(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    assert cli.run([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_somebody_is_enrolled_joins_and_is_disabled(
    server_firm: ServerFirm, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    login, password = server_firm.passwords[Role.ADMINISTRATOR]
    address = server_firm.address(login)
    name = server_firm.stored("people", server_firm.firm.records["people", OWN])["name"]
    file = home / "for-you.json"
    monkeypatch.setenv("ITDESK_PASSWORD", password)
    told = _said(["server", "enrol", address, name, "--invitation", str(file)], capsys)
    assert told["password"] not in file.read_text(encoding="utf-8")
    monkeypatch.setenv("ITDESK_PASSWORD", told["password"])
    monkeypatch.setenv("ITDESK_NEW_PASSWORD", "short")
    assert cli.run(["server", "join", str(file)]) == 1
    monkeypatch.setenv("ITDESK_NEW_PASSWORD", "one of my own, and long")
    joined = _said(["server", "join", str(file)], capsys)["workspace"]
    monkeypatch.setattr(postgres, "_SAID", {})  # another process, which nobody told anything
    assert cli.run(["search", joined, "anything"]) == 1  # the one-time password is over
    server_firm.passwords[Role.STAFF] = (told["login"], "one of my own, and long")
    monkeypatch.setenv("ITDESK_PASSWORD", "one of my own, and long")
    assert _said(["search", joined, "anything"], capsys)["hits"] == []
    assert cli.run(["server", "disable", joined, name]) == 1  # not theirs to do
    capsys.readouterr()
    monkeypatch.setenv("ITDESK_PASSWORD", password)
    states = {one["login"]: one["state"] for one in _said(["server", "logins", address], capsys)["logins"]}
    assert states[told["login"]] == "joined"
    asked = (
        "SELECT actor_id, changes::jsonb -> 'said' ->> 1 FROM app.history WHERE kind = 'people' AND record_id = %s "
        "AND part = 'server_login' ORDER BY id DESC LIMIT 2"
    )
    person, administrator = server_firm.firm.people[Role.STAFF], server_firm.firm.people[Role.ADMINISTRATOR]
    lines = server_firm.root.execute(asked, (person,)).fetchall()
    assert lines == [(person, "changed"), (administrator, "given")]
    assert server_firm.is_refused(Role.STAFF, "SELECT app.tell_login(1, 'given')")


def test_setting_up_twice_changes_nothing(server_firm: ServerFirm, capsys: pytest.CaptureFixture[str]) -> None:
    asked = "SELECT schemaname, tablename, policyname, roles, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2, 3"
    grants = (
        "SELECT DISTINCT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges "
    )
    grants += "WHERE table_schema LIKE 'app%' ORDER BY 1, 2, 3, 4"
    _said(["server", "set-up", server_firm.url], capsys)
    before = [server_firm.root.execute(one).fetchall() for one in (asked, grants)]
    assert _said(["server", "set-up", server_firm.url], capsys)["database"] == urlsplit(server_firm.url).path[1:]
    assert [server_firm.root.execute(one).fetchall() for one in (asked, grants)] == before


def test_names_of_roles_fit_and_stay_different() -> None:
    long = groups.Names("d" * 60), groups.Names("d" * 59 + "e")
    for role in (groups.OWNER, groups.USERS, groups.ENROLS, groups.UPGRADES, groups.KIOSK, *groups.GROUPS):
        names = [one.plain(role) for one in long]
        assert all(len(name.encode()) <= 63 for name in names)
        assert names[0] != names[1]
    assert len({long[0].plain(role) for role in groups.GROUPS}) == len(groups.GROUPS)


@pytest.mark.parametrize(
    "database", ["it", "firm", "itdesk_97c2f1b0", "d" * 63, "Büro für Alles und noch viel mehr, " * 2]
)
def test_every_login_begins_as_the_server_demands(database: str) -> None:
    names = groups.Names(database)
    for login in (
        enrolling.login_name(names, 123456, "Zoë van der Ærø-Østergård"),
        enrolling.login_name(names, 1, "李"),
    ):
        assert login.startswith(enrolling.prefix(names))
        assert len(login.encode()) <= 63


def test_an_invitation_that_was_changed_is_not_read(tmp_path: Path) -> None:
    certificate, _key = made(NAME)
    invitation = invitations.Invitation("Firm", NAME, 5432, "firm", "me", certificate)
    file = tmp_path / "invitation.json"
    invitations.write(invitation, file)
    assert invitations.read(file) == invitation
    other, _key = made(NAME)
    words = json.loads(file.read_text(encoding="utf-8"))
    for changed in ({**words, "certificate": other}, {**words, "what": "x"}, {**words, "port": "x"}, []):
        file.write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(UserError):
            invitations.read(file)


# ---------------------------------------------------------------- whose certificate it is


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """A server that speaks TLS: its address, its certificate, and that in a file."""
    folder = tmp_path_factory.mktemp("secure")
    certificate, key = made("localhost")
    with running_server(15) as server:
        asked = "SELECT current_setting('ssl_library'), current_setting('data_directory')"
        library, home = server._admin.execute(asked).fetchone()
        if not library:
            pytest.skip("this PostgreSQL was made without TLS")
        data = Path(home)
        owner = data.stat()
        for file, words in ((data / "own.crt", certificate.encode()), (data / "own.key", key)):
            file.write_bytes(words)
            file.chmod(0o600)
            if os.name == "posix":
                os.chown(file, owner.st_uid, owner.st_gid)
        said = "CREATE ROLE firm LOGIN PASSWORD '%s'; ALTER SYSTEM SET ssl = on"
        for one in (said % PASSWORD).split("; "):
            server._admin.execute(one)
        for name, file in (("ssl_cert_file", "own.crt"), ("ssl_key_file", "own.key")):
            server._admin.execute(f"ALTER SYSTEM SET {name} = '{file}'")
        (data / "pg_hba.conf").write_text("hostssl all firm 127.0.0.1/32 scram-sha-256\nhost all all all trust\n")
        server._admin.execute("SELECT pg_reload_conf()")
        root = folder / "own.pem"
        root.write_text(certificate, encoding="ascii")
        address = f"postgresql://firm@localhost:{urlsplit(server.address).port}/postgres?hostaddr=127.0.0.1"
        for _try in range(100):
            if invitations.certificate_of("127.0.0.1", urlsplit(server.address).port or 0):
                break
            server._admin.execute("SELECT pg_sleep(0.05)")
        yield address, certificate, root


def test_a_certificate_is_proven_by_a_connection_or_a_fingerprint_that_was_told(
    secure: tuple[str, str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, certificate, root = secure
    monkeypatch.setenv("ITDESK_PASSWORD", PASSWORD)
    own = invitations.fingerprint_of(certificate)
    for known in (
        certificates.proven(address),
        certificates.proven(f"{address}&sslmode=verify-full&sslrootcert={root}"),
        certificates.proven(address, own.replace(":", "").lower()),
    ):
        assert invitations.fingerprint_of(known) == own
    with impostor(tmp_path) as found:
        between = f"postgresql://firm@localhost:{found.port}/postgres?hostaddr=127.0.0.1"
        for said in ("", own):
            with pytest.raises(certificates.UnprovenCertificate):
                certificates.proven(between, said)
        assert PASSWORD.encode() not in found.heard
    monkeypatch.setenv("ITDESK_PASSWORD", "not the password")  # who proves nothing has nothing proven
    with pytest.raises(certificates.UnprovenCertificate):
        certificates.proven(address)


# ---------------------------------------------------------------- an impostor


def made(name: str) -> tuple[str, bytes]:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = dt.timedelta(days=1)
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem, private


class Impostor:
    """Answers in the server's place, with a certificate of its own, and asks for the password in clear."""

    def __init__(self, folder: Path) -> None:
        certificate, key = made(NAME)
        file = folder / "impostor.pem"
        file.write_bytes(certificate.encode() + key)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(file)
        self.heard = b""
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                line, _where = self._door.accept()
            except OSError:
                return
            try:
                with line:
                    self._talk(line)
            except OSError:
                continue

    def _talk(self, line: socket.socket) -> None:
        if len(line.recv(8, socket.MSG_PEEK)) == 8:
            line.sendall(b"S" if line.recv(8) == struct.pack("!ii", 8, 80877103) else b"N")
        with self._context.wrap_socket(line, server_side=True) as safe:
            safe.recv(8192)  # who wants to come in
            safe.sendall(b"R" + struct.pack("!ii", 8, 3))  # AuthenticationCleartextPassword
            self.heard += safe.recv(8192)

    def close(self) -> None:
        self._door.close()


@contextmanager
def impostor(folder: Path) -> Iterator[Impostor]:
    with closing(Impostor(folder)) as found:
        yield found


@pytest.mark.parametrize("is_pinned", [False, True])
def test_an_impostor_is_told_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_pinned: bool) -> None:
    monkeypatch.setenv("ITDESK_PASSWORD", PASSWORD)
    certificate, _key = made(NAME)
    root = tmp_path / "root.pem"
    root.write_text(certificate, encoding="ascii")
    with impostor(tmp_path) as found:
        pinned = root if is_pinned else None
        address = invitations.Invitation("Firm", NAME, found.port, "firm", "me", certificate).address(pinned)
        address += ("&" if is_pinned else "?") + "hostaddr=127.0.0.1"
        with pytest.raises(UserError):
            postgres.connect(postgres.settings(address))
        assert PASSWORD.encode() not in found.heard
        assert invitations.certificate_of("127.0.0.1", found.port) != certificate


def test_without_the_settings_an_impostor_does_hear_it(tmp_path: Path) -> None:
    """The control: what an app that only asks for TLS gives away."""
    with impostor(tmp_path) as found:
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"host=127.0.0.1 port={found.port} user=me dbname=firm sslmode=require password={PASSWORD}")
        assert PASSWORD.encode() in found.heard
