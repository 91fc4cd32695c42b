"""Work done before a person comes, so that a test of the pages need not wait for it."""

from mlcore.data.read import read, read_bytes
from mlcore.data.samples import sample
from mlcore.jobs.inline import run_inline
from mlcore.types import Plan


def read_sample(space, name):
    store = space.store
    return read(f"sample:{name}", store.objects, name=sample(name).title, settings=store.settings)


def read_text(space, name, text):
    return read_bytes(text.encode(), name, space.store.objects, settings=space.store.settings)


def keep_and_train(space, data, target, models):
    """Open *data*, train on it at once and register the best model under its name."""
    space.keep_dataset(data)
    job = space.train(Plan(target, models=models, folds=3), data.name)
    assert run_inline(space.store, job).state == "done"
