"""Cross-validate the models of a plan."""

from __future__ import annotations

from mlcore import settings
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.events import Emit, silent
from mlcore.training.clock import started
from mlcore.training.cluster import cluster
from mlcore.training.course import Course
from mlcore.training.engine import Hands
from mlcore.training.ensembles.crossfit import resolved
from mlcore.training.ledger import Ledger, MemoryLedger, own
from mlcore.training.memory import check_memory
from mlcore.training.problem import Problem, pose
from mlcore.training.run import Run
from mlcore.training.trials import known, summarise
from mlcore.types import Plan, fingerprint


def train(
    data: Dataset,
    plan: Plan,
    recipe: Recipe = Recipe(),  # noqa: B008
    *,
    emit: Emit = silent,
    ledger: Ledger | None = None,
    threads: int | None = None,
) -> Run:
    """Cross-validate every model of *plan* and return the run.

    Recipe, preparation and estimator are fitted anew in each fold, on its training rows only;
    steps that drop rows drop training rows only, so every row gets an out-of-fold answer.

    Parameters
    ----------
    data : Dataset
        The raw rows.
    plan : Plan
        Target, models, folds and everything else that is chosen.
    recipe : Recipe
        How the rows are cleaned.
    emit : Emit
        Told what goes on: notes first, then progress by (model, fold).
    ledger : Ledger or None
        Where finished units are kept; those it has already are not repeated.
    threads : int or None
        Fits at the same time; None: as the settings say.

    Raises
    ------
    LoupeError
        When the plan cannot be carried out, before any fit.
    """
    return carry_out(pose(data, plan, recipe), emit=emit, ledger=ledger, threads=threads)


def carry_out(
    problem: Problem,
    *,
    emit: Emit = silent,
    ledger: Ledger | None = None,
    threads: int | None = None,
) -> Run:
    """Cross-validate the models of a plan that has been checked already; as :func:`train`.

    Raises
    ------
    LoupeError
        ``too_little_memory``, or when the Dask scheduler does not answer.
    """
    ledger = MemoryLedger() if ledger is None else ledger
    for told in problem.notes:
        emit(told)
    chosen = settings.load()
    threads = threads or chosen.threads
    team = cluster(chosen.scheduler) if chosen.scheduler else None
    check_memory(problem, threads)
    clock = started(problem.plan.seconds, ledger.finished().values(), threads)
    forks = problem.plan.seconds is not None
    Course(problem, ledger, emit, Hands(threads, clock, forks, team=team)).follow()
    return assemble(problem, ledger)


def assemble(problem: Problem, ledger: Ledger, run_id: str = "") -> Run:
    """Return the run that the finished units of *ledger* make so far."""
    results, folds = own(ledger.finished()), len(problem.splits.folds)
    trials = [summarise(trial, results, folds) for trial in known(problem.plan, results)]
    made = run_id or getattr(ledger, "run_id", "") or _name(problem)
    return Run(made, problem, resolved(trials, results), ledger)


def _name(problem: Problem) -> str:
    parts = (problem.data.fingerprint, problem.plan, problem.recipe.to_json())
    return fingerprint(*parts)[:32]
