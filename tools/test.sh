#!/bin/sh
# Runs the tests of one marker expression: those without a browser on two workers, those with one
# beside them in a process of their own, whose report follows at the end.
#
#   tools/test.sh "not slow" [ARGUMENTS OF PYTEST]
set -u
cd "$(dirname "$0")/.."

tools/setup.sh test || exit 1
marked=$1
shift

export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
# Python 3.11 parses source to draw carets in tracebacks, and two threads doing so at once fail
# now and then ("AST constructor recursion depth mismatch"); the service logs from threads.
export PYTHONNODEBUGRANGES=1

report=$(mktemp)
.venv/bin/python -m pytest -m "$marked" tests/browser "$@" >"$report" 2>&1 &
browser=$!
trap 'kill "$browser" 2>/dev/null; rm -f "$report"' EXIT
trap 'exit 130' INT TERM

.venv/bin/python -m pytest -m "$marked" -n 2 --dist loadfile --ignore tests/browser "$@"
others=$?
wait "$browser"
with_browser=$?
cat "$report"

# 5 means that the arguments leave no test to run.
for code in "$others" "$with_browser"; do
    [ "$code" -eq 0 ] || [ "$code" -eq 5 ] || exit 1
done
