#!/bin/sh
# Starts the pages and REST in one process, for this machine only.
set -eu
cd "$(dirname "$0")/.."

port=${1:-8501}
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

echo "loupe: http://localhost:$port   (REST under /api; Ctrl-C ends it)"
exec .venv/bin/streamlit run server.py --server.port "$port" --server.address 127.0.0.1 \
    --server.headless true --browser.gatherUsageStats false
