"""What web servers are told: who embeds, who may load files from elsewhere, and what is kept."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from perfsupport.site.headers import make_headers, render_header_files
from tests.servers import find_port

HOSTS = ["https://crm.example", "http://localhost:8080"]
ASSET = "assets/player.0123456789.js"
STRANGERS = ["https://crmxexample", "https://crm.example.evil", "https://crm.example:444", "null", None]
FOR_EVER = "public, max-age=31536000, immutable"


def make_files(hosts: list[str]) -> dict[str, str]:
    return {
        name.removeprefix("headers/"): text
        for name, text in render_header_files(make_headers(hosts, None), hosts).items()
    }


def test_without_hosts_nobody_elsewhere_may_load_anything() -> None:
    for text in make_files([]).values():
        assert "Access-Control" not in text and "Origin" not in text
        assert "frame-ancestors 'self'" in text


def test_a_file_of_rules_names_one_host_and_says_so_where_there_are_several() -> None:
    assert "\n  Access-Control-Allow-Origin: https://crm.example\n" in make_files(HOSTS[:1])["_headers"]
    several = make_files(HOSTS)["_headers"]
    rules = [line for line in several.splitlines() if not line.startswith("#")]
    assert not any("Access-Control" in line for line in rules)
    assert "cannot answer each of several hosts" in several
    assert rules[0] == "/*" and "frame-ancestors 'self' https://crm.example http://localhost:8080" in rules[1]


def test_one_pattern_matches_the_hosts_and_nothing_else() -> None:
    files = make_files(HOSTS)
    patterns = {re.search(r'"(\^.*\$)"', files[name])[1] for name in ("nginx.conf", "apache.htaccess")}  # type: ignore[index]
    assert len(patterns) == 1
    pattern = re.compile(patterns.pop())
    assert [host for host in [*HOSTS, *STRANGERS] if host and pattern.search(host)] == HOSTS


NGINX = """
daemon off; master_process off; pid {run}/pid; error_log {run}/errors; events {{}}
http {{ access_log off; client_body_temp_path {run}/a; proxy_temp_path {run}/b; fastcgi_temp_path {run}/c;
uwsgi_temp_path {run}/d; scgi_temp_path {run}/e;
server {{ listen 127.0.0.1:{port}; root {site};
{snippet}
}} }}
"""
APACHE = """
ServerRoot {run}
ServerName localhost
PidFile {run}/pid
ErrorLog {run}/errors
Listen 127.0.0.1:{port}
{modules}
TypesConfig /dev/null
DocumentRoot {site}
<Directory {site}>
AllowOverride All
Require all granted
</Directory>
"""
MODULES = ("mpm_event", "authz_core", "dir", "headers", "setenvif", "mime")


@contextmanager
def serve_with(kind: str, folder: Path) -> Iterator[str]:
    """Serve a small site by a real web server with our snippet, and yield its address."""
    names = ("nginx",) if kind == "nginx" else ("apache2", "httpd")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip(f"{kind} is not installed")
    site, run = folder / "site", folder / "run"
    (site / "assets").mkdir(parents=True)
    run.mkdir()
    (site / "aid.html").write_text("An aid")
    (site / ASSET).write_text("0")
    port = find_port()
    files = make_files(HOSTS)
    if kind == "nginx":
        text = NGINX.format(run=run, port=port, site=site, snippet=files["nginx.conf"])
        command = [program, "-e", f"{run}/errors", "-c", f"{run}/conf"]
    else:
        (site / ".htaccess").write_text(files["apache.htaccess"])
        library = Path(os.environ.get("APACHE_MODULES", "/usr/lib/apache2/modules"))
        modules = "\n".join(f"LoadModule {one}_module {library}/mod_{one}.so" for one in MODULES)
        text = APACHE.format(run=run, port=port, site=site, modules=modules)
        command = [program, "-DFOREGROUND", "-f", f"{run}/conf"]
    (run / "conf").write_text(text)
    for path in (folder, site, run):
        path.chmod(0o755)
    server = subprocess.Popen(command)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the web server does not take the snippet"
        try:
            httpx.get(address, timeout=30)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the web server does not answer")


@pytest.mark.parametrize("kind", ["nginx", "Apache"])
def test_a_real_server_answers_each_host_by_name_and_strangers_not(kind: str, tmp_path: Path) -> None:
    with serve_with(kind, tmp_path) as address:
        for path, kept in (("aid.html", "no-cache"), (ASSET, FOR_EVER), ("missing.html", "no-cache")):
            for origin in [*HOSTS, *STRANGERS]:
                answer = httpx.get(f"{address}/{path}", headers={"Origin": origin} if origin else {}, timeout=30)
                allowed = answer.headers.get_list("Access-Control-Allow-Origin")
                assert allowed == ([origin] if origin in HOSTS else []), (path, origin)
                assert answer.headers.get_list("Vary") == ["Origin"]
                assert answer.headers.get_list("Cache-Control") == [kept]
                assert len(answer.headers.get_list("Content-Security-Policy")) == 1
