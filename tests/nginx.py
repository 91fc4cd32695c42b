"""A real nginx in front of services, on the loopback interface only; it dies with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.postgres import _die_with_tests, _free_port

CONFIG = """
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream services {{
    {services}
    keepalive 16;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://services;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_connect_timeout 1s;
      proxy_next_upstream error timeout non_idempotent;
      proxy_next_upstream_tries 2;
    }}
  }}
}}
"""


@contextmanager
def nginx(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """Run nginx in front of services at *ports*; yield its address.

    What a service did not answer because it died is asked of another one: predictions change
    nothing, so they may be asked twice.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    folder.mkdir()
    port = _free_port()
    services = "\n    ".join(f"server 127.0.0.1:{at} max_fails=1 fail_timeout=1s;" for at in ports)
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, services=services, port=port))
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [program, "-p", str(folder), "-e", f"{folder}/errors", "-c", str(config), *user],
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_tests,  # noqa: PLW1509 - one prctl, no locks
    )
    try:
        _await(f"http://127.0.0.1:{port}/livez", process, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _await(address: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, (folder / "errors").read_text(errors="replace")
        try:
            with urlopen(address, timeout=20):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((folder / "errors").read_text(errors="replace"))
