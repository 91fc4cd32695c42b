"""Only what nothing points at goes; what points is named; numbers are never given again."""

from __future__ import annotations

import pytest

from mlcore.errors import LoupeError
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.registry.remarks import annotate
from mlcore.registry.removal import drop_alias, remove
from tests.prediction import making


def refusal(call: object, *args: object, **options: object) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        call(*args, **options)  # type: ignore[operator]
    return caught.value


@pytest.fixture
def three(registry: Registry, model: Model) -> Registry:
    for _ in range(3):
        registry.register(model, "m")
    return registry


def test_a_version_that_nothing_points_at_goes_with_its_files(three: Registry) -> None:
    annotate(three, "m", 2, ["old"], "to be deleted")
    remove(three, "m", 2)
    assert [v.version for v in three.versions("m")] == [3, 1]
    assert len(list(three.folder.iterdir())) == 2
    newest = three.journal.records(1)[0]
    assert (newest.action, newest.object, newest.before) == ("delete", "m:2", "v2")


def test_r08_what_points_at_a_version_is_named_and_a_loaded_one_goes_on(three: Registry) -> None:
    three.promote("m", 1, alias="nightly")
    served = three.load("m")
    error = refusal(remove, three, "m", 1)
    assert error.code == "version_in_use"
    assert "it is champion, nightly" in error.what
    assert [v.version for v in three.versions("m")] == [3, 2, 1]
    assert three.journal.records(1)[0].result == "version_in_use"
    remove(three, "m", 1, force=True)
    assert three.current("m") is None
    assert len(served.predict(making.dataset("plain").frame())) == making.ROWS


def test_a_version_whose_fit_is_shared_stays(registry: Registry) -> None:
    registry.register(making.model("booleans"), "sold")
    registry.with_threshold("sold", 1, "True", 0.3)
    assert "v2 shares its fit" in refusal(remove, registry, "sold", 1).what
    assert refusal(remove, registry, "sold", 1, force=True).code == "version_in_use"
    remove(registry, "sold", 2)
    assert registry.load("sold:1") is not None


def test_numbers_are_never_given_again(three: Registry, model: Model) -> None:
    remove(three, "m", 3)
    assert three.register(model, "m") == 4
    for version in (1, 2, 4):
        remove(three, "m", version, force=True)
    assert refusal(three.versions, "m").code == "unknown_model"
    assert three.register(model, "m") == 5
    assert three.current("m") == 5


def test_r09_a_deleted_version_is_neither_promoted_nor_rolled_back_to(three: Registry) -> None:
    three.promote("m", 2)
    three.promote("m", 3)
    remove(three, "m", 2)
    assert refusal(three.promote, "m", 2).code == "unknown_version"
    assert three.current("m") == 3
    assert three.rollback("m") == 1


def test_an_alias_is_dropped_but_not_the_champion(three: Registry) -> None:
    three.promote("m", 2, alias="Challenger")
    assert three.current("m", "challenger") == 2
    drop_alias(three, "m", "challenger")
    assert three.current("m", "challenger") is None
    assert refusal(drop_alias, three, "m", "champion").code == "champion_stays"
    assert refusal(drop_alias, three, "m", "challenger").code == "unknown_alias"
    assert refusal(three.promote, "m", 2, alias="a b").code == "bad_alias"
    assert refusal(remove, three, "m", 9).code == "unknown_version"
