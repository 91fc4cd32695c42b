"""The jobs a workspace starts: train and register, or register one trial of a finished run."""

from __future__ import annotations

from typing import Any

from mlcore.cleaning.recipe import Recipe
from mlcore.data import versions
from mlcore.jobs.context import JobContext
from mlcore.prediction.package import package
from mlcore.registry.registry import Registry
from mlcore.training import runs
from mlcore.training.problem import pose
from mlcore.training.run import Run
from mlcore.training.storeledger import StoreLedger
from mlcore.training.train import carry_out


def train_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Cross-validate, then fit and register the best model; finished units are not repeated.

    Parameters
    ----------
    spec : dict
        ``dataset`` (fingerprint), ``plan``, ``recipe`` (JSON values), ``name`` (str or None);
        ``run`` where an earlier run is to go on with more trials or seconds.

    Returns
    -------
    dict
        ``run`` (id), ``version`` (int, or None without a name), ``holdout`` (score or None).
    """
    store, workspace = context.store, context.workspace
    data = versions.by_fingerprint(store, workspace, spec["dataset"])
    plan = runs.plan_of(spec["plan"])
    recipe = Recipe.from_json(spec["recipe"])
    run_id = spec.get("run") or runs.for_job(store, workspace, context.job_id)
    problem = pose(data, plan, recipe)
    if run_id is None:
        asked = runs.Asked(plan, recipe, context.job_id)
        run_id = runs.begin(store, workspace, problem, asked)
    elif "run" in spec:
        runs.extend(store, run_id, plan, context.job_id)
    run = carry_out(problem, emit=context.emit, ledger=StoreLedger(store, run_id))
    return _finish(context, run, run_id, None, spec["name"])


def package_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Fit one trial of a stored run once more and register it under a name."""
    run = runs.load(context.store, context.workspace, spec["run"])
    return _finish(context, run, spec["run"], spec["trial"], spec["name"])


def _finish(
    context: JobContext, run: Run, run_id: str, trial: str | None, name: str | None
) -> dict[str, Any]:
    """Score on the hold-out, fit once more, and register where there is a name."""
    model = package(run, trial, emit=context.emit)
    registry = Registry(context.store, context.workspace, f"job {context.job_id}")
    version = registry.register(model, name, run=run_id) if name else None
    return {"run": run_id, "version": version, "holdout": model.meta.holdout}
