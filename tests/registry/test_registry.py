"""Versions are contiguous, aliases move by compare-and-set, and what moves is proved first."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.prediction import artifact
from mlcore.prediction.model import Model
from mlcore.registry.chain import check
from mlcore.registry.loaded import LOADED, Loaded
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.prediction import making

PROCESSES, EACH = 4, 12
MANY, LONG = 8, 500


def refusal(call: object, *args: object, **options: object) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        call(*args, **options)  # type: ignore[operator]
    return caught.value


def damage(registry: Registry, name: str, version: int) -> None:
    entry = next(v for v in registry.versions(name) if v.version == version)
    file = registry.folder / entry.folder / "model.skops"
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)


def test_the_first_version_is_champion_and_later_ones_wait(
    registry: Registry, model: Model
) -> None:
    assert registry.register(model, "houses", run="r1") == 1
    assert registry.register(making.model("gaps"), "houses") == 2
    assert registry.resolve("houses") == ("houses", 1)
    newest, oldest = registry.versions("houses")
    assert (newest.version, newest.aliases) == (2, ())
    assert (oldest.version, oldest.aliases, oldest.run) == (1, ("champion",), "r1")
    assert oldest.meta == model.meta


def test_a_registered_model_answers_as_before(registry: Registry, model: Model) -> None:
    registry.register(model, "houses")
    frame = making.dataset("plain").frame()
    np.testing.assert_allclose(
        registry.load("houses").predict(frame), model.predict(frame), rtol=1e-12
    )
    assert registry.meta("houses", 1) == model.meta


def test_references(registry: Registry, model: Model) -> None:
    for _ in range(2):
        registry.register(model, "Größe <b>")
    registry.promote("Größe <b>", 2, alias="challenger")
    assert registry.resolve("Größe <b>") == ("Größe <b>", 1)
    assert registry.resolve("Größe <b>:2") == ("Größe <b>", 2)
    assert registry.resolve("Größe <b>@challenger") == ("Größe <b>", 2)
    assert refusal(registry.resolve, "Größe <b>:9").code == "unknown_version"
    assert "2, 1" in refusal(registry.resolve, "Größe <b>:9").what
    assert refusal(registry.resolve, "Größe <b>@x").code == "unknown_alias"
    unknown = refusal(registry.resolve, "nope")
    assert unknown.code == "unknown_model"
    assert "Größe <b>" in unknown.what


def test_folders_have_our_names_not_the_persons(registry: Registry, model: Model) -> None:
    registry.register(model, "<script> ..%2f")
    (folder,) = registry.folder.iterdir()
    assert folder.name.isalnum()
    assert refusal(registry.register, model, "../x").code == "bad_model_name"
    assert len(list(registry.folder.iterdir())) == 1


def test_promotion_is_compare_and_set(registry: Registry, model: Model) -> None:
    for _ in range(3):
        registry.register(model, "m")
    registry.promote("m", 2, expected=1)
    lost = refusal(registry.promote, "m", 3, expected=1)
    assert lost.code == "moved_meanwhile"
    assert "version 2" in lost.what
    assert registry.resolve("m") == ("m", 2)
    assert refusal(registry.promote, "m", 9).code == "unknown_version"
    assert refusal(registry.promote, "x", 1).code == "unknown_model"


def test_of_promotions_at_once_one_wins(registry: Registry, model: Model) -> None:
    for _ in range(5):
        registry.register(model, "m")

    def promote(version: int) -> str:
        try:
            registry.promote("m", version, expected=1)
        except LoupeError as error:
            return error.code
        return "won"

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(promote, (2, 3, 4, 5)))
    assert sorted(results) == ["moved_meanwhile"] * 3 + ["won"]
    assert registry.resolve("m")[1] == 2 + results.index("won")


def test_rollback_goes_back_step_by_step(registry: Registry, model: Model) -> None:
    for _ in range(3):
        registry.register(model, "m")
    assert refusal(registry.rollback, "m").code == "no_earlier_version"
    registry.promote("m", 2)
    registry.promote("m", 3)
    assert registry.rollback("m") == 2
    assert registry.rollback("m") == 1
    assert refusal(registry.rollback, "m").code == "no_earlier_version"
    registry.promote("m", 3)
    assert registry.rollback("m") == 1
    moves = [(move.action, move.previous, move.version) for move in registry.moves("m")]
    assert moves == [
        ("rollback", 3, 1),
        ("promote", 1, 3),
        ("rollback", 2, 1),
        ("rollback", 3, 2),
        ("promote", 2, 3),
        ("promote", 1, 2),
        ("register", None, 1),
    ]
    assert refusal(registry.rollback, "x").code == "unknown_model"


def test_a_damaged_version_is_never_promoted_or_rolled_back_to(
    registry: Registry, model: Model
) -> None:
    for _ in range(2):
        registry.register(model, "m")
    damage(registry, "m", 2)
    error = refusal(registry.promote, "m", 2)
    assert error.code == "damaged_model"
    assert (error.where[0].file, error.where[0].version) == ("model.skops", 2)
    assert registry.resolve("m") == ("m", 1)
    registry.register(model, "m")
    registry.promote("m", 3)
    damage(registry, "m", 1)
    assert refusal(registry.rollback, "m").code == "damaged_model"
    assert registry.resolve("m") == ("m", 3)
    assert registry.load("m") is not None


def test_a_folder_swapped_for_another_honest_one_is_noticed(
    registry: Registry, model: Model
) -> None:
    registry.register(model, "a")
    registry.register(making.model("gaps"), "b")
    (one,), (other,) = registry.versions("a"), registry.versions("b")
    spare = registry.folder / "spare"
    os.rename(registry.folder / one.folder, spare)
    os.rename(registry.folder / other.folder, registry.folder / one.folder)
    assert refusal(registry.load, "a").code == "damaged_model"


def test_export_is_a_proved_copy(registry: Registry, model: Model, tmp_path: Path) -> None:
    registry.register(model, "m")
    registry.export("m:1", tmp_path / "out")
    frame = making.dataset("plain").frame()
    np.testing.assert_array_equal(
        artifact.load(tmp_path / "out").predict(frame), registry.load("m").predict(frame)
    )
    assert refusal(registry.export, "m", tmp_path / "out").code == "folder_taken"
    damage(registry, "m", 1)
    assert refusal(registry.export, "m", tmp_path / "again").code == "damaged_model"
    assert not (tmp_path / "again").exists()
    assert refusal(registry.export, "m", tmp_path / "no" / "way").code == "damaged_model"


def test_a_threshold_is_a_new_version_of_the_same_artifact(
    registry: Registry, tmp_path: Path
) -> None:
    model, frame = making.model("booleans"), making.dataset("booleans").frame()
    registry.register(model, "sold", run="r1")
    chances = model.predict_proba(frame)[:, 1]
    least = float(np.quantile(chances, 0.9))
    assert registry.with_threshold("sold", 1, "True", least) == 2
    newest, oldest = registry.versions("sold")
    assert (newest.digest, newest.folder, newest.run) == (oldest.digest, oldest.folder, "r1")
    assert (newest.parent, newest.aliases, oldest.parent) == (1, (), None)
    assert newest.meta.threshold == ("True", least)
    assert len(list(registry.folder.iterdir())) == 1
    np.testing.assert_array_equal(registry.load("sold:2").predict(frame), chances >= least)
    np.testing.assert_array_equal(registry.load("sold:1").predict(frame), model.predict(frame))
    assert registry.load("sold:2") is registry.load("sold:2"), "what it compiles is kept"
    registry.promote("sold", 2)
    registry.export("sold", tmp_path / "out")
    exported = artifact.load(tmp_path / "out")
    np.testing.assert_array_equal(exported.predict(frame), chances >= least)
    registry.export("sold:1", tmp_path / "first")
    assert artifact.load(tmp_path / "first").meta.threshold is None


@pytest.mark.parametrize(("positive", "least"), [("maybe", 0.5), ("True", 1.5), ("True", np.nan)])
def test_a_threshold_that_cannot_be_is_refused(
    registry: Registry, positive: str, least: float
) -> None:
    registry.register(making.model("booleans"), "sold")
    assert refusal(registry.with_threshold, "sold", 1, positive, least).code == "bad_threshold"
    assert refusal(registry.with_threshold, "sold", 7, "True", 0.5).code == "unknown_version"
    assert len(registry.versions("sold")) == 1


def test_a_number_has_no_threshold(registry: Registry, model: Model) -> None:
    registry.register(model, "houses")
    assert refusal(registry.with_threshold, "houses", 1, "1", 0.5).code == "bad_threshold"


def test_the_versions_of_a_run_are_found_newest_first(registry: Registry, model: Model) -> None:
    assert registry.of_run("r1") == ()
    registry.register(model, "one", run="r1")
    registry.register(model, "two", run="r2")
    registry.register(model, "other", run="r1")
    registry.register(model, "one", run="r1")
    found = [(version.name, version.version) for version in registry.of_run("r1")]
    assert found == [("one", 2), ("other", 1), ("one", 1)]
    assert Registry(registry.store, "elsewhere").of_run("r1") == ()


def test_the_list_names_champions_and_newest(registry: Registry, model: Model) -> None:
    assert registry.models() == ()
    registry.register(model, "b")
    registry.register(making.model("missing"), "a")
    registry.register(model, "b")
    by_name = {entry.name: entry for entry in registry.models()}
    assert (by_name["b"].versions, by_name["b"].champion, by_name["b"].newest) == (2, 1, 2)
    assert by_name["a"].task == "multiclass"
    assert by_name["b"].score == model.meta.score


def test_names_are_unique_within_a_workspace_only(store: Store, model: Model) -> None:
    assert Registry(store, "one").register(model, "m") == 1
    assert Registry(store, "two").register(model, "m") == 1
    assert refusal(Registry(store, "three").load, "m").code == "unknown_model"


def test_threads_get_contiguous_versions(registry: Registry, model: Model) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: registry.register(model, "m"), range(20)))
    assert sorted(found) == list(range(1, 21))
    assert len(registry.versions("m")) == 20


def _register(home: str, database: str, folder: str, times: int = EACH) -> None:
    store = Store.open(settings.load({"LOUPE_HOME": home}, database=database))
    model = artifact.load(Path(folder))
    for _ in range(times):
        Registry(store).register(model, "m")


def test_r07_processes_get_contiguous_versions(
    registry: Registry, model: Model, home: Path, database_url: str, tmp_path: Path
) -> None:
    artifact.save(model, tmp_path / "m")
    registry.store.close()
    context = multiprocessing.get_context("fork")
    args = (str(home), database_url, str(tmp_path / "m"))
    processes = [context.Process(target=_register, args=args) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    numbers = [entry.version for entry in registry.versions("m")]
    assert numbers == list(range(PROCESSES * EACH, 0, -1))
    assert len({entry.folder for entry in registry.versions("m")}) == PROCESSES * EACH


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_eight_processes_register_five_hundred_each(
    registry: Registry, model: Model, home: Path, database_url: str, tmp_path: Path
) -> None:
    artifact.save(model, tmp_path / "m")
    registry.store.close()
    context = multiprocessing.get_context("fork")
    args = (str(home), database_url, str(tmp_path / "m"), LONG)
    processes = [context.Process(target=_register, args=args) for _ in range(MANY)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * MANY
    assert [e.version for e in registry.versions("m")] == list(range(MANY * LONG, 0, -1))
    assert check(registry.journal).breaches == ()


def test_the_same_version_is_read_once(registry: Registry, model: Model) -> None:
    registry.register(model, "m")
    assert registry.load("m") is registry.load("m:1")
    (entry,) = registry.versions("m")
    assert LOADED.holds(entry.digest)


def test_memory_keeps_the_models_used_last() -> None:
    kept, loads = Loaded(most=2), []

    def load(name: str) -> Model:
        loads.append(name)
        return making.model("plain")

    for name in ("a", "b", "a", "c", "a", "b"):
        kept.get(name, lambda name=name: load(name))  # type: ignore[misc]
    assert loads == ["a", "b", "c", "b"]
    assert not kept.holds("c")
