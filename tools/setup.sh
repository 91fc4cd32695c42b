#!/bin/sh
# Makes .venv ready for one part of the work: run, lint or test.
#
# Installs from the lock (uv when it can be had, pip otherwise) into .venv only. What must come
# from Debian is looked for first; root gets it installed, anybody else is told the one command.
# A second run finds its stamp and ends at once.
#
#   PYTHON=python3.12       the interpreter to use
#   LOUPE_INSTALLER=pip     do without uv
set -eu
cd "$(dirname "$0")/.."

part=${1:-run}
case $part in
    run) lock=requirements.lock ;;
    lint | test) lock=requirements-dev.lock ;;
    *) echo "usage: tools/setup.sh run|lint|test" >&2; exit 2 ;;
esac
venv=.venv/bin/python

say() { printf '%s\n' "loupe: $*"; }
fail() { say "$*" >&2; exit 1; }

# Is $1 a Python that works and that we support?
suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        suits "$PYTHON" || fail "PYTHON=$PYTHON is not a working Python 3.11, 3.12 or 3.13."
        echo "$PYTHON"
        return
    fi
    for name in python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null && suits "$name"; then echo "$name"; return; fi
    done
}

# The Debian package that lets $1 make virtual environments.
venv_package() {
    if [ "$(readlink -f "$(command -v "$1")")" = "$(readlink -f /usr/bin/python3)" ]; then
        echo python3-venv
    else
        "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
}

# Print the Debian packages that are missing.
missing() {
    if [ -z "$python" ]; then
        echo python3 python3-venv libgomp1
    elif ! suits "$venv" && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        venv_package "$python"
    fi
    if [ -n "$python" ]; then
        "$python" -c 'import ctypes; ctypes.CDLL("libgomp.so.1")' 2>/dev/null || echo libgomp1
    fi
    if [ "$part" = test ]; then command -v chromium >/dev/null || echo chromium; fi
}

# Print the Debian packages that are missing and without which some tests are skipped.
wanted() {
    [ "$part" = test ] || return 0
    command -v redis-server >/dev/null || echo redis-server
    PATH=$PATH:/usr/sbin command -v mosquitto >/dev/null || echo mosquitto
}

install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

install_from_debian() {
    # shellcheck disable=SC2046  # one word for each package
    set -- $(missing)
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "please install: $*"
    if [ "$(id -u)" -ne 0 ]; then
        fail "something is missing. Run this, then try again:
    sudo apt-get update && sudo apt-get install -y $* $(wanted | tr '\n' ' ')"
    fi
    say "installing $* from Debian"
    apt-get update -qq
    install "$@"
    [ -n "$python" ] || python=$(choose_python)
    [ -n "$python" ] || fail "no Python 3.11, 3.12 or 3.13 found; install one or set PYTHON=."
    # shellcheck disable=SC2046
    set -- $(missing)
    [ $# -eq 0 ] || fail "still missing after installing: $*"
}

# Servers that some tests are run against: without them those tests are skipped, and say so.
install_servers() {
    # shellcheck disable=SC2046
    set -- $(wanted)
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "installing $* from Debian"
        { apt-get update -qq && install "$@"; } || true
    fi
    # shellcheck disable=SC2046
    set -- $(wanted)
    [ $# -eq 0 ] || say "without $* the tests that need it are skipped"
}

create_venv() {
    if suits "$venv"; then
        [ -n "${PYTHON:-}" ] || return 0
        version='import sys; print(sys.version_info[:2])'
        [ "$("$PYTHON" -c "$version")" != "$("$venv" -c "$version")" ] || return 0
    fi
    say "creating .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# Print the uv to use, or nothing.
find_uv() {
    if [ "${LOUPE_INSTALLER:-uv}" != pip ]; then
        [ -x .venv/bin/uv ] || "$venv" -m pip install -q uv >/dev/null 2>&1 || true
        if .venv/bin/uv --version >/dev/null 2>&1; then echo .venv/bin/uv; fi
    fi
}

install_packages() {
    "$venv" -m pip --version >/dev/null 2>&1 || "$venv" -m ensurepip >/dev/null
    uv=$(find_uv)
    if [ -n "$uv" ]; then
        say "installing $lock with uv"
        if "$uv" pip install -q --python "$venv" -r "$lock"; then return; fi
        say "uv did not manage; trying pip"
    fi
    say "installing $lock with pip; this takes some minutes"
    "$venv" -m pip install -q --disable-pip-version-check -r "$lock"
}

# Compile what every start imports, also where Python is told to keep nothing compiled.
compile_packages() {
    env -u PYTHONDONTWRITEBYTECODE "$venv" -c 'import \
        alembic, fastapi, pandas, plotly.graph_objects, polars, pyarrow, sklearn.ensemble, \
        sklearn.linear_model, skops.io, sqlalchemy, streamlit.web.cli, uvicorn'
}

python=$(choose_python)
install_from_debian
install_servers
create_venv
stamp=.venv/.ready-$(cat "$lock" .venv/pyvenv.cfg | sha256sum | cut -c 1-16)
if [ ! -e "$stamp" ]; then
    install_packages
    compile_packages
    touch "$stamp"
fi
