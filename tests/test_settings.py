from pathlib import Path

import pytest

from mlcore.errors import LoupeError
from mlcore.settings import load


def test_defaults_stand_when_the_environment_is_silent(tmp_path):
    settings = load({}, home=tmp_path)
    assert settings.home == tmp_path
    assert settings.database_url == f"sqlite:///{tmp_path}/loupe.db"
    assert settings.threads >= 1


def test_the_environment_overrides_and_an_argument_overrides_both(tmp_path):
    environ = {"LOUPE_RUNNING_JOBS": "3", "LOUPE_HOME": "/elsewhere"}
    assert load(environ).running_jobs == 3
    assert load(environ).home == Path("/elsewhere")
    assert load(environ, home=tmp_path).home == tmp_path


def test_a_number_that_is_none_is_refused_by_name():
    with pytest.raises(LoupeError) as caught:
        load({"LOUPE_RUNNING_JOBS": "two"})
    assert caught.value.code == "bad_setting"
    assert "LOUPE_RUNNING_JOBS" in caught.value.what
    assert "two" in caught.value.what


@pytest.mark.parametrize(
    ("name", "value", "least"),
    [("LOUPE_RUNNING_JOBS", "-1", 0), ("LOUPE_TOKEN_RATE", "0", 1), ("LOUPE_LOG_DAYS", "-30", 0)],
)
def test_a_number_below_the_least_is_refused(name, value, least):
    with pytest.raises(LoupeError) as caught:
        load({name: value})
    assert caught.value.code == "bad_setting"
    assert f"“{value}”" in caught.value.what
    assert f"a whole number from {least} on" in caught.value.fix
    assert load({name: str(least)})
