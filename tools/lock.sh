#!/bin/sh
# Rewrites the lock files for Python 3.11 and up, on any platform, from requirements*.txt.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate "$@"
}

say_whence() {
    sed -i "1i # Made from $1 by \`make lock\`." "$2"
}

compile requirements.txt -o requirements.lock
say_whence requirements.txt requirements.lock
compile requirements-dev.txt -c requirements.lock -o requirements-dev.lock
say_whence requirements-dev.txt requirements-dev.lock
